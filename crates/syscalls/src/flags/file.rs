//! Files: open, stat, fcntl, locks, file systems.

use super::FlagSet;

/// Access mode and flags of open(2).
pub static OPEN: FlagSet = FlagSet::mixed(
    "O_???",
    0x3,
    &[(0, "O_RDONLY"), (1, "O_WRONLY"), (2, "O_RDWR"), (3, "O_ACCMODE")],
    &[
        (0x40, "O_CREAT"),
        (0x80, "O_EXCL"),
        (0x100, "O_NOCTTY"),
        (0x200, "O_TRUNC"),
        (0x400, "O_APPEND"),
        (0x800, "O_NONBLOCK"),
        (0x101000, "O_SYNC"),
        (0x100000, "__O_SYNC"),
        (0x1000, "O_DSYNC"),
        (0x4000, "O_DIRECT"),
        (0x8000, "O_LARGEFILE"),
        (0x20000, "O_NOFOLLOW"),
        (0x40000, "O_NOATIME"),
        (0x80000, "O_CLOEXEC"),
        (0x200000, "O_PATH"),
        (0x410000, "O_TMPFILE"),
        (0x400000, "__O_TMPFILE"),
        (0x10000, "O_DIRECTORY"),
        (0x2000, "FASYNC"),
    ],
);

/// The same in 64 bits (`open_how.flags`, openat2(2)).
pub static OPEN_WIDE: FlagSet = FlagSet::mixed(
    "O_???",
    0x3,
    &[(0, "O_RDONLY"), (1, "O_WRONLY"), (2, "O_RDWR"), (3, "O_ACCMODE")],
    &[
        (0x40, "O_CREAT"),
        (0x80, "O_EXCL"),
        (0x100, "O_NOCTTY"),
        (0x200, "O_TRUNC"),
        (0x400, "O_APPEND"),
        (0x800, "O_NONBLOCK"),
        (0x101000, "O_SYNC"),
        (0x100000, "__O_SYNC"),
        (0x1000, "O_DSYNC"),
        (0x4000, "O_DIRECT"),
        (0x8000, "O_LARGEFILE"),
        (0x20000, "O_NOFOLLOW"),
        (0x40000, "O_NOATIME"),
        (0x80000, "O_CLOEXEC"),
        (0x200000, "O_PATH"),
        (0x410000, "O_TMPFILE"),
        (0x400000, "__O_TMPFILE"),
        (0x10000, "O_DIRECTORY"),
        (0x2000, "FASYNC"),
    ],
)
.wide();

/// `open_how.resolve` (openat2(2)).
pub static RESOLVE: FlagSet = FlagSet::bits(
    "RESOLVE_???",
    &[
        (1, "RESOLVE_NO_XDEV"),
        (2, "RESOLVE_NO_MAGICLINKS"),
        (4, "RESOLVE_NO_SYMLINKS"),
        (8, "RESOLVE_BENEATH"),
        (0x10, "RESOLVE_IN_ROOT"),
        (0x20, "RESOLVE_CACHED"),
    ],
)
.wide();

/// `AT_*` flags of the calls that take a directory descriptor (fstatat, fchownat, linkat, utimensat, execveat).
pub static AT: FlagSet = FlagSet::bits(
    "AT_???",
    &[
        (0x100, "AT_SYMLINK_NOFOLLOW"),
        (0x200, "AT_REMOVEDIR"),
        (0x400, "AT_SYMLINK_FOLLOW"),
        (0x800, "AT_NO_AUTOMOUNT"),
        (0x1000, "AT_EMPTY_PATH"),
        (0x8000, "AT_RECURSIVE"),
        (0x10000, "AT_EXECVE_CHECK"),
    ],
);

/// Flags of unlinkat(2).
pub static AT_REMOVEDIR: FlagSet = FlagSet::bits(
    "AT_???",
    &[
        (0x100, "AT_SYMLINK_NOFOLLOW"),
        (0x200, "AT_REMOVEDIR"),
        (0x400, "AT_SYMLINK_FOLLOW"),
        (0x800, "AT_NO_AUTOMOUNT"),
        (0x1000, "AT_EMPTY_PATH"),
        (0x8000, "AT_RECURSIVE"),
    ],
);

