//! Batches of rows into the journal and the Parquet file.

use std::io;
use std::path::Path;

use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;

use crate::columns::{ColumnBuffers, Filled};
use crate::in_progress::InProgress;
use crate::journal::JournalWriter;
use crate::row_groups::RowGroups;
use crate::{Error, Finished, WriterOptions, part};

/// Rows that are written together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) calls: ColumnBuffers,
    /// Rows of other kinds than `syscall`, which each batch has behind its calls. Among them they would break the small
    /// steps that make `seq` and `ts` cheap (the life of a descriptor is written when it ends and begins far back), and
    /// spread columns that calls never have over the whole batch.
    pub(crate) others: ColumnBuffers,
    /// The calls that have begun and not ended, where they are told anew.
    pub(crate) in_progress: Option<ColumnBuffers>,
}

impl Batch {
    pub(crate) fn rows(&self) -> usize {
        self.calls.rows() + self.others.rows()
    }
}

/// Everything behind the buffers of rows.
pub(crate) struct Encoder {
    row_groups: RowGroups,
    journal: JournalWriter,
    in_progress: InProgress,
    options: WriterOptions,
}

impl Encoder {
    pub(crate) fn new(row_groups: RowGroups, journal: JournalWriter, options: WriterOptions) -> Encoder {
        Encoder { row_groups, journal, in_progress: InProgress::default(), options }
    }

    /// Takes a batch into the journal and the encoder, and leaves its buffers empty; closes the row group if it is due.
    pub(crate) fn take(&mut self, batch: &mut Batch) -> Result<(), Stop> {
        if let Some(mut calls) = batch.in_progress.take() {
            self.in_progress = InProgress::new(calls.take().1)?;
        }
        let (rows, calls) = batch.calls.take();
        self.write_rows(rows, &calls)?;
        batch.calls.reuse(calls);
        let (rows, others) = batch.others.take();
        if rows > 0 {
            self.write_rows(rows, &others)?;
            batch.others.reuse(others);
        }
        let due = self.row_groups.open_rows() >= self.options.row_group_rows
            || self.row_groups.open_bytes() >= self.options.row_group_bytes;
        if due {
            self.row_groups.close_group()?;
            self.journal.restart(&self.row_groups.footer()?, self.in_progress.encoded())?;
        }
        Ok(())
    }

    /// Takes rows into the journal, even if there are none, for the calls in progress are told with them; and into the
    /// encoder.
    fn write_rows(&mut self, rows: usize, columns: &[Option<Filled>]) -> Result<(), Stop> {
        self.in_progress.forget(columns)?;
        self.journal.rows(columns, self.in_progress.encoded())?;
        if rows > 0 {
            self.row_groups.append(rows, columns)?;
        }
        Ok(())
    }

    /// Bytes of the file so far, about: row groups that are closed, and what is encoded of the open one.
    pub(crate) fn size(&self) -> u64 {
        self.row_groups.closed_bytes() + self.row_groups.open_bytes() as u64
    }

    /// Completes the file. The journal is still there.
    pub(crate) fn finish(self, pairs: Vec<KeyValue>) -> Result<(Finished, JournalWriter), ParquetError> {
        Ok((self.row_groups.finish(pairs)?, self.journal))
    }
}

/// Why the writer stops.
#[derive(Debug)]
pub(crate) enum Stop {
    Parquet(ParquetError),
    Journal(io::Error),
    TooLong,
}

impl Stop {
    /// The error of the writer of this unfinished file.
    pub(crate) fn of(self, unfinished: &Path) -> Error {
        let path = unfinished.to_owned();
        match self {
            Stop::Parquet(error) => Error::encode(unfinished, error),
            Stop::Journal(source) => Error::Write { path: part::journal(unfinished), readable: path, source },
            Stop::TooLong => Error::Encode { path, reason: "a row holds more than 1 GiB".to_owned() },
        }
    }
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
