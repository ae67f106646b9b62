//! What can go wrong with a recording.

use std::io;

/// Why a command could not be recorded, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command could not be started.
    #[error(transparent)]
    Start(#[from] trapline_process::Error),
    /// The kernel does not let us trace.
    #[error("not permitted to trace ({source}): {remedy}")]
    NotPermitted {
        /// What the kernel said.
        source: io::Error,
        /// What to do about it.
        remedy: String,
    },
    /// The kernel is too old.
    #[error("Linux 5.3 or newer is needed (PTRACE_GET_SYSCALL_INFO); this is {release}")]
    OldKernel {
        /// Its release.
        release: String,
    },
    /// A ptrace request failed for a reason that is not the tracee's end.
    #[error("tracing failed: {0}")]
    Trace(#[from] trapline_ptrace::Error),
    /// The trace could not be written.
    #[error(transparent)]
    Write(#[from] trapline_trace::Error),
    /// A thread could not be started.
    #[error("no thread for the writer: {0}")]
    Thread(io::Error),
}
