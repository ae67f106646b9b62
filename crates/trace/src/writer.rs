//! Writing a trace.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::beside::Beside;
use crate::columns::{ColumnBuffers, MAX_ROW_BYTES};
use crate::encoder::{Batch, Encoder, Stop};
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
    /// Rows between two flushes that are kept for the journal. If more come, the flush closes the row group.
    pub unsaved_rows: usize,
    /// Bytes of them, about.
    pub unsaved_bytes: usize,
    /// Row groups that flushes may close before they are half full: the footer of all is written with each.
    pub early_groups: usize,
}

impl Default for WriterOptions {
    /// A million rows or 64 MiB a row group: thousands of small ones cost 25 bytes a row and make every reader slow.
    fn default() -> Self {
        Self {
            row_group_rows: 1_000_000,
            row_group_bytes: 64 << 20,
            batch_rows: 16_384,
            batch_bytes: 16 << 20,
            unsaved_rows: 8 * 16_384,
            unsaved_bytes: 32 << 20,
            early_groups: 256,
        }
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
    batch: Batch,
    encoder: Beside,
    /// Rows at which the batch being filled is full.
    batch_end: usize,
    /// Rows of the row group that is being filled, unless it is closed before for its size.
    group_rows: usize,
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
        let encoder = Beside::start(Encoder::new(row_groups, journal, options)).map_err(create_error(&part))?;
        Ok(Self {
            path: path.to_owned(),
            part,
            id,
            options,
            batch: Batch::default(),
            encoder,
            batch_end: options.batch_rows.min(options.row_group_rows).max(1),
            group_rows: 0,
            stopped: false,
        })
    }

    /// The trace's random id.
    pub fn id(&self) -> TraceId {
        self.id
    }

    /// Bytes of the file so far, about: row groups that are closed, and what is encoded of the open one.
    pub fn size(&self) -> u64 {
        self.encoder.size()
    }

    /// The file that holds the recording until it is finished.
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Adds a row: copies its values. Every few thousand rows a batch is handed over to be encoded and written, on a thread of
    /// its own; what fails there is told by a later call.
    ///
    /// A row with more than 1 GiB of text and bytes is an error.
    #[inline]
    pub fn append(&mut self, row: &Row<'_>) -> Result<(), Error> {
        if self.stopped {
            return Err(Error::Stopped { path: self.part.clone() });
        }
        let Batch { calls, others, .. } = &mut self.batch;
        let bytes = if row.kind == "syscall" { calls } else { others }.append(row);
        if self.batch.rows() < self.batch_end && bytes < self.options.batch_bytes {
            return Ok(());
        }
        self.attempt(|writer| {
            if bytes > writer.options.batch_bytes.saturating_add(MAX_ROW_BYTES) {
                return Err(Stop::TooLong);
            }
            writer.hand_over()
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
            writer.batch.in_progress = Some(buffers);
            writer.hand_over()?;
            writer.encoder.settle()
        })
    }

    /// Closes the trace and gives it its name. An earlier file of that name becomes `FILE.old`. `metadata` says how the
    /// recording ended; its id does not count.
    pub fn finish(mut self, metadata: &Metadata) -> Result<Finished, Error> {
        self.attempt(|writer| {
            writer.batch.in_progress = Some(ColumnBuffers::default());
            writer.batch.is_last = true;
            writer.hand_over()
        })?;
        let Self { path, part, id, encoder, .. } = self;
        let error = |source| Error::Write { path: path.clone(), readable: part.clone(), source };
        let encoder = encoder.finish().map_err(|stop| stop.of(&part))?;
        let (finished, journal) = encoder.finish(metadata.pairs(id)).map_err(|error| Error::encode(&part, error))?;
        put_in_place(&part, &path).map_err(error)?;
        // The trace is complete: a journal that cannot be removed does no harm.
        let _ = journal.remove();
        Ok(finished)
    }

    /// Hands over the rows appended since the last batch.
    fn hand_over(&mut self) -> Result<(), Stop> {
        self.group_rows += self.batch.rows();
        if self.group_rows >= self.options.row_group_rows {
            self.group_rows = 0;
        }
        let room = self.options.row_group_rows.saturating_sub(self.group_rows);
        self.batch_end = self.options.batch_rows.min(room).max(1);
        let next = self.encoder.empty();
        self.encoder.give(std::mem::replace(&mut self.batch, next))
    }

    /// Does something that may fail, once; after a failure, nothing more.
    fn attempt(&mut self, act: impl FnOnce(&mut Self) -> Result<(), Stop>) -> Result<(), Error> {
        if self.stopped {
            return Err(Error::Stopped { path: self.part.clone() });
        }
        act(self).map_err(|stop| {
            self.stopped = true;
            stop.of(&self.part)
        })
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
