//! What a source observes.

use trapline_syscalls::Abi;

/// One observation. Times are nanoseconds since the Unix epoch on a clock that never runs backwards; ids are those of the
/// recorder's pid namespace. Captured memory travels beside the event, as the records of [`trapline_syscalls::memory`].
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A process that was there when the recording began: the command at its gate, or an attached process.
    Process(Box<ProcessSeen>),
    /// Another thread of a known process that was there when the recording began.
    Thread {
        /// When it was seen.
        ts: i64,
        /// Its process.
        pid: i32,
        /// Its id.
        tid: i32,
        /// Its name.
        comm: String,
    },
    /// A thread made a process or thread. What the two share follows from the parent's call in progress.
    Fork {
        /// When.
        ts: i64,
        /// The thread that called clone, fork or vfork.
        parent: i32,
        /// The new thread.
        child: i32,
        /// The new thread's process, where the source had to look it up.
        pid: Option<i32>,
        /// Its id in its own pid namespace, where that differs.
        ns_pid: Option<i32>,
    },
    /// syscall-enter-stop; memory: what was copied at enter.
    Enter {
        /// When.
        ts: i64,
        /// Who.
        tid: i32,
        /// Numbering; `None` for an audit architecture that Trapline does not know.
        abi: Option<Abi>,
        /// Number, as the program gave it (x32 bit removed).
        nr: i32,
        /// Registers.
        args: [u64; 6],
    },
    /// A call that a thread was inside of when it was first looked at; memory: what was copied then.
    EnteredBefore {
        /// When it was looked at.
        ts: i64,
        /// Who.
        tid: i32,
        /// As in [`Event::Enter`].
        abi: Option<Abi>,
        /// Number, as the program gave it (x32 bit removed).
        nr: i32,
        /// Registers.
        args: [u64; 6],
        /// What it returned, if it had done its work before the process's descriptors were read: what it did to them is
        /// known already. Otherwise an [`Event::Exit`] may follow.
        ret: Option<i64>,
    },
    /// A call that never began: a seccomp filter of the program's own answered it. Memory: what was copied then.
    Refused {
        /// When.
        ts: i64,
        /// Who.
        tid: i32,
        /// As in [`Event::Enter`].
        abi: Option<Abi>,
        /// Number, as the program gave it (x32 bit removed).
        nr: i32,
        /// Registers.
        args: [u64; 6],
        /// What the filter made it return.
        ret: i64,
    },
    /// syscall-exit-stop; memory: what was copied at exit, names of new descriptors ([`trapline_syscalls::memory::what::FD_NAME`])
    /// and the new working directory included.
    Exit {
        /// When.
        ts: i64,
        /// Who.
        tid: i32,
        /// What the kernel returned.
        ret: i64,
        /// Where it ended, if known.
        cpu: Option<i16>,
        /// For how long (in ns) it did not run, where that was asked for.
        off_cpu: Option<i64>,
        /// `st_mode` and `st_rdev` of the file behind a new descriptor, if one was made.
        made: Option<(u32, u64)>,
        /// Effective user and group ids, read again after a call that may change them.
        ids: Option<(i32, i32)>,
    },
    /// A request of io_uring was submitted.
    Submitted {
        /// When.
        ts: i64,
        /// Who, or for whom a thread of the kernel did it.
        tid: i32,
        /// What it is known by until it completes.
        request: u64,
        /// Number of the operation ([`trapline_syscalls::uring`]).
        operation: i32,
        /// The descriptor that it is about, where there is one.
        fd: Option<i32>,
        /// If it succeeds nobody is told.
        is_silent: bool,
    },
    /// A request of io_uring completed; memory: the name of the descriptor that it made
    /// ([`trapline_syscalls::memory::what::FD_NAME`]).
    Completed {
        /// When.
        ts: i64,
        /// Which.
        request: u64,
        /// Its result, as a system call returns it.
        ret: i64,
        /// Where it was told, if known.
        cpu: Option<i16>,
        /// As in [`Event::Exit`].
        made: Option<(u32, u64)>,
        /// More completions of this request follow.
        goes_on: bool,
    },
    /// What a descriptor refers to at the enter that follows, where that is not what was told before.
    Descriptor {
        /// When.
        ts: i64,
        /// A thread that has it.
        tid: i32,
        /// Its number.
        fd: i32,
        /// What was found; `None` if it is not open.
        seen: Option<Box<FdSeen>>,
    },
    /// The working directory at the enter that follows, where that is not what was told before.
    Directory {
        /// When.
        ts: i64,
        /// A thread that has it.
        tid: i32,
        /// The kernel's name of it.
        cwd: Vec<u8>,
    },
    /// A process runs a new program. Comes between the enter and the exit of its execve.
    Exec(Box<ExecSeen>),
    /// signal-delivery-stop; memory: the siginfo as one record.
    Signal {
        /// When.
        ts: i64,
        /// Who gets it.
        tid: i32,
        /// Number.
        signal: i32,
        /// `si_code` (sigaction(2)).
        code: i32,
        /// `si_pid`, where the code says that there is one.
        sender: Option<i32>,
    },
    /// group-stop.
    Stop {
        /// When.
        ts: i64,
        /// Who.
        tid: i32,
        /// The stopping signal.
        signal: i32,
    },
    /// The end of a group-stop.
    Continue {
        /// When.
        ts: i64,
        /// Who.
        tid: i32,
    },
    /// A thread is gone.
    ThreadExit {
        /// When.
        ts: i64,
        /// Who.
        tid: i32,
        /// Raw wait status (wait(2)); `None` if unknown.
        status: Option<i32>,
        /// CPU times of the thread in ns (user, system), where known.
        cpu_times: Option<(i64, i64)>,
        /// Peak memory of its process in KiB, where known.
        max_rss_kb: Option<i64>,
    },
    /// The source let go of a thread that lives on.
    Detach {
        /// When.
        ts: i64,
        /// Who.
        tid: i32,
    },
    /// Events are missing.
    Lost {
        /// From when.
        ts: i64,
        /// For how long, in ns.
        duration_ns: Option<i64>,
        /// How many.
        count: i64,
        /// Why: a value of the `lost_reason` column.
        reason: &'static str,
    },
}

