//! Opening a trace: finished, being recorded, or cut short.

use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Int64Type, Schema, SchemaRef, TimestampNanosecondType};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::arrow::parquet_to_arrow_schema;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::statistics::Statistics;

use crate::journal::Journal;
use crate::storage::is_being_written;
use crate::{Error, Metadata, adapt, footer, part, schema};

/// How far a recording got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It ended as it should.
    Finished,
    /// It is being made right now: these are the rows up to its last flush.
    Recording {
        /// The latest moment that the rows know of, in nanoseconds since the Unix epoch.
        until_ns: i64,
    },
    /// It broke off: the recorder was killed, or could not write.
    CutShort {
        /// The latest moment that the rows know of, in nanoseconds since the Unix epoch.
        until_ns: i64,
    },
}

/// A trace that is open for reading.
///
/// Most rows are in row groups of the file, described by [`parquet`](Self::parquet); a trace that is not finished has
/// further ones in [`tail`](Self::tail). The file stays open, so reading goes on even if it gets another name.
#[derive(Debug)]
pub struct TraceFile {
    path: PathBuf,
    file: Arc<File>,
    state: State,
    metadata: Metadata,
    parquet: Arc<ParquetMetaData>,
    file_schema: SchemaRef,
    tail: Vec<RecordBatch>,
    unfinished_sibling: Option<PathBuf>,
}

impl TraceFile {
    /// Opens a finished trace; an unfinished one, named `FILE.part`; or `FILE` where only `FILE.part` exists yet
    /// ([`path`](Self::path) then says so).
    ///
    /// **Any file whatever gives a trace or an error**: it may be forged, torn, or being written.
    pub fn open(path: &Path) -> Result<Self, Error> {
        if let Some(part) = part::named_part(path) {
            return Self::open_part(part);
        }
        match File::open(path) {
            Ok(file) => Self::open_finished(path, file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let part = part::part(path);
                if part.exists() { Self::open_part(&part) } else { Err(Error::read(path)(error)) }
            }
            Err(error) => Err(Error::read(path)(error)),
        }
    }

    fn open_finished(path: &Path, file: File) -> Result<Self, Error> {
        let not_a_trace = |what| Error::NotATrace { path: path.to_owned(), what };
        if file.metadata().map_err(Error::read(path))?.is_dir() {
            return Err(not_a_trace("a directory".to_owned()));
        }
        let mut begin = Vec::new();
        (&file).take(64).read_to_end(&mut begin).map_err(Error::read(path))?;
        if let Some(what) = footer::other_kind(&begin) {
            return Err(not_a_trace(what));
        }
        let parquet = footer::of_file(path, &file)?;
        let metadata = footer::metadata(path, &parquet)?;
        let sibling = Some(part::part(path)).filter(|part| part.exists());
        let trace = Self::new(path, file, State::Finished, metadata, parquet, Vec::new())?;
        Ok(Self { unfinished_sibling: sibling, ..trace })
    }