/// Flags of faccessat2(2).
pub static AT_ACCESS: FlagSet =
    FlagSet::bits("AT_???", &[(0x100, "AT_SYMLINK_NOFOLLOW"), (0x200, "AT_EACCESS"), (0x1000, "AT_EMPTY_PATH")]);

/// Flags of statx(2): how to synchronise, and `AT_*`.
pub static AT_STATX: FlagSet = FlagSet::mixed(
    "AT_???",
    0x6000,
    &[(0, "AT_STATX_SYNC_AS_STAT"), (0x2000, "AT_STATX_FORCE_SYNC"), (0x4000, "AT_STATX_DONT_SYNC")],
    &[
        (0x2000, "AT_STATX_FORCE_SYNC"),
        (0x4000, "AT_STATX_DONT_SYNC"),
        (0x100, "AT_SYMLINK_NOFOLLOW"),
        (0x200, "AT_REMOVEDIR"),
        (0x400, "AT_SYMLINK_FOLLOW"),
        (0x800, "AT_NO_AUTOMOUNT"),
        (0x1000, "AT_EMPTY_PATH"),
        (0x8000, "AT_RECURSIVE"),
    ],
);

/// Flags of name_to_handle_at(2).
pub static AT_HANDLE: FlagSet = FlagSet::bits(
    "AT_???",
    &[
        (0x400, "AT_SYMLINK_FOLLOW"),
        (0x1000, "AT_EMPTY_PATH"),
        (0x200, "AT_HANDLE_FID"),
        (1, "AT_HANDLE_MNT_ID_UNIQUE"),
        (2, "AT_HANDLE_CONNECTABLE"),
    ],
);

/// Flags of mount_setattr(2).
pub static AT_MOUNT: FlagSet = FlagSet::bits(
    "AT_???",
    &[(0x100, "AT_SYMLINK_NOFOLLOW"), (0x800, "AT_NO_AUTOMOUNT"), (0x1000, "AT_EMPTY_PATH"), (0x8000, "AT_RECURSIVE")],
);

/// What access(2) asks for.
pub static ACCESS: FlagSet = FlagSet::bits("?_OK", &[(0, "F_OK"), (4, "R_OK"), (2, "W_OK"), (1, "X_OK")]);

/// Origin of lseek(2).
pub static SEEK: FlagSet = FlagSet::values(
    "SEEK_???",
    &[(0, "SEEK_SET"), (1, "SEEK_CUR"), (2, "SEEK_END"), (3, "SEEK_DATA"), (4, "SEEK_HOLE")],
);

/// Flags of renameat2(2).
pub static RENAME: FlagSet =
    FlagSet::bits("RENAME_??", &[(1, "RENAME_NOREPLACE"), (2, "RENAME_EXCHANGE"), (4, "RENAME_WHITEOUT")]);

/// Mode of fallocate(2).
pub static FALLOCATE: FlagSet = FlagSet::bits(
    "FALLOC_FL_???",
    &[
        (1, "FALLOC_FL_KEEP_SIZE"),
        (2, "FALLOC_FL_PUNCH_HOLE"),
        (4, "FALLOC_FL_NO_HIDE_STALE"),
        (8, "FALLOC_FL_COLLAPSE_RANGE"),
        (0x10, "FALLOC_FL_ZERO_RANGE"),
        (0x20, "FALLOC_FL_INSERT_RANGE"),
        (0x40, "FALLOC_FL_UNSHARE_RANGE"),
        (0x80, "FALLOC_FL_WRITE_ZEROES"),
    ],
);

/// Advice of posix_fadvise(2).
pub static FADVISE: FlagSet = FlagSet::values(
    "POSIX_FADV_???",
    &[
        (0, "POSIX_FADV_NORMAL"),
        (1, "POSIX_FADV_RANDOM"),
        (2, "POSIX_FADV_SEQUENTIAL"),
        (3, "POSIX_FADV_WILLNEED"),
        (4, "POSIX_FADV_DONTNEED"),
        (5, "POSIX_FADV_NOREUSE"),
    ],
);

