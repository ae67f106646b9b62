//! The kernel itself: bpf, perf, modules, kexec, syslog, reboot.

use super::FlagSet;

/// Command of bpf(2).
pub static BPF_CMD: FlagSet = FlagSet::values(
    "BPF_???",
    &[
        (0, "BPF_MAP_CREATE"),
        (1, "BPF_MAP_LOOKUP_ELEM"),
        (2, "BPF_MAP_UPDATE_ELEM"),
        (3, "BPF_MAP_DELETE_ELEM"),
        (4, "BPF_MAP_GET_NEXT_KEY"),
        (5, "BPF_PROG_LOAD"),
        (6, "BPF_OBJ_PIN"),
        (7, "BPF_OBJ_GET"),
        (8, "BPF_PROG_ATTACH"),
        (9, "BPF_PROG_DETACH"),
        (10, "BPF_PROG_TEST_RUN"),
        (11, "BPF_PROG_GET_NEXT_ID"),
        (12, "BPF_MAP_GET_NEXT_ID"),
        (13, "BPF_PROG_GET_FD_BY_ID"),
        (14, "BPF_MAP_GET_FD_BY_ID"),
        (15, "BPF_OBJ_GET_INFO_BY_FD"),
        (16, "BPF_PROG_QUERY"),
        (17, "BPF_RAW_TRACEPOINT_OPEN"),
        (18, "BPF_BTF_LOAD"),
        (19, "BPF_BTF_GET_FD_BY_ID"),
        (20, "BPF_TASK_FD_QUERY"),
        (21, "BPF_MAP_LOOKUP_AND_DELETE_ELEM"),
        (22, "BPF_MAP_FREEZE"),
        (23, "BPF_BTF_GET_NEXT_ID"),
        (24, "BPF_MAP_LOOKUP_BATCH"),
        (25, "BPF_MAP_LOOKUP_AND_DELETE_BATCH"),
        (26, "BPF_MAP_UPDATE_BATCH"),
        (27, "BPF_MAP_DELETE_BATCH"),
        (28, "BPF_LINK_CREATE"),
        (29, "BPF_LINK_UPDATE"),
        (30, "BPF_LINK_GET_FD_BY_ID"),
        (31, "BPF_LINK_GET_NEXT_ID"),
        (32, "BPF_ENABLE_STATS"),
        (33, "BPF_ITER_CREATE"),
        (34, "BPF_LINK_DETACH"),
        (35, "BPF_PROG_BIND_MAP"),
        (36, "BPF_TOKEN_CREATE"),
        (37, "BPF_PROG_STREAM_READ_BY_FD"),
    ],
);

/// Flags of perf_event_open(2).
pub static PERF_EVENT_OPEN: FlagSet = FlagSet::bits(
    "PERF_FLAG_???",
    &[
        (1, "PERF_FLAG_FD_NO_GROUP"),
        (2, "PERF_FLAG_FD_OUTPUT"),
        (4, "PERF_FLAG_PID_CGROUP"),
        (8, "PERF_FLAG_FD_CLOEXEC"),
    ],
)
.wide();

/// Flags of finit_module(2).
pub static MODULE_INIT: FlagSet = FlagSet::bits(
    "MODULE_INIT_???",
    &[(1, "MODULE_INIT_IGNORE_MODVERSIONS"), (2, "MODULE_INIT_IGNORE_VERMAGIC"), (4, "MODULE_INIT_COMPRESSED_FILE")],
);

/// Flags of delete_module(2).
pub static MODULE_DELETE: FlagSet = FlagSet::bits("O_???", &[(0x800, "O_NONBLOCK"), (0x200, "O_TRUNC")]);