    /// Opens an unfinished trace by its journal.
    ///
    /// A recording goes on meanwhile. Its file only grows and its journals are replaced whole, so a journal read before
    /// the file's length is taken always speaks of what the file has. What remains is that one recording ends and
    /// another begins between the two; then there is another id afterwards, and it is tried again.
    fn open_part(part: &Path) -> Result<Self, Error> {
        let journal_path = part::journal(part);
        for _ in 0..ATTEMPTS {
            let journal = Journal::read(&journal_path);
            let file = match File::open(part) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    // It was finished just now, or it never was there.
                    let finished = part::finished(part);
                    return match File::open(&finished) {
                        Ok(file) => Self::open_finished(&finished, file),
                        Err(_) => Err(Error::read(part)(error)),
                    };
                }
                Err(error) => return Err(Error::read(part)(error)),
            };
            // Killed after the last byte and before the rename: it is all there.
            if let Ok(parquet) = footer::of_file(part, &file)
                && let Ok(metadata) = footer::metadata(part, &parquet)
            {
                return Self::new(part, file, State::Finished, metadata, parquet, Vec::new());
            }
            let Some(journal) = journal? else {
                // It may have been removed just now, the file having got its name before.
                if part.exists() {
                    return Err(Error::NoJournal { path: part.to_owned(), journal: journal_path });
                }
                continue;
            };
            if Journal::id(&journal_path).is_ok_and(|id| id == Some(journal.metadata.id)) {
                return Self::from_journal(part, file, journal);
            }
        }
        Err(Error::damaged(part, "it is replaced again and again while it is read"))
    }

    fn from_journal(part: &Path, file: File, journal: Journal) -> Result<Self, Error> {
        let size = file.metadata().map_err(Error::read(part))?.len();
        let parquet = match journal.footer {
            Some(bytes) => footer::standalone(&part::journal(part), bytes, size)?,
            None => footer::without_row_groups(),
        };
        let tail = journal.rows.into_iter().chain(journal.in_progress).filter(|batch| batch.num_rows() > 0).collect();
        let written = is_being_written(&file);
        let trace = Self::new(part, file, State::Finished, journal.metadata, parquet, tail)?;
        let until_ns = trace.last_moment();
        let state = if written { State::Recording { until_ns } } else { State::CutShort { until_ns } };
        Ok(Self { state, ..trace })
    }

    fn new(
        path: &Path,
        file: File,
        state: State,
        metadata: Metadata,
        parquet: ParquetMetaData,
        tail: Vec<RecordBatch>,
    ) -> Result<Self, Error> {
        let file_schema = parquet_to_arrow_schema(parquet.file_metadata().schema_descr(), None)
            .map_err(|error| Error::damaged(path, error))?;
        adapt::check(path, &file_schema)?;
        let state = match &metadata.recovered {
            Some(recovered) if metadata.end.is_none() => State::CutShort { until_ns: recovered.cut_short_ns },
            _ => state,
        };
        Ok(Self {
            path: path.to_owned(),
            file: Arc::new(file),
            state,
            metadata,
            parquet: Arc::new(parquet),
            file_schema: Arc::new(file_schema),
            tail,
            unfinished_sibling: None,
        })
    }

    /// The file that was opened: `FILE.part` where `FILE` was asked for and is not finished.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The open file, for reading row groups.
    pub fn file(&self) -> &Arc<File> {
        &self.file
    }

    /// Whether the recording ended, goes on, or broke off.
    pub fn state(&self) -> State {
        self.state
    }

    /// What describes the recording as a whole.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The row groups of the file: its own footer, without page indexes, or the one that the journal holds. May have
    /// none.
    pub fn parquet(&self) -> &Arc<ParquetMetaData> {
        &self.parquet
    }

    /// The columns of the row groups as they are in the file: some of format 1, perhaps unknown ones besides.
    pub fn file_schema(&self) -> &SchemaRef {
        &self.file_schema
    }

    /// The rows that are in no row group: those that came after the last one, then the calls in progress. All columns of
    /// format 1. Empty for a finished trace.
    pub fn tail(&self) -> &[RecordBatch] {
        &self.tail
    }

    /// An unfinished trace of the same name: a later recording that goes on or broke off.
    pub fn unfinished_sibling(&self) -> Option<&Path> {
        self.unfinished_sibling.as_deref()
    }

    /// How many rows there are, the tail included.
    pub fn rows(&self) -> u64 {
        let tail: usize = self.tail.iter().map(RecordBatch::num_rows).sum();
        self.parquet.file_metadata().num_rows() as u64 + tail as u64
    }

    /// All rows, in the order of the file, with the named columns in the order of the schema (`None`: all). A column
    /// that the file lacks is null. Unknown names are passed over.
    pub fn batches(&self, columns: Option<&[&str]>) -> Result<Batches, Error> {
        let wanted = |name: &str| columns.is_none_or(|columns| columns.contains(&name));
        let all = schema::arrow_schema();
        let fields = all.fields().iter().filter(|field| wanted(field.name()));
        let schema = Arc::new(Schema::new(fields.cloned().collect::<Vec<_>>()));
        let tail = self.tail.iter().map(|batch| adapt::adapt(&self.path, batch, &schema));
        let tail = tail.collect::<Result<Vec<_>, _>>()?.into_iter();
        let row_groups = if self.parquet.num_row_groups() == 0 { None } else { Some(self.row_groups(&schema)?) };
        Ok(Batches { path: self.path.clone(), schema, row_groups, tail })
    }

    fn row_groups(&self, schema: &Schema) -> Result<ParquetRecordBatchReader, Error> {
        let damaged = |error| Error::damaged(&self.path, error);
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let parquet = ArrowReaderMetadata::try_new(self.parquet.clone(), options).map_err(damaged)?;
        let roots = self.file_schema.fields().iter().enumerate();
        let roots = roots.filter(|(_, field)| schema.column_with_name(field.name()).is_some()).map(|(root, _)| root);
        let mask = ProjectionMask::roots(parquet.parquet_schema(), roots);
        let file = self.file.try_clone().map_err(Error::read(&self.path))?;
        ParquetRecordBatchReaderBuilder::new_with_metadata(file, parquet)
            .with_projection(mask)
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(damaged)
    }

    /// The latest moment that any row knows of: the end of the latest row of the tail, the latest beginning in the row
    /// groups, or the start of the recording.
    fn last_moment(&self) -> i64 {
        let ts = self.file_schema.column_with_name("ts").map(|(root, _)| root);
        let groups = self.parquet.row_groups().iter().filter_map(|group| {
            let column = group.columns().iter().find(|column| column.column_path().parts() == ["ts"])?;
            match column.statistics()? {
                Statistics::Int64(values) => values.max_opt().copied(),
                _ => None,
            }
        });
        let tail = self.tail.iter().filter_map(latest_end);
        let known = groups.filter(|_| ts.is_some()).chain(tail).max();
        known.unwrap_or(self.metadata.start_ns).max(self.metadata.start_ns)
    }
}

