//! Becoming the tracer of a thread.

use crate::Error;
use crate::request::{INTERRUPT, SEIZE};

/// What is always asked of the kernel: a bit that tells syscall-stops from SIGTRAP, stops when a thread is made, at exec, and
/// at the beginning of an exit, while `/proc` still tells about the thread.
const ALWAYS: i32 =
    libc::PTRACE_O_TRACESYSGOOD | libc::PTRACE_O_TRACECLONE | libc::PTRACE_O_TRACEEXEC | libc::PTRACE_O_TRACEEXIT;

/// What else may be asked for. The default follows children, and **tracees go on if the tracer dies**.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seizing {
    /// Processes that it will make are seized with it; threads always are.
    pub children: bool,
    /// A seccomp filter's RET_TRACE stops the tracee. A tracer that dies takes its tracees with it then: each call that
    /// the filter hands to a tracer would fail with ENOSYS from then on, and a program that suddenly cannot write does
    /// more harm than one that ends.
    pub filtered: bool,
}

impl Default for Seizing {
    fn default() -> Seizing {
        Seizing { children: true, filtered: false }
    }
}

impl Seizing {
    pub(crate) fn options(self) -> i32 {
        let children = libc::PTRACE_O_TRACEFORK | libc::PTRACE_O_TRACEVFORK;
        let filtered = libc::PTRACE_O_TRACESECCOMP | libc::PTRACE_O_EXITKILL;
        ALWAYS | if self.children { children } else { 0 } | if self.filtered { filtered } else { 0 }
    }
}

/// Makes this thread the tracer of `tid`, which goes on running.
///
/// # Errors
/// EPERM where tracing is not permitted: another tracer, Yama's `ptrace_scope`, a seccomp filter, missing privileges.
pub fn seize(tid: i32, how: Seizing) -> Result<(), Error> {
    SEIZE.with_numbers(tid, 0, how.options() as usize).map(drop)
}

/// Stops a running tracee: it will report [`crate::Stop::Trap`], or [`crate::Stop::Group`] if it is in a group-stop.
///
/// # Errors
/// [`Error::Gone`].
pub fn interrupt(tid: i32) -> Result<(), Error> {
    INTERRUPT.with_numbers(tid, 0, 0).map(drop)
}
