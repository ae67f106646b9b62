//! `struct statx`, whose mask says which members hold something.

use super::{Field, Show, StructDef, field};
use crate::decode::number;
use crate::flags;

const UID: u64 = 0x8;
const GID: u64 = 0x10;
const NLINK: u64 = 0x4;
const TYPE_OR_MODE: u64 = 0x3;
const INO: u64 = 0x100;
const SIZE: u64 = 0x200;
const BLOCKS: u64 = 0x400;
const ATIME: u64 = 0x20;
const MTIME: u64 = 0x40;
const CTIME: u64 = 0x80;
const BTIME: u64 = 0x800;
const MNT_ID: u64 = 0x1000;
const DIOALIGN: u64 = 0x2000;

fn has<const MASK: u64>(bytes: &[u8]) -> bool {
    number::half(bytes, 0) & MASK != 0
}

static TIMESTAMP: StructDef = StructDef::new("statx_timestamp", 16, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("tv_sec", 0, 8, Show::Int), Field::new("tv_nsec", 8, 4, Show::Uint)]);
    let seconds = number::signed(bytes.get(..8).unwrap_or_default());
    let nanoseconds = number::half(bytes, 8);
    crate::decode::time::comment(seconds, nanoseconds, 9, &mut printer.out);
});

/// `struct statx` (statx(2)).
pub static STATX: StructDef = StructDef::new("statx", 256, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("stx_mask", 0, 4, Show::Flags(&flags::STATX_MASK)),
            Field::new("stx_blksize", 4, 4, Show::Uint).verbose(),
            Field::new("stx_attributes", 8, 8, Show::Flags(&flags::STATX_ATTR)),
            Field::new("stx_nlink", 16, 4, Show::Uint).verbose_when(has::<NLINK>),
            Field::new("stx_uid", 20, 4, Show::Id).verbose_when(has::<UID>),
            Field::new("stx_gid", 24, 4, Show::Id).verbose_when(has::<GID>),
            Field::new("stx_mode", 28, 2, Show::Flags(&flags::FILE_MODE)).when(has::<TYPE_OR_MODE>),
            Field::new("stx_ino", 32, 8, Show::Uint).verbose_when(has::<INO>),
            Field::new("stx_size", 40, 8, Show::Uint).when(has::<SIZE>),
            Field::new("stx_blocks", 48, 8, Show::Uint).verbose_when(has::<BLOCKS>),
            Field::new("stx_attributes_mask", 56, 8, Show::Flags(&flags::STATX_ATTR)).verbose(),
            Field::new("stx_atime", 64, 16, Show::Struct(&TIMESTAMP)).verbose_when(has::<ATIME>),
            Field::new("stx_btime", 80, 16, Show::Struct(&TIMESTAMP)).verbose_when(has::<BTIME>),
            Field::new("stx_ctime", 96, 16, Show::Struct(&TIMESTAMP)).verbose_when(has::<CTIME>),
            Field::new("stx_mtime", 112, 16, Show::Struct(&TIMESTAMP)).verbose_when(has::<MTIME>),
            Field::new("stx_rdev_major", 128, 4, Show::Uint).verbose(),
            Field::new("stx_rdev_minor", 132, 4, Show::Uint).verbose(),
            Field::new("stx_dev_major", 136, 4, Show::Uint).verbose(),
            Field::new("stx_dev_minor", 140, 4, Show::Uint).verbose(),
            Field::new("stx_mnt_id", 144, 8, Show::Hex).verbose_when(has::<MNT_ID>),
            Field::new("stx_dio_mem_align", 152, 4, Show::Uint).verbose_when(has::<DIOALIGN>),
            Field::new("stx_dio_offset_align", 156, 4, Show::Uint).verbose_when(has::<DIOALIGN>),
        ],
    );
})
.any_abi();
