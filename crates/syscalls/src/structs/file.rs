//! Files, file systems, locks.

use super::{Change, Field, Show, StructDef, field};
use crate::decode::{Printer, number};
use crate::flags;

fn mode(bytes: &[u8]) -> u64 {
    number::half(bytes, 24)
}

fn is_device(bytes: &[u8]) -> bool {
    matches!(mode(bytes) & 0o170_000, 0o020_000 | 0o060_000)
}

fn is_no_device(bytes: &[u8]) -> bool {
    !is_device(bytes)
}

/// `struct stat` (stat(2)).
pub static STAT: StructDef = StructDef::new("stat", 144, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("st_dev", 0, 8, Show::Dev).verbose(),
            Field::new("st_ino", 8, 8, Show::Uint).verbose(),
            Field::new("st_mode", 24, 4, Show::Flags(&flags::FILE_MODE)),
            Field::new("st_nlink", 16, 8, Show::Uint).verbose(),
            Field::new("st_uid", 28, 4, Show::Id).verbose(),
            Field::new("st_gid", 32, 4, Show::Id).verbose(),
            Field::new("st_blksize", 56, 8, Show::Uint).verbose(),
            Field::new("st_blocks", 64, 8, Show::Uint).verbose(),
            Field::new("st_rdev", 40, 8, Show::Dev).when(is_device),
            Field::new("st_size", 48, 8, Show::Uint).when(is_no_device),
            Field::new("st_atime", 72, 8, Show::Seconds(80)).verbose(),
            Field::new("st_atime_nsec", 80, 8, Show::Uint).verbose(),
            Field::new("st_mtime", 88, 8, Show::Seconds(96)).verbose(),
            Field::new("st_mtime_nsec", 96, 8, Show::Uint).verbose(),
            Field::new("st_ctime", 104, 8, Show::Seconds(112)).verbose(),
            Field::new("st_ctime_nsec", 112, 8, Show::Uint).verbose(),
        ],
    );
});

/// `struct statfs` (statfs(2)).
pub static STATFS: StructDef = StructDef::new("statfs", 120, |printer, bytes| {
    /// The kernel sets this bit if it fills in the flags at all (include/linux/statfs.h).
    const ST_VALID: u64 = 0x20;
    field::print(
        printer,
        bytes,
        &[
            Field::new("f_type", 0, 8, Show::Flags(&flags::FS_MAGIC)),
            Field::new("f_bsize", 8, 8, Show::Uint),
            Field::new("f_blocks", 16, 8, Show::Uint),
            Field::new("f_bfree", 24, 8, Show::Uint),
            Field::new("f_bavail", 32, 8, Show::Uint),
            Field::new("f_files", 40, 8, Show::Uint),
            Field::new("f_ffree", 48, 8, Show::Uint),
            Field::new("f_fsid", 56, 8, Show::With(print_fsid)),
            Field::new("f_namelen", 64, 8, Show::Uint),
            Field::new("f_frsize", 72, 8, Show::Uint),
            Field::new("f_flags", 80, 8, Show::Flags(&flags::STATFS))
                .when(|bytes| number::word(bytes, 80) & ST_VALID != 0),
        ],
    );
});

fn print_fsid(printer: &mut Printer<'_>, bytes: &[u8]) {
    printer.out.push_str("{val=[");
    for (index, part) in bytes.chunks(4).enumerate() {
        if index > 0 {
            printer.out.push_str(", ");
        }
        printer.hex(number::unsigned(part));
    }
    printer.out.push_str("]}");
}

const FLOCK_FIELDS: &[Field] = &[
    Field::new("l_type", 0, 2, Show::Flags(&flags::LOCK_TYPE)),
    Field::new("l_whence", 2, 2, Show::Flags(&flags::SEEK)),
    Field::new("l_start", 8, 8, Show::Int),
    Field::new("l_len", 16, 8, Show::Int),
    Field::new("l_pid", 24, 4, Show::Int),
];

/// `struct flock` (fcntl(2)). The owner is shown of one that the kernel fills (`F_GETLK`).
pub static FLOCK: StructDef = StructDef::new("flock", 32, |printer, bytes| {
    field::print(printer, bytes, &FLOCK_FIELDS[..4]);
})
.change(Change::As(|printer, bytes| field::print(printer, bytes, FLOCK_FIELDS)));

