//! Block devices, loop devices and file systems, as ioctl(2) asks them.

use super::{Change, Field, Nested, Show, StructDef, field};
use crate::decode::number::{half, unsigned};
use crate::decode::{Printer, Rest};
use crate::flags;

/// `[0x1, 0x2]` of words of `SIZE` bytes.
fn hex_words<const SIZE: usize>(printer: &mut Printer<'_>, bytes: &[u8]) {
    printer.array(bytes.chunks_exact(SIZE), Rest::None, |printer, word| printer.hex(unsigned(word)));
}

/// Whether a loop device is encrypted, by where its type of encryption stands.
fn is_encrypted<const AT: usize>(bytes: &[u8]) -> bool {
    half(bytes, AT) != 0
}

fn print_loop_info(printer: &mut Printer<'_>, bytes: &[u8]) {
    let verbose = printer.style.verbose;
    let shown: fn(&[u8]) -> bool = if verbose { |_| true } else { is_encrypted::<36> };
    let key = half(bytes, 40).min(32) as usize;
    field::print(
        printer,
        bytes,
        &[
            Field::new("lo_number", 0, 4, Show::Int),
            Field::new("lo_device", 8, 8, Show::Dev).only_verbose(),
            Field::new("lo_inode", 16, 8, Show::Uint).only_verbose(),
            Field::new("lo_rdevice", 24, 8, Show::Dev).only_verbose(),
            Field::new("lo_offset", 32, 4, Show::Hex),
            Field::new("lo_encrypt_type", 36, 4, Show::Flags(&flags::LOOP_CRYPT)).when(shown),
            Field::new("lo_encrypt_key_size", 40, 4, Show::Uint).when(shown),
            Field::new("lo_flags", 44, 4, Show::Flags(&flags::LOOP_FLAGS)),
            Field::new("lo_name", 48, 64, Show::Text),
            Field::new("lo_encrypt_key", 112, key, Show::Bytes).when(shown),
            Field::new("lo_init", 144, 16, Show::With(hex_words::<8>)).verbose(),
            Field::new("reserved", 160, 4, Show::With(hex_words::<1>)).verbose(),
        ],
    );
}

/// `struct loop_info` (`LOOP_SET_STATUS`).
pub static LOOP_INFO: StructDef = StructDef::new("loop_info", 168, print_loop_info).least(164);

fn print_loop_info64(printer: &mut Printer<'_>, bytes: &[u8]) {
    let verbose = printer.style.verbose;
    let shown: fn(&[u8]) -> bool = if verbose { |_| true } else { is_encrypted::<44> };
    let key = half(bytes, 48).min(32) as usize;
    field::print(
        printer,
        bytes,
        &[
            Field::new("lo_device", 0, 8, Show::Dev).only_verbose(),
            Field::new("lo_inode", 8, 8, Show::Uint).only_verbose(),
            Field::new("lo_rdevice", 16, 8, Show::Dev).only_verbose(),
            Field::new("lo_offset", 24, 8, Show::Hex),
            Field::new("lo_sizelimit", 32, 8, Show::Uint).only_verbose(),
            Field::new("lo_number", 40, 4, Show::Uint),
            Field::new("lo_encrypt_type", 44, 4, Show::Flags(&flags::LOOP_CRYPT)).when(shown),
            Field::new("lo_encrypt_key_size", 48, 4, Show::Uint).when(shown),
            Field::new("lo_flags", 52, 4, Show::Flags(&flags::LOOP_FLAGS)),
            Field::new("lo_file_name", 56, 64, Show::Text),
            Field::new("lo_crypt_name", 120, 64, Show::Text).when(shown),
            Field::new("lo_encrypt_key", 184, key, Show::Bytes).when(shown),
            Field::new("lo_init", 216, 16, Show::With(hex_words::<8>)).verbose(),
        ],
    );
}

/// `struct loop_info64` (`LOOP_SET_STATUS64`).
pub static LOOP_INFO64: StructDef = StructDef::new("loop_info64", 232, print_loop_info64).any_abi();

