//! From a command line to a tracee at its gate.

use std::io;

use libc::SYS_getppid;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use trapline_process::{CALIBRATION_CALLS, Held, Inherited, Program, kernel_release, proc, spawn};
use trapline_ptrace::{Change, Stop, SyscallStop, Waiter, interrupt, seize};
use trapline_tracker::{FdSeen, ProcessSeen};

use crate::Error;

/// A command at its gate, traced.
pub(crate) struct Started {
    pub(crate) held: Held,
    /// Ends it, should the recording fail to begin.
    pub(crate) doomed: Doomed,
    /// The process as it was at the gate; its `ts` is not set.
    pub(crate) seen: ProcessSeen,
    /// What a call that does nothing took, in ns.
    pub(crate) floor_ns: Option<i64>,
}

/// A command that must not run, unless it is [spared](Doomed::spare): without this, an error of ours would let it run
/// unrecorded.
#[derive(Debug)]
pub(crate) struct Doomed(Option<i32>);

impl Doomed {
    /// Lets it live.
    pub(crate) fn spare(&mut self) {
        self.0 = None;
    }
}

impl Drop for Doomed {
    fn drop(&mut self) {
        let Some(pid) = self.0 else { return };
        let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        let mut waiter = Waiter::new();
        loop {
            match waiter.next(1) {
                Ok(Change::Stopped { stopped, .. }) => drop(stopped.restart(None)),
                Ok(Change::Ended { tid, .. }) if tid != pid => {}
                Ok(Change::Interrupted) => {}
                Ok(Change::Ended { .. } | Change::NothingLeft) | Err(_) => return,
            }
        }
    }
}

/// What became of the start.
pub(crate) enum Start {
    /// It stands at its gate.
    Ready(Box<Started>),
    /// It was killed before, with this wait status.
    Ended(i32),
}

/// Starts `program` and brings it to its gate, traced, having measured what a call costs. What its child does before its
/// execve is not recorded.
pub(crate) fn start(program: &Program, waiter: &mut Waiter) -> Result<Start, Error> {
    let mut held = spawn(program)?;
    let pid = held.pid();
    let mut doomed = Doomed(Some(pid));
    seize(pid).map_err(not_permitted)?;
    interrupt(pid).map_err(not_permitted)?;
    let seen = at_gate(pid, program);
    held.calibrate();

    let mut durations = Vec::with_capacity(CALIBRATION_CALLS);
    let mut entered = None;
    while durations.len() < CALIBRATION_CALLS {
        let (at, stopped, why) = match waiter.next(1)? {
            Change::Stopped { at, stopped, why } if stopped.tid() == pid => (at, stopped, why),
            Change::Ended { tid, status, .. } if tid == pid => {
                doomed.spare();
                return Ok(Start::Ended(status));
            }
            // A child that whoever executed us has left behind.
            Change::Stopped { .. } | Change::Ended { .. } | Change::Interrupted => continue,
            Change::NothingLeft => {
                doomed.spare();
                return Ok(Start::Ended(libc::SIGKILL));
            }
        };
        if why == Stop::Syscall {
            match stopped.syscall().map_err(old_kernel)? {
                Some(SyscallStop::Enter(enter)) => entered = (enter.nr == SYS_getppid as u64).then_some(at),
                Some(SyscallStop::Exit(_)) => durations.extend(entered.take().map(|begun| at - begun)),
                None => {}
            }
        }
        // If it is gone, its end will be reported.
        let _ = match why {
            Stop::Signal(signal) => stopped.restart(Some(signal)),
            Stop::Group(_) => stopped.listen(),
            _ => stopped.restart(None),
        };
    }
    let floor_ns = durations.iter().copied().min();
    Ok(Start::Ready(Box::new(Started { held, doomed, seen, floor_ns })))
}

fn old_kernel(error: trapline_ptrace::Error) -> Error {
    match error.errno() {
        libc::EIO => Error::OldKernel { release: kernel_release() },
        _ => error.into(),
    }
}

/// Why tracing is refused, and what to do about it.
fn not_permitted(error: trapline_ptrace::Error) -> Error {
    if error.errno() != libc::EPERM {
        return error.into();
    }
    let scope = std::fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").unwrap_or_default();
    let remedy = match scope.trim() {
        "2" => "kernel.yama.ptrace_scope is 2: run as root, or `sudo sysctl kernel.yama.ptrace_scope=1`",
        "3" => "kernel.yama.ptrace_scope is 3, which forbids tracing until the next boot",
        _ => {
            "a tracer is at work already (strace, gdb, another rec), or a container forbids it: \
             `docker run --cap-add=SYS_PTRACE --security-opt seccomp=unconfined`"
        }
    };
    Error::NotPermitted { source: io::Error::from_raw_os_error(libc::EPERM), remedy: remedy.to_owned() }
}

/// The process at its gate, which is still a copy of ours: what the command inherits is its own, but program, arguments
/// and descriptors that are closed at exec are not, and the name is the one that it is about to get.
fn at_gate(pid: i32, program: &Program) -> ProcessSeen {
    let snapshot = proc::snapshot(pid).unwrap_or_default();
    let inherited = Inherited::get();
    let fds = snapshot.fds.into_iter().filter(|open| !open.cloexec && !inherited.was_closed(open.fd));
    let path = program.path().to_bytes();
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    /// `TASK_COMM_LEN` without the NUL.
    const COMM: usize = 15;
    ProcessSeen {
        ts: 0,
        pid,
        parent_pid: Some(snapshot.status.parent),
        ns_pid: snapshot.status.ns_pid,
        comm: String::from_utf8_lossy(&name[..name.len().min(COMM)]).into_owned(),
        exe: None,
        argv: Vec::new(),
        cwd: snapshot.cwd,
        root: snapshot.root,
        uid: Some(snapshot.status.ids.0),
        gid: Some(snapshot.status.ids.1),
        cgroup: snapshot.cgroup,
        fds: fds.map(fd_seen).collect(),
    }
}

fn fd_seen(open: proc::OpenFd) -> FdSeen {
    let (protocol, local_addr, peer_addr) =
        open.socket.map_or((None, None, None), |ends| (ends.protocol, ends.local, ends.peer));
    FdSeen {
        fd: open.fd,
        name: open.name,
        stat: open.made,
        cloexec: open.cloexec,
        append: open.append,
        offset: open.position,
        protocol,
        local_addr,
        peer_addr,
        same_file: open.same_file,
    }
}
