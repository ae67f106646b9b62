//! Writing the journal.

use std::fs;
use std::io::{self, IoSlice, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::buffer::Buffer;
use arrow::error::ArrowError;

use super::checksum::Xxh64;
use super::{HEADER, MAGIC, Start, ipc, kind};
use crate::columns::Filled;
use crate::metadata::{FORMAT, Metadata};
use crate::storage::Storage;

/// Writes the journal of one recording. Each frame goes to the system as it is made: what has been written survives the
/// death of this process.
pub(crate) struct JournalWriter {
    storage: Arc<dyn Storage>,
    path: PathBuf,
    start: Vec<u8>,
    file: Box<dyn Write + Send>,
}

impl JournalWriter {
    /// A new journal at `path` with the metadata known at the start.
    pub(crate) fn create(storage: Arc<dyn Storage>, path: &Path, metadata: &Metadata) -> io::Result<Self> {
        let start = Start { format: FORMAT, id: metadata.id.to_string(), recording: metadata.clone() };
        let start = serde_json::to_vec(&start)?;
        let file = begin(storage.as_ref(), path, &start)?;
        Ok(Self { storage, path: path.to_owned(), start, file })
    }

    /// Adds rows, in order of arrival.
    pub(crate) fn rows(&mut self, rows: &[Option<Filled>], in_progress: &[Buffer]) -> io::Result<()> {
        let rows = Self::encode(rows)?;
        self.frame(rows, in_progress)
    }

    /// Rows in the form that a frame takes. Nothing where no column has a value.
    pub(crate) fn encode(rows: &[Option<Filled>]) -> io::Result<Vec<Buffer>> {
        if rows.iter().all(Option::is_none) {
            return Ok(Vec::new());
        }
        ipc::encode(rows).map_err(io_error)
    }

    fn frame(&mut self, rows: Vec<Buffer>, in_progress: &[Buffer]) -> io::Result<()> {
        let length = rows.iter().map(Buffer::len).sum::<usize>() as u64;
        let length = length.to_le_bytes();
        let payload = std::iter::once(&length[..]).chain(rows.iter().chain(in_progress).map(Buffer::as_slice));
        write_frame(self.file.as_mut(), kind::ROWS, &payload.collect::<Vec<_>>())
    }

    /// Starts anew with the footer of the row groups that are in the file now, which have all rows added until here.
    pub(crate) fn restart(&mut self, footer: &[u8], in_progress: &[Buffer]) -> io::Result<()> {
        let next = self.path.with_added_extension("new");
        self.file = begin(self.storage.as_ref(), &next, &self.start)?;
        write_frame(self.file.as_mut(), kind::FOOTER, &[footer])?;
        self.frame(Vec::new(), in_progress)?;
        fs::rename(next, &self.path)
    }

    /// The recording is finished and needs no journal any more.
    pub(crate) fn remove(self) -> io::Result<()> {
        drop(self.file);
        fs::remove_file(self.path)
    }
}

fn begin(storage: &dyn Storage, path: &Path, start: &[u8]) -> io::Result<Box<dyn Write + Send>> {
    let mut file = storage.create(path)?;
    file.write_all(MAGIC)?;
    write_frame(file.as_mut(), kind::START, &[start])?;
    Ok(file)
}

/// Writes a frame whose payload is the concatenation of `pieces`.
fn write_frame(file: &mut dyn Write, kind: u32, pieces: &[&[u8]]) -> io::Result<()> {
    let length = pieces.iter().map(|piece| piece.len()).sum::<usize>() as u64;
    let sum = Xxh64::new().update(&kind.to_le_bytes()).update(&length.to_le_bytes());
    let sum = pieces.iter().fold(sum, |sum, piece| sum.update(piece)).finish();
    let mut header = Vec::with_capacity(HEADER);
    header.extend(sum.to_le_bytes());
    header.extend(kind.to_le_bytes());
    header.extend(length.to_le_bytes());
    debug_assert_eq!(header.len(), HEADER);
    let all = std::iter::once(header.as_slice()).chain(pieces.iter().copied()).filter(|piece| !piece.is_empty());
    write_all(file, &mut all.map(IoSlice::new).collect::<Vec<_>>())
}

/// Writes pieces from where they are, in as few calls as the system allows.
fn write_all(file: &mut dyn Write, mut pieces: &mut [IoSlice<'_>]) -> io::Result<()> {
    while !pieces.is_empty() {
        match file.write_vectored(pieces) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut pieces, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn io_error(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, source) => source,
        other => io::Error::other(other),
    }
}