/// Operation of flock(2).
pub static FLOCK: FlagSet = FlagSet::bits(
    "LOCK_???",
    &[
        (1, "LOCK_SH"),
        (2, "LOCK_EX"),
        (4, "LOCK_NB"),
        (8, "LOCK_UN"),
        (0x20, "LOCK_MAND"),
        (0xc0, "LOCK_RW"),
        (0x40, "LOCK_READ"),
        (0x80, "LOCK_WRITE"),
    ],
);

/// Fields of statx(2).
pub static STATX_MASK: FlagSet = FlagSet::bits(
    "STATX_???",
    &[
        (0xfff, "STATX_ALL"),
        (0x7ff, "STATX_BASIC_STATS"),
        (1, "STATX_TYPE"),
        (2, "STATX_MODE"),
        (4, "STATX_NLINK"),
        (8, "STATX_UID"),
        (0x10, "STATX_GID"),
        (0x20, "STATX_ATIME"),
        (0x40, "STATX_MTIME"),
        (0x80, "STATX_CTIME"),
        (0x100, "STATX_INO"),
        (0x200, "STATX_SIZE"),
        (0x400, "STATX_BLOCKS"),
        (0x800, "STATX_BTIME"),
        (0x1000, "STATX_MNT_ID"),
        (0x2000, "STATX_DIOALIGN"),
        (0x4000, "STATX_MNT_ID_UNIQUE"),
        (0x8000, "STATX_SUBVOL"),
        (0x10000, "STATX_WRITE_ATOMIC"),
        (0x20000, "STATX_DIO_READ_ALIGN"),
    ],
);

/// Attributes of a statx(2) result.
pub static STATX_ATTR: FlagSet = FlagSet::bits(
    "STATX_ATTR_???",
    &[
        (4, "STATX_ATTR_COMPRESSED"),
        (0x10, "STATX_ATTR_IMMUTABLE"),
        (0x20, "STATX_ATTR_APPEND"),
        (0x40, "STATX_ATTR_NODUMP"),
        (0x800, "STATX_ATTR_ENCRYPTED"),
        (0x1000, "STATX_ATTR_AUTOMOUNT"),
        (0x2000, "STATX_ATTR_MOUNT_ROOT"),
        (0x100000, "STATX_ATTR_VERITY"),
        (0x200000, "STATX_ATTR_DAX"),
        (0x400000, "STATX_ATTR_WRITE_ATOMIC"),
    ],
)
.wide();

/// Flags of splice(2), tee(2), vmsplice(2).
pub static SPLICE: FlagSet = FlagSet::bits(
    "SPLICE_F_???",
    &[(1, "SPLICE_F_MOVE"), (2, "SPLICE_F_NONBLOCK"), (4, "SPLICE_F_MORE"), (8, "SPLICE_F_GIFT")],
);

/// Flags of sync_file_range(2).
pub static SYNC_FILE_RANGE: FlagSet = FlagSet::bits(
    "SYNC_FILE_RANGE_???",
    &[(1, "SYNC_FILE_RANGE_WAIT_BEFORE"), (2, "SYNC_FILE_RANGE_WRITE"), (4, "SYNC_FILE_RANGE_WAIT_AFTER")],
);

/// Flags of preadv2(2), pwritev2(2).
pub static RWF: FlagSet = FlagSet::bits(
    "RWF_???",
    &[
        (1, "RWF_HIPRI"),
        (2, "RWF_DSYNC"),
        (4, "RWF_SYNC"),
        (8, "RWF_NOWAIT"),
        (0x10, "RWF_APPEND"),
        (0x20, "RWF_NOAPPEND"),
        (0x40, "RWF_ATOMIC"),
        (0x80, "RWF_DONTCACHE"),
        (0x100, "RWF_NOSIGNAL"),
    ],
);

