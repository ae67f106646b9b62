//! Requests of ptrace(2).

use super::*;

/// By `request`.
pub(super) const VARIANTS: &[Variant] = variants! {
    { request: Flags(&flags::PTRACE) }
    0 PTRACE_TRACEME ();
    1 PTRACE_PEEKTEXT (pid: Pid, addr: Addr, data: LongPtr(Out));
    2 PTRACE_PEEKDATA (pid: Pid, addr: Addr, data: LongPtr(Out));
    3 PTRACE_PEEKUSER (pid: Pid, addr: Addr, data: LongPtr(Out));
    4 PTRACE_POKETEXT (pid: Pid, addr: Addr, data: Addr);
    5 PTRACE_POKEDATA (pid: Pid, addr: Addr, data: Addr);
    6 PTRACE_POKEUSER (pid: Pid, addr: Addr, data: Addr);
    7 PTRACE_CONT (pid: Pid, addr: Addr, data: Signal);
    8 PTRACE_KILL (pid: Pid);
    9 PTRACE_SINGLESTEP (pid: Pid, addr: Addr, data: Signal);
    12 PTRACE_GETREGS (pid: Pid, addr: Unused, data: Addr);
    13 PTRACE_SETREGS (pid: Pid, addr: Unused, data: Addr);
    14 PTRACE_GETFPREGS (pid: Pid, addr: Unused, data: Addr);
    15 PTRACE_SETFPREGS (pid: Pid, addr: Unused, data: Addr);
    16 PTRACE_ATTACH (pid: Pid);
    17 PTRACE_DETACH (pid: Pid, addr: Addr, data: Signal);
    24 PTRACE_SYSCALL (pid: Pid, addr: Addr, data: Signal);
    31 PTRACE_SYSEMU (pid: Pid, addr: Addr, data: Signal);
    32 PTRACE_SYSEMU_SINGLESTEP (pid: Pid, addr: Addr, data: Signal);
    33 PTRACE_SINGLEBLOCK (pid: Pid, addr: Addr, data: Signal);
    0x4200 PTRACE_SETOPTIONS (pid: Pid, addr: Addr, data: Flags(&flags::PTRACE_OPTIONS));
    0x4201 PTRACE_GETEVENTMSG (pid: Pid, addr: Addr, data: LongPtr(Out));
    0x4202 PTRACE_GETSIGINFO (pid: Pid, addr: Addr, data: Struct(&structs::SIGINFO, Out));
    0x4203 PTRACE_SETSIGINFO (pid: Pid, addr: Addr, data: Struct(&structs::SIGINFO, In));
    0x4204 PTRACE_GETREGSET (pid: Pid, addr: Addr, data: Addr);
    0x4205 PTRACE_SETREGSET (pid: Pid, addr: Addr, data: Addr);
    0x4206 PTRACE_SEIZE (pid: Pid, addr: Addr, data: Flags(&flags::PTRACE_OPTIONS));
    0x4207 PTRACE_INTERRUPT (pid: Pid);
    0x4208 PTRACE_LISTEN (pid: Pid);
    0x4209 PTRACE_PEEKSIGINFO (pid: Pid, addr: Addr, data: Addr);
    0x420a PTRACE_GETSIGMASK (pid: Pid, addr: Ulong, data: SigSet(Out, Len::Arg(2)));
    0x420b PTRACE_SETSIGMASK (pid: Pid, addr: Ulong, data: SigSet(In, Len::Arg(2)));
    0x420c PTRACE_SECCOMP_GET_FILTER (pid: Pid, addr: Ulong, data: Addr);
    0x420d PTRACE_SECCOMP_GET_METADATA (pid: Pid, addr: Ulong, data: Addr);
    0x420e PTRACE_GET_SYSCALL_INFO (pid: Pid, addr: Ulong, data: Addr);
    0x420f PTRACE_GET_RSEQ_CONFIGURATION (pid: Pid, addr: Addr, data: Addr);
    0x4210 PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG (pid: Pid, addr: Ulong, data: Addr);
    0x4211 PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG (pid: Pid, addr: Ulong, data: Addr);
    0x4212 PTRACE_SET_SYSCALL_INFO (pid: Pid, addr: Ulong, data: Addr);
};
