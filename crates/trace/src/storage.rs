//! Where a recording is written: files, and in tests files that fail.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes the files of a recording.
pub(crate) trait Storage: Send + Sync {
    /// Creates a file, which may not exist yet unless its name is that of an abandoned attempt.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Write + Send>>;
}

/// The file system.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Files;

impl Storage for Files {
    /// The file is locked for as long as it is open, which tells others that it is being written; where a file system
    /// knows no locks, they go by the other signs.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Write + Send>> {
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
        let _ = file.try_lock();
        Ok(Box::new(file))
    }
}

/// Whether somebody is writing to the file.
pub(crate) fn is_being_written(file: &File) -> bool {
    matches!(file.try_lock_shared(), Err(std::fs::TryLockError::WouldBlock))
}
