//! What the tracer remembers of a thread. Everything is per thread: no two share registers, states or buffers.

use trapline_syscalls::{Abi, Effect, Signature};

use super::before::Before;
use super::untraced::Cleared;
use crate::placement::{Place, Seen};

/// A tracee.
#[derive(Debug)]
pub(super) struct Thread {
    /// Its process.
    pub(super) pid: i32,
    /// Its pid namespace, where that is not the recorder's.
    pub(super) namespace: Option<u64>,
    /// The call that it is inside.
    pub(super) call: Option<Call>,
    /// What is still to come of a call that it entered before it was traced.
    pub(super) before: Before,
    /// Its call in progress, or the one that made it, had a flag taken away that is to be put back.
    pub(super) cleared: Option<Cleared>,
    /// It was made known without a word from its maker.
    pub(super) orphan: bool,
    /// It is in a group-stop.
    pub(super) group_stopped: bool,
    /// It has not yet executed the command: whatever it does besides trying to is ours, and is left out.
    pub(super) at_gate: bool,
    /// Its last CPU times (user, system) in ns, once it begins to exit.
    pub(super) cpu_times: Option<(i64, i64)>,
    /// Peak memory of its process in KiB, likewise.
    pub(super) peak_kb: Option<i64>,
    /// Its CPUs, where it may be moved.
    pub(super) place: Option<Place>,
}

impl Thread {
    /// Whether it is inside a call that makes another, and has not told of it yet.
    pub(super) fn is_making(&self) -> bool {
        self.call.is_some_and(|call| !call.made && call.effect().changes_processes() && call.effect() != Effect::Exec)
    }

    /// Whether what it makes may be its parent's child (`CLONE_PARENT`); clone3's flags lie in memory.
    pub(super) fn may_make_siblings(&self) -> bool {
        /// clone(2).
        const CLONE_PARENT: u64 = 0x8000;
        self.call.is_some_and(|call| match call.effect() {
            Effect::Clone => call.args[0] & CLONE_PARENT != 0,
            effect => effect == Effect::Clone3,
        })
    }

    /// As a window of the placement sees it.
    pub(super) fn seen(&mut self) -> Seen<'_> {
        Seen { pid: self.pid, runnable: self.call.is_none() && !self.group_stopped, place: self.place.as_mut() }
    }
}

/// A call between enter and exit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) abi: Option<Abi>,
    pub(super) args: [u64; 6],
    /// What it is, if it is in the table.
    pub(super) signature: Option<&'static Signature>,
    /// The process or thread that it makes was told of.
    pub(super) made: bool,
}

impl Call {
    /// What it does if it succeeds.
    pub(super) fn effect(&self) -> Effect {
        self.signature.map_or(Effect::None, |signature| signature.effect)
    }

    /// Whether it is seen even if nobody asked for it, because what it does changes what others mean. `filtered`: most that
    /// would tell of file positions is hidden by a filter anyway.
    pub(super) fn is_needed(&self, filtered: bool) -> bool {
        let effect = self.effect();
        (!filtered && effect != Effect::None)
            || effect.changes_names()
            || effect.changes_processes()
            || matches!(effect, Effect::SetName | Effect::SetIds | Effect::GetAffinity | Effect::SetAffinity)
    }

    /// An argument that is an `int`.
    pub(super) fn int(&self, index: u8) -> i32 {
        self.args.get(usize::from(index)).map_or(0, |&arg| arg as i32)
    }
}

impl Thread {
    pub(super) fn new(pid: i32) -> Thread {
        Thread {
            pid,
            namespace: None,
            call: None,
            before: Before::Nothing,
            cleared: None,
            orphan: false,
            group_stopped: false,
            at_gate: false,
            cpu_times: None,
            peak_kb: None,
            place: None,
        }
    }
}
