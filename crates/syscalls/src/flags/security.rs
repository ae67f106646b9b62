//! Capabilities, seccomp, keys, landlock.

use super::FlagSet;

/// Capabilities, by number.
pub static CAP: FlagSet = FlagSet::values(
    "CAP_???",
    &[
        (0, "CAP_CHOWN"),
        (1, "CAP_DAC_OVERRIDE"),
        (2, "CAP_DAC_READ_SEARCH"),
        (3, "CAP_FOWNER"),
        (4, "CAP_FSETID"),
        (5, "CAP_KILL"),
        (6, "CAP_SETGID"),
        (7, "CAP_SETUID"),
        (8, "CAP_SETPCAP"),
        (9, "CAP_LINUX_IMMUTABLE"),
        (10, "CAP_NET_BIND_SERVICE"),
        (11, "CAP_NET_BROADCAST"),
        (12, "CAP_NET_ADMIN"),
        (13, "CAP_NET_RAW"),
        (14, "CAP_IPC_LOCK"),
        (15, "CAP_IPC_OWNER"),
        (16, "CAP_SYS_MODULE"),
        (17, "CAP_SYS_RAWIO"),
        (18, "CAP_SYS_CHROOT"),
        (19, "CAP_SYS_PTRACE"),
        (20, "CAP_SYS_PACCT"),
        (21, "CAP_SYS_ADMIN"),
        (22, "CAP_SYS_BOOT"),
        (23, "CAP_SYS_NICE"),
        (24, "CAP_SYS_RESOURCE"),
        (25, "CAP_SYS_TIME"),
        (26, "CAP_SYS_TTY_CONFIG"),
        (27, "CAP_MKNOD"),
        (28, "CAP_LEASE"),
        (29, "CAP_AUDIT_WRITE"),
        (30, "CAP_AUDIT_CONTROL"),
        (31, "CAP_SETFCAP"),
        (32, "CAP_MAC_OVERRIDE"),
        (33, "CAP_MAC_ADMIN"),
        (34, "CAP_SYSLOG"),
        (35, "CAP_WAKE_ALARM"),
        (36, "CAP_BLOCK_SUSPEND"),
        (37, "CAP_AUDIT_READ"),
        (38, "CAP_PERFMON"),
        (39, "CAP_BPF"),
        (40, "CAP_CHECKPOINT_RESTORE"),
    ],
)
.wide();

/// Version of capget(2).
pub static CAP_VERSION: FlagSet = FlagSet::values(
    "_LINUX_CAPABILITY_VERSION_???",
    &[
        (0x19980330, "_LINUX_CAPABILITY_VERSION_1"),
        (0x20071026, "_LINUX_CAPABILITY_VERSION_2"),
        (0x20080522, "_LINUX_CAPABILITY_VERSION_3"),
    ],
);

/// `PR_SET_SECUREBITS`.
pub static SECBITS: FlagSet = FlagSet::bits(
    "SECBIT_???",
    &[
        (1, "SECBIT_NOROOT"),
        (2, "SECBIT_NOROOT_LOCKED"),
        (4, "SECBIT_NO_SETUID_FIXUP"),
        (8, "SECBIT_NO_SETUID_FIXUP_LOCKED"),
        (0x10, "SECBIT_KEEP_CAPS"),
        (0x20, "SECBIT_KEEP_CAPS_LOCKED"),
        (0x40, "SECBIT_NO_CAP_AMBIENT_RAISE"),
        (0x80, "SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED"),
    ],
)
.wide();

/// Operation of seccomp(2).
pub static SECCOMP: FlagSet = FlagSet::values(
    "SECCOMP_SET_MODE_???",
    &[
        (0, "SECCOMP_SET_MODE_STRICT"),
        (1, "SECCOMP_SET_MODE_FILTER"),
        (2, "SECCOMP_GET_ACTION_AVAIL"),
        (3, "SECCOMP_GET_NOTIF_SIZES"),
    ],
);

/// Flags of `SECCOMP_SET_MODE_FILTER`.
pub static SECCOMP_FILTER: FlagSet = FlagSet::bits(
    "SECCOMP_FILTER_FLAG_???",
    &[
        (1, "SECCOMP_FILTER_FLAG_TSYNC"),
        (2, "SECCOMP_FILTER_FLAG_LOG"),
        (4, "SECCOMP_FILTER_FLAG_SPEC_ALLOW"),
        (8, "SECCOMP_FILTER_FLAG_NEW_LISTENER"),
        (0x10, "SECCOMP_FILTER_FLAG_TSYNC_ESRCH"),
        (0x20, "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"),
    ],
);

