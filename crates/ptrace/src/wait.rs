//! Waiting for tracees, each in its turn.

use std::collections::VecDeque;
use std::io;

use trapline_process::monotonic_ns;

use crate::stop::{Reading, read};
use crate::{Error, Stop, Stopped};

/// What happened to a tracee. `at` is CLOCK_MONOTONIC in ns, read right after the wait.
#[derive(Debug)]
pub enum Change {
    /// It stands at a stop.
    Stopped {
        /// When that was seen.
        at: i64,
        /// The tracee.
        stopped: Stopped,
        /// Why.
        why: Stop,
    },
    /// It exited or was killed: a tracee, or a child that is none.
    Ended {
        /// When that was seen.
        at: i64,
        /// Which.
        tid: i32,
        /// Raw wait status (wait(2)).
        status: i32,
    },
    /// A signal came to the tracer itself.
    Interrupted,
    /// There is nobody left to wait for.
    NothingLeft,
}

impl Change {
    fn tid(&self) -> Option<i32> {
        match self {
            Change::Stopped { stopped, .. } => Some(stopped.tid()),
            Change::Ended { tid, .. } => Some(*tid),
            Change::Interrupted | Change::NothingLeft => None,
        }
    }
}

/// So many changes are taken one by one, then everybody who stands at a stop is collected. wait4(2) looks at children
/// in a fixed order: without this the first of them could keep all others from their turn.
const BURST: u32 = 4;

/// wait4(2) over the tracees and children of this thread.
#[derive(Debug, Default)]
pub struct Waiter {
    /// Collected and not yet handed out.
    collected: VecDeque<Change>,
    /// Changes taken one by one since the last collection.
    burst: u32,
}

impl Waiter {
    /// With nothing collected.
    pub fn new() -> Waiter {
        Waiter::default()
    }

    /// The next change; waits for it. With one tracee alone (`tracees`) there is nobody to be fair to.
    ///
    /// # Errors
    /// [`Error::Wait`].
    pub fn next(&mut self, tracees: usize) -> Result<Change, Error> {
        if let Some(change) = self.collected.pop_front() {
            return Ok(change);
        }
        if tracees > 1 {
            self.burst += 1;
            if self.burst > BURST {
                self.burst = 0;
                if let Some(change) = self.collect()? {
                    return Ok(change);
                }
            }
        }
        loop {
            if let Some(change) = wait(ANY, 0)? {
                return Ok(change);
            }
        }
    }

    /// What has happened to one thread by now, if anything; does not wait. Not to be used once changes were collected.
    ///
    /// # Errors
    /// [`Error::Wait`].
    pub fn poll(tid: i32) -> Result<Option<Change>, Error> {
        wait(tid, libc::WNOHANG)
    }

    /// Takes everybody who stands at a stop, and gives the first. Ends because nobody is restarted meanwhile.
    fn collect(&mut self) -> Result<Option<Change>, Error> {
        while let Some(change) = wait(ANY, libc::WNOHANG)? {
            let Some(tid) = change.tid() else { break };
            // A second change of the same thread means that it was killed at the first, or that another thread's exec
            // took over its id. The first must not be acted on: it would restart the wrong one.
            self.collected.retain(|earlier| earlier.tid() != Some(tid));
            self.collected.push_back(change);
        }
        Ok(self.collected.pop_front())
    }
}

/// Whoever has something to tell.
const ANY: i32 = -1;

/// One wait4; `None` if it had nothing to say.
///
/// `__WNOTHREAD`: tracees belong to the thread that seized them, so other threads' children are nobody's business here.
/// No rusage: computing it takes longer the more threads a process has.
fn wait(whom: i32, flags: i32) -> Result<Option<Change>, Error> {
    let mut status = 0;
    let flags = flags | libc::__WALL | libc::__WNOTHREAD;
    // SAFETY: `status` is valid to write to, and no rusage is asked for.
    let tid = unsafe { libc::wait4(whom, &raw mut status, flags, std::ptr::null_mut()) };
    let at = monotonic_ns();
    match tid {
        -1 => {
            let source = io::Error::last_os_error();
            match source.raw_os_error() {
                Some(libc::EINTR) => Ok(Some(Change::Interrupted)),
                Some(libc::ECHILD) => Ok(Some(Change::NothingLeft)),
                _ => Err(Error::Wait { source }),
            }
        }
        0 => Ok(None),
        tid => Ok(match read(status) {
            Reading::Ended => Some(Change::Ended { at, tid, status }),
            Reading::Stopped(why) => Some(Change::Stopped { at, stopped: Stopped::new(tid), why }),
            Reading::Nothing => None,
        }),
    }
}
