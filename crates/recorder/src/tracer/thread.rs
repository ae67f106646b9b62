//! What the tracer remembers of a thread. Everything is per thread: no two share registers, states or buffers.

use trapline_syscalls::{Abi, Effect, Signature};

use super::untraced::Cleared;

/// A tracee.
#[derive(Clone, Debug)]
pub(super) struct Thread {
    /// Its process.
    pub(super) pid: i32,
    /// Its pid namespace, where that is not the recorder's.
    pub(super) namespace: Option<u64>,
    /// The call that it is inside.
    pub(super) call: Option<Call>,
    /// Its call in progress, or the one that made it, had a flag taken away that is to be put back.
    pub(super) cleared: Option<Cleared>,
    /// It is in a group-stop.
    pub(super) group_stopped: bool,
    /// It has not yet executed the command: whatever it does besides trying to is ours, and is left out.
    pub(super) at_gate: bool,
    /// Its last CPU times (user, system) in ns, once it begins to exit.
    pub(super) cpu_times: Option<(i64, i64)>,
    /// Peak memory of its process in KiB, likewise.
    pub(super) peak_kb: Option<i64>,
}

/// A call between enter and exit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) abi: Option<Abi>,
    pub(super) args: [u64; 6],
    /// What it is, if it is in the table.
    pub(super) signature: Option<&'static Signature>,
}

impl Call {
    /// What it does if it succeeds.
    pub(super) fn effect(&self) -> Effect {
        self.signature.map_or(Effect::None, |signature| signature.effect)
    }
}

impl Thread {
    pub(super) fn new(pid: i32) -> Thread {
        Thread {
            pid,
            namespace: None,
            call: None,
            cleared: None,
            group_stopped: false,
            at_gate: false,
            cpu_times: None,
            peak_kb: None,
        }
    }
}