/// The latest end of a batch's rows.
fn latest_end(batch: &RecordBatch) -> Option<i64> {
    let ts = batch.column_by_name("ts")?.as_primitive_opt::<TimestampNanosecondType>()?;
    let duration = batch.column_by_name("duration_ns")?.as_primitive_opt::<Int64Type>()?;
    let ends = (0..batch.num_rows()).filter(|&row| ts.is_valid(row));
    ends.map(|row| ts.value(row).saturating_add(if duration.is_valid(row) { duration.value(row) } else { 0 })).max()
}

/// Opening is tried this often while recordings begin and end under the same name.
const ATTEMPTS: usize = 5;

/// Rows of a batch that is read.
const BATCH_ROWS: usize = 8192;

/// The rows of a trace, batch by batch.
pub struct Batches {
    path: PathBuf,
    schema: SchemaRef,
    row_groups: Option<ParquetRecordBatchReader>,
    tail: std::vec::IntoIter<RecordBatch>,
}

impl Batches {
    /// The columns of every batch.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(row_groups) = &mut self.row_groups {
            // The decoder returns errors for what it finds wrong; should forged pages make it panic, that ends here.
            let next = catch_unwind(AssertUnwindSafe(|| row_groups.next()));
            let damaged = |what: String| Error::damaged(&self.path, what);
            match next {
                Ok(Some(Ok(batch))) => return Some(adapt::adapt(&self.path, &batch, &self.schema)),
                Ok(None) => self.row_groups = None,
                failed => {
                    self.row_groups = None;
                    let what = match failed {
                        Ok(Some(Err(error))) => error.to_string(),
                        _ => "its pages cannot be decoded".to_owned(),
                    };
                    return Some(Err(damaged(what)));
                }
            }
        }
        self.tail.next().map(Ok)
    }
}
