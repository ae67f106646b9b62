//! Devices and file systems, as ioctl(2) asks them.

use super::FlagSet;

/// How a loop device is encrypted.
pub static LOOP_CRYPT: FlagSet = FlagSet::values(
    "LO_CRYPT_???",
    &[
        (0, "LO_CRYPT_NONE"),
        (1, "LO_CRYPT_XOR"),
        (2, "LO_CRYPT_DES"),
        (3, "LO_CRYPT_FISH2"),
        (4, "LO_CRYPT_BLOW"),
        (5, "LO_CRYPT_CAST128"),
        (6, "LO_CRYPT_IDEA"),
        (9, "LO_CRYPT_DUMMY"),
        (10, "LO_CRYPT_SKIPJACK"),
        (18, "LO_CRYPT_CRYPTOAPI"),
    ],
);

/// Flags of a loop device.
pub static LOOP_FLAGS: FlagSet = FlagSet::bits(
    "LO_FLAGS_???",
    &[
        (1, "LO_FLAGS_READ_ONLY"),
        (2, "LO_FLAGS_USE_AOPS"),
        (4, "LO_FLAGS_AUTOCLEAR"),
        (8, "LO_FLAGS_PARTSCAN"),
        (16, "LO_FLAGS_DIRECT_IO"),
    ],
);

/// Attributes of a file that `FS_IOC_FSGETXATTR` tells.
pub static FS_XFLAG: FlagSet = FlagSet::bits(
    "FS_XFLAG_???",
    &[
        (1, "FS_XFLAG_REALTIME"),
        (2, "FS_XFLAG_PREALLOC"),
        (8, "FS_XFLAG_IMMUTABLE"),
        (0x10, "FS_XFLAG_APPEND"),
        (0x20, "FS_XFLAG_SYNC"),
        (0x40, "FS_XFLAG_NOATIME"),
        (0x80, "FS_XFLAG_NODUMP"),
        (0x100, "FS_XFLAG_RTINHERIT"),
        (0x200, "FS_XFLAG_PROJINHERIT"),
        (0x400, "FS_XFLAG_NOSYMLINKS"),
        (0x800, "FS_XFLAG_EXTSIZE"),
        (0x1000, "FS_XFLAG_EXTSZINHERIT"),
        (0x2000, "FS_XFLAG_NODEFRAG"),
        (0x4000, "FS_XFLAG_FILESTREAM"),
        (0x8000, "FS_XFLAG_DAX"),
        (0x1_0000, "FS_XFLAG_COWEXTSIZE"),
        (0x8000_0000, "FS_XFLAG_HASATTR"),
    ],
);

/// What `BLKPG` does to a partition.
pub static BLKPG: FlagSet = FlagSet::values(
    "BLKPG_???",
    &[(1, "BLKPG_ADD_PARTITION"), (2, "BLKPG_DEL_PARTITION"), (3, "BLKPG_RESIZE_PARTITION")],
);

/// What `FS_IOC_FIEMAP` is to do.
pub static FIEMAP: FlagSet =
    FlagSet::bits("FIEMAP_FLAG_???", &[(1, "FIEMAP_FLAG_SYNC"), (2, "FIEMAP_FLAG_XATTR"), (4, "FIEMAP_FLAG_CACHE")]);

/// What an extent is.
pub static FIEMAP_EXTENT: FlagSet = FlagSet::bits(
    "FIEMAP_EXTENT_???",
    &[
        (1, "FIEMAP_EXTENT_LAST"),
        (2, "FIEMAP_EXTENT_UNKNOWN"),
        (4, "FIEMAP_EXTENT_DELALLOC"),
        (8, "FIEMAP_EXTENT_ENCODED"),
        (0x80, "FIEMAP_EXTENT_DATA_ENCRYPTED"),
        (0x100, "FIEMAP_EXTENT_NOT_ALIGNED"),
        (0x200, "FIEMAP_EXTENT_DATA_INLINE"),
        (0x400, "FIEMAP_EXTENT_DATA_TAIL"),
        (0x800, "FIEMAP_EXTENT_UNWRITTEN"),
        (0x1000, "FIEMAP_EXTENT_MERGED"),
        (0x2000, "FIEMAP_EXTENT_SHARED"),
    ],
);

/// State of a clock's voltage.
pub static RTC_VL: FlagSet = FlagSet::bits(
    "RTC_VL_???",
    &[
        (1, "RTC_VL_DATA_INVALID"),
        (2, "RTC_VL_BACKUP_LOW"),
        (4, "RTC_VL_BACKUP_EMPTY"),
        (8, "RTC_VL_ACCURACY_LOW"),
        (16, "RTC_VL_BACKUP_SWITCH"),
    ],
);

/// Flags of a network block device.
pub static NBD_FLAGS: FlagSet = FlagSet::bits(
    "NBD_IOC_FLAG_???",
    &[
        (1, "NBD_FLAG_HAS_FLAGS"),
        (2, "NBD_FLAG_READ_ONLY"),
        (4, "NBD_FLAG_SEND_FLUSH"),
        (8, "NBD_FLAG_SEND_FUA"),
        (0x10, "NBD_FLAG_ROTATIONAL"),
        (0x20, "NBD_FLAG_SEND_TRIM"),
        (0x40, "NBD_FLAG_SEND_WRITE_ZEROES"),
        (0x80, "NBD_FLAG_SEND_DF"),
        (0x100, "NBD_FLAG_CAN_MULTI_CONN"),
        (0x200, "NBD_FLAG_SEND_RESIZE"),
        (0x400, "NBD_FLAG_SEND_CACHE"),
    ],
);

/// Whether an event counter's group is meant (`PERF_EVENT_IOC_ENABLE`).
pub static PERF_IOC_FLAG: FlagSet = FlagSet::bits("PERF_IOC_FLAG_???", &[(1, "PERF_IOC_FLAG_GROUP")]);
