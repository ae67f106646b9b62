//! PTRACE_GET_SYSCALL_INFO: which call, and which half of it.

/// What a syscall-stop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyscallStop {
    /// syscall-enter-stop.
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
    /// Stack pointer: rt_sigreturn finds what it restores by it.
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
        /// PTRACE_SYSCALL_INFO_ENTRY and _EXIT.
        const ENTRY: u8 = 1;
        const EXIT: u8 = 2;
        let [nr, args @ .., _] = self.words;
        match self.op {
            ENTRY => {
                Some(SyscallStop::Enter(SyscallEnter { arch: self.arch, nr, args, stack_pointer: self.stack_pointer }))
            }
            EXIT => Some(SyscallStop::Exit(SyscallExit { ret: self.words[0].cast_signed() })),
            _ => None,
        }
    }
}
