//! Processes, threads, scheduling.

use super::FlagSet;

/// Flags of clone(2); the low byte is the signal sent to the parent at exit.
pub static CLONE: FlagSet = FlagSet::mixed(
    "CLONE_???",
    0xff,
    &[
        (1, "SIGHUP"),
        (2, "SIGINT"),
        (3, "SIGQUIT"),
        (4, "SIGILL"),
        (5, "SIGTRAP"),
        (6, "SIGABRT"),
        (7, "SIGBUS"),
        (8, "SIGFPE"),
        (9, "SIGKILL"),
        (0xa, "SIGUSR1"),
        (0xb, "SIGSEGV"),
        (0xc, "SIGUSR2"),
        (0xd, "SIGPIPE"),
        (0xe, "SIGALRM"),
        (0xf, "SIGTERM"),
        (0x10, "SIGSTKFLT"),
        (0x11, "SIGCHLD"),
        (0x12, "SIGCONT"),
        (0x13, "SIGSTOP"),
        (0x14, "SIGTSTP"),
        (0x15, "SIGTTIN"),
        (0x16, "SIGTTOU"),
        (0x17, "SIGURG"),
        (0x18, "SIGXCPU"),
        (0x19, "SIGXFSZ"),
        (0x1a, "SIGVTALRM"),
        (0x1b, "SIGPROF"),
        (0x1c, "SIGWINCH"),
        (0x1d, "SIGIO"),
        (0x1e, "SIGPWR"),
        (0x1f, "SIGSYS"),
        (0x20, "SIGRTMIN"),
        (0x21, "SIGRT_1"),
        (0x22, "SIGRT_2"),
        (0x23, "SIGRT_3"),
        (0x24, "SIGRT_4"),
        (0x25, "SIGRT_5"),
        (0x26, "SIGRT_6"),
        (0x27, "SIGRT_7"),
        (0x28, "SIGRT_8"),
        (0x29, "SIGRT_9"),
        (0x2a, "SIGRT_10"),
        (0x2b, "SIGRT_11"),
        (0x2c, "SIGRT_12"),
        (0x2d, "SIGRT_13"),
        (0x2e, "SIGRT_14"),
        (0x2f, "SIGRT_15"),
        (0x30, "SIGRT_16"),
        (0x31, "SIGRT_17"),
        (0x32, "SIGRT_18"),
        (0x33, "SIGRT_19"),
        (0x34, "SIGRT_20"),
        (0x35, "SIGRT_21"),
        (0x36, "SIGRT_22"),
        (0x37, "SIGRT_23"),
        (0x38, "SIGRT_24"),
        (0x39, "SIGRT_25"),
        (0x3a, "SIGRT_26"),
        (0x3b, "SIGRT_27"),
        (0x3c, "SIGRT_28"),
        (0x3d, "SIGRT_29"),
        (0x3e, "SIGRT_30"),
        (0x3f, "SIGRT_31"),
        (0x40, "SIGRT_32"),
    ],
    &[
        (0x100, "CLONE_VM"),
        (0x200, "CLONE_FS"),
        (0x400, "CLONE_FILES"),
        (0x800, "CLONE_SIGHAND"),
        (0x1000, "CLONE_PIDFD"),
        (0x2000, "CLONE_PTRACE"),
        (0x4000, "CLONE_VFORK"),
        (0x8000, "CLONE_PARENT"),
        (0x10000, "CLONE_THREAD"),
        (0x20000, "CLONE_NEWNS"),
        (0x40000, "CLONE_SYSVSEM"),
        (0x80000, "CLONE_SETTLS"),
        (0x100000, "CLONE_PARENT_SETTID"),
        (0x200000, "CLONE_CHILD_CLEARTID"),
        (0x800000, "CLONE_UNTRACED"),
        (0x1000000, "CLONE_CHILD_SETTID"),
        (0x2000000, "CLONE_NEWCGROUP"),
        (0x4000000, "CLONE_NEWUTS"),
        (0x8000000, "CLONE_NEWIPC"),
        (0x10000000, "CLONE_NEWUSER"),
        (0x20000000, "CLONE_NEWPID"),
        (0x40000000, "CLONE_NEWNET"),
        (0x80000000, "CLONE_IO"),
    ],
)
.wide()
.values_last();

