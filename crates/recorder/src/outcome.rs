//! How a recording went.

use std::io;
use std::time::Duration;

use trapline_trace::metadata::Counts;

use crate::CallSummary;

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With this exit code.
    Exited(i32),
    /// By this signal.
    Signaled(i32),
}

impl Ended {
    /// From a raw wait status (wait(2)).
    pub(crate) fn from_status(status: i32) -> Ended {
        match status & 0x7f {
            0 => Ended::Exited(status >> 8 & 0xff),
            signal => Ended::Signaled(signal),
        }
    }
}

/// A finished trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceSummary {
    /// What observed: `ptrace` or `ebpf`.
    pub backend: &'static str,
    /// What is in it.
    pub counts: Counts,
    /// From the first call to the end.
    pub duration: Duration,
    /// Size of the file.
    pub bytes: u64,
}

/// How a recording went.
#[derive(Debug)]
pub struct Outcome {
    /// How the command ended; exit code 0 for a recording of processes.
    pub ended: Ended,
    /// Why the command's program could not be executed, if the kernel refused.
    pub exec_failure: Option<io::Error>,
    /// The finished trace; absent where the command ended before its first call, or where recording failed on the way
    /// (a [`Notice`] said so).
    pub trace: Option<TraceSummary>,
    /// What its calls came to by name, those that took longest first; empty unless it was asked for.
    pub calls: Vec<CallSummary>,
}

/// What is told while recording.
#[derive(Debug)]
pub enum Notice<'a> {
    /// A running process is attached to: from here on its calls are recorded.
    Attached {
        /// The process.
        pid: i32,
        /// Name of its first thread.
        comm: &'a str,
        /// How many threads it has.
        threads: usize,
    },
    /// A process cannot be attached to; the others are.
    NotAttached(&'a crate::Error),
    /// The kernel takes no filter, for this reason: every call stops, and those that
    /// were not asked for are only not written.
    NotFiltered(&'a str),
    /// BPF cannot be used, and ptrace(2) takes its place.
    NoBpf(&'a crate::Unavailable),
    /// The command is about to run, or the recording of processes begins. From here on only the command needs the standard
    /// input and output.
    Started,
    /// So far, about once a second.
    Progress(&'a Counts),
    /// Recording ended early; whoever was recorded goes on untraced, and what was recorded stays readable.
    Failed(&'a crate::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wait_statuses_are_exit_codes_or_signals() {
        assert_eq!(Ended::from_status(0x0700), Ended::Exited(7));
        assert_eq!(Ended::from_status(0xff00), Ended::Exited(255));
        assert_eq!(Ended::from_status(11 | 0x80), Ended::Signaled(11));
        assert_eq!(Ended::from_status(64), Ended::Signaled(64));
    }
}
