//! Why there is no answer.

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No file matches a word of the command line.
    #[error("{word}: no such trace{hint}")]
    NoSuchTrace {
        /// The word.
        word: String,
        /// What to do about it, with leading punctuation; empty if there is nothing to say.
        hint: String,
    },
    /// A file could not be read or is not a trace.
    #[error(transparent)]
    Trace(#[from] trapline_trace::Error),
    /// A statement is wrong or failed.
    #[error("{0}")]
    Sql(String),
    /// A filter (`--where`, `--pid`, …) is wrong.
    #[error("{option}: {message}")]
    Filter {
        /// The option.
        option: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// A statement would write, or is otherwise not allowed here.
    #[error("{statement} is not allowed here: {hint}")]
    Refused {
        /// The kind of statement (`COPY`).
        statement: String,
        /// What to do instead.
        hint: &'static str,
    },
    /// A query needs more memory than it may use.
    #[error("not enough memory: {message}; allow more with --memory, for example --memory 4GiB")]
    Memory {
        /// What asked for it.
        message: String,
    },
    /// Threads for computing could not be started.
    #[error("cannot start threads: {0}")]
    Threads(#[source] std::io::Error),
    /// Rows could not be decoded: which trace is damaged, if that is known, and how.
    #[error("{0}")]
    Damaged(String),
    /// A format that cannot do what was asked of it.
    #[error("{0}")]
    Format(String),
    /// A report's file is wrong.
    #[error(transparent)]
    Report(#[from] crate::report::ReportError),
    /// A value for an argument or option of a report is wrong.
    #[error("{name}: {message}")]
    Argument {
        /// The argument or option.
        name: String,
        /// What is wrong with it.
        message: String,
    },
    /// The output could not be written.
    #[error("cannot write the output: {0}")]
    Write(#[source] std::io::Error),
}

impl Error {
    /// Whether the reader of the output went away (`analyze … | head`): not a failure to report.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Error::Write(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }
}