/// `clone_args.flags` of clone3(2).
pub static CLONE3: FlagSet = FlagSet::bits(
    "CLONE_???",
    &[
        (0x100, "CLONE_VM"),
        (0x200, "CLONE_FS"),
        (0x400, "CLONE_FILES"),
        (0x800, "CLONE_SIGHAND"),
        (0x1000, "CLONE_PIDFD"),
        (0x2000, "CLONE_PTRACE"),
        (0x4000, "CLONE_VFORK"),
        (0x8000, "CLONE_PARENT"),
        (0x10000, "CLONE_THREAD"),
        (0x20000, "CLONE_NEWNS"),
        (0x40000, "CLONE_SYSVSEM"),
        (0x80000, "CLONE_SETTLS"),
        (0x100000, "CLONE_PARENT_SETTID"),
        (0x200000, "CLONE_CHILD_CLEARTID"),
        (0x800000, "CLONE_UNTRACED"),
        (0x1000000, "CLONE_CHILD_SETTID"),
        (0x2000000, "CLONE_NEWCGROUP"),
        (0x4000000, "CLONE_NEWUTS"),
        (0x8000000, "CLONE_NEWIPC"),
        (0x10000000, "CLONE_NEWUSER"),
        (0x20000000, "CLONE_NEWPID"),
        (0x40000000, "CLONE_NEWNET"),
        (0x80000000, "CLONE_IO"),
        (0x80, "CLONE_NEWTIME"),
        (0x100000000, "CLONE_CLEAR_SIGHAND"),
        (0x200000000, "CLONE_INTO_CGROUP"),
    ],
)
.wide();

/// Flags of unshare(2).
pub static UNSHARE: FlagSet = FlagSet::bits(
    "CLONE_???",
    &[
        (0x80, "CLONE_NEWTIME"),
        (0x100, "CLONE_VM"),
        (0x200, "CLONE_FS"),
        (0x400, "CLONE_FILES"),
        (0x800, "CLONE_SIGHAND"),
        (0x10000, "CLONE_THREAD"),
        (0x20000, "CLONE_NEWNS"),
        (0x40000, "CLONE_SYSVSEM"),
        (0x2000000, "CLONE_NEWCGROUP"),
        (0x4000000, "CLONE_NEWUTS"),
        (0x8000000, "CLONE_NEWIPC"),
        (0x10000000, "CLONE_NEWUSER"),
        (0x20000000, "CLONE_NEWPID"),
        (0x40000000, "CLONE_NEWNET"),
    ],
)
.wide();

/// Namespace type of setns(2).
pub static SETNS: FlagSet = FlagSet::bits(
    "CLONE_NEW???",
    &[
        (0x80, "CLONE_NEWTIME"),
        (0x20000, "CLONE_NEWNS"),
        (0x2000000, "CLONE_NEWCGROUP"),
        (0x4000000, "CLONE_NEWUTS"),
        (0x8000000, "CLONE_NEWIPC"),
        (0x10000000, "CLONE_NEWUSER"),
        (0x20000000, "CLONE_NEWPID"),
        (0x40000000, "CLONE_NEWNET"),
    ],
);

/// Options of wait4(2), waitid(2).
pub static WAIT: FlagSet = FlagSet::bits(
    "W???",
    &[
        (1, "WNOHANG"),
        (4, "WEXITED"),
        (2, "WSTOPPED"),
        (8, "WCONTINUED"),
        (0x1000000, "WNOWAIT"),
        (0x80000000, "__WCLONE"),
        (0x40000000, "__WALL"),
        (0x20000000, "__WNOTHREAD"),
    ],
);

/// Type of id of waitid(2).
pub static WAITID: FlagSet = FlagSet::values("P_???", &[(0, "P_ALL"), (1, "P_PID"), (2, "P_PGID"), (3, "P_PIDFD")]);

/// Resource of getrlimit(2), setrlimit(2), prlimit(2).
pub static RLIMIT: FlagSet = FlagSet::values(
    "RLIMIT_???",
    &[
        (0, "RLIMIT_CPU"),
        (1, "RLIMIT_FSIZE"),
        (2, "RLIMIT_DATA"),
        (3, "RLIMIT_STACK"),
        (4, "RLIMIT_CORE"),
        (5, "RLIMIT_RSS"),
        (6, "RLIMIT_NPROC"),
        (7, "RLIMIT_NOFILE"),
        (8, "RLIMIT_MEMLOCK"),
        (9, "RLIMIT_AS"),
        (10, "RLIMIT_LOCKS"),
        (11, "RLIMIT_SIGPENDING"),
        (12, "RLIMIT_MSGQUEUE"),
        (13, "RLIMIT_NICE"),
        (14, "RLIMIT_RTPRIO"),
        (15, "RLIMIT_RTTIME"),
    ],
);

/// Whom getrusage(2) is about.
pub static RUSAGE_WHO: FlagSet = FlagSet::values(
    "RUSAGE_???",
    &[(0, "RUSAGE_SELF"), (0xffffffff, "RUSAGE_CHILDREN"), (0xfffffffe, "RUSAGE_BOTH"), (1, "RUSAGE_THREAD")],
);

/// Whom getpriority(2), setpriority(2) are about.
pub static PRIORITY: FlagSet = FlagSet::values("PRIO_???", &[(0, "PRIO_PROCESS"), (1, "PRIO_PGRP"), (2, "PRIO_USER")]);

