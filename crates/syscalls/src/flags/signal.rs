//! Signals.

use super::FlagSet;

/// Signals, by number.
pub static SIGNAL: FlagSet = FlagSet::values(
    "SIG_???",
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
        (10, "SIGUSR1"),
        (11, "SIGSEGV"),
        (12, "SIGUSR2"),
        (13, "SIGPIPE"),
        (14, "SIGALRM"),
        (15, "SIGTERM"),
        (16, "SIGSTKFLT"),
        (17, "SIGCHLD"),
        (18, "SIGCONT"),
        (19, "SIGSTOP"),
        (20, "SIGTSTP"),
        (21, "SIGTTIN"),
        (22, "SIGTTOU"),
        (23, "SIGURG"),
        (24, "SIGXCPU"),
        (25, "SIGXFSZ"),
        (26, "SIGVTALRM"),
        (27, "SIGPROF"),
        (28, "SIGWINCH"),
        (29, "SIGIO"),
        (30, "SIGPWR"),
        (31, "SIGSYS"),
        (32, "SIGRTMIN"),
        (33, "SIGRT_1"),
        (34, "SIGRT_2"),
        (35, "SIGRT_3"),
        (36, "SIGRT_4"),
        (37, "SIGRT_5"),
        (38, "SIGRT_6"),
        (39, "SIGRT_7"),
        (40, "SIGRT_8"),
        (41, "SIGRT_9"),
        (42, "SIGRT_10"),
        (43, "SIGRT_11"),
        (44, "SIGRT_12"),
        (45, "SIGRT_13"),
        (46, "SIGRT_14"),
        (47, "SIGRT_15"),
        (48, "SIGRT_16"),
        (49, "SIGRT_17"),
        (50, "SIGRT_18"),
        (51, "SIGRT_19"),
        (52, "SIGRT_20"),
        (53, "SIGRT_21"),
        (54, "SIGRT_22"),
        (55, "SIGRT_23"),
        (56, "SIGRT_24"),
        (57, "SIGRT_25"),
        (58, "SIGRT_26"),
        (59, "SIGRT_27"),
        (60, "SIGRT_28"),
        (61, "SIGRT_29"),
        (62, "SIGRT_30"),
        (63, "SIGRT_31"),
        (64, "SIGRT_32"),
    ],
);

/// First argument of rt_sigprocmask(2).
pub static SIG_HOW: FlagSet = FlagSet::values("SIG_???", &[(0, "SIG_BLOCK"), (1, "SIG_UNBLOCK"), (2, "SIG_SETMASK")]);

/// `sa_flags` of sigaction(2).
pub static SA: FlagSet = FlagSet::bits(
    "SA_???",
    &[
        (0x4000000, "SA_RESTORER"),
        (0x8000000, "SA_ONSTACK"),
        (0x10000000, "SA_RESTART"),
        (0x40000000, "SA_NODEFER"),
        (0x80000000, "SA_RESETHAND"),
        (4, "SA_SIGINFO"),
        (1, "SA_NOCLDSTOP"),
        (2, "SA_NOCLDWAIT"),
    ],
)
.wide();

/// `ss_flags` of sigaltstack(2).
pub static SS: FlagSet =
    FlagSet::bits("SS_???", &[(1, "SS_ONSTACK"), (2, "SS_DISABLE"), (0x80000000, "SS_AUTODISARM")]);

/// Flags of signalfd4(2).
pub static SIGNALFD: FlagSet = FlagSet::bits("SFD_???", &[(0x80000, "SFD_CLOEXEC"), (0x800, "SFD_NONBLOCK")]);

/// `sigev_notify` of `struct sigevent`.
pub static SIGEV: FlagSet = FlagSet::values(
    "SIGEV_???",
    &[(0, "SIGEV_SIGNAL"), (1, "SIGEV_NONE"), (2, "SIGEV_THREAD"), (4, "SIGEV_THREAD_ID")],
);

/// `si_code` of any signal.
pub static SI_CODE: FlagSet = FlagSet::values(
    "SI_???",
    &[
        (0, "SI_USER"),
        (0x80, "SI_KERNEL"),
        (0xffffffff, "SI_QUEUE"),
        (0xfffffffe, "SI_TIMER"),
        (0xfffffffd, "SI_MESGQ"),
        (0xfffffffc, "SI_ASYNCIO"),
        (0xfffffffb, "SI_SIGIO"),
        (0xfffffffa, "SI_TKILL"),
        (0xfffffff9, "SI_DETHREAD"),
        (0xffffffc4, "SI_ASYNCNL"),
    ],
);