/// Mode of `PR_SET_SECCOMP`.
pub static SECCOMP_MODE: FlagSet = FlagSet::values(
    "SECCOMP_MODE_???",
    &[(0, "SECCOMP_MODE_DISABLED"), (1, "SECCOMP_MODE_STRICT"), (2, "SECCOMP_MODE_FILTER")],
)
.wide();

/// Command of keyctl(2).
pub static KEYCTL: FlagSet = FlagSet::values(
    "KEYCTL_???",
    &[
        (0, "KEYCTL_GET_KEYRING_ID"),
        (1, "KEYCTL_JOIN_SESSION_KEYRING"),
        (2, "KEYCTL_UPDATE"),
        (3, "KEYCTL_REVOKE"),
        (4, "KEYCTL_CHOWN"),
        (5, "KEYCTL_SETPERM"),
        (6, "KEYCTL_DESCRIBE"),
        (7, "KEYCTL_CLEAR"),
        (8, "KEYCTL_LINK"),
        (9, "KEYCTL_UNLINK"),
        (10, "KEYCTL_SEARCH"),
        (11, "KEYCTL_READ"),
        (12, "KEYCTL_INSTANTIATE"),
        (13, "KEYCTL_NEGATE"),
        (14, "KEYCTL_SET_REQKEY_KEYRING"),
        (15, "KEYCTL_SET_TIMEOUT"),
        (16, "KEYCTL_ASSUME_AUTHORITY"),
        (17, "KEYCTL_GET_SECURITY"),
        (18, "KEYCTL_SESSION_TO_PARENT"),
        (19, "KEYCTL_REJECT"),
        (20, "KEYCTL_INSTANTIATE_IOV"),
        (21, "KEYCTL_INVALIDATE"),
        (22, "KEYCTL_GET_PERSISTENT"),
        (23, "KEYCTL_DH_COMPUTE"),
        (24, "KEYCTL_PKEY_QUERY"),
        (25, "KEYCTL_PKEY_ENCRYPT"),
        (26, "KEYCTL_PKEY_DECRYPT"),
        (27, "KEYCTL_PKEY_SIGN"),
        (28, "KEYCTL_PKEY_VERIFY"),
        (29, "KEYCTL_RESTRICT_KEYRING"),
        (30, "KEYCTL_MOVE"),
        (31, "KEYCTL_CAPABILITIES"),
        (32, "KEYCTL_WATCH_KEY"),
    ],
);

/// Special key ids of keyctl(2).
pub static KEY_SPEC: FlagSet = FlagSet::values(
    "",
    &[
        (0xffffffff, "KEY_SPEC_THREAD_KEYRING"),
        (0xfffffffe, "KEY_SPEC_PROCESS_KEYRING"),
        (0xfffffffd, "KEY_SPEC_SESSION_KEYRING"),
        (0xfffffffc, "KEY_SPEC_USER_KEYRING"),
        (0xfffffffb, "KEY_SPEC_USER_SESSION_KEYRING"),
        (0xfffffffa, "KEY_SPEC_GROUP_KEYRING"),
        (0xfffffff9, "KEY_SPEC_REQKEY_AUTH_KEY"),
        (0xfffffff8, "KEY_SPEC_REQUESTOR_KEYRING"),
    ],
)
.decimal();

/// `KEYCTL_SET_REQKEY_KEYRING`.
pub static KEY_REQKEY: FlagSet = FlagSet::values(
    "KEY_REQKEY_DEFL_???",
    &[
        (0xffffffff, "KEY_REQKEY_DEFL_NO_CHANGE"),
        (0, "KEY_REQKEY_DEFL_DEFAULT"),
        (1, "KEY_REQKEY_DEFL_THREAD_KEYRING"),
        (2, "KEY_REQKEY_DEFL_PROCESS_KEYRING"),
        (3, "KEY_REQKEY_DEFL_SESSION_KEYRING"),
        (4, "KEY_REQKEY_DEFL_USER_KEYRING"),
        (5, "KEY_REQKEY_DEFL_USER_SESSION_KEYRING"),
        (6, "KEY_REQKEY_DEFL_GROUP_KEYRING"),
        (7, "KEY_REQKEY_DEFL_REQUESTOR_KEYRING"),
    ],
)
.decimal();