/// Whom ioprio_get(2), ioprio_set(2) are about.
pub static IOPRIO_WHO: FlagSet =
    FlagSet::values("IOPRIO_WHO_???", &[(1, "IOPRIO_WHO_PROCESS"), (2, "IOPRIO_WHO_PGRP"), (3, "IOPRIO_WHO_USER")]);

/// I/O scheduling class of ioprio_set(2).
pub static IOPRIO_CLASS: FlagSet = FlagSet::values(
    "IOPRIO_CLASS_???",
    &[(0, "IOPRIO_CLASS_NONE"), (1, "IOPRIO_CLASS_RT"), (2, "IOPRIO_CLASS_BE"), (3, "IOPRIO_CLASS_IDLE")],
);

/// Scheduling policy of sched_setscheduler(2).
pub static SCHED_POLICY: FlagSet = FlagSet::values(
    "SCHED_???",
    &[
        (0, "SCHED_OTHER"),
        (1, "SCHED_FIFO"),
        (2, "SCHED_RR"),
        (3, "SCHED_BATCH"),
        (5, "SCHED_IDLE"),
        (6, "SCHED_DEADLINE"),
        (7, "SCHED_EXT"),
    ],
);

/// `sched_attr.sched_flags`.
pub static SCHED_FLAG: FlagSet = FlagSet::bits(
    "SCHED_FLAG_???",
    &[
        (1, "SCHED_FLAG_RESET_ON_FORK"),
        (2, "SCHED_FLAG_RECLAIM"),
        (4, "SCHED_FLAG_DL_OVERRUN"),
        (8, "SCHED_FLAG_KEEP_POLICY"),
        (0x10, "SCHED_FLAG_KEEP_PARAMS"),
        (0x20, "SCHED_FLAG_UTIL_CLAMP_MIN"),
        (0x40, "SCHED_FLAG_UTIL_CLAMP_MAX"),
    ],
)
.wide();

/// Flags of pidfd_open(2).
pub static PIDFD_OPEN: FlagSet = FlagSet::bits("PIDFD_???", &[(0x800, "PIDFD_NONBLOCK"), (0x80, "PIDFD_THREAD")]);

/// Operation of futex(2).
pub static FUTEX: FlagSet = FlagSet::values(
    "FUTEX_???",
    &[
        (0, "FUTEX_WAIT"),
        (1, "FUTEX_WAKE"),
        (2, "FUTEX_FD"),
        (3, "FUTEX_REQUEUE"),
        (4, "FUTEX_CMP_REQUEUE"),
        (5, "FUTEX_WAKE_OP"),
        (6, "FUTEX_LOCK_PI"),
        (7, "FUTEX_UNLOCK_PI"),
        (8, "FUTEX_TRYLOCK_PI"),
        (9, "FUTEX_WAIT_BITSET"),
        (10, "FUTEX_WAKE_BITSET"),
        (11, "FUTEX_WAIT_REQUEUE_PI"),
        (12, "FUTEX_CMP_REQUEUE_PI"),
        (13, "FUTEX_LOCK_PI2"),
        (128, "FUTEX_WAIT_PRIVATE"),
        (129, "FUTEX_WAKE_PRIVATE"),
        (130, "FUTEX_FD|FUTEX_PRIVATE_FLAG"),
        (131, "FUTEX_REQUEUE_PRIVATE"),
        (132, "FUTEX_CMP_REQUEUE_PRIVATE"),
        (133, "FUTEX_WAKE_OP_PRIVATE"),
        (134, "FUTEX_LOCK_PI_PRIVATE"),
        (135, "FUTEX_UNLOCK_PI_PRIVATE"),
        (136, "FUTEX_TRYLOCK_PI_PRIVATE"),
        (137, "FUTEX_WAIT_BITSET_PRIVATE"),
        (138, "FUTEX_WAKE_BITSET_PRIVATE"),
        (139, "FUTEX_WAIT_REQUEUE_PI_PRIVATE"),
        (140, "FUTEX_CMP_REQUEUE_PI_PRIVATE"),
        (141, "FUTEX_LOCK_PI2_PRIVATE"),
        (256, "FUTEX_WAIT|FUTEX_CLOCK_REALTIME"),
        (384, "FUTEX_WAIT_PRIVATE|FUTEX_CLOCK_REALTIME"),
        (265, "FUTEX_WAIT_BITSET|FUTEX_CLOCK_REALTIME"),
        (393, "FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME"),
        (267, "FUTEX_WAIT_REQUEUE_PI|FUTEX_CLOCK_REALTIME"),
        (395, "FUTEX_WAIT_REQUEUE_PI_PRIVATE|FUTEX_CLOCK_REALTIME"),
    ],
);

/// Flags of `struct futex_waitv`.
pub static FUTEX_WAITER: FlagSet = FlagSet::bits(
    "FUTEX_???",
    &[(2, "FUTEX_32"), (0x80, "FUTEX_PRIVATE_FLAG"), (4, "FUTEX2_NUMA"), (8, "FUTEX2_MPOL")],
);