/// Flags of pipe2(2).
pub static PIPE: FlagSet = FlagSet::bits(
    "O_???",
    &[
        (0x40, "O_CREAT"),
        (0x80, "O_EXCL"),
        (0x100, "O_NOCTTY"),
        (0x200, "O_TRUNC"),
        (0x400, "O_APPEND"),
        (0x800, "O_NONBLOCK"),
        (0x101000, "O_SYNC"),
        (0x100000, "__O_SYNC"),
        (0x1000, "O_DSYNC"),
        (0x4000, "O_DIRECT"),
        (0x8000, "O_LARGEFILE"),
        (0x20000, "O_NOFOLLOW"),
        (0x40000, "O_NOATIME"),
        (0x80000, "O_CLOEXEC"),
        (0x200000, "O_PATH"),
        (0x410000, "O_TMPFILE"),
        (0x400000, "__O_TMPFILE"),
        (0x10000, "O_DIRECTORY"),
        (0x2000, "FASYNC"),
    ],
);

/// Flags of dup3(2).
pub static DUP3: FlagSet = FlagSet::bits(
    "O_???",
    &[
        (0x40, "O_CREAT"),
        (0x80, "O_EXCL"),
        (0x100, "O_NOCTTY"),
        (0x200, "O_TRUNC"),
        (0x400, "O_APPEND"),
        (0x800, "O_NONBLOCK"),
        (0x101000, "O_SYNC"),
        (0x100000, "__O_SYNC"),
        (0x1000, "O_DSYNC"),
        (0x4000, "O_DIRECT"),
        (0x8000, "O_LARGEFILE"),
        (0x20000, "O_NOFOLLOW"),
        (0x40000, "O_NOATIME"),
        (0x80000, "O_CLOEXEC"),
        (0x200000, "O_PATH"),
        (0x410000, "O_TMPFILE"),
        (0x400000, "__O_TMPFILE"),
        (0x10000, "O_DIRECTORY"),
        (0x2000, "FASYNC"),
    ],
);

/// Flags of close_range(2).
pub static CLOSE_RANGE: FlagSet =
    FlagSet::bits("CLOSE_RANGE_???", &[(2, "CLOSE_RANGE_UNSHARE"), (4, "CLOSE_RANGE_CLOEXEC")]);

/// Flags of setxattr(2).
pub static XATTR: FlagSet = FlagSet::bits("XATTR_???", &[(1, "XATTR_CREATE"), (2, "XATTR_REPLACE")]);

/// Command of fcntl(2).
pub static FCNTL: FlagSet = FlagSet::values(
    "F_???",
    &[
        (0, "F_DUPFD"),
        (1, "F_GETFD"),
        (2, "F_SETFD"),
        (3, "F_GETFL"),
        (4, "F_SETFL"),
        (5, "F_GETLK"),
        (6, "F_SETLK"),
        (7, "F_SETLKW"),
        (8, "F_SETOWN"),
        (9, "F_GETOWN"),
        (10, "F_SETSIG"),
        (11, "F_GETSIG"),
        (12, "F_GETLK64"),
        (13, "F_SETLK64"),
        (14, "F_SETLKW64"),
        (15, "F_SETOWN_EX"),
        (16, "F_GETOWN_EX"),
        (17, "F_GETOWNER_UIDS"),
        (36, "F_OFD_GETLK"),
        (37, "F_OFD_SETLK"),
        (38, "F_OFD_SETLKW"),
        (1024, "F_SETLEASE"),
        (1025, "F_GETLEASE"),
        (1026, "F_NOTIFY"),
        (1029, "F_CANCELLK"),
        (1030, "F_DUPFD_CLOEXEC"),
        (1031, "F_SETPIPE_SZ"),
        (1032, "F_GETPIPE_SZ"),
        (1033, "F_ADD_SEALS"),
        (1034, "F_GET_SEALS"),
        (1027, "F_DUPFD_QUERY"),
        (1028, "F_CREATED_QUERY"),
        (1035, "F_GET_RW_HINT"),
        (1036, "F_SET_RW_HINT"),
        (1037, "F_GET_FILE_RW_HINT"),
        (1038, "F_SET_FILE_RW_HINT"),
    ],
);

/// Descriptor flags (`F_SETFD`).
pub static FD: FlagSet = FlagSet::bits("FD_???", &[(1, "FD_CLOEXEC")]);

