//! How the program ends when it cannot do what was asked.

use std::fmt::Display;
use std::process::ExitCode;

use trapline_analyzer::Error;

/// A failure with its exit code.
#[derive(Debug)]
pub enum Failure {
    /// The command line asks for what cannot be: unknown words and options, a trace that is not there. Exit 2.
    Usage(anyhow::Error),
    /// What was asked failed: a query, a file that is no trace, a full disk. Exit 1.
    Failed(anyhow::Error),
    /// Whoever read the output has gone. Exit 0: they have what they wanted.
    ReaderGone,
}

impl Failure {
    /// Bad usage.
    pub fn usage(message: impl Display) -> Failure {
        Failure::Usage(anyhow::anyhow!("{message}"))
    }

    /// Failed work.
    pub fn failed(message: impl Display) -> Failure {
        Failure::Failed(anyhow::anyhow!("{message}"))
    }

    /// Output that could not be written.
    pub fn output(error: std::io::Error) -> Failure {
        Failure::from(Error::Write(error))
    }

    /// The exit code.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Failure::ReaderGone => 0,
            Failure::Failed(_) => 1,
            Failure::Usage(_) => 2,
        })
    }

    /// What to tell people. Errors of libraries are whole sentences: their causes are already in them.
    pub fn message(&self) -> Option<String> {
        match self {
            Failure::ReaderGone => None,
            Failure::Usage(error) | Failure::Failed(error) => Some(error.to_string()),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            error if error.is_broken_pipe() => Failure::ReaderGone,
            Error::NoSuchTrace { .. } | Error::Filter { .. } | Error::Argument { .. } => Failure::Usage(error.into()),
            error => Failure::Failed(error.into()),
        }
    }
}

/// What a verb comes to.
pub type Outcome<T = ()> = Result<T, Failure>;