/// Architecture and flags of kexec_load(2).
pub static KEXEC_LOAD: FlagSet = FlagSet::mixed(
    "KEXEC_???",
    0xffff0000,
    &[
        (0, "KEXEC_ARCH_DEFAULT"),
        (0x30000, "KEXEC_ARCH_386"),
        (0x40000, "KEXEC_ARCH_68K"),
        (0xf0000, "KEXEC_ARCH_PARISC"),
        (0x3e0000, "KEXEC_ARCH_X86_64"),
        (0x140000, "KEXEC_ARCH_PPC"),
        (0x150000, "KEXEC_ARCH_PPC64"),
        (0x320000, "KEXEC_ARCH_IA_64"),
        (0x280000, "KEXEC_ARCH_ARM"),
        (0x160000, "KEXEC_ARCH_S390"),
        (0x2a0000, "KEXEC_ARCH_SH"),
        (0xa0000, "KEXEC_ARCH_MIPS_LE"),
        (0x80000, "KEXEC_ARCH_MIPS"),
        (0xb70000, "KEXEC_ARCH_AARCH64"),
        (0xf30000, "KEXEC_ARCH_RISCV"),
        (0x1020000, "KEXEC_ARCH_LOONGARCH"),
    ],
    &[(1, "KEXEC_ON_CRASH"), (2, "KEXEC_PRESERVE_CONTEXT")],
)
.wide()
.apart("KEXEC_ARCH_???");

/// Flags of kexec_file_load(2).
pub static KEXEC_FILE_LOAD: FlagSet = FlagSet::bits(
    "KEXEC_FILE_???",
    &[(1, "KEXEC_FILE_UNLOAD"), (2, "KEXEC_FILE_ON_CRASH"), (4, "KEXEC_FILE_NO_INITRAMFS")],
)
.wide();

/// Action of syslog(2).
pub static SYSLOG: FlagSet = FlagSet::values(
    "SYSLOG_ACTION_???",
    &[
        (0, "SYSLOG_ACTION_CLOSE"),
        (1, "SYSLOG_ACTION_OPEN"),
        (2, "SYSLOG_ACTION_READ"),
        (3, "SYSLOG_ACTION_READ_ALL"),
        (4, "SYSLOG_ACTION_READ_CLEAR"),
        (5, "SYSLOG_ACTION_CLEAR"),
        (6, "SYSLOG_ACTION_CONSOLE_OFF"),
        (7, "SYSLOG_ACTION_CONSOLE_ON"),
        (8, "SYSLOG_ACTION_CONSOLE_LEVEL"),
        (9, "SYSLOG_ACTION_SIZE_UNREAD"),
        (10, "SYSLOG_ACTION_SIZE_BUFFER"),
    ],
)
.commented()
.decimal();

/// First magic of reboot(2).
pub static REBOOT_MAGIC1: FlagSet = FlagSet::values("LINUX_REBOOT_MAGIC_???", &[(0xfee1dead, "LINUX_REBOOT_MAGIC1")]);

/// Second magic of reboot(2).
pub static REBOOT_MAGIC2: FlagSet = FlagSet::values(
    "LINUX_REBOOT_MAGIC_???",
    &[
        (0x28121969, "LINUX_REBOOT_MAGIC2"),
        (0x5121996, "LINUX_REBOOT_MAGIC2A"),
        (0x16041998, "LINUX_REBOOT_MAGIC2B"),
        (0x20112000, "LINUX_REBOOT_MAGIC2C"),
    ],
);

/// Command of reboot(2).
pub static REBOOT_CMD: FlagSet = FlagSet::values(
    "LINUX_REBOOT_CMD_???",
    &[
        (0x1234567, "LINUX_REBOOT_CMD_RESTART"),
        (0xcdef0123, "LINUX_REBOOT_CMD_HALT"),
        (0x89abcdef, "LINUX_REBOOT_CMD_CAD_ON"),
        (0, "LINUX_REBOOT_CMD_CAD_OFF"),
        (0x4321fedc, "LINUX_REBOOT_CMD_POWER_OFF"),
        (0xa1b2c3d4, "LINUX_REBOOT_CMD_RESTART2"),
        (0xd000fce2, "LINUX_REBOOT_CMD_SW_SUSPEND"),
        (0x45584543, "LINUX_REBOOT_CMD_KEXEC"),
    ],
);

