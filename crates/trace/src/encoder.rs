//! Batches of rows into the journal and the Parquet file.

use std::io;
use std::path::Path;

use arrow::buffer::Buffer;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;

use crate::columns::{ColumnBuffers, Filled};
use crate::in_progress::InProgress;
use crate::journal::JournalWriter;
use crate::row_groups::RowGroups;
use crate::unsaved::{Of, Unsaved};
use crate::{Error, Finished, WriterOptions, part};

/// Rows that are written together.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) calls: ColumnBuffers,
    /// Rows of other kinds than `syscall`, which each batch has behind its calls. Among them they would break the small
    /// steps that make `seq` and `ts` cheap (the life of a descriptor is written when it ends and begins far back), and
    /// spread columns that calls never have over the whole batch.
    pub(crate) others: ColumnBuffers,
    /// The calls that have begun and not ended, where they are told anew: at a flush, which makes all rows so far safe.
    pub(crate) in_progress: Option<ColumnBuffers>,
    /// The file is completed next, which makes them safe as well.
    pub(crate) is_last: bool,
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
    unsaved: Unsaved,
    /// Row groups that were closed before they were half full.
    early: usize,
    options: WriterOptions,
}

impl Encoder {
    pub(crate) fn new(row_groups: RowGroups, journal: JournalWriter, options: WriterOptions) -> Encoder {
        let (in_progress, unsaved) = (InProgress::default(), Unsaved::default());
        Encoder { row_groups, journal, in_progress, unsaved, early: 0, options }
    }

    /// Encodes a batch, and leaves its buffers empty. After a flush all rows so far are safe: in the journal, or in a row group
    /// that is closed. One is closed when it is due, too.
    pub(crate) fn take(&mut self, batch: &mut Batch) -> Result<(), Stop> {
        let is_flush = batch.in_progress.is_some() && !batch.is_last;
        if let Some(mut calls) = batch.in_progress.take() {
            self.in_progress = InProgress::new(calls.take().1)?;
        }
        let mut is_told = false;
        let halves = [(Of::Calls, &mut batch.calls), (Of::Others, &mut batch.others)];
        for (of, buffers) in halves.into_iter().filter(|(_, buffers)| buffers.rows() > 0) {
            let (rows, columns) = buffers.take();
            self.in_progress.forget(&columns)?;
            self.row_groups.append(rows, &columns)?;
            self.unsaved.add(of, rows, columns, self.in_progress.encoded());
            is_told = true;
        }
        let is_due = self.row_groups.open_rows() >= self.options.row_group_rows
            || self.row_groups.open_bytes() >= self.options.row_group_bytes;
        if is_due {
            self.close_group()?;
        } else if is_flush {
            self.save()?;
            if !is_told {
                self.journal.rows(&[], self.in_progress.encoded())?;
            }
        } else if self.unsaved.is_much(&self.options) {
            if self.early < self.options.early_groups { self.unsaved.let_go() } else { self.save()? }
        }
        self.unsaved.give_memory(Of::Calls, &mut batch.calls);
        self.unsaved.give_memory(Of::Others, &mut batch.others);
        Ok(())
    }

    /// Makes all rows so far safe, in the shortest way.
    fn save(&mut self) -> Result<(), Stop> {
        let Some(kept) = self.unsaved.kept() else {
            let is_early = self.row_groups.open_rows() < self.options.row_group_rows / 2;
            self.early += usize::from(is_early);
            return self.close_group();
        };
        write(&mut self.journal, kept)?;
        self.unsaved.clear();
        Ok(())
    }

    /// Where the row group cannot be closed, the journal gets its rows as far as it can take them.
    fn close_group(&mut self) -> Result<(), Stop> {
        let closed = self.try_to_close_group();
        if let (Err(_), Some(kept)) = (&closed, self.unsaved.kept()) {
            let _ = write(&mut self.journal, kept);
        }
        closed?;
        self.unsaved.clear();
        Ok(())
    }

    fn try_to_close_group(&mut self) -> Result<(), Stop> {
        self.row_groups.close_group()?;
        Ok(self.journal.restart(&self.row_groups.footer()?, self.in_progress.encoded())?)
    }

    /// Bytes of the file so far, about: row groups that are closed, and what is encoded of the open one.
    pub(crate) fn size(&self) -> u64 {
        self.row_groups.closed_bytes() + self.row_groups.open_bytes() as u64
    }

    /// Completes the file. The journal is still there; where the file cannot be completed, it has as many rows as it can take.
    pub(crate) fn finish(self, pairs: Vec<KeyValue>) -> Result<(Finished, JournalWriter), ParquetError> {
        let Encoder { row_groups, mut journal, unsaved, .. } = self;
        let finished = row_groups.finish(pairs);
        if let (Err(_), Some(kept)) = (&finished, unsaved.kept()) {
            // That the file cannot be completed is what is told.
            let _ = write(&mut journal, kept);
        }
        Ok((finished?, journal))
    }
}

/// Writes rows, each with the calls in progress.
fn write<'a>(
    journal: &mut JournalWriter,
    mut rows: impl Iterator<Item = (&'a [Option<Filled>], &'a [Buffer])>,
) -> io::Result<()> {
    rows.try_for_each(|(columns, in_progress)| journal.rows(columns, in_progress))
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
