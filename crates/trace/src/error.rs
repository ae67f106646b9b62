//! What can go wrong with a trace file.

use std::io;
use std::path::{Path, PathBuf};

use arrow::datatypes::DataType;
use parquet::errors::ParquetError;

/// Why a trace could not be written or read. Messages are complete: they name the file and, where there is something
/// that one can do about it, say what.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The recording could not be started: nothing was written.
    #[error("cannot create {}: {source}; choose another place with -o", path.display())]
    Create {
        /// The file that could not be made.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another recording is writing to the same file.
    #[error("{} is being written by another recording; choose another file with -o", path.display())]
    InUse {
        /// The unfinished file of that recording.
        path: PathBuf,
    },
    /// Writing failed in the middle: full disk, vanished directory, failing device. What was written stays.
    #[error("cannot write {}: {source}; {}what was recorded until then can be read: analyze {}", path.display(), remedy(source), readable.display())]
    Write {
        /// The file that could not be written.
        path: PathBuf,
        /// What to open for what was recorded until then.
        readable: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// An earlier call on this writer failed; nothing more is written.
    #[error("{} is no longer written after an earlier error", path.display())]
    Stopped {
        /// The unfinished file.
        path: PathBuf,
    },
    /// The encoder refused the rows: a defect of this program.
    #[error("cannot encode rows for {}: {reason}", path.display())]
    Encode {
        /// The unfinished file.
        path: PathBuf,
        /// What the encoder said.
        reason: String,
    },
    /// The file could not be opened or read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is something else.
    #[error("{} is not a trace: it is {what}", path.display())]
    NotATrace {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: String,
    },
    /// The file was written in a later format.
    #[error("{} is in format {format} and this version reads up to {}: use a newer version", path.display(), crate::metadata::FORMAT)]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
    /// The file's contents contradict themselves: truncated, overwritten or forged.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A column that format 1 knows has another type.
    #[error("{}: column {column} is {found} and has to be {expected}", path.display())]
    WrongType {
        /// The file.
        path: PathBuf,
        /// The column.
        column: &'static str,
        /// Its type in format 1.
        expected: DataType,
        /// Its type in the file.
        found: DataType,
    },
    /// An unfinished file without the journal that says what is in it.
    #[error("{} cannot be read without its journal {}, which is missing", path.display(), journal.display())]
    NoJournal {
        /// The unfinished file.
        path: PathBuf,
        /// Where its journal should be.
        journal: PathBuf,
    },
    /// There is nothing to recover.
    #[error("{} is a finished trace: there is nothing to recover", path.display())]
    AlreadyFinished {
        /// The file.
        path: PathBuf,
    },
}

impl Error {
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Read { path: path.to_owned(), source }
    }

    pub(crate) fn damaged(path: &Path, what: impl ToString) -> Self {
        Self::Damaged { path: path.to_owned(), what: what.to_string() }
    }

    /// From an error of the Parquet crate while writing: the system's own error where there is one inside.
    pub(crate) fn encode(part: &Path, error: ParquetError) -> Self {
        match error {
            ParquetError::External(inner) => match inner.downcast::<io::Error>() {
                Ok(source) => Self::Write { path: part.to_owned(), readable: part.to_owned(), source: *source },
                Err(inner) => Self::Encode { path: part.to_owned(), reason: inner.to_string() },
            },
            other => Self::Encode { path: part.to_owned(), reason: other.to_string() },
        }
    }
}

/// What to do about a failed write, where that is known.
fn remedy(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room or choose another place with -o; ",
        io::ErrorKind::FileTooLarge => "raise the limit on file sizes (ulimit -f) or choose another place with -o; ",
        io::ErrorKind::NotFound => "its directory has vanished; ",
        _ => "",
    }
}
