//! Becoming the tracer of a thread.

use crate::Error;
use crate::request::{INTERRUPT, SEIZE};

/// What is asked of the kernel: a bit that tells syscall-stops from SIGTRAP, stops at fork, vfork, clone, exec, and at
/// the beginning of an exit, while `/proc` still tells about the thread.
///
/// **Without PTRACE_O_EXITKILL: tracees go on if the tracer dies.**
const OPTIONS: i32 = libc::PTRACE_O_TRACESYSGOOD
    | libc::PTRACE_O_TRACEFORK
    | libc::PTRACE_O_TRACEVFORK
    | libc::PTRACE_O_TRACECLONE
    | libc::PTRACE_O_TRACEEXEC
    | libc::PTRACE_O_TRACEEXIT;

/// Makes this thread the tracer of `tid`, which goes on running. Its future children and threads are seized with it.
///
/// # Errors
/// EPERM where tracing is not permitted: another tracer, Yama's `ptrace_scope`, a seccomp filter, missing privileges.
pub fn seize(tid: i32) -> Result<(), Error> {
    SEIZE.with_numbers(tid, 0, OPTIONS as usize).map(drop)
}

/// Stops a running tracee: it will report [`crate::Stop::Trap`], or [`crate::Stop::Group`] if it is in a group-stop.
///
/// # Errors
/// [`Error::Gone`].
pub fn interrupt(tid: i32) -> Result<(), Error> {
    INTERRUPT.with_numbers(tid, 0, 0).map(drop)
}