/// `l_type` of `struct flock`, and leases.
pub static LOCK_TYPE: FlagSet =
    FlagSet::values("F_???", &[(0, "F_RDLCK"), (1, "F_WRLCK"), (2, "F_UNLCK"), (4, "F_EXLCK"), (8, "F_SHLCK")]);

/// Seals of `F_ADD_SEALS`.
pub static SEALS: FlagSet = FlagSet::bits(
    "F_SEAL_???",
    &[
        (1, "F_SEAL_SEAL"),
        (2, "F_SEAL_SHRINK"),
        (4, "F_SEAL_GROW"),
        (8, "F_SEAL_WRITE"),
        (0x10, "F_SEAL_FUTURE_WRITE"),
        (0x20, "F_SEAL_EXEC"),
    ],
);

/// Events of `F_NOTIFY`.
pub static DNOTIFY: FlagSet = FlagSet::bits(
    "DN_???",
    &[
        (1, "DN_ACCESS"),
        (2, "DN_MODIFY"),
        (4, "DN_CREATE"),
        (8, "DN_DELETE"),
        (0x10, "DN_RENAME"),
        (0x20, "DN_ATTRIB"),
        (0x80000000, "DN_MULTISHOT"),
    ],
);

/// Type of `struct f_owner_ex`.
pub static OWNER_TYPE: FlagSet =
    FlagSet::values("F_OWNER_???", &[(0, "F_OWNER_TID"), (1, "F_OWNER_PID"), (2, "F_OWNER_PGRP")]);

/// Mount flags of a statfs(2) result.
pub static STATFS: FlagSet = FlagSet::bits(
    "ST_???",
    &[
        (0x20, "ST_VALID"),
        (1, "ST_RDONLY"),
        (2, "ST_NOSUID"),
        (4, "ST_NODEV"),
        (8, "ST_NOEXEC"),
        (0x10, "ST_SYNCHRONOUS"),
        (0x40, "ST_MANDLOCK"),
        (0x400, "ST_NOATIME"),
        (0x800, "ST_NODIRATIME"),
        (0x1000, "ST_RELATIME"),
        (0x2000, "ST_NOSYMFOLLOW"),
    ],
)
.wide();

