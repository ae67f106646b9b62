//! Options of prctl(2) and arch_prctl(2).

use super::*;
use crate::{Choice, Kind};

/// An argument that means something only for some values of `arg2`.
const fn if_arg2(kinds: &'static [(u64, Kind)], otherwise: Kind) -> Choice {
    Choice { arg: 1, mask: u64::MAX, kinds, otherwise }
}

static SECCOMP_ARG3: Choice = if_arg2(&[(1, Unused), (2, Struct(&structs::SECCOMP_FPROG, In))], Hex);
static SECCOMP_REST: Choice = if_arg2(&[(1, Unused), (2, Unused)], Hex);
static MCE_KILL_POLICY: Choice = if_arg2(&[(1, Flags(&flags::PR_MCE_KILL_POLICY))], Hex);
static CAP_AMBIENT: Choice = if_arg2(&[(1, Flags(&flags::CAP)), (2, Flags(&flags::CAP)), (3, Flags(&flags::CAP))], Hex);
static SPECULATION_CONTROL: Choice = if_arg2(
    &[
        (0, Flags(&flags::PR_SPECULATION_CONTROL)),
        (1, Flags(&flags::PR_SPECULATION_CONTROL)),
        (2, Flags(&flags::PR_SPECULATION_CONTROL)),
    ],
    Hex,
);
static SCHED_CORE_COOKIE: Choice =
    Choice { arg: 1, mask: 0xffff_ffff, kinds: &[(0, Struct(&structs::HEX_PTR, Out))], otherwise: Addr };
static VMA_START: Choice = if_arg2(&[(0, Addr)], Hex);
static VMA_LENGTH: Choice = if_arg2(&[(0, Ulong)], Hex);
static VMA_NAME: Choice = if_arg2(&[(0, Str)], Hex);

/// By `option` of prctl(2).
pub(super) const VARIANTS: &[Variant] = variants! {
    { option: Flags(&flags::PRCTL) }
    1 PR_SET_PDEATHSIG (arg2: Show(values::small_signal));
    2 PR_GET_PDEATHSIG (arg2: Struct(&structs::SIGNAL_PTR, Out));
    3 PR_GET_DUMPABLE () -> Named(&flags::PR_DUMPABLE);
    4 PR_SET_DUMPABLE (arg2: Flags(&flags::PR_DUMPABLE));
    5 PR_GET_UNALIGN (arg2: Struct(&structs::UNALIGN_PTR, Out));
    6 PR_SET_UNALIGN (arg2: Flags(&flags::PR_UNALIGN));
    7 PR_GET_KEEPCAPS ();
    8 PR_SET_KEEPCAPS (arg2: Ulong);
    9 PR_GET_FPEMU (arg2: IntPtr(Out));
    10 PR_SET_FPEMU (arg2: Ulong);
    11 PR_GET_FPEXC (arg2: IntPtr(Out));
    12 PR_SET_FPEXC (arg2: Ulong);
    13 PR_GET_TIMING ();
    14 PR_SET_TIMING (arg2: Ulong);
    15 PR_SET_NAME (arg2: Text(15)), effect SetName;
    16 PR_GET_NAME (arg2: StrOut(Len::Const(16)));
    19 PR_GET_ENDIAN (arg2: IntPtr(Out));
    20 PR_SET_ENDIAN (arg2: Ulong);
    21 PR_GET_SECCOMP ();
    22 PR_SET_SECCOMP (arg2: Flags(&flags::SECCOMP_MODE), arg3: Choice(&SECCOMP_ARG3), arg4: Choice(&SECCOMP_REST), arg5: Choice(&SECCOMP_REST));
    23 PR_CAPBSET_READ (arg2: Flags(&flags::CAP));
    24 PR_CAPBSET_DROP (arg2: Flags(&flags::CAP));
    25 PR_GET_TSC (arg2: Struct(&structs::TSC_PTR, Out));
    26 PR_SET_TSC (arg2: Flags(&flags::PR_TSC));
    27 PR_GET_SECUREBITS () -> Flags(&flags::SECBITS, "");
    28 PR_SET_SECUREBITS (arg2: Flags(&flags::SECBITS));
    29 PR_SET_TIMERSLACK (arg2: Long);
    30 PR_GET_TIMERSLACK ();
    31 PR_TASK_PERF_EVENTS_DISABLE ();
    32 PR_TASK_PERF_EVENTS_ENABLE ();
    33 PR_MCE_KILL (arg2: Flags(&flags::PR_MCE_KILL), arg3: Choice(&MCE_KILL_POLICY), arg4: Hex, arg5: Hex);
    34 PR_MCE_KILL_GET (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex) -> Named(&flags::PR_MCE_KILL_POLICY);
    35 PR_SET_MM (arg2: Flags(&flags::PR_SET_MM), arg3: Hex, arg4: Hex, arg5: Hex);
    36 PR_SET_CHILD_SUBREAPER (arg2: Ulong);
    37 PR_GET_CHILD_SUBREAPER (arg2: IntPtr(Out));
    38 PR_SET_NO_NEW_PRIVS (arg2: Ulong, arg3: Hex, arg4: Hex, arg5: Hex);
    39 PR_GET_NO_NEW_PRIVS (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex);
    40 PR_GET_TID_ADDRESS (arg2: Struct(&structs::POINTER_PTR, Out));
    41 PR_SET_THP_DISABLE (arg2: Ulong, arg3: Hex, arg4: Hex, arg5: Hex);
    42 PR_GET_THP_DISABLE (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex);
    45 PR_SET_FP_MODE (arg2: Flags(&flags::PR_FP_MODE));
    46 PR_GET_FP_MODE () -> Flags(&flags::PR_FP_MODE, "");
    47 PR_CAP_AMBIENT (arg2: Flags(&flags::PR_CAP_AMBIENT), arg3: Choice(&CAP_AMBIENT), arg4: Hex, arg5: Hex);
    50 PR_SVE_SET_VL (arg2: Flags(&flags::PR_SVE_VL)) -> Flags(&flags::PR_SVE_VL, "");
    51 PR_SVE_GET_VL () -> Flags(&flags::PR_SVE_VL, "");
    52 PR_GET_SPECULATION_CTRL (arg2: Flags(&flags::PR_SPECULATION)) -> Flags(&flags::PR_SPECULATION_STATE, "");
    53 PR_SET_SPECULATION_CTRL (arg2: Flags(&flags::PR_SPECULATION), arg3: Choice(&SPECULATION_CONTROL));
    54 PR_PAC_RESET_KEYS (arg2: Flags(&flags::PR_PAC_KEYS), arg3: Hex, arg4: Hex, arg5: Hex);
    55 PR_SET_TAGGED_ADDR_CTRL (arg2: Show(values::tagged_addr), arg3: Hex, arg4: Hex, arg5: Hex);
    56 PR_GET_TAGGED_ADDR_CTRL (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex) -> Hex;
    57 PR_SET_IO_FLUSHER (arg2: Ulong, arg3: Hex, arg4: Hex, arg5: Hex);
    58 PR_GET_IO_FLUSHER (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex);
    59 PR_SET_SYSCALL_USER_DISPATCH (arg2: Flags(&flags::PR_SYSCALL_USER_DISPATCH), arg3: Hex, arg4: Hex, arg5: Addr);
    60 PR_PAC_SET_ENABLED_KEYS (arg2: Flags(&flags::PR_PAC_ENABLED_KEYS), arg3: Flags(&flags::PR_PAC_ENABLED_KEYS), arg4: Hex, arg5: Hex);
    61 PR_PAC_GET_ENABLED_KEYS (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex) -> Flags(&flags::PR_PAC_ENABLED_KEYS, "");
    62 PR_SCHED_CORE (arg2: Flags(&flags::PR_SCHED_CORE), arg3: Pid, arg4: Flags(&flags::PR_SCHED_CORE_TYPE), arg5: Choice(&SCHED_CORE_COOKIE));
    63 PR_SME_SET_VL (arg2: Flags(&flags::PR_SME_VL)) -> Flags(&flags::PR_SME_VL, "");
    64 PR_SME_GET_VL () -> Flags(&flags::PR_SME_VL, "");
    65 PR_SET_MDWE (arg2: Flags(&flags::PR_MDWE), arg3: Hex, arg4: Hex, arg5: Hex);
    66 PR_GET_MDWE (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex) -> Flags(&flags::PR_MDWE, "");
    67 PR_SET_MEMORY_MERGE (arg2: Ulong, arg3: Hex, arg4: Hex, arg5: Hex);
    68 PR_GET_MEMORY_MERGE (arg2: Hex, arg3: Hex, arg4: Hex, arg5: Hex);
    0x41555856 PR_GET_AUXV (arg2: Addr, arg3: Ulong, arg4: Hex, arg5: Hex);
    0x53564d41 PR_SET_VMA (arg2: Flags(&flags::PR_SET_VMA), arg3: Choice(&VMA_START), arg4: Choice(&VMA_LENGTH), arg5: Choice(&VMA_NAME));
    0x59616d61 PR_SET_PTRACER (arg2: Show(values::ptracer));
};

