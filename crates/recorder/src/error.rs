//! What can go wrong with a recording.

use std::io;

use crate::Unavailable;

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
    /// A running process cannot be attached to.
    #[error("cannot attach to {pid}: {source}")]
    Attach {
        /// The id that was given.
        pid: i32,
        /// Why not.
        source: AttachError,
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
    /// BPF cannot be used.
    #[error("BPF cannot be used: {0}")]
    Unavailable(Unavailable),
    /// ptrace(2) was asked for, for what it cannot do.
    #[error(
        "a control group, the whole system and --sched can be recorded through BPF only: leave out --backend ptrace"
    )]
    NeedsBpf,
    /// With the capabilities of the file `rec`, and not as root.
    #[error("as an ordinary user only own processes can be recorded: use sudo")]
    OwnOnly,
    /// There is no such control group.
    #[error("{path} is no control group of version 2: {source}")]
    Cgroup {
        /// What was given.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// No container has this id, or several begin with it.
    #[error("{found} control groups belong to a container whose id begins with {id}: give --cgroup PATH")]
    Container {
        /// What was given.
        id: String,
        /// How many.
        found: usize,
    },
    /// BPF programs that were loaded could not be used.
    #[error("observing failed: {0}")]
    Bpf(#[from] trapline_ebpf::Error),
    /// Waiting for events failed.
    #[error("epoll: {source}")]
    Wait {
        /// Why.
        source: io::Error,
    },
    /// What waits for the writer fits neither into memory nor on the disk.
    #[error("no room for what waits to be written: {source}; set TMPDIR to a larger disk")]
    Spool {
        /// Why.
        source: io::Error,
    },
    /// The trace could not be written.
    #[error(transparent)]
    Write(#[from] trapline_trace::Error),
    /// A thread could not be started.
    #[error("no thread for the writer: {0}")]
    Thread(io::Error),
}

/// Why a process cannot be attached to.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// There is none with this id.
    #[error("no such process")]
    NoProcess,
    /// It is a zombie.
    #[error("the process has ended; its parent has not taken notice yet")]
    Ended,
    /// It is this process, which cannot stop itself and go on.
    #[error("that is the recorder itself")]
    Itself,
    /// It never makes system calls.
    #[error("that is a thread of the kernel, which makes no system calls")]
    KernelThread,
    /// A thread has one tracer at most.
    #[error("process {tracer} ({comm}) traces it already, and only one can")]
    Traced {
        /// The tracer's process.
        tracer: i32,
        /// Its name.
        comm: String,
    },
    /// EPERM.
    #[error("not permitted: {remedy}")]
    NotPermitted {
        /// What to do about it.
        remedy: String,
    },
    /// A ptrace request failed for another reason.
    #[error(transparent)]
    Trace(trapline_ptrace::Error),
}