/// File system types of a statfs(2) result.
pub static FS_MAGIC: FlagSet = FlagSet::values(
    "",
    &[
        (0x2f, "QNX4_SUPER_MAGIC"),
        (0x33, "Z3FOLD_MAGIC"),
        (0x187, "AUTOFS_SUPER_MAGIC"),
        (0x1373, "DEVFS_SUPER_MAGIC"),
        (0x137d, "EXT_SUPER_MAGIC"),
        (0x137f, "MINIX_SUPER_MAGIC"),
        (0x138f, "MINIX_SUPER_MAGIC2"),
        (0x1cd1, "DEVPTS_SUPER_MAGIC"),
        (0x2468, "MINIX2_SUPER_MAGIC"),
        (0x2478, "MINIX2_SUPER_MAGIC2"),
        (0x3434, "NILFS_SUPER_MAGIC"),
        (0x4244, "HFS_SUPER_MAGIC"),
        (0x482b, "HFSPLUS_SUPER_MAGIC"),
        (0x4d44, "MSDOS_SUPER_MAGIC"),
        (0x4d5a, "MINIX3_SUPER_MAGIC"),
        (0x517b, "SMB_SUPER_MAGIC"),
        (0x564c, "NCP_SUPER_MAGIC"),
        (0x5df5, "EXOFS_SUPER_MAGIC"),
        (0x6969, "NFS_SUPER_MAGIC"),
        (0x7275, "ROMFS_MAGIC"),
        (0x72b6, "JFFS2_SUPER_MAGIC"),
        (0x9660, "ISOFS_SUPER_MAGIC"),
        (0x9fa0, "PROC_SUPER_MAGIC"),
        (0x9fa1, "OPENPROM_SUPER_MAGIC"),
        (0x9fa2, "USBDEVICE_SUPER_MAGIC"),
        (0xadf5, "ADFS_SUPER_MAGIC"),
        (0xadff, "AFFS_SUPER_MAGIC"),
        (0xef51, "EXT2_OLD_SUPER_MAGIC"),
        (0xef53, "EXT2_SUPER_MAGIC"),
        (0xf15f, "ECRYPTFS_SUPER_MAGIC"),
        (0x11954, "UFS_MAGIC"),
        (0x27e0eb, "CGROUP_SUPER_MAGIC"),
        (0x414a53, "EFS_SUPER_MAGIC"),
        (0xc0ffee, "HOSTFS_SUPER_MAGIC"),
        (0xc36400, "CEPH_SUPER_MAGIC"),
        (0x1021994, "TMPFS_MAGIC"),
        (0x1021997, "V9FS_MAGIC"),
        (0x1161970, "GFS2_MAGIC"),
        (0x12fd16d, "XIAFS_SUPER_MAGIC"),
        (0x12ff7b4, "XENIX_SUPER_MAGIC"),
        (0x12ff7b5, "SYSV4_SUPER_MAGIC"),
        (0x12ff7b6, "SYSV2_SUPER_MAGIC"),
        (0x12ff7b7, "COH_SUPER_MAGIC"),
        (0x2011994, "SHMFS_SUPER_MAGIC"),
        (0x9041934, "ANON_INODE_FS_MAGIC"),
        (0xbad1dea, "FUTEXFS_SUPER_MAGIC"),
        (0x11307854, "MTD_INODE_FS_MAGIC"),
        (0x13661366, "BALLOON_KVM_MAGIC"),
        (0x15013346, "UDF_SUPER_MAGIC"),
        (0x1badface, "BFS_MAGIC"),
        (0x2011bab0, "EXFAT_SUPER_MAGIC"),
        (0x24051905, "UBIFS_SUPER_MAGIC"),
        (0x28cd3d45, "CRAMFS_MAGIC"),
        (0x2fc12fc1, "ZFS_SUPER_MAGIC"),
        (0x3153464a, "JFS_SUPER_MAGIC"),
        (0x42465331, "BEFS_SUPER_MAGIC"),
        (0x42494e4d, "BINFMTFS_MAGIC"),
        (0x43415d53, "SMACK_MAGIC"),
        (0x444d4142, "DMA_BUF_MAGIC"),
        (0x453dcd28, "CRAMFS_MAGIC_WEND"),
        (0x454d444d, "DEVMEM_MAGIC"),
        (0x47504653, "GPFS_SUPER_MAGIC"),
        (0x50495045, "PIPEFS_MAGIC"),
        (0x52654973, "REISERFS_SUPER_MAGIC"),
        (0x5345434d, "SECRETMEM_MAGIC"),
        (0x5346414f, "AFS_SUPER_MAGIC"),
        (0x5346544e, "NTFS_SB_MAGIC"),
        (0x534f434b, "SOCKFS_MAGIC"),
        (0x54190100, "UFS_CIGAM"),
        (0x565a4653, "VZFS_SUPER_MAGIC"),
        (0x57ac6e9d, "STACK_END_MAGIC"),
        (0x58295829, "ZSMALLOC_MAGIC"),
        (0x58465342, "XFS_SUPER_MAGIC"),
        (0x5a3c69f0, "AAFS_MAGIC"),
        (0x5a4f4653, "ZONEFS_MAGIC"),
        (0x6165676c, "PSTOREFS_MAGIC"),
        (0x61756673, "AUFS_SUPER_MAGIC"),
        (0x62646576, "BDEVFS_MAGIC"),
        (0x62656570, "CONFIGFS_MAGIC"),
        (0x62656572, "SYSFS_MAGIC"),
        (0x63677270, "CGROUP2_SUPER_MAGIC"),
        (0x64626720, "DEBUGFS_MAGIC"),
        (0x64646178, "DAXFS_MAGIC"),
        (0x65735543, "FUSE_CTL_SUPER_MAGIC"),
        (0x65735546, "FUSE_SUPER_MAGIC"),
        (0x68191122, "QNX6_SUPER_MAGIC"),
        (0x6b414653, "AFS_FS_MAGIC"),
        (0x6c6f6f70, "BINDERFS_SUPER_MAGIC"),
        (0x6e736673, "NSFS_MAGIC"),
        (0x73636673, "SECURITYFS_MAGIC"),
        (0x73717368, "SQUASHFS_MAGIC"),
        (0x73727279, "BTRFS_TEST_MAGIC"),
        (0x73757245, "CODA_SUPER_MAGIC"),
        (0x7461636f, "OCFS2_SUPER_MAGIC"),
        (0x74726163, "TRACEFS_MAGIC"),
        (0x794c7630, "OVERLAYFS_SUPER_MAGIC"),
        (0x858458f6, "RAMFS_MAGIC"),
        (0x9123683e, "BTRFS_SUPER_MAGIC"),
        (0x958458f6, "HUGETLBFS_MAGIC"),
        (0xa501fcf5, "VXFS_SUPER_MAGIC"),
        (0xabba1974, "XENFS_SUPER_MAGIC"),
        (0xc7571590, "PPC_CMM_MAGIC"),
        (0xc97e8168, "LOGFS_MAGIC"),
        (0xcafe4a11, "BPF_FS_MAGIC"),
        (0xde5e81e4, "EFIVARFS_MAGIC"),
        (0xe0f5e1e2, "EROFS_SUPER_MAGIC_V1"),
        (0xf2f52010, "F2FS_SUPER_MAGIC"),
        (0xf97cff8c, "SELINUX_MAGIC"),
        (0xf995e849, "HPFS_SUPER_MAGIC"),
        (0xfe534d42, "SMB2_SUPER_MAGIC"),
        (0xff534d42, "CIFS_SUPER_MAGIC"),
    ],
)
.wide();