/// Execution domain of personality(2).
pub static PERSONALITY: FlagSet = FlagSet::mixed(
    "",
    0xff,
    &[
        (0, "PER_LINUX"),
        (6, "PER_BSD"),
        (8, "PER_LINUX32"),
        (0xc, "PER_RISCOS"),
        (0xf, "PER_OSF4"),
        (0x10, "PER_HPUX"),
        (0xff, "PER_MASK"),
    ],
    &[
        (0x20000, "UNAME26"),
        (0x40000, "ADDR_NO_RANDOMIZE"),
        (0x80000, "FDPIC_FUNCPTRS"),
        (0x100000, "MMAP_PAGE_ZERO"),
        (0x200000, "ADDR_COMPAT_LAYOUT"),
        (0x400000, "READ_IMPLIES_EXEC"),
        (0x800000, "ADDR_LIMIT_32BIT"),
        (0x1000000, "SHORT_INODE"),
        (0x2000000, "WHOLE_SECONDS"),
        (0x4000000, "STICKY_TIMEOUTS"),
        (0x8000000, "ADDR_LIMIT_3GB"),
    ],
)
.apart("PER_???");

/// What kcmp(2) compares.
pub static KCMP: FlagSet = FlagSet::values(
    "KCMP_???",
    &[
        (0, "KCMP_FILE"),
        (1, "KCMP_VM"),
        (2, "KCMP_FILES"),
        (3, "KCMP_FS"),
        (4, "KCMP_SIGHAND"),
        (5, "KCMP_IO"),
        (6, "KCMP_SYSVSEM"),
        (7, "KCMP_EPOLL_TFD"),
    ],
);

/// Code of arch_prctl(2).
pub static ARCH_PRCTL: FlagSet = FlagSet::values(
    "ARCH_???",
    &[
        (0x1001, "ARCH_SET_GS"),
        (0x1002, "ARCH_SET_FS"),
        (0x1003, "ARCH_GET_FS"),
        (0x1004, "ARCH_GET_GS"),
        (0x1011, "ARCH_GET_CPUID"),
        (0x1012, "ARCH_SET_CPUID"),
        (0x1021, "ARCH_GET_XCOMP_SUPP"),
        (0x1022, "ARCH_GET_XCOMP_PERM"),
        (0x1023, "ARCH_REQ_XCOMP_PERM"),
        (0x1024, "ARCH_GET_XCOMP_GUEST_PERM"),
        (0x1025, "ARCH_REQ_XCOMP_GUEST_PERM"),
        (0x2001, "ARCH_MAP_VDSO_X32"),
        (0x2002, "ARCH_MAP_VDSO_32"),
        (0x2003, "ARCH_MAP_VDSO_64"),
        (0x4001, "ARCH_GET_UNTAG_MASK"),
        (0x4002, "ARCH_ENABLE_TAGGED_ADDR"),
        (0x4003, "ARCH_GET_MAX_TAG_BITS"),
        (0x4004, "ARCH_FORCE_TAGGED_SVA"),
        (0x5001, "ARCH_SHSTK_ENABLE"),
        (0x5002, "ARCH_SHSTK_DISABLE"),
        (0x5003, "ARCH_SHSTK_LOCK"),
        (0x5004, "ARCH_SHSTK_UNLOCK"),
        (0x5005, "ARCH_SHSTK_STATUS"),
    ],
);