/// `struct f_owner_ex` (fcntl(2), `F_SETOWN_EX`).
pub static F_OWNER_EX: StructDef = StructDef::new("f_owner_ex", 8, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[Field::new("type", 0, 4, Show::Flags(&flags::OWNER_TYPE)), Field::new("pid", 4, 4, Show::Int)],
    );
})
.any_abi();

/// `struct open_how` (openat2(2)).
pub static OPEN_HOW: StructDef = StructDef::new("open_how", 24, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("flags", 0, 8, Show::Flags(&flags::OPEN_WIDE)),
            Field::new("mode", 8, 8, Show::Octal).when(|bytes| {
                const CREATES: u64 = 0x40 | 0x40_0000;
                number::word(bytes, 0) & CREATES != 0 || number::word(bytes, 8) != 0
            }),
            Field::new("resolve", 16, 8, Show::Flags(&flags::RESOLVE)),
        ],
    );
})
.any_abi();

/// `struct mount_attr` (mount_setattr(2)).
pub static MOUNT_ATTR: StructDef = StructDef::new("mount_attr", 32, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("attr_set", 0, 8, Show::Flags(&flags::MOUNT_ATTR)),
            Field::new("attr_clr", 8, 8, Show::Flags(&flags::MOUNT_ATTR)),
            Field::new("propagation", 16, 8, Show::Flags(&flags::MOUNT_PROPAGATION)),
            Field::new("userns_fd", 24, 8, Show::Uint),
        ],
    );
})
.any_abi();

/// `struct file_clone_range` (ioctl(2), `FICLONERANGE`).
pub static FILE_CLONE_RANGE: StructDef = StructDef::new("file_clone_range", 32, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("src_fd", 0, 8, Show::Fd),
            Field::new("src_offset", 8, 8, Show::Uint),
            Field::new("src_length", 16, 8, Show::Uint),
            Field::new("dest_offset", 24, 8, Show::Uint),
        ],
    );
})
.any_abi();

/// `struct file_attr` (file_getattr(2)).
pub static FILE_ATTR: StructDef = StructDef::new("file_attr", 24, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("fa_xflags", 0, 8, Show::Hex),
            Field::new("fa_extsize", 8, 4, Show::Uint),
            Field::new("fa_nextents", 12, 4, Show::Uint),
            Field::new("fa_projid", 16, 4, Show::Uint),
            Field::new("fa_cowextsize", 20, 4, Show::Uint),
        ],
    );
})
.any_abi();

/// `struct xattr_args` (setxattrat(2)); the value itself is payload.
pub static XATTR_ARGS: StructDef = StructDef::new("xattr_args", 16, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("value", 0, 8, Show::Addr),
            Field::new("size", 8, 4, Show::Uint),
            Field::new("flags", 12, 4, Show::Flags(&flags::XATTR)),
        ],
    );
})
.any_abi();

/// `struct mnt_id_req` (statmount(2), listmount(2)).
pub static MNT_ID_REQ: StructDef = StructDef::new("mnt_id_req", 24, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("size", 0, 4, Show::Uint),
            Field::new("mnt_ns_fd", 4, 4, Show::Uint),
            Field::new("mnt_id", 8, 8, Show::Hex),
            Field::new("param", 16, 8, Show::Hex),
        ],
    );
})
.least(24)
.any_abi();

/// `struct cachestat_range` (cachestat(2)).
pub static CACHESTAT_RANGE: StructDef = StructDef::new("cachestat_range", 16, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("off", 0, 8, Show::Uint), Field::new("len", 8, 8, Show::Uint)]);
})
.any_abi();

/// `struct cachestat` (cachestat(2)).
pub static CACHESTAT: StructDef = StructDef::new("cachestat", 40, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("nr_cache", 0, 8, Show::Uint),
            Field::new("nr_dirty", 8, 8, Show::Uint),
            Field::new("nr_writeback", 16, 8, Show::Uint),
            Field::new("nr_evicted", 24, 8, Show::Uint),
            Field::new("nr_recently_evicted", 32, 8, Show::Uint),
        ],
    );
})
.any_abi();