structures! {
    /// `struct loop_config` (`LOOP_CONFIGURE`).
    LOOP_CONFIG "loop_config" 304 any_abi {
        fd 0 4 Show::Fd;
        block_size 4 4 Show::Uint;
        info 8 232 Show::Struct(&LOOP_INFO64);
        __reserved 240 64 Show::With(hex_words::<8>), when(|bytes| bytes.iter().skip(240).any(|&byte| byte != 0));
    }
    /// `struct fstrim_range` (`FITRIM`).
    FSTRIM_RANGE "fstrim_range" 24 any_abi {
        start 0 8 Show::Hex;
        len 8 8 Show::Uint;
        minlen 16 8 Show::Uint;
    }
    /// `struct fsxattr` (`FS_IOC_FSGETXATTR`).
    FSXATTR "fsxattr" 28 any_abi {
        fsx_xflags 0 4 Show::Flags(&flags::FS_XFLAG);
        fsx_extsize 4 4 Show::Uint;
        fsx_nextents 8 4 Show::Uint;
        fsx_projid 12 4 Show::Hex;
        fsx_cowextsize 16 4 Show::Uint;
    }
    /// `struct fsxattr` as a program gives it (`FS_IOC_FSSETXATTR`).
    FSXATTR_SET "fsxattr (set)" 28 any_abi {
        fsx_xflags 0 4 Show::Flags(&flags::FS_XFLAG);
        fsx_extsize 4 4 Show::Uint;
        fsx_projid 12 4 Show::Hex;
        fsx_cowextsize 16 4 Show::Uint;
    }
    /// `struct blkpg_partition` (`BLKPG`).
    BLKPG_PARTITION "blkpg_partition" 152 any_abi {
        start 0 8 Show::Int;
        length 8 8 Show::Int;
        pno 16 4 Show::Int;
        devname 20 64 Show::Text;
        volname 84 64 Show::Text;
    }
    /// `struct fiemap_extent` (`FS_IOC_FIEMAP`).
    FIEMAP_EXTENT "fiemap_extent" 56 any_abi {
        fe_logical 0 8 Show::Uint;
        fe_physical 8 8 Show::Uint;
        fe_length 16 8 Show::Uint;
        fe_flags 40 4 Show::Flags(&flags::FIEMAP_EXTENT);
    }
}

/// `struct blkpg_ioctl_arg` (`BLKPG`), and the partition that it points to.
pub static BLKPG: StructDef = StructDef::new("blkpg_ioctl_arg", 24, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("op", 0, 4, Show::Flags(&flags::BLKPG)),
            Field::new("flags", 4, 4, Show::Int),
            Field::new("datalen", 8, 4, Show::Int),
            Field::new("data", 16, 8, Show::With(|printer, bytes| printer.pointed(&BLKPG_PARTITION, unsigned(bytes)))),
        ],
    );
})
.nested(&[Nested::bytes(16, BLKPG_PARTITION.size)]);

/// Size of `struct fiemap` without its extents.
const FIEMAP_HEAD: usize = 32;

/// `struct fiemap` (`FS_IOC_FIEMAP`); what the kernel found follows what was asked for, extents in verbose style.
pub static FIEMAP: StructDef = StructDef::new("fiemap", 4096, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("fm_start", 0, 8, Show::Uint),
            Field::new("fm_length", 8, 8, Show::Uint),
            Field::new("fm_flags", 16, 4, Show::Flags(&flags::FIEMAP)),
            Field::new("fm_extent_count", 24, 4, Show::Uint),
        ],
    );
})
.least(FIEMAP_HEAD as u32)
.any_abi()
.change(Change::Becomes(|printer, bytes| {
    let count = half(bytes, 20);
    printer.out.push_str("{fm_flags=");
    flags::FIEMAP.print(half(bytes, 16), &mut printer.out);
    printer.display(format_args!(", fm_mapped_extents={count}, "));
    if printer.style.verbose {
        let room = bytes.get(FIEMAP_HEAD..).unwrap_or_default();
        let extents = room.chunks_exact(56).take(usize::try_from(count).unwrap_or(usize::MAX));
        let rest = if (extents.len() as u64) < count { Rest::Left } else { Rest::None };
        printer.out.push_str("fm_extents=");
        printer.array(extents, rest, |printer, extent| (FIEMAP_EXTENT.print)(printer, extent));
    } else {
        printer.out.push_str("...");
    }
    printer.out.push('}');
}));
