//! Writing a trace.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::ArrayRef;
use parquet::errors::ParquetError;

use crate::columns::{ColumnBuffers, MAX_ROW_BYTES};
use crate::in_progress::InProgress;
use crate::journal::JournalWriter;
use crate::metadata::{Metadata, TraceId};
use crate::row_groups::RowGroups;
use crate::storage::{Files, Storage, is_being_written};
use crate::{Error, Row, part};

/// When the writer closes what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterOptions {
    /// Rows after which a row group is closed.
    pub row_group_rows: usize,
    /// Encoded bytes after which a row group is closed, about.
    pub row_group_bytes: usize,
    /// Rows after which a batch goes to the journal and to the encoder, if [`TraceWriter::flush`] does not come first.
    pub batch_rows: usize,
    /// Bytes of text, memory and payload after which it does.
    pub batch_bytes: usize,
}

impl Default for WriterOptions {
    /// A million rows or 64 MiB a row group: thousands of small ones cost 25 bytes a row and make every reader slow.
    fn default() -> Self {
        Self { row_group_rows: 1_000_000, row_group_bytes: 64 << 20, batch_rows: 16_384, batch_bytes: 16 << 20 }
    }
}

/// What [`TraceWriter::finish`] wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Rows in the file.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
}

/// Writes one trace.
///
/// Until [`finish`](Self::finish) the trace is `FILE.part` with the journal `FILE.part.journal`. **Whatever was
/// appended before the last [`flush`](Self::flush) can be read from these two at any moment, and after the death of the
/// process.** After an error nothing more is written, what was written stays, and dropping the writer deletes nothing.
///
/// ```
/// use trapline_trace::{Metadata, Row, TraceFile, TraceWriter, WriterOptions};
///
/// # fn main() -> Result<(), trapline_trace::Error> {
/// # let dir = tempfile::tempdir().expect("a temporary directory");
/// # let path = dir.path().join("trace.parquet");
/// let metadata = Metadata { tool: "example 1".into(), ..Metadata::default() };
/// let mut writer = TraceWriter::create(&path, &metadata, WriterOptions::default())?;
/// let row = Row { seq: 1, kind: "syscall", ts: 1_700_000_000_000_000_000, syscall: Some("getpid"), ..Row::default() };
/// writer.append(&row)?;
/// writer.flush([])?;
/// writer.finish(&metadata)?;
/// assert_eq!(TraceFile::open(&path)?.rows(), 1);
/// # Ok(())
/// # }
/// ```
pub struct TraceWriter {
    path: PathBuf,
    part: PathBuf,
    id: TraceId,
    options: WriterOptions,
    calls: ColumnBuffers,
    /// Rows of other kinds than `syscall`, which each batch has behind its calls. Among them they would break the small
    /// steps that make `seq` and `ts` cheap (the life of a descriptor is written when it ends and begins far back), and
    /// spread columns that calls never have over the whole batch.
    others: ColumnBuffers,
    in_progress: InProgress,
    row_groups: RowGroups,
    journal: JournalWriter,
    /// Rows at which the batch being filled is full.
    batch_end: usize,
    stopped: bool,
}

impl TraceWriter {
    /// Starts a trace that is to become `path`. An earlier unfinished one of that name, which nobody is writing any
    /// more, is kept as `FILE.old.part`.
    pub fn create(path: &Path, metadata: &Metadata, options: WriterOptions) -> Result<Self, Error> {
        let part = part::part(path);
        keep_abandoned(path, &part)?;
        Self::create_on(Arc::new(Files), path, metadata, options)
    }