/// Option of prctl(2).
pub static PRCTL: FlagSet = FlagSet::values(
    "PR_???",
    &[
        (1, "PR_SET_PDEATHSIG"),
        (2, "PR_GET_PDEATHSIG"),
        (3, "PR_GET_DUMPABLE"),
        (4, "PR_SET_DUMPABLE"),
        (5, "PR_GET_UNALIGN"),
        (6, "PR_SET_UNALIGN"),
        (7, "PR_GET_KEEPCAPS"),
        (8, "PR_SET_KEEPCAPS"),
        (9, "PR_GET_FPEMU"),
        (0xa, "PR_SET_FPEMU"),
        (0xb, "PR_GET_FPEXC"),
        (0xc, "PR_SET_FPEXC"),
        (0xd, "PR_GET_TIMING"),
        (0xe, "PR_SET_TIMING"),
        (0xf, "PR_SET_NAME"),
        (0x10, "PR_GET_NAME"),
        (0x13, "PR_GET_ENDIAN"),
        (0x14, "PR_SET_ENDIAN"),
        (0x15, "PR_GET_SECCOMP"),
        (0x16, "PR_SET_SECCOMP"),
        (0x17, "PR_CAPBSET_READ"),
        (0x18, "PR_CAPBSET_DROP"),
        (0x19, "PR_GET_TSC"),
        (0x1a, "PR_SET_TSC"),
        (0x1b, "PR_GET_SECUREBITS"),
        (0x1c, "PR_SET_SECUREBITS"),
        (0x1d, "PR_SET_TIMERSLACK"),
        (0x1e, "PR_GET_TIMERSLACK"),
        (0x1f, "PR_TASK_PERF_EVENTS_DISABLE"),
        (0x20, "PR_TASK_PERF_EVENTS_ENABLE"),
        (0x21, "PR_MCE_KILL"),
        (0x22, "PR_MCE_KILL_GET"),
        (0x23, "PR_SET_MM"),
        (0x24, "PR_SET_CHILD_SUBREAPER"),
        (0x25, "PR_GET_CHILD_SUBREAPER"),
        (0x26, "PR_SET_NO_NEW_PRIVS"),
        (0x27, "PR_GET_NO_NEW_PRIVS"),
        (0x28, "PR_GET_TID_ADDRESS"),
        (0x29, "PR_SET_THP_DISABLE"),
        (0x2a, "PR_GET_THP_DISABLE"),
        (0x2b, "PR_MPX_ENABLE_MANAGEMENT"),
        (0x2c, "PR_MPX_DISABLE_MANAGEMENT"),
        (0x2d, "PR_SET_FP_MODE"),
        (0x2e, "PR_GET_FP_MODE"),
        (0x2f, "PR_CAP_AMBIENT"),
        (0x32, "PR_SVE_SET_VL"),
        (0x33, "PR_SVE_GET_VL"),
        (0x34, "PR_GET_SPECULATION_CTRL"),
        (0x35, "PR_SET_SPECULATION_CTRL"),
        (0x36, "PR_PAC_RESET_KEYS"),
        (0x37, "PR_SET_TAGGED_ADDR_CTRL"),
        (0x38, "PR_GET_TAGGED_ADDR_CTRL"),
        (0x39, "PR_SET_IO_FLUSHER"),
        (0x3a, "PR_GET_IO_FLUSHER"),
        (0x3b, "PR_SET_SYSCALL_USER_DISPATCH"),
        (0x3c, "PR_PAC_SET_ENABLED_KEYS"),
        (0x3d, "PR_PAC_GET_ENABLED_KEYS"),
        (0x3e, "PR_SCHED_CORE"),
        (0x3f, "PR_SME_SET_VL"),
        (0x40, "PR_SME_GET_VL"),
        (0x53564d41, "PR_SET_VMA"),
        (0x59616d61, "PR_SET_PTRACER"),
        (0x41, "PR_SET_MDWE"),
        (0x42, "PR_GET_MDWE"),
        (0x43, "PR_SET_MEMORY_MERGE"),
        (0x44, "PR_GET_MEMORY_MERGE"),
        (0x45, "PR_RISCV_V_SET_CONTROL"),
        (0x46, "PR_RISCV_V_GET_CONTROL"),
        (0x47, "PR_RISCV_SET_ICACHE_FLUSH_CTX"),
        (0x48, "PR_PPC_GET_DEXCR"),
        (0x49, "PR_PPC_SET_DEXCR"),
        (0x4a, "PR_GET_SHADOW_STACK_STATUS"),
        (0x4b, "PR_SET_SHADOW_STACK_STATUS"),
        (0x4c, "PR_LOCK_SHADOW_STACK_STATUS"),
        (0x4d, "PR_TIMER_CREATE_RESTORE_IDS"),
        (0x4e, "PR_FUTEX_HASH"),
        (0x41555856, "PR_GET_AUXV"),
    ],
);

/// `PR_SET_DUMPABLE`.
pub static PR_DUMPABLE: FlagSet =
    FlagSet::values("SUID_DUMP_???", &[(0, "SUID_DUMP_DISABLE"), (1, "SUID_DUMP_USER"), (2, "SUID_DUMP_ROOT")]).wide();

/// `PR_CAP_AMBIENT`.
pub static PR_CAP_AMBIENT: FlagSet = FlagSet::values(
    "PR_CAP_AMBIENT_???",
    &[
        (1, "PR_CAP_AMBIENT_IS_SET"),
        (2, "PR_CAP_AMBIENT_RAISE"),
        (3, "PR_CAP_AMBIENT_LOWER"),
        (4, "PR_CAP_AMBIENT_CLEAR_ALL"),
    ],
)
.wide();

/// `PR_MCE_KILL`.
pub static PR_MCE_KILL: FlagSet =
    FlagSet::values("PR_MCE_KILL_???", &[(0, "PR_MCE_KILL_CLEAR"), (1, "PR_MCE_KILL_SET")]).wide();

/// Policy of `PR_MCE_KILL`.
pub static PR_MCE_KILL_POLICY: FlagSet = FlagSet::values(
    "PR_MCE_KILL_???",
    &[(0, "PR_MCE_KILL_LATE"), (1, "PR_MCE_KILL_EARLY"), (2, "PR_MCE_KILL_DEFAULT")],
)
.wide();

