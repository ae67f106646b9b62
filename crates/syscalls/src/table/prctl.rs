//! Options of prctl(2) and arch_prctl(2).

use super::*;

/// By `option` of prctl(2).
pub(super) const VARIANTS: &[Variant] = variants! {
    { option: Flags(&flags::PRCTL) }
    1 PR_SET_PDEATHSIG (arg2: Signal);
    2 PR_GET_PDEATHSIG (arg2: Struct(&structs::SIGNAL_PTR, Out));
    3 PR_GET_DUMPABLE () -> Named(&flags::PR_DUMPABLE);
    4 PR_SET_DUMPABLE (arg2: Flags(&flags::PR_DUMPABLE));
    5 PR_GET_UNALIGN (arg2: IntPtr(Out));
    6 PR_SET_UNALIGN (arg2: Uint);
    7 PR_GET_KEEPCAPS ();
    8 PR_SET_KEEPCAPS (arg2: Ulong);
    9 PR_GET_FPEMU (arg2: IntPtr(Out));
    10 PR_SET_FPEMU (arg2: Uint);
    11 PR_GET_FPEXC (arg2: IntPtr(Out));
    12 PR_SET_FPEXC (arg2: Uint);
    13 PR_GET_TIMING ();
    14 PR_SET_TIMING (arg2: Uint);
    15 PR_SET_NAME (arg2: Str), effect SetName;
    16 PR_GET_NAME (arg2: StrOut(Len::Const(16)));
    19 PR_GET_ENDIAN (arg2: IntPtr(Out));
    20 PR_SET_ENDIAN (arg2: Uint);
    21 PR_GET_SECCOMP ();
    22 PR_SET_SECCOMP (arg2: Flags(&flags::SECCOMP_MODE), arg3: Addr);
    23 PR_CAPBSET_READ (arg2: Flags(&flags::CAP));
    24 PR_CAPBSET_DROP (arg2: Flags(&flags::CAP));
    25 PR_GET_TSC (arg2: IntPtr(Out));
    26 PR_SET_TSC (arg2: Flags(&flags::PR_TSC));
    27 PR_GET_SECUREBITS () -> Flags(&flags::SECBITS, "");
    28 PR_SET_SECUREBITS (arg2: Flags(&flags::SECBITS));
    29 PR_SET_TIMERSLACK (arg2: Long);
    30 PR_GET_TIMERSLACK ();
    31 PR_TASK_PERF_EVENTS_DISABLE ();
    32 PR_TASK_PERF_EVENTS_ENABLE ();
    33 PR_MCE_KILL (arg2: Flags(&flags::PR_MCE_KILL), arg3: Flags(&flags::PR_MCE_KILL_POLICY), arg4: Hex, arg5: Hex);
    34 PR_MCE_KILL_GET (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex) -> Named(&flags::PR_MCE_KILL_POLICY);
    35 PR_SET_MM (arg2: Flags(&flags::PR_SET_MM), arg3: Hex, arg4: Hex, arg5: Hex);
    36 PR_SET_CHILD_SUBREAPER (arg2: Ulong);
    37 PR_GET_CHILD_SUBREAPER (arg2: IntPtr(Out));
    38 PR_SET_NO_NEW_PRIVS (arg2: Ulong, arg3: Hex, arg4: Hex, arg5: Hex);
    39 PR_GET_NO_NEW_PRIVS (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex);
    40 PR_GET_TID_ADDRESS (arg2: Struct(&structs::POINTER_PTR, Out));
    41 PR_SET_THP_DISABLE (arg2: Ulong, arg3: Hex, arg4: Hex, arg5: Hex);
    42 PR_GET_THP_DISABLE (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex);
    47 PR_CAP_AMBIENT (arg2: Flags(&flags::PR_CAP_AMBIENT), arg3: Flags(&flags::CAP), arg4: Hex, arg5: Hex);
    52 PR_GET_SPECULATION_CTRL (arg2: Flags(&flags::PR_SPECULATION)) -> Flags(&flags::PR_SPECULATION_STATE, "");
    53 PR_SET_SPECULATION_CTRL (arg2: Flags(&flags::PR_SPECULATION), arg3: Flags(&flags::PR_SPECULATION_CONTROL));
    57 PR_SET_IO_FLUSHER (arg2: Ulong, arg3: Hex, arg4: Hex, arg5: Hex);
    58 PR_GET_IO_FLUSHER (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex);
    59 PR_SET_SYSCALL_USER_DISPATCH (arg2: Flags(&flags::PR_SYSCALL_USER_DISPATCH), arg3: Hex, arg4: Hex, arg5: Addr);
    62 PR_SCHED_CORE (arg2: Flags(&flags::PR_SCHED_CORE), arg3: Pid, arg4: Flags(&flags::PR_SCHED_CORE_TYPE), arg5: Addr);
    65 PR_SET_MDWE (arg2: Flags(&flags::PR_MDWE), arg3: Hex, arg4: Hex, arg5: Hex);
    66 PR_GET_MDWE (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex) -> Flags(&flags::PR_MDWE, "");
    67 PR_SET_MEMORY_MERGE (arg2: Ulong, arg3: Hex, arg4: Hex, arg5: Hex);
    68 PR_GET_MEMORY_MERGE (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex);
    0x41555856 PR_GET_AUXV (arg2: Addr, arg3: Ulong, arg4: Hex, arg5: Hex);
    0x53564d41 PR_SET_VMA (arg2: Flags(&flags::PR_SET_VMA), arg3: Addr, arg4: Ulong, arg5: Str);
    0x59616d61 PR_SET_PTRACER (arg2: Pid);
};

/// By `option` of arch_prctl(2).
pub(super) const ARCH_VARIANTS: &[Variant] = variants! {
    { option: Flags(&flags::ARCH_PRCTL) }
    0x1001 ARCH_SET_GS (arg2: Addr);
    0x1002 ARCH_SET_FS (arg2: Addr);
    0x1003 ARCH_GET_FS (arg2: Struct(&structs::POINTER_PTR, Out));
    0x1004 ARCH_GET_GS (arg2: Struct(&structs::POINTER_PTR, Out));
    0x1011 ARCH_GET_CPUID ();
    0x1012 ARCH_SET_CPUID (arg2: Hex);
    0x1021 ARCH_GET_XCOMP_SUPP (arg2: U64Ptr(Out));
    0x1022 ARCH_GET_XCOMP_PERM (arg2: U64Ptr(Out));
    0x1023 ARCH_REQ_XCOMP_PERM (arg2: Ulong);
    0x1024 ARCH_GET_XCOMP_GUEST_PERM (arg2: U64Ptr(Out));
    0x1025 ARCH_REQ_XCOMP_GUEST_PERM (arg2: Ulong);
    0x5001 ARCH_SHSTK_ENABLE (arg2: Hex);
    0x5002 ARCH_SHSTK_DISABLE (arg2: Hex);
    0x5003 ARCH_SHSTK_LOCK (arg2: Hex);
    0x5004 ARCH_SHSTK_UNLOCK (arg2: Hex);
    0x5005 ARCH_SHSTK_STATUS (arg2: U64Ptr(Out));
};