    pub(crate) fn create_on(
        storage: Arc<dyn Storage>,
        path: &Path,
        metadata: &Metadata,
        options: WriterOptions,
    ) -> Result<Self, Error> {
        let id = if metadata.id == TraceId::default() { TraceId::random() } else { metadata.id };
        let part = part::part(path);
        let journal_path = part::journal(&part);
        let create_error = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Create { path, source }
        };
        let metadata = Metadata { id, ..metadata.clone() };
        // The journal first: whoever sees the `.part` can read it.
        let journal = JournalWriter::create(Arc::clone(&storage), &journal_path, &metadata);
        let journal = journal.map_err(create_error(&part))?;
        let file = storage.create(&part).map_err(create_error(&part))?;
        let row_groups = RowGroups::new(file).map_err(|error| Error::encode(&part, error))?;
        Ok(Self {
            path: path.to_owned(),
            part,
            id,
            options,
            calls: ColumnBuffers::default(),
            others: ColumnBuffers::default(),
            in_progress: InProgress::default(),
            row_groups,
            journal,
            batch_end: options.batch_rows.min(options.row_group_rows).max(1),
            stopped: false,
        })
    }

    /// The trace's random id.
    pub fn id(&self) -> TraceId {
        self.id
    }

    /// Bytes of the file so far, about: row groups that are closed, and what is encoded of the open one.
    pub fn size(&self) -> u64 {
        self.row_groups.closed_bytes() + self.row_groups.open_bytes() as u64
    }

    /// The file that holds the recording until it is finished.
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Adds a row. Most calls only copy its values; every few thousand rows, one encodes and writes a batch.
    ///
    /// A row with more than 1 GiB of text and bytes is an error.
    pub fn append(&mut self, row: &Row<'_>) -> Result<(), Error> {
        if self.stopped {
            return Err(Error::Stopped { path: self.part.clone() });
        }
        let buffers = if row.kind == "syscall" { &mut self.calls } else { &mut self.others };
        let bytes = buffers.append(row);
        if self.calls.rows() + self.others.rows() < self.batch_end && bytes < self.options.batch_bytes {
            return Ok(());
        }
        self.attempt(|writer| {
            if bytes > writer.options.batch_bytes.saturating_add(MAX_ROW_BYTES) {
                return Err(Stop::TooLong);
            }
            writer.write_batch()
        })
    }

    /// Makes everything appended so far readable by others, and by everybody after the death of this process.
    /// `in_progress` are the calls that have begun and not ended, as rows whose outcome is `unfinished`; they replace
    /// those of the flush before.
    pub fn flush<'r>(&mut self, in_progress: impl IntoIterator<Item = Row<'r>>) -> Result<(), Error> {
        self.flush_from(|sink| in_progress.into_iter().for_each(|row| sink(&row)))
    }

    /// The same for rows that live only while they are told: `in_progress` is given where to tell them.
    pub fn flush_from(&mut self, in_progress: impl FnOnce(&mut dyn FnMut(&Row<'_>))) -> Result<(), Error> {
        self.attempt(|writer| {
            let mut buffers = ColumnBuffers::default();
            let mut bytes = 0;
            in_progress(&mut |row| {
                if bytes <= MAX_ROW_BYTES {
                    bytes = buffers.append(row);
                }
            });
            if bytes > MAX_ROW_BYTES {
                return Err(Stop::TooLong);
            }
            writer.in_progress = InProgress::new(buffers.take().1)?;
            writer.write_batch()
        })
    }

    /// Closes the trace and gives it its name. An earlier file of that name becomes `FILE.old`. `metadata` says how the
    /// recording ended; its id does not count.
    pub fn finish(mut self, metadata: &Metadata) -> Result<Finished, Error> {
        self.attempt(|writer| {
            writer.in_progress = InProgress::default();
            writer.write_batch()
        })?;
        let Self { path, part, id, row_groups, journal, .. } = self;
        let error = |source| Error::Write { path: path.clone(), readable: part.clone(), source };
        let finished = row_groups.finish(metadata.pairs(id)).map_err(|error| Error::encode(&part, error))?;
        put_in_place(&part, &path).map_err(error)?;
        // The trace is complete: a journal that cannot be removed does no harm.
        let _ = journal.remove();
        Ok(finished)
    }

    /// Takes the rows appended since the last batch into the journal and the encoder; closes the row group if it is due.
    fn write_batch(&mut self) -> Result<(), Stop> {
        let (rows, calls) = self.calls.take();
        self.write_rows(rows, &calls)?;
        self.calls.reuse(calls);
        let (rows, others) = self.others.take();
        if rows > 0 {
            self.write_rows(rows, &others)?;
            self.others.reuse(others);
        }
        let due = self.row_groups.open_rows() >= self.options.row_group_rows
            || self.row_groups.open_bytes() >= self.options.row_group_bytes;
        if due {
            self.row_groups.close_group()?;
            self.journal.restart(&self.row_groups.footer()?, self.in_progress.encoded())?;
        }
        let room = self.options.row_group_rows.saturating_sub(self.row_groups.open_rows());
        self.batch_end = self.options.batch_rows.min(room).max(1);
        Ok(())
    }

    /// Takes rows into the journal, even if there are none, for the calls in progress are told with them; and into the
    /// encoder.
    fn write_rows(&mut self, rows: usize, columns: &[Option<ArrayRef>]) -> Result<(), Stop> {
        self.in_progress.forget(columns)?;
        self.journal.rows(columns, self.in_progress.encoded())?;
        if rows > 0 {
            self.row_groups.append(rows, columns)?;
        }
        Ok(())
    }

    /// Does something that may fail, once; after a failure, nothing more.
    fn attempt(&mut self, act: impl FnOnce(&mut Self) -> Result<(), Stop>) -> Result<(), Error> {
        if self.stopped {
            return Err(Error::Stopped { path: self.part.clone() });
        }
        act(self).map_err(|stop| {
            self.stopped = true;
            let encode = |reason| Error::Encode { path: self.part.clone(), reason };
            match stop {
                Stop::Parquet(error) => Error::encode(&self.part, error),
                Stop::Journal(source) => {
                    Error::Write { path: part::journal(&self.part), readable: self.part.clone(), source }
                }
                Stop::TooLong => encode("a row holds more than 1 GiB".to_owned()),
            }
        })
    }
}

/// Why the writer stops.
enum Stop {
    Parquet(ParquetError),
    Journal(io::Error),
    TooLong,
}

impl From<ParquetError> for Stop {
    fn from(error: ParquetError) -> Self {
        Self::Parquet(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Journal(error)
    }
}

/// Renames a finished file to its name, and what has that name to `FILE.old`.
pub(crate) fn put_in_place(part: &Path, path: &Path) -> io::Result<()> {
    match fs::rename(path, part::old(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::rename(part, path),
    }
}

/// Moves an unfinished trace that nobody is writing out of the way, to `FILE.old.part` and its journal.
fn keep_abandoned(path: &Path, part: &Path) -> Result<(), Error> {
    let error = |source| Error::Create { path: part.to_owned(), source };
    match File::open(part) {
        Ok(file) if is_being_written(&file) => return Err(Error::InUse { path: part.to_owned() }),
        Ok(_) => {}
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(other) => return Err(error(other)),
    }
    let kept = part::part(&part::old(path));
    // The journal goes first: without one the old file is no trace, and would not be missed.
    match fs::rename(part::journal(part), part::journal(&kept)) {
        Ok(()) => fs::rename(part, kept).map_err(error),
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(other) => Err(error(other)),
    }
}
