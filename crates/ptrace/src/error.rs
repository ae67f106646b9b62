//! What can go wrong while tracing.

use std::io;

/// Why a request on a tracee failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The thread died, or was killed while it stood at a stop (ESRCH). A state: its end will be reported.
    #[error("thread {tid} is gone")]
    Gone {
        /// Which.
        tid: i32,
    },
    /// A request failed for another reason.
    #[error("{request} of thread {tid}: {source}")]
    Request {
        /// Name of the request.
        request: &'static str,
        /// Which thread.
        tid: i32,
        /// Why.
        source: io::Error,
    },
    /// Waiting failed.
    #[error("wait4: {source}")]
    Wait {
        /// Why.
        source: io::Error,
    },
}

impl Error {
    /// From an errno.
    pub(crate) fn new(request: &'static str, tid: i32, errno: i32) -> Error {
        match errno {
            libc::ESRCH => Error::Gone { tid },
            _ => Error::Request { request, tid, source: io::Error::from_raw_os_error(errno) },
        }
    }

    /// The errno; ESRCH for [`Error::Gone`].
    pub fn errno(&self) -> i32 {
        match self {
            Error::Gone { .. } => libc::ESRCH,
            Error::Request { source, .. } | Error::Wait { source } => source.raw_os_error().unwrap_or(0),
        }
    }
}