/// `si_code` of `SIGCHLD`.
pub static CLD_CODE: FlagSet = FlagSet::values(
    "SI_???",
    &[
        (1, "CLD_EXITED"),
        (2, "CLD_KILLED"),
        (3, "CLD_DUMPED"),
        (4, "CLD_TRAPPED"),
        (5, "CLD_STOPPED"),
        (6, "CLD_CONTINUED"),
    ],
);

/// `si_code` of `SIGILL`.
pub static ILL_CODE: FlagSet = FlagSet::values(
    "SI_???",
    &[
        (1, "ILL_ILLOPC"),
        (2, "ILL_ILLOPN"),
        (3, "ILL_ILLADR"),
        (4, "ILL_ILLTRP"),
        (5, "ILL_PRVOPC"),
        (6, "ILL_PRVREG"),
        (7, "ILL_COPROC"),
        (8, "ILL_BADSTK"),
        (9, "ILL_BADIADDR"),
        (10, "__ILL_BREAK"),
        (11, "__ILL_BNDMOD"),
    ],
);

/// `si_code` of `SIGFPE`.
pub static FPE_CODE: FlagSet = FlagSet::values(
    "SI_???",
    &[
        (1, "FPE_INTDIV"),
        (2, "FPE_INTOVF"),
        (3, "FPE_FLTDIV"),
        (4, "FPE_FLTOVF"),
        (5, "FPE_FLTUND"),
        (6, "FPE_FLTRES"),
        (7, "FPE_FLTINV"),
        (8, "FPE_FLTSUB"),
        (9, "__FPE_DECOVF"),
        (10, "__FPE_DECDIV"),
        (11, "__FPE_DECERR"),
        (12, "__FPE_INVASC"),
        (13, "__FPE_INVDEC"),
        (14, "FPE_FLTUNK"),
        (15, "FPE_CONDTRAP"),
    ],
);

/// `si_code` of `SIGSEGV`.
pub static SEGV_CODE: FlagSet = FlagSet::values(
    "SI_???",
    &[
        (1, "SEGV_MAPERR"),
        (2, "SEGV_ACCERR"),
        (3, "SEGV_BNDERR"),
        (4, "SEGV_PKUERR"),
        (5, "SEGV_ACCADI"),
        (6, "SEGV_ADIDERR"),
        (7, "SEGV_ADIPERR"),
        (8, "SEGV_MTEAERR"),
        (9, "SEGV_MTESERR"),
    ],
);

/// `si_code` of `SIGBUS`.
pub static BUS_CODE: FlagSet = FlagSet::values(
    "SI_???",
    &[(1, "BUS_ADRALN"), (2, "BUS_ADRERR"), (3, "BUS_OBJERR"), (4, "BUS_MCEERR_AR"), (5, "BUS_MCEERR_AO")],
);

/// `si_code` of `SIGTRAP`.
pub static TRAP_CODE: FlagSet = FlagSet::values(
    "SI_???",
    &[(1, "TRAP_BRKPT"), (2, "TRAP_TRACE"), (3, "TRAP_BRANCH"), (4, "TRAP_HWBKPT"), (5, "TRAP_UNK"), (6, "TRAP_PERF")],
);

/// `si_code` of `SIGPOLL`.
pub static POLL_CODE: FlagSet = FlagSet::values(
    "SI_???",
    &[(1, "POLL_IN"), (2, "POLL_OUT"), (3, "POLL_MSG"), (4, "POLL_ERR"), (5, "POLL_PRI"), (6, "POLL_HUP")],
);

/// `si_code` of `SIGSYS`.
pub static SYS_CODE: FlagSet = FlagSet::values("SI_???", &[(1, "SYS_SECCOMP"), (2, "SYS_USER_DISPATCH")]);

/// Handlers that are no function.
pub static SA_HANDLER: FlagSet =
    FlagSet::values("", &[(0xffffffffffffffff, "SIG_ERR"), (0, "SIG_DFL"), (1, "SIG_IGN")]).wide();

/// Architectures of the audit system (`si_arch`).
pub static AUDIT_ARCH: FlagSet = FlagSet::values(
    "AUDIT_ARCH_???",
    &[
        (0xc000003e, "AUDIT_ARCH_X86_64"),
        (0x40000003, "AUDIT_ARCH_I386"),
        (0xc00000b7, "AUDIT_ARCH_AARCH64"),
        (0x40000028, "AUDIT_ARCH_ARM"),
    ],
);