/// `PR_SET_MM`.
pub static PR_SET_MM: FlagSet = FlagSet::values(
    "PR_SET_MM_???",
    &[
        (1, "PR_SET_MM_START_CODE"),
        (2, "PR_SET_MM_END_CODE"),
        (3, "PR_SET_MM_START_DATA"),
        (4, "PR_SET_MM_END_DATA"),
        (5, "PR_SET_MM_START_STACK"),
        (6, "PR_SET_MM_START_BRK"),
        (7, "PR_SET_MM_BRK"),
        (8, "PR_SET_MM_ARG_START"),
        (9, "PR_SET_MM_ARG_END"),
        (10, "PR_SET_MM_ENV_START"),
        (11, "PR_SET_MM_ENV_END"),
        (12, "PR_SET_MM_AUXV"),
        (13, "PR_SET_MM_EXE_FILE"),
        (14, "PR_SET_MM_MAP"),
        (15, "PR_SET_MM_MAP_SIZE"),
    ],
);

/// `PR_SET_VMA`.
pub static PR_SET_VMA: FlagSet = FlagSet::values("PR_SET_VMA_???", &[(0, "PR_SET_VMA_ANON_NAME")]).wide();

/// `PR_SET_TSC`.
pub static PR_TSC: FlagSet = FlagSet::values("PR_TSC_???", &[(1, "PR_TSC_ENABLE"), (2, "PR_TSC_SIGSEGV")]);

/// Which speculation of `PR_SET_SPECULATION_CTRL`.
pub static PR_SPECULATION: FlagSet = FlagSet::values(
    "PR_SPEC_???",
    &[(0, "PR_SPEC_STORE_BYPASS"), (1, "PR_SPEC_INDIRECT_BRANCH"), (2, "PR_SPEC_L1D_FLUSH")],
)
.wide();

/// Control of `PR_SET_SPECULATION_CTRL`.
pub static PR_SPECULATION_CONTROL: FlagSet = FlagSet::bits(
    "PR_SPEC_???",
    &[(2, "PR_SPEC_ENABLE"), (4, "PR_SPEC_DISABLE"), (8, "PR_SPEC_FORCE_DISABLE"), (0x10, "PR_SPEC_DISABLE_NOEXEC")],
)
.wide();

/// State of `PR_GET_SPECULATION_CTRL`.
pub static PR_SPECULATION_STATE: FlagSet = FlagSet::bits(
    "PR_SPEC_???",
    &[
        (0, "PR_SPEC_NOT_AFFECTED"),
        (1, "PR_SPEC_PRCTL"),
        (2, "PR_SPEC_ENABLE"),
        (4, "PR_SPEC_DISABLE"),
        (8, "PR_SPEC_FORCE_DISABLE"),
        (0x10, "PR_SPEC_DISABLE_NOEXEC"),
    ],
)
.wide();

/// Command of `PR_SCHED_CORE`.
pub static PR_SCHED_CORE: FlagSet = FlagSet::values(
    "PR_SCHED_CORE_???",
    &[
        (0, "PR_SCHED_CORE_GET"),
        (1, "PR_SCHED_CORE_CREATE"),
        (2, "PR_SCHED_CORE_SHARE_TO"),
        (3, "PR_SCHED_CORE_SHARE_FROM"),
    ],
);

/// Scope of `PR_SCHED_CORE`.
pub static PR_SCHED_CORE_TYPE: FlagSet =
    FlagSet::values("PIDTYPE_???", &[(0, "PIDTYPE_PID"), (1, "PIDTYPE_TGID"), (2, "PIDTYPE_PGID"), (3, "PIDTYPE_SID")])
        .commented();

/// Command of `PR_SET_SYSCALL_USER_DISPATCH`.
pub static PR_SYSCALL_USER_DISPATCH: FlagSet =
    FlagSet::values("PR_SYS_DISPATCH_???", &[(0, "PR_SYS_DISPATCH_OFF"), (1, "PR_SYS_DISPATCH_ON")]).wide();

