//! Letting go of tracees.

use std::time::{Duration, Instant};

use trapline_process::monotonic_ns;
use trapline_process::proc::standing;
use trapline_ptrace::{Error, Stop, Stopped, SyscallStop, interrupt};
use trapline_tracker::Event;

use super::attach::in_vain;
use super::birth::Early;
use super::run::{Handled, Tracer};
use super::thread::Thread;
use crate::restart::goes_on;

/// How long tracees are waited for to stop; and how long if all that are left cannot. Whoever does not stop (it waits for
/// its vfork child, or for a disk) is let go by the kernel when the recorder ends.
const PATIENCE: Duration = Duration::from_secs(10);
const PATIENCE_IN_VAIN: Duration = Duration::from_millis(200);

impl Tracer<'_> {
    /// Asks every tracee to stop, so that it can be let go. Behind a filter that is impossible, since what it hands to
    /// a tracer would fail: they are traced on to their end.
    pub(super) fn detach_all(&mut self) {
        if self.filtered {
            self.control.acknowledge_detach();
            return;
        }
        self.release();
        self.detaching = Some(Instant::now());
        self.control.acknowledge_detach();
        self.control.be_impatient(true);
        let at = monotonic_ns();
        for tid in self.threads.keys().copied().collect::<Vec<_>>() {
            if self.has_left_its_threads_behind(tid) {
                self.forget(at, tid);
            } else {
                // Gone: its end will be reported. Anything else cannot happen to a tracee.
                let _ = interrupt(tid);
            }
        }
    }

    /// Lets go of a tracee at a stop, which is recorded as any other. **What it was about is not lost**: a signal is
    /// delivered, an interrupted call goes on, a group-stop lasts. A child that it has just made stops by itself and is let
    /// go then.
    pub(super) fn let_go(&mut self, at: i64, stopped: Stopped, why: Stop) -> Handled {
        let tid = stopped.tid();
        let half = if why == Stop::Syscall { stopped.syscall()? } else { None };
        let detached = match half {
            // Not here: what is left of the interrupt would make the call fail that begins now. It soon ends by that, too.
            Some(SyscallStop::Enter(_)) => return self.observe(at, stopped, why),
            Some(SyscallStop::Exit(_)) if self.was_interrupted(&stopped)? => stopped.detach(None),
            _ => self.observe(at, stopped, why),
        };
        self.forget(at, tid);
        detached
    }

    /// Restarts a tracee, or lets go of it, with `signal`. It runs to its next call that a filter chooses, if there is
    /// a filter and it is in no call; else to its next syscall-stop.
    pub(super) fn restart(&self, stopped: Stopped, signal: Option<i32>) -> Handled {
        if self.detaching.is_some() {
            return stopped.detach(signal);
        }
        let is_between_calls = |thread: &Thread| !thread.at_gate && thread.call.is_none();
        if self.filtered && self.threads.get(&stopped.tid()).is_none_or(is_between_calls) {
            return stopped.restart_to_filter(signal);
        }
        stopped.restart(signal)
    }

    /// Leaves a tracee in its group-stop, or lets go of it there: it stays stopped. Gives it back if it was killed.
    pub(super) fn listen(&self, stopped: Stopped) -> Result<Option<Stopped>, Error> {
        match self.detaching {
            Some(_) => stopped.detach(None).map(|()| None),
            None => stopped.listen(),
        }
    }

    /// Counts those that have not stopped for too long as let go.
    pub(super) fn give_up_waiting(&mut self) {
        let Some(since) = self.detaching else { return };
        let waited = since.elapsed();
        if waited < PATIENCE_IN_VAIN || waited < PATIENCE && !in_vain(self.threads.keys()) {
            return;
        }
        self.gave_up = true;
        let at = monotonic_ns();
        for (_, Early { stopped, why, .. }) in std::mem::take(&mut self.early) {
            let handled = self.forgo(stopped, why);
            self.judge(handled);
        }
        for tid in self.threads.keys().copied().collect::<Vec<_>>() {
            self.forget(at, tid);
        }
        self.control.be_impatient(false);
    }

    /// Whether the call that ends goes on untraced.
    fn was_interrupted(&self, stopped: &Stopped) -> Result<bool, Error> {
        stopped.in_call()?.map_or(Ok(false), |call| goes_on(stopped, true, &call))
    }

    /// Whether it is a first thread that has ended before others: that is reported only when they have ended, too.
    fn has_left_its_threads_behind(&self, tid: i32) -> bool {
        let others = self.threads.iter().filter(|&(&other, thread)| thread.pid == tid && other != tid);
        others.count() > 0 && standing(tid).is_some_and(|found| found.has_ended())
    }

    /// Lets go of a tracee that nobody knows.
    pub(super) fn forgo(&self, stopped: Stopped, why: Stop) -> Handled {
        stopped.detach(if let Stop::Signal(signal) = why { Some(signal) } else { None })
    }

    fn forget(&mut self, at: i64, tid: i32) {
        if let Some((placing, mut place)) =
            self.placing.as_mut().zip(self.threads.remove(&tid).and_then(|one| one.place))
        {
            placing.release(&mut place);
            placing.forget(place);
        }
        self.end.detached = true;
        self.send(Event::Detach { ts: self.clock.at(at), tid });
        if self.threads.is_empty() {
            self.end.let_go_at = Some(at);
        }
    }
}
