//! PTRACE_GET_SYSCALL_INFO: which call, and which half of it.

/// What a syscall-stop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyscallStop {
    /// syscall-enter-stop, or a seccomp filter's stop, which comes at the same moment.
    Enter(SyscallEnter),
    /// syscall-exit-stop.
    Exit(SyscallExit),
}

/// A call before the kernel runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyscallEnter {
    /// AUDIT_ARCH_* (linux/audit.h): tells `int 0x80` from `syscall`.
    pub arch: u32,
    /// Number, as the program gave it.
    pub nr: u64,
    /// Registers.
    pub args: [u64; 6],
    /// Where the stack ends: a call that is restarted has the same, and rt_sigreturn finds there what it restores.
    pub stack_pointer: u64,
}

/// A call after the kernel ran it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyscallExit {
    /// What it returns; a negative errno if it failed, internal restart codes included.
    pub ret: i64,
}

/// `struct ptrace_syscall_info` (linux/ptrace.h) with its union as words.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub(crate) struct Raw {
    op: u8,
    pad: [u8; 3],
    arch: u32,
    instruction_pointer: u64,
    stack_pointer: u64,
    words: [u64; 8],
}

impl Raw {
    /// The stop; `None` where the thread is in no syscall-stop.
    pub(crate) fn read(&self) -> Option<SyscallStop> {
        /// PTRACE_SYSCALL_INFO_ENTRY, _EXIT and _SECCOMP.
        const ENTRY: u8 = 1;
        const EXIT: u8 = 2;
        const SECCOMP: u8 = 3;
        let [nr, args @ .., _] = self.words;
        match self.op {
            ENTRY | SECCOMP => {
                let Raw { arch, stack_pointer, .. } = *self;
                Some(SyscallStop::Enter(SyscallEnter { arch, nr, args, stack_pointer }))
            }
            EXIT => Some(SyscallStop::Exit(SyscallExit { ret: self.words[0].cast_signed() })),
            _ => None,
        }
    }

    /// AUDIT_ARCH_* of the call that the thread is in, or was in last; told at every stop.
    pub(crate) fn arch(&self) -> u32 {
        self.arch
    }
}