/// A process as `/proc` shows it at the start.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "each field is the column of the same name")]
pub struct ProcessSeen {
    pub ts: i64,
    pub pid: i32,
    pub parent_pid: Option<i32>,
    pub ns_pid: Option<i32>,
    pub comm: String,
    /// The kernel's bytes of each: not necessarily UTF-8.
    pub exe: Option<Vec<u8>>,
    pub argv: Vec<Vec<u8>>,
    pub cwd: Option<Vec<u8>>,
    /// Only where it has its own.
    pub root: Option<Vec<u8>>,
    pub uid: Option<i32>,
    pub gid: Option<i32>,
    pub cgroup: Option<String>,
    pub fds: Vec<FdSeen>,
}

/// A descriptor that was open at the start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FdSeen {
    /// Number.
    pub fd: i32,
    /// The link in `/proc/PID/fd`.
    pub name: Vec<u8>,
    /// `st_mode` and `st_rdev` behind it.
    pub stat: Option<(u32, u64)>,
    /// Close-on-exec flag.
    pub cloexec: bool,
    /// Whether writes go to the end of the file (`O_APPEND`).
    pub append: bool,
    /// File position; `None` where unknown.
    pub offset: Option<i64>,
    /// The socket's protocol in strace's words (`TCP`, `UNIX-STREAM`).
    pub protocol: Option<String>,
    /// The socket's own address.
    pub local_addr: Option<String>,
    /// Its peer's.
    pub peer_addr: Option<String>,
    /// Descriptors of one process with equal ids here share one open file description (kcmp(2)); `None` where that was
    /// not looked up.
    pub same_file: Option<i64>,
}

/// A new program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecSeen {
    /// When.
    pub ts: i64,
    /// The thread's id from now on (the process's).
    pub tid: i32,
    /// Its id before; another one where a thread that was not the leader called execve.
    pub former_tid: i32,
    /// The link `/proc/PID/exe`.
    pub exe: Option<Vec<u8>>,
    /// The new thread name.
    pub comm: Option<String>,
    /// Its arguments, where the enter of the execve may not have been seen.
    pub argv: Option<Vec<Vec<u8>>>,
    /// Effective ids (a set-user-ID program changes them).
    pub ids: Option<(i32, i32)>,
}
