//! What can go wrong when a command is started.

use std::ffi::OsString;
use std::io;

/// Why a command could not be started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such program, neither as a path nor in `PATH`.
    #[error("{}: command not found", .name.display())]
    NotFound {
        /// The command's first word.
        name: OsString,
    },
    /// It is there, but cannot be run.
    #[error("{}: cannot be run: {reason}", .name.display())]
    NotExecutable {
        /// The command's first word.
        name: OsString,
        /// The system's reason.
        reason: io::Error,
    },
    /// A word of the command holds a NUL byte, which no argument can.
    #[error("an argument holds a NUL byte")]
    NulByte,
    /// There was no command.
    #[error("no command given")]
    NoCommand,
    /// A system call of ours failed.
    #[error("{call}: {source}")]
    Os {
        /// Which.
        call: &'static str,
        /// Why.
        source: io::Error,
    },
}

impl Error {
    /// The last error of the operating system, from `call`.
    pub(crate) fn last(call: &'static str) -> Error {
        Error::Os { call, source: io::Error::last_os_error() }
    }
}