/// Type of quota of quotactl(2).
pub static QUOTA_TYPE: FlagSet = FlagSet::values("???QUOTA", &[(0, "USRQUOTA"), (1, "GRPQUOTA"), (2, "PRJQUOTA")]);

/// Subcommand of quotactl(2).
pub static QUOTA_CMD: FlagSet = FlagSet::values(
    "Q_???",
    &[
        (0x100, "Q_V1_QUOTAON"),
        (0x200, "Q_V1_QUOTAOFF"),
        (0x300, "Q_V1_GETQUOTA"),
        (0x400, "Q_V1_SETQUOTA"),
        (0x500, "Q_V1_SETUSE"),
        (0x600, "Q_V1_SYNC"),
        (0x700, "Q_SETQLIM"),
        (0x800, "Q_V1_GETSTATS"),
        (0x1000, "Q_V1_RSQUASH"),
        (0xd00, "Q_V2_GETQUOTA"),
        (0xe00, "Q_V2_SETQUOTA"),
        (0xf00, "Q_V2_SETUSE"),
        (0x900, "Q_V2_GETINFO"),
        (0xa00, "Q_V2_SETINFO"),
        (0xb00, "Q_V2_SETGRACE"),
        (0xc00, "Q_V2_SETFLAGS"),
        (0x1100, "Q_V2_GETSTATS"),
        (0x800001, "Q_SYNC"),
        (0x800002, "Q_QUOTAON"),
        (0x800003, "Q_QUOTAOFF"),
        (0x800004, "Q_GETFMT"),
        (0x800005, "Q_GETINFO"),
        (0x800006, "Q_SETINFO"),
        (0x800007, "Q_GETQUOTA"),
        (0x800008, "Q_SETQUOTA"),
        (0x800009, "Q_GETNEXTQUOTA"),
        (0x5801, "Q_XQUOTAON"),
        (0x5802, "Q_XQUOTAOFF"),
        (0x5803, "Q_XGETQUOTA"),
        (0x5804, "Q_XSETQLIM"),
        (0x5805, "Q_XGETQSTAT"),
        (0x5806, "Q_XQUOTARM"),
        (0x5807, "Q_XQUOTASYNC"),
        (0x5808, "Q_XGETQSTATV"),
        (0x5809, "Q_XGETNEXTQUOTA"),
    ],
);

/// `d_type` of a directory entry.
pub static DIRENT_TYPE: FlagSet = FlagSet::values(
    "DT_???",
    &[
        (0, "DT_UNKNOWN"),
        (1, "DT_FIFO"),
        (2, "DT_CHR"),
        (4, "DT_DIR"),
        (6, "DT_BLK"),
        (8, "DT_REG"),
        (10, "DT_LNK"),
        (12, "DT_SOCK"),
        (14, "DT_WHT"),
    ],
);