/// `struct ustat` (ustat(2)).
pub static USTAT: StructDef = StructDef::new("ustat", 32, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("f_tfree", 0, 4, Show::Uint), Field::new("f_tinode", 8, 8, Show::Uint)]);
});

/// One page's state (mincore(2)): whether it is in memory.
pub static RESIDENCY: StructDef =
    StructDef::new("mincore", 1, |printer, bytes| printer.display(number::unsigned(bytes) & 1)).any_abi();

/// Head of `struct file_handle` (name_to_handle_at(2)), the handle behind it, and at most how long that is.
const HANDLE_HEAD: usize = 8;
const MAX_HANDLE: u64 = 128;

/// `struct file_handle` that a program gives back (open_by_handle_at(2)).
pub static FILE_HANDLE: StructDef =
    StructDef::new("file_handle", HANDLE_HEAD as u32 + MAX_HANDLE as u32, |printer, bytes| {
        printer.display(format_args!("{{handle_bytes={}", number::half(bytes, 0)));
        print_handle(printer, bytes);
        printer.out.push('}');
    })
    .least(HANDLE_HEAD as u32)
    .any_abi();

/// `struct file_handle` that the kernel fills, and the length that it may have before (name_to_handle_at(2)).
pub static FILE_HANDLE_FILLED: StructDef =
    StructDef::new("file_handle (filled)", HANDLE_HEAD as u32 + MAX_HANDLE as u32, |printer, bytes| {
        printer.display(format_args!("{{handle_bytes={}}}", number::half(bytes, 0)));
    })
    .least(HANDLE_HEAD as u32)
    .any_abi()
    .change(Change::Both(|printer, before, after| {
        let (room, length) = (number::half(before, 0), number::half(after, 0));
        printer.display(format_args!("{{handle_bytes={room}"));
        if room != length {
            printer.display(format_args!(" => {length}"));
        }
        print_handle(printer, after);
        printer.out.push('}');
    }));

fn print_handle(printer: &mut Printer<'_>, bytes: &[u8]) {
    let length = usize::try_from(number::half(bytes, 0).min(MAX_HANDLE)).unwrap_or(0);
    let handle = bytes.get(HANDLE_HEAD..).unwrap_or_default();
    let kind = number::signed(bytes.get(4..8).unwrap_or_default());
    printer.display(format_args!(", handle_type={kind}, f_handle="));
    let longest = std::mem::replace(&mut printer.style.string, usize::MAX);
    printer.hex_string(&handle[..handle.len().min(length)], false);
    printer.style.string = longest;
}

/// `struct linux_dirent` (getdents(2)); its type is its last byte.
pub static LINUX_DIRENT: StructDef = StructDef::new("linux_dirent", 20, |printer, bytes| {
    print_dirent_head(printer, bytes);
    let (kind, rest) = bytes.split_last().unwrap_or((&0, &[]));
    printer.out.push_str(", d_name=");
    printer.path(until_nul(rest.get(18..).unwrap_or_default()));
    printer.out.push_str(", d_type=");
    flags::DIRENT_TYPE.print((*kind).into(), &mut printer.out);
    printer.out.push('}');
});

/// `struct linux_dirent64` (getdents64(2)).
pub static LINUX_DIRENT64: StructDef = StructDef::new("linux_dirent64", 20, |printer, bytes| {
    print_dirent_head(printer, bytes);
    printer.out.push_str(", d_type=");
    flags::DIRENT_TYPE.print(bytes.get(18).copied().unwrap_or(0).into(), &mut printer.out);
    printer.out.push_str(", d_name=");
    printer.path(until_nul(bytes.get(19..).unwrap_or_default()));
    printer.out.push('}');
})
.any_abi();

fn print_dirent_head(printer: &mut Printer<'_>, bytes: &[u8]) {
    let (inode, offset) = (number::word(bytes, 0), number::word(bytes, 8));
    let length = number::half(bytes, 16) & 0xffff;
    printer.display(format_args!("{{d_ino={inode}, d_off={offset}, d_reclen={length}"));
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    let length = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    &bytes[..length]
}
