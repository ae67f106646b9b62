//! Ends of threads and processes.

use trapline_syscalls::{Effect, Ret};

use crate::call_row::{Outcome, Over, Scratch};
use crate::exit::Exit;
use crate::fd_table::Fate;
use crate::process::End;
use crate::state::{Sink, State};

/// How a thread ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// It exited or was killed.
    Exited,
    /// Another thread's exec ended it.
    Superseded,
    /// Nobody saw it, but its id is in use again.
    Unseen,
    /// It lives on, unobserved.
    Detached,
    /// It lives on after the recording.
    AtEnd,
    /// Nothing ends: it turns out to be a thread that is known better now.
    Known,
}

impl How {
    /// The outcome of a call in progress.
    fn outcome(self) -> Outcome {
        match self {
            How::Exited | How::Superseded => Outcome::Killed,
            How::Detached => Outcome::Detached,
            How::Unseen | How::AtEnd | How::Known => Outcome::Unfinished,
        }
    }

    /// Whether it is the end of the thread.
    fn is_death(self) -> bool {
        matches!(self, How::Exited | How::Superseded | How::Unseen)
    }
}

impl State {
    /// A thread is gone, as the source says.
    pub(crate) fn thread_exit(&mut self, ts: i64, tid: i32, end: End, scratch: &mut Scratch, sink: &mut Sink<'_>) {
        let how = if self.is_superseded(tid, &end) { How::Superseded } else { How::Exited };
        self.end_thread(ts, tid, how, end, scratch, sink);
    }

    /// Whether the end of a thread is another thread's exec, of which it is the first sign: that thread is in an exec
    /// call, and this one ends with status 0 without having asked for it.
    fn is_superseded(&self, tid: i32, end: &End) -> bool {
        let Some(thread) = self.threads.get(&tid) else { return false };
        let asked = thread.inside.as_deref().is_some_and(|inside| inside.signature.ret == Ret::Never);
        if asked || end.status.unwrap_or(0) != 0 {
            return false;
        }
        let Some(process) = self.processes.get(&thread.who.upid) else { return false };
        process.tids.iter().filter(|&&other| other != tid).any(|other| {
            let inside = self.threads.get(other).and_then(|thread| thread.inside.as_deref());
            inside.is_some_and(|inside| inside.signature.effect == Effect::Exec)
        })
    }

    /// Ends a thread: its call in progress, its share of the descriptor table, and with the last one its process.
    pub(crate) fn end_thread(
        &mut self,
        ts: i64,
        tid: i32,
        how: How,
        end: End,
        scratch: &mut Scratch,
        sink: &mut Sink<'_>,
    ) {
        self.end_call(tid, how.outcome(), scratch, sink);
        let Some(thread) = self.threads.remove(&tid) else { return };
        let who = &thread.who;
        if how.is_death() {
            let outcome = (how == How::Superseded).then_some("superseded");
            self.report_end("thread_exit", ts, who, &end, outcome, sink);
        }
        let fate = if how.is_death() { Fate::Exit } else { Fate::OpenAtEnd };
        self.release_table(thread.table, fate, ts);
        self.report_ended(sink);
        self.directories.release(thread.directories);
        let Some(process) = self.processes.get_mut(&who.upid) else { return };
        process.tids.retain(|&other| other != tid);
        process.add_end(tid, &end, how == How::Superseded);
        if !process.tids.is_empty() {
            return;
        }
        let (pid, end) = (process.pid, process.end);
        if how.is_death() {
            self.report_end("exit", ts, who, &end, None, sink);
        }
        self.processes.remove(&who.upid);
        if self.upids.get(&pid) == Some(&who.upid) {
            self.upids.remove(&pid);
        }
    }

    /// Ends the call in progress without an exit.
    pub(crate) fn end_call(&mut self, tid: i32, outcome: Outcome, scratch: &mut Scratch, sink: &mut Sink<'_>) {
        self.end_call_as(tid, outcome, None, scratch, sink);
    }

    /// The same; `exit` is what is known of its end.
    pub(crate) fn end_call_as(
        &mut self,
        tid: i32,
        outcome: Outcome,
        exit: Option<&Exit>,
        scratch: &mut Scratch,
        sink: &mut Sink<'_>,
    ) {
        let Some(inside) = self.threads.get_mut(&tid).and_then(|thread| thread.inside.take()) else { return };
        if let Some(thread) = self.threads.get(&tid) {
            // A call that never returns has not failed to do so, whether its thread has died yet or not.
            let outcome = match outcome {
                Outcome::Killed | Outcome::Unfinished => outcome.unless_never(&inside),
                outcome => outcome,
            };
            let over = Over { exit, ..Over::without_exit(outcome, &inside) };
            self.report_call(thread, &inside, &over, scratch, sink);
        }
        self.release_inside(inside);
    }

    /// Ends everything that lives, in order of appearance.
    pub(crate) fn finish(&mut self, ts: i64, scratch: &mut Scratch, sink: &mut Sink<'_>) {
        let mut living: Vec<(i32, i32)> = self.threads.iter().map(|(&tid, thread)| (thread.who.utid, tid)).collect();
        living.sort_unstable();
        for (_, tid) in living {
            self.end_thread(ts, tid, How::AtEnd, End::default(), scratch, sink);
        }
        self.abandon_requests(sink);
    }
}