/// Request of ptrace(2).
pub static PTRACE: FlagSet = FlagSet::values(
    "PTRACE_???",
    &[
        (0, "PTRACE_TRACEME"),
        (1, "PTRACE_PEEKTEXT"),
        (2, "PTRACE_PEEKDATA"),
        (3, "PTRACE_PEEKUSER"),
        (4, "PTRACE_POKETEXT"),
        (5, "PTRACE_POKEDATA"),
        (6, "PTRACE_POKEUSER"),
        (7, "PTRACE_CONT"),
        (8, "PTRACE_KILL"),
        (9, "PTRACE_SINGLESTEP"),
        (0x10, "PTRACE_ATTACH"),
        (0x11, "PTRACE_DETACH"),
        (0x18, "PTRACE_SYSCALL"),
        (0x4200, "PTRACE_SETOPTIONS"),
        (0x4201, "PTRACE_GETEVENTMSG"),
        (0x4202, "PTRACE_GETSIGINFO"),
        (0x4203, "PTRACE_SETSIGINFO"),
        (0x4204, "PTRACE_GETREGSET"),
        (0x4205, "PTRACE_SETREGSET"),
        (0x4206, "PTRACE_SEIZE"),
        (0x4207, "PTRACE_INTERRUPT"),
        (0x4208, "PTRACE_LISTEN"),
        (0x4209, "PTRACE_PEEKSIGINFO"),
        (0x420a, "PTRACE_GETSIGMASK"),
        (0x420b, "PTRACE_SETSIGMASK"),
        (0x420c, "PTRACE_SECCOMP_GET_FILTER"),
        (0x420d, "PTRACE_SECCOMP_GET_METADATA"),
        (0x420e, "PTRACE_GET_SYSCALL_INFO"),
        (0x420f, "PTRACE_GET_RSEQ_CONFIGURATION"),
        (0xc, "PTRACE_GETREGS"),
        (0xd, "PTRACE_SETREGS"),
        (0xe, "PTRACE_GETFPREGS"),
        (0xf, "PTRACE_SETFPREGS"),
        (0x12, "PTRACE_GETFPXREGS"),
        (0x13, "PTRACE_SETFPXREGS"),
        (0x15, "PTRACE_OLDSETOPTIONS"),
        (0x19, "PTRACE_GET_THREAD_AREA"),
        (0x1a, "PTRACE_SET_THREAD_AREA"),
        (0x1f, "PTRACE_SYSEMU"),
        (0x20, "PTRACE_SYSEMU_SINGLESTEP"),
        (0x21, "PTRACE_SINGLEBLOCK"),
        (0x1e, "PTRACE_ARCH_PRCTL"),
        (0x4210, "PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG"),
        (0x4211, "PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG"),
        (0x4212, "PTRACE_SET_SYSCALL_INFO"),
    ],
)
.wide();

/// `PTRACE_SETOPTIONS`.
pub static PTRACE_OPTIONS: FlagSet = FlagSet::bits(
    "PTRACE_O_???",
    &[
        (1, "PTRACE_O_TRACESYSGOOD"),
        (2, "PTRACE_O_TRACEFORK"),
        (4, "PTRACE_O_TRACEVFORK"),
        (8, "PTRACE_O_TRACECLONE"),
        (0x10, "PTRACE_O_TRACEEXEC"),
        (0x20, "PTRACE_O_TRACEVFORKDONE"),
        (0x40, "PTRACE_O_TRACEEXIT"),
        (0x80, "PTRACE_O_TRACESECCOMP"),
        (0x100000, "PTRACE_O_EXITKILL"),
        (0x200000, "PTRACE_O_SUSPEND_SECCOMP"),
    ],
)
.wide();

/// Bit set of `FUTEX_WAIT_BITSET`.
pub static FUTEX_BITSET: FlagSet = FlagSet::values("", &[(0xffffffff, "FUTEX_BITSET_MATCH_ANY")]);

/// Flags of futex_wait(2), futex_wake(2), futex_requeue(2).
pub static FUTEX2: FlagSet = FlagSet::bits(
    "FUTEX2_???",
    &[
        (0, "FUTEX2_SIZE_U8"),
        (1, "FUTEX2_SIZE_U16"),
        (2, "FUTEX2_SIZE_U32"),
        (4, "FUTEX2_NUMA"),
        (8, "FUTEX2_MPOL"),
        (0x80, "FUTEX2_PRIVATE"),
    ],
);

/// Events in the high bits of a stop status.
pub static PTRACE_EVENT: FlagSet = FlagSet::values(
    "PTRACE_EVENT_???",
    &[
        (1, "PTRACE_EVENT_FORK"),
        (2, "PTRACE_EVENT_VFORK"),
        (3, "PTRACE_EVENT_CLONE"),
        (4, "PTRACE_EVENT_EXEC"),
        (5, "PTRACE_EVENT_VFORK_DONE"),
        (6, "PTRACE_EVENT_EXIT"),
        (7, "PTRACE_EVENT_SECCOMP"),
        (128, "PTRACE_EVENT_STOP"),
    ],
);

/// Flags of pidfd_send_signal(2).
pub static PIDFD_SIGNAL: FlagSet = FlagSet::bits(
    "PIDFD_SIGNAL_???",
    &[(1, "PIDFD_SIGNAL_THREAD"), (2, "PIDFD_SIGNAL_THREAD_GROUP"), (4, "PIDFD_SIGNAL_PROCESS_GROUP")],
);

/// `PR_SET_MDWE`.
pub static PR_MDWE: FlagSet =
    FlagSet::bits("PR_MDWE_???", &[(1, "PR_MDWE_REFUSE_EXEC_GAIN"), (2, "PR_MDWE_NO_INHERIT")]).wide();

