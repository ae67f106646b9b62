//! From a command line to a tracee at its gate.

use std::io;

use libc::{SYS_getppid, SYS_seccomp};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use trapline_process::proc::{self, Snapshot};
use trapline_process::{CALIBRATION_CALLS, CpuSet, Held, Inherited, Program, current_cpu, kernel_release, spawn};
use trapline_ptrace::{Change, Seizing, Stop, Stopped, SyscallStop, Waiter, interrupt, seize};
use trapline_tracker::ProcessSeen;

use crate::Error;
use crate::permission::not_permitted;
use crate::seen::process_seen;

/// A command at its gate, traced.
pub(crate) struct Started {
    pub(crate) held: Held,
    /// Ends it, should the recording fail to begin.
    pub(crate) doomed: Doomed,
    /// The process as it was at the gate; its `ts` is not set.
    pub(crate) seen: ProcessSeen,
    /// What a call that does nothing took, in ns.
    pub(crate) floor_ns: Option<i64>,
    /// Whether its seccomp filter is installed; why not, if it is not.
    pub(crate) filtered: io::Result<()>,
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

/// Starts `program` and brings it to its gate, traced, having measured what a call costs, and with the seccomp filter
/// (empty: none) installed if that is possible. What its child does before its execve is not recorded.
///
/// `together`: the measurement, and what comes before it, may be made on one CPU.
pub(crate) fn start(
    program: &Program,
    filter: &[libc::sock_filter],
    how: Seizing,
    together: bool,
    waiter: &mut Waiter,
) -> Result<Start, Error> {
    let mut held = spawn(program, filter)?;
    let pid = held.pid();
    let mut doomed = Doomed(Some(pid));
    seize(pid, Seizing { filtered: false, ..how }).map_err(not_permitted)?;
    interrupt(pid).map_err(not_permitted)?;
    let seen = at_gate(pid, program);
    let _one_cpu = together.then(|| OneCpu::enter(pid));

    held.calibrate();
    let mut durations = Vec::with_capacity(CALIBRATION_CALLS);
    let mut entered = None;
    let ended = until(pid, waiter, |at, _, stop| {
        match stop {
            SyscallStop::Enter(enter) => entered = (enter.nr == SYS_getppid as u64).then_some(at),
            SyscallStop::Exit(_) => durations.extend(entered.take().map(|begun| at - begun)),
        }
        durations.len() == CALIBRATION_CALLS
    })?;
    if let Some(status) = ended {
        doomed.spare();
        return Ok(Start::Ended(status));
    }
    let floor_ns = durations.iter().copied().min();

    let mut filtered = Ok(());
    if !filter.is_empty() {
        held.install_filter();
        let (mut inside, mut tried) = (false, 0);
        let ended = until(pid, waiter, |_, stopped, stop| match stop {
            SyscallStop::Enter(enter) => {
                inside = enter.nr == SYS_seccomp as u64;
                false
            }
            SyscallStop::Exit(exit) if std::mem::take(&mut inside) => {
                tried += 1;
                filtered = if exit.ret == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(-exit.ret as i32)) };
                if filtered.is_ok() {
                    // If it is gone, its end will be reported.
                    let _ = stopped.set(how);
                }
                // After EACCES it tries once more.
                exit.ret != -i64::from(libc::EACCES) || tried == 2
            }
            SyscallStop::Exit(_) => false,
        })?;
        if let Some(status) = ended {
            doomed.spare();
            return Ok(Start::Ended(status));
        }
    }
    Ok(Start::Ready(Box::new(Started { held, doomed, seen, floor_ns, filtered })))
}

/// Runs the child from stop to stop until a syscall-stop (with its time) is the last of interest; gives its wait status if
/// it ended instead.
fn until(
    pid: i32,
    waiter: &mut Waiter,
    mut is_last: impl FnMut(i64, &Stopped, SyscallStop) -> bool,
) -> Result<Option<i32>, Error> {
    let mut done = false;
    while !done {
        let (at, stopped, why) = match waiter.next(1)? {
            Change::Stopped { at, stopped, why } if stopped.tid() == pid => (at, stopped, why),
            Change::Ended { tid, status, .. } if tid == pid => return Ok(Some(status)),
            // A child that whoever executed us has left behind.
            Change::Stopped { .. } | Change::Ended { .. } | Change::Interrupted => continue,
            Change::NothingLeft => return Ok(Some(libc::SIGKILL)),
        };
        if why == Stop::Syscall
            && let Some(stop) = stopped.syscall().map_err(old_kernel)?
        {
            done = is_last(at, &stopped, stop);
        }
        // If it is gone, its end will be reported.
        let _ = match why {
            Stop::Signal(signal) => stopped.restart(Some(signal)),
            Stop::Group(_) => stopped.listen().and_then(|killed| killed.map_or(Ok(()), |killed| killed.restart(None))),
            _ => stopped.restart(None),
        };
    }
    Ok(None)
}

/// While it lives, the child and this thread are on one CPU, as they will be while calls are frequent.
struct OneCpu {
    pid: i32,
    /// Their own CPUs, the child's first.
    own: [Option<CpuSet>; 2],
}

impl OneCpu {
    fn enter(pid: i32) -> OneCpu {
        let own = [CpuSet::of(pid).ok(), CpuSet::of(0).ok()];
        if let (Some(cpu), [Some(_), Some(_)]) = (current_cpu(), &own) {
            let cpu = CpuSet::only(cpu);
            // Where that is refused, they stay apart.
            let _ = cpu.confine(pid).and_then(|()| cpu.confine(0));
        }
        OneCpu { pid, own }
    }
}

impl Drop for OneCpu {
    fn drop(&mut self) {
        for (tid, cpus) in [self.pid, 0].into_iter().zip(self.own) {
            // It may be gone.
            let _ = cpus.map(|cpus| cpus.confine(tid));
        }
    }
}

fn old_kernel(error: trapline_ptrace::Error) -> Error {
    match error.errno() {
        libc::EIO => Error::OldKernel { release: kernel_release() },
        _ => error.into(),
    }
}

/// The process at its gate, which is still a copy of ours: what the command inherits is its own, but program, arguments
/// and descriptors that are closed at exec are not, and the name is the one that it is about to get.
pub(crate) fn at_gate(pid: i32, program: &Program) -> ProcessSeen {
    let mut snapshot = proc::snapshot(pid).unwrap_or_default();
    let inherited = Inherited::get();
    let mut fds = std::mem::take(&mut snapshot.fds);
    fds.retain(|open| !open.cloexec && !inherited.was_closed(open.fd));
    let path = program.path().to_bytes();
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    /// `TASK_COMM_LEN` without the NUL.
    const COMM: usize = 15;
    let exe = None;
    let comm = String::from_utf8_lossy(&name[..name.len().min(COMM)]).into_owned();
    process_seen(0, pid, Snapshot { comm, exe, argv: Vec::new(), fds, ..snapshot })
}
