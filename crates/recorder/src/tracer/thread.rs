//! What the tracer remembers of a thread. Everything is per thread: no two share registers, states or buffers.

use trapline_syscalls::{Abi, Effect, Signature};

use super::before::Before;

/// A tracee.
#[derive(Clone, Debug)]
pub(super) struct Thread {
    /// Its process.
    pub(super) pid: i32,
    /// The call that it is inside.
    pub(super) call: Option<Call>,
    /// What is still to come of a call that it entered before it was traced.
    pub(super) before: Before,
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
            call: None,
            before: Before::Nothing,
            group_stopped: false,
            at_gate: false,
            cpu_times: None,
            peak_kb: None,
        }
    }
}