/// What happens to an unaligned access (`PR_SET_UNALIGN`).
pub static PR_UNALIGN: FlagSet =
    FlagSet::bits("PR_UNALIGN_???", &[(1, "PR_UNALIGN_NOPRINT"), (2, "PR_UNALIGN_SIGBUS")]);

/// Mode of the floating-point registers of MIPS (`PR_SET_FP_MODE`).
pub static PR_FP_MODE: FlagSet = FlagSet::bits("PR_FP_MODE_???", &[(1, "PR_FP_MODE_FR"), (2, "PR_FP_MODE_FRE")]);

/// Vector length of SVE on arm64, and flags beside it (`PR_SVE_SET_VL`).
pub static PR_SVE_VL: FlagSet =
    FlagSet::bits("", &[(1 << 18, "PR_SVE_SET_VL_ONEXEC"), (1 << 17, "PR_SVE_VL_INHERIT")]).wide();

/// Vector length of SME on arm64, and flags beside it (`PR_SME_SET_VL`).
pub static PR_SME_VL: FlagSet =
    FlagSet::bits("", &[(1 << 18, "PR_SME_SET_VL_ONEXEC"), (1 << 17, "PR_SME_VL_INHERIT")]).wide();

/// Keys of pointer authentication on arm64 (`PR_PAC_RESET_KEYS`).
pub static PR_PAC_KEYS: FlagSet = FlagSet::bits(
    "PR_PAC_???",
    &[
        (1, "PR_PAC_APIAKEY"),
        (2, "PR_PAC_APIBKEY"),
        (4, "PR_PAC_APDAKEY"),
        (8, "PR_PAC_APDBKEY"),
        (0x10, "PR_PAC_APGAKEY"),
    ],
)
.wide();

/// Those of them that can be enabled (`PR_PAC_SET_ENABLED_KEYS`).
pub static PR_PAC_ENABLED_KEYS: FlagSet = FlagSet::bits(
    "PR_PAC_???",
    &[(1, "PR_PAC_APIAKEY"), (2, "PR_PAC_APIBKEY"), (4, "PR_PAC_APDAKEY"), (8, "PR_PAC_APDBKEY")],
)
.wide();

/// An extended processor feature (`ARCH_REQ_XCOMP_PERM`).
pub static XFEATURE: FlagSet = FlagSet::values(
    "XFEATURE_???",
    &[
        (0, "XFEATURE_FP"),
        (1, "XFEATURE_SSE"),
        (2, "XFEATURE_YMM"),
        (3, "XFEATURE_BNDREGS"),
        (4, "XFEATURE_BNDCSR"),
        (5, "XFEATURE_OPMASK"),
        (6, "XFEATURE_ZMM_Hi256"),
        (7, "XFEATURE_Hi16_ZMM"),
        (8, "XFEATURE_PT_UNIMPLEMENTED_SO_FAR"),
        (9, "XFEATURE_PKRU"),
        (10, "XFEATURE_PASID"),
        (15, "XFEATURE_LBR"),
        (17, "XFEATURE_XTILE_CFG"),
        (18, "XFEATURE_XTILE_DATA"),
    ],
)
.wide()
.commented();

const XFEATURES: &[(u64, &str)] = &[
    (3, "XFEATURE_MASK_FPSSE"),
    (1, "XFEATURE_MASK_FP"),
    (2, "XFEATURE_MASK_SSE"),
    (4, "XFEATURE_MASK_YMM"),
    (8, "XFEATURE_MASK_BNDREGS"),
    (0x10, "XFEATURE_MASK_BNDCSR"),
    (0xe0, "XFEATURE_MASK_AVX512"),
    (0x20, "XFEATURE_MASK_OPMASK"),
    (0x40, "XFEATURE_MASK_ZMM_Hi256"),
    (0x80, "XFEATURE_MASK_Hi16_ZMM"),
    (0x100, "XFEATURE_MASK_PT"),
    (0x200, "XFEATURE_MASK_PKRU"),
    (0x400, "XFEATURE_MASK_PASID"),
    (0x8000, "XFEATURE_MASK_LBR"),
    (0x6_0000, "XFEATURE_MASK_XTILE"),
    (0x2_0000, "XFEATURE_MASK_XTILE_CFG"),
    (0x4_0000, "XFEATURE_MASK_XTILE_DATA"),
];

/// Extended processor features.
pub static XFEATURE_MASK: FlagSet = FlagSet::bits("XFEATURE_MASK_???", XFEATURES).wide();

/// The same, names in comments (`ARCH_GET_XCOMP_SUPP`).
pub static XFEATURE_MASK_COMMENTED: FlagSet = FlagSet::bits("XFEATURE_MASK_???", XFEATURES).wide().commented();