/// `KEYCTL_SETPERM`.
pub static KEY_PERM: FlagSet = FlagSet::bits(
    "KEY_???",
    &[
        (0x1000000, "KEY_POS_VIEW"),
        (0x2000000, "KEY_POS_READ"),
        (0x4000000, "KEY_POS_WRITE"),
        (0x8000000, "KEY_POS_SEARCH"),
        (0x10000000, "KEY_POS_LINK"),
        (0x20000000, "KEY_POS_SETATTR"),
        (0x3f000000, "KEY_POS_ALL"),
        (0x10000, "KEY_USR_VIEW"),
        (0x20000, "KEY_USR_READ"),
        (0x40000, "KEY_USR_WRITE"),
        (0x80000, "KEY_USR_SEARCH"),
        (0x100000, "KEY_USR_LINK"),
        (0x200000, "KEY_USR_SETATTR"),
        (0x3f0000, "KEY_USR_ALL"),
        (0x100, "KEY_GRP_VIEW"),
        (0x200, "KEY_GRP_READ"),
        (0x400, "KEY_GRP_WRITE"),
        (0x800, "KEY_GRP_SEARCH"),
        (0x1000, "KEY_GRP_LINK"),
        (0x2000, "KEY_GRP_SETATTR"),
        (0x3f00, "KEY_GRP_ALL"),
        (1, "KEY_OTH_VIEW"),
        (2, "KEY_OTH_READ"),
        (4, "KEY_OTH_WRITE"),
        (8, "KEY_OTH_SEARCH"),
        (0x10, "KEY_OTH_LINK"),
        (0x20, "KEY_OTH_SETATTR"),
        (0x3f, "KEY_OTH_ALL"),
    ],
);

/// Flags of landlock_create_ruleset(2).
pub static LANDLOCK_CREATE: FlagSet = FlagSet::bits(
    "LANDLOCK_CREATE_RULESET_???",
    &[(1, "LANDLOCK_CREATE_RULESET_VERSION"), (2, "LANDLOCK_CREATE_RULESET_ERRATA")],
);

/// Rule type of landlock_add_rule(2).
pub static LANDLOCK_RULE: FlagSet =
    FlagSet::values("LANDLOCK_RULE_???", &[(1, "LANDLOCK_RULE_PATH_BENEATH"), (2, "LANDLOCK_RULE_NET_PORT")]);

/// File system rights of a landlock ruleset.
pub static LANDLOCK_ACCESS_FS: FlagSet = FlagSet::bits(
    "LANDLOCK_ACCESS_FS_???",
    &[
        (1, "LANDLOCK_ACCESS_FS_EXECUTE"),
        (2, "LANDLOCK_ACCESS_FS_WRITE_FILE"),
        (4, "LANDLOCK_ACCESS_FS_READ_FILE"),
        (8, "LANDLOCK_ACCESS_FS_READ_DIR"),
        (0x10, "LANDLOCK_ACCESS_FS_REMOVE_DIR"),
        (0x20, "LANDLOCK_ACCESS_FS_REMOVE_FILE"),
        (0x40, "LANDLOCK_ACCESS_FS_MAKE_CHAR"),
        (0x80, "LANDLOCK_ACCESS_FS_MAKE_DIR"),
        (0x100, "LANDLOCK_ACCESS_FS_MAKE_REG"),
        (0x200, "LANDLOCK_ACCESS_FS_MAKE_SOCK"),
        (0x400, "LANDLOCK_ACCESS_FS_MAKE_FIFO"),
        (0x800, "LANDLOCK_ACCESS_FS_MAKE_BLOCK"),
        (0x1000, "LANDLOCK_ACCESS_FS_MAKE_SYM"),
        (0x2000, "LANDLOCK_ACCESS_FS_REFER"),
        (0x4000, "LANDLOCK_ACCESS_FS_TRUNCATE"),
        (0x8000, "LANDLOCK_ACCESS_FS_IOCTL_DEV"),
    ],
)
.wide();

/// Flags of getrandom(2).
pub static GETRANDOM: FlagSet =
    FlagSet::bits("GRND_???", &[(1, "GRND_NONBLOCK"), (2, "GRND_RANDOM"), (4, "GRND_INSECURE")]);