/// Class of an instruction of classic BPF.
pub static BPF_CLASS: FlagSet = FlagSet::values(
    "BPF_???",
    &[
        (0, "BPF_LD"),
        (1, "BPF_LDX"),
        (2, "BPF_ST"),
        (3, "BPF_STX"),
        (4, "BPF_ALU"),
        (5, "BPF_JMP"),
        (6, "BPF_RET"),
        (7, "BPF_MISC"),
    ],
);

/// Size of a load.
pub static BPF_SIZE: FlagSet = FlagSet::values("BPF_???", &[(0, "BPF_W"), (8, "BPF_H"), (0x10, "BPF_B")]);

/// Mode of a load.
pub static BPF_MODE: FlagSet = FlagSet::values(
    "BPF_???",
    &[(0, "BPF_IMM"), (0x20, "BPF_ABS"), (0x40, "BPF_IND"), (0x60, "BPF_MEM"), (0x80, "BPF_LEN"), (0xa0, "BPF_MSH")],
);

/// Source of an operand.
pub static BPF_SRC: FlagSet = FlagSet::values("BPF_???", &[(0, "BPF_K"), (8, "BPF_X")]);

/// Operation of an arithmetic instruction.
pub static BPF_ALU: FlagSet = FlagSet::values(
    "BPF_???",
    &[
        (0, "BPF_ADD"),
        (0x10, "BPF_SUB"),
        (0x20, "BPF_MUL"),
        (0x30, "BPF_DIV"),
        (0x40, "BPF_OR"),
        (0x50, "BPF_AND"),
        (0x60, "BPF_LSH"),
        (0x70, "BPF_RSH"),
        (0x80, "BPF_NEG"),
        (0x90, "BPF_MOD"),
        (0xa0, "BPF_XOR"),
    ],
);

/// Operation of a jump.
pub static BPF_JMP: FlagSet = FlagSet::values(
    "BPF_???",
    &[(0, "BPF_JA"), (0x10, "BPF_JEQ"), (0x20, "BPF_JGT"), (0x30, "BPF_JGE"), (0x40, "BPF_JSET")],
);

/// What a return gives.
pub static BPF_RVAL: FlagSet = FlagSet::values("BPF_???", &[(0, "BPF_K"), (8, "BPF_X"), (0x10, "BPF_A")]);

/// Other operations.
pub static BPF_MISC: FlagSet = FlagSet::values("BPF_???", &[(0, "BPF_TAX"), (0x80, "BPF_TXA")]);

/// What a socket filter may ask of a packet beside its bytes.
pub static SKF_AD: FlagSet = FlagSet::values(
    "SKF_AD_???",
    &[
        (0, "SKF_AD_PROTOCOL"),
        (4, "SKF_AD_PKTTYPE"),
        (8, "SKF_AD_IFINDEX"),
        (12, "SKF_AD_NLATTR"),
        (16, "SKF_AD_NLATTR_NEST"),
        (20, "SKF_AD_MARK"),
        (24, "SKF_AD_QUEUE"),
        (28, "SKF_AD_HATYPE"),
        (32, "SKF_AD_RXHASH"),
        (36, "SKF_AD_CPU"),
        (40, "SKF_AD_ALU_XOR_X"),
        (44, "SKF_AD_VLAN_TAG"),
        (48, "SKF_AD_VLAN_TAG_PRESENT"),
        (52, "SKF_AD_PAY_OFFSET"),
        (56, "SKF_AD_RANDOM"),
        (60, "SKF_AD_VLAN_TPID"),
    ],
);

/// Level of messages of the kernel (syslog(2)).
pub static LOGLEVEL: FlagSet = FlagSet::values(
    "LOGLEVEL_???",
    &[
        (0, "LOGLEVEL_EMERG"),
        (1, "LOGLEVEL_ALERT"),
        (2, "LOGLEVEL_CRIT"),
        (3, "LOGLEVEL_ERR"),
        (4, "LOGLEVEL_WARNING"),
        (5, "LOGLEVEL_NOTICE"),
        (6, "LOGLEVEL_INFO"),
        (7, "LOGLEVEL_DEBUG"),
        (8, "LOGLEVEL_DEBUG+1"),
    ],
)
.decimal()
.commented();