/// Inode flags of `FS_IOC_GETFLAGS`.
pub static FS_FLAGS: FlagSet = FlagSet::bits(
    "FS_???_FL",
    &[
        (1, "FS_SECRM_FL"),
        (2, "FS_UNRM_FL"),
        (4, "FS_COMPR_FL"),
        (8, "FS_SYNC_FL"),
        (0x10, "FS_IMMUTABLE_FL"),
        (0x20, "FS_APPEND_FL"),
        (0x40, "FS_NODUMP_FL"),
        (0x80, "FS_NOATIME_FL"),
        (0x100, "FS_DIRTY_FL"),
        (0x200, "FS_COMPRBLK_FL"),
        (0x400, "FS_NOCOMP_FL"),
        (0x800, "FS_ENCRYPT_FL"),
        (0x1000, "FS_INDEX_FL"),
        (0x2000, "FS_IMAGIC_FL"),
        (0x4000, "FS_JOURNAL_DATA_FL"),
        (0x8000, "FS_NOTAIL_FL"),
        (0x10000, "FS_DIRSYNC_FL"),
        (0x20000, "FS_TOPDIR_FL"),
        (0x40000, "FS_HUGE_FILE_FL"),
        (0x80000, "FS_EXTENT_FL"),
        (0x100000, "FS_VERITY_FL"),
        (0x200000, "FS_EA_INODE_FL"),
        (0x400000, "FS_EOFBLOCKS_FL"),
        (0x800000, "FS_NOCOW_FL"),
        (0x2000000, "FS_DAX_FL"),
        (0x10000000, "FS_INLINE_DATA_FL"),
        (0x20000000, "FS_PROJINHERIT_FL"),
        (0x40000000, "FS_CASEFOLD_FL"),
        (0x80000000, "FS_RESERVED_FL"),
    ],
)
.wide();

/// File type and permissions (`st_mode`, mknod(2)).
pub static FILE_MODE: FlagSet = FlagSet::mixed(
    "",
    0xf000,
    &[
        (0x8000, "S_IFREG"),
        (0xc000, "S_IFSOCK"),
        (0x1000, "S_IFIFO"),
        (0xa000, "S_IFLNK"),
        (0x4000, "S_IFDIR"),
        (0x6000, "S_IFBLK"),
        (0x2000, "S_IFCHR"),
    ],
    &[(0x800, "S_ISUID"), (0x400, "S_ISGID"), (0x200, "S_ISVTX")],
)
.octal(0o777);

/// Format of quotas.
pub static QUOTA_FORMAT: FlagSet = FlagSet::values(
    "QFMT_VFS_???",
    &[(1, "QFMT_VFS_OLD"), (2, "QFMT_VFS_V0"), (3, "QFMT_OCFS2"), (4, "QFMT_VFS_V1"), (5, "QFMT_SHMEM")],
);

/// What of `struct if_dqblk` is valid.
pub static QIF: FlagSet = FlagSet::bits(
    "QIF_???",
    &[
        (0x3f, "QIF_ALL"),
        (5, "QIF_LIMITS"),
        (10, "QIF_USAGE"),
        (0x30, "QIF_TIMES"),
        (1, "QIF_BLIMITS"),
        (2, "QIF_SPACE"),
        (4, "QIF_ILIMITS"),
        (8, "QIF_INODES"),
        (0x10, "QIF_BTIME"),
        (0x20, "QIF_ITIME"),
    ],
);

/// Flags of `struct if_dqinfo`.
pub static DQF: FlagSet = FlagSet::bits("DQF_???", &[(1, "DQF_ROOT_SQUASH"), (0x1_0000, "DQF_SYS_FILE")]);

/// What of `struct if_dqinfo` is valid.
pub static IIF: FlagSet =
    FlagSet::bits("IIF_???", &[(7, "IIF_ALL"), (1, "IIF_BGRACE"), (2, "IIF_IGRACE"), (4, "IIF_FLAGS")]);
