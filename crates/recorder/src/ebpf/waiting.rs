//! Memory of calls that waited already when their thread was attached to: no program was there when they began.

use trapline_ebpf::records::Call;
use trapline_process::proc::{Blocked, Buffer, blocked};
use trapline_ptrace::Owner;
use trapline_syscalls::capture::{Limits, Phase};
use trapline_syscalls::table::lookup;

use super::merge::abi;
use crate::capture::Capture;

/// Copies what such calls were given, while they wait.
#[derive(Debug)]
pub(super) struct Waiting {
    capture: Capture,
    buffer: Buffer,
}

impl Waiting {
    pub(super) fn new(limits: Limits) -> Waiting {
        Waiting { capture: Capture::new(limits), buffer: Buffer::default() }
    }

    /// Memory records and payload of a call in progress, as its enter would have had them. Nothing if the thread has gone
    /// on, or if its memory may not be read.
    pub(super) fn copy(&mut self, call: &Call<'_>) -> (&[u8], &[u8]) {
        self.capture.clear();
        let copied = self.take(call);
        if copied.is_none() {
            self.capture.clear();
        }
        (&self.capture.memory, &self.capture.data)
    }

    fn take(&mut self, call: &Call<'_>) -> Option<()> {
        let abi = abi(call)?;
        let signature = lookup(abi, call.nr)?.signature(&call.args);
        let before = self.waits_in(call)?;
        self.capture.take(Owner::Untraced(call.tid), abi, signature, &call.args, Phase::Enter).ok()?;
        // It waits in the same call still, or in one of the same arguments and stack, whose memory is at the same place.
        (self.waits_in(call)? == before).then_some(())
    }

    /// The call in which the thread waits, if it is this one.
    fn waits_in(&mut self, call: &Call<'_>) -> Option<Blocked> {
        blocked(call.tid, &mut self.buffer).filter(|found| found.nr == call.nr && found.args == call.args)
    }
}
