//! What a program is told, and says, about its CPUs.

use trapline_ptrace::{Error, Stopped};
use trapline_syscalls::Effect;

use super::run::{Handled, Tracer};
use super::thread::{Call, Thread};
use crate::placement::{Place, Placing};

impl Tracer<'_> {
    /// Begins with everybody on one CPU: a program's start is full of calls.
    pub(super) fn bring_together(&mut self) {
        if let Some(placing) = &mut self.placing {
            placing.begin(self.threads.values_mut().map(Thread::seen));
            self.control.tell_together(placing.is_together());
        }
    }

    /// Ends a window, if it is over. Whoever is about to be let go is moved no more.
    pub(super) fn review(&mut self, at: i64) {
        if self.detaching.is_some() {
            return;
        }
        if let Some(placing) = self.placing.as_mut().filter(|placing| placing.is_due(at)) {
            placing.review(at, self.threads.values_mut().map(Thread::seen));
            self.control.tell_together(placing.is_together());
        }
    }

    /// Gives everybody their CPUs back.
    pub(super) fn release(&mut self) {
        if let Some(placing) = &mut self.placing {
            placing.finish(self.threads.values_mut().map(Thread::seen));
            self.control.tell_together(false);
        }
    }

    /// At the enter of sched_setaffinity(2).
    pub(super) fn asks_for_cpus(&mut self, tid: i32, call: &Call) {
        if let Some((placing, place)) = self.place_of(tid, call) {
            placing.asks(place);
        }
    }

    /// At the exit of sched_getaffinity(2) and sched_setaffinity(2): puts the answer right, or notes the request. Before
    /// anything is copied, so that the recording holds what the program was told.
    pub(super) fn affinity(&mut self, stopped: &Stopped, call: &Call, ret: i64) -> Handled {
        let effect = call.effect();
        if !matches!(effect, Effect::GetAffinity | Effect::SetAffinity) {
            return Ok(());
        }
        let Some((placing, place)) = self.place_of(stopped.tid(), call) else { return Ok(()) };
        if effect == Effect::SetAffinity {
            placing.asked(place, ret == 0);
            return Ok(());
        }
        // It returns how many bytes it has written, which may be more than a set has: those are zero.
        let bytes: Vec<u8> = place.cpus().words().iter().flat_map(|word| word.to_le_bytes()).collect();
        let length = usize::try_from(ret).unwrap_or(0).min(bytes.len());
        match stopped.write(call.args[2], &bytes[..length]) {
            gone @ Err(Error::Gone { .. }) => gone,
            // Another thread has just unmapped it.
            _ => Ok(()),
        }
    }

    /// A thread ends inside its call: if that asked for other CPUs, nobody knows whether they were given.
    pub(super) fn settle_request(&mut self, tid: i32) {
        let Some(call) = self.threads.get(&tid).and_then(|thread| thread.call) else { return };
        if call.effect() == Effect::SetAffinity
            && let Some((placing, place)) = self.place_of(tid, &call)
        {
            placing.asked(place, true);
        }
    }

    /// The place of the thread that a call is about.
    fn place_of(&mut self, tid: i32, call: &Call) -> Option<(&mut Placing, &mut Place)> {
        let target = self.target(tid, call.int(0))?;
        self.placing.as_mut().zip(self.threads.get_mut(&target)?.place.as_mut())
    }

    /// The tracee that a thread means by an id in its own pid namespace.
    fn target(&self, tid: i32, id: i32) -> Option<i32> {
        if id == 0 {
            return Some(tid);
        }
        match self.threads.get(&tid)?.namespace {
            Some(namespace) => self.namespaces.pid(namespace, id),
            None => Some(id),
        }
    }
}