/// Sets of capabilities.
pub static CAP_MASK: FlagSet = FlagSet::bits(
    "CAP_???",
    &[
        (1, "1<<CAP_CHOWN"),
        (2, "1<<CAP_DAC_OVERRIDE"),
        (4, "1<<CAP_DAC_READ_SEARCH"),
        (8, "1<<CAP_FOWNER"),
        (0x10, "1<<CAP_FSETID"),
        (0x20, "1<<CAP_KILL"),
        (0x40, "1<<CAP_SETGID"),
        (0x80, "1<<CAP_SETUID"),
        (0x100, "1<<CAP_SETPCAP"),
        (0x200, "1<<CAP_LINUX_IMMUTABLE"),
        (0x400, "1<<CAP_NET_BIND_SERVICE"),
        (0x800, "1<<CAP_NET_BROADCAST"),
        (0x1000, "1<<CAP_NET_ADMIN"),
        (0x2000, "1<<CAP_NET_RAW"),
        (0x4000, "1<<CAP_IPC_LOCK"),
        (0x8000, "1<<CAP_IPC_OWNER"),
        (0x10000, "1<<CAP_SYS_MODULE"),
        (0x20000, "1<<CAP_SYS_RAWIO"),
        (0x40000, "1<<CAP_SYS_CHROOT"),
        (0x80000, "1<<CAP_SYS_PTRACE"),
        (0x100000, "1<<CAP_SYS_PACCT"),
        (0x200000, "1<<CAP_SYS_ADMIN"),
        (0x400000, "1<<CAP_SYS_BOOT"),
        (0x800000, "1<<CAP_SYS_NICE"),
        (0x1000000, "1<<CAP_SYS_RESOURCE"),
        (0x2000000, "1<<CAP_SYS_TIME"),
        (0x4000000, "1<<CAP_SYS_TTY_CONFIG"),
        (0x8000000, "1<<CAP_MKNOD"),
        (0x10000000, "1<<CAP_LEASE"),
        (0x20000000, "1<<CAP_AUDIT_WRITE"),
        (0x40000000, "1<<CAP_AUDIT_CONTROL"),
        (0x80000000, "1<<CAP_SETFCAP"),
        (0x100000000, "1<<CAP_MAC_OVERRIDE"),
        (0x200000000, "1<<CAP_MAC_ADMIN"),
        (0x400000000, "1<<CAP_SYSLOG"),
        (0x800000000, "1<<CAP_WAKE_ALARM"),
        (0x1000000000, "1<<CAP_BLOCK_SUSPEND"),
        (0x2000000000, "1<<CAP_AUDIT_READ"),
        (0x4000000000, "1<<CAP_PERFMON"),
        (0x8000000000, "1<<CAP_BPF"),
        (0x10000000000, "1<<CAP_CHECKPOINT_RESTORE"),
    ],
)
.wide();

/// Flags of landlock_restrict_self(2).
pub static LANDLOCK_RESTRICT: FlagSet = FlagSet::bits(
    "LANDLOCK_RESTRICT_SELF_???",
    &[
        (1, "LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF"),
        (2, "LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON"),
        (4, "LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF"),
    ],
);

/// Network rights of a landlock ruleset.
pub static LANDLOCK_ACCESS_NET: FlagSet = FlagSet::bits(
    "LANDLOCK_ACCESS_NET_???",
    &[(1, "LANDLOCK_ACCESS_NET_BIND_TCP"), (2, "LANDLOCK_ACCESS_NET_CONNECT_TCP")],
)
.wide();

/// Scopes of a landlock ruleset.
pub static LANDLOCK_SCOPE: FlagSet =
    FlagSet::bits("LANDLOCK_SCOPE_???", &[(1, "LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET"), (2, "LANDLOCK_SCOPE_SIGNAL")])
        .wide();

/// Attribute of lsm_get_self_attr(2).
pub static LSM_ATTR: FlagSet = FlagSet::values(
    "LSM_ATTR_???",
    &[
        (100, "LSM_ATTR_CURRENT"),
        (101, "LSM_ATTR_EXEC"),
        (102, "LSM_ATTR_FSCREATE"),
        (103, "LSM_ATTR_KEYCREATE"),
        (104, "LSM_ATTR_PREV"),
        (105, "LSM_ATTR_SOCKCREATE"),
    ],
);

/// What a seccomp filter returns, without its data.
pub static SECCOMP_RET: FlagSet = FlagSet::values(
    "SECCOMP_RET_???",
    &[
        (0x8000_0000, "SECCOMP_RET_KILL_PROCESS"),
        (0, "SECCOMP_RET_KILL_THREAD"),
        (0x3_0000, "SECCOMP_RET_TRAP"),
        (0x5_0000, "SECCOMP_RET_ERRNO"),
        (0x7fc0_0000, "SECCOMP_RET_USER_NOTIF"),
        (0x7ff0_0000, "SECCOMP_RET_TRACE"),
        (0x7ffc_0000, "SECCOMP_RET_LOG"),
        (0x7fff_0000, "SECCOMP_RET_ALLOW"),
    ],
);

/// Flags of `KEYCTL_MOVE`.
pub static KEYCTL_MOVE: FlagSet = FlagSet::bits("KEYCTL_MOVE_???", &[(1, "KEYCTL_MOVE_EXCL")]);