/// By `option` of arch_prctl(2).
pub(super) const ARCH_VARIANTS: &[Variant] = variants! {
    { option: Flags(&flags::ARCH_PRCTL) }
    0x1001 ARCH_SET_GS (arg2: Hex);
    0x1002 ARCH_SET_FS (arg2: Hex);
    0x1003 ARCH_GET_FS (arg2: Struct(&structs::POINTER_PTR, Out));
    0x1004 ARCH_GET_GS (arg2: Struct(&structs::POINTER_PTR, Out));
    0x1011 ARCH_GET_CPUID ();
    0x1012 ARCH_SET_CPUID (arg2: Hex);
    0x1021 ARCH_GET_XCOMP_SUPP (arg2: Struct(&structs::XFEATURES_PTR, Out));
    0x1022 ARCH_GET_XCOMP_PERM (arg2: Struct(&structs::XFEATURES_PTR, Out));
    0x1023 ARCH_REQ_XCOMP_PERM (arg2: Flags(&flags::XFEATURE)) -> Flags(&flags::XFEATURE_MASK, "");
    0x1024 ARCH_GET_XCOMP_GUEST_PERM (arg2: Struct(&structs::XFEATURES_PTR, Out));
    0x1025 ARCH_REQ_XCOMP_GUEST_PERM (arg2: Flags(&flags::XFEATURE)) -> Flags(&flags::XFEATURE_MASK, "");
    0x5001 ARCH_SHSTK_ENABLE (arg2: Hex);
    0x5002 ARCH_SHSTK_DISABLE (arg2: Hex);
    0x5003 ARCH_SHSTK_LOCK (arg2: Hex);
    0x5004 ARCH_SHSTK_UNLOCK (arg2: Hex);
    0x5005 ARCH_SHSTK_STATUS (arg2: U64Ptr(Out));
};
