//! Whose memory is read.

use crate::Stopped;

/// A thread whose memory is read.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    /// One that stands still for its tracer.
    Stopped(&'a Stopped),
    /// Any other, by its id: what others do to its memory meanwhile is read or not. It takes the right to trace it
    /// (ptrace(2), "Ptrace access mode checking").
    Untraced(i32),
}

impl Owner<'_> {
    pub(super) fn tid(self) -> i32 {
        match self {
            Owner::Stopped(stopped) => stopped.tid(),
            Owner::Untraced(tid) => tid,
        }
    }
}

impl<'a> From<&'a Stopped> for Owner<'a> {
    fn from(stopped: &'a Stopped) -> Self {
        Self::Stopped(stopped)
    }
}
