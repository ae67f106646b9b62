//! Making a whole trace out of one that was cut short.

use std::fs;
use std::io;
use std::path::Path;

use arrow::array::{Array, ArrayRef, RecordBatch};

use crate::columns::Filled;
use crate::metadata::{Metadata, Recovered};
use crate::row_groups::RowGroups;
use crate::storage::{Files, Storage};
use crate::writer::{WriterOptions, put_in_place};
use crate::{Error, Finished, State, TraceFile, part};

/// Writes what can be read of the unfinished trace `part` to `path` as a finished trace that says so, calls in progress
/// included as `unfinished`. An earlier file of that name becomes `FILE.old`. `tool` is what does it, such as
/// `analyze 0.1.0`.
///
/// Only when the new file is in place are `part` and its journal removed; until then nothing of them is touched.
pub fn recover(part: &Path, path: &Path, tool: &str) -> Result<Finished, Error> {
    let trace = TraceFile::open(part)?;
    let cut_short_ns = match trace.state() {
        State::Recording { .. } => return Err(Error::InUse { path: trace.path().to_owned() }),
        State::CutShort { until_ns } if trace.metadata().recovered.is_none() => until_ns,
        State::Finished | State::CutShort { .. } => return finish_rename(&trace, path),
    };
    let recovered = Recovered { tool: tool.to_owned(), cut_short_ns, rows: trace.rows() };
    let metadata = Metadata { recovered: Some(recovered), ..trace.metadata().clone() };

    let temporary = path.with_added_extension("recovering");
    let create_error = |source| Error::Create { path: temporary.clone(), source };
    let write_error = |source| Error::Write { path: temporary.clone(), readable: trace.path().to_owned(), source };
    let encode_error = |error| match Error::encode(&temporary, error) {
        Error::Write { source, .. } => write_error(source),
        other => other,
    };
    let written = (|| {
        let mut row_groups = RowGroups::new(Files.create(&temporary).map_err(create_error)?).map_err(encode_error)?;
        let options = WriterOptions::default();
        for batch in trace.batches(None)? {
            let batch = batch?;
            row_groups.append(batch.num_rows(), &present(&batch)).map_err(encode_error)?;
            if row_groups.open_rows() >= options.row_group_rows || row_groups.open_bytes() >= options.row_group_bytes {
                row_groups.close_group().map_err(encode_error)?;
            }
        }
        let finished = row_groups.finish(metadata.pairs(metadata.id)).map_err(encode_error)?;
        put_in_place(&temporary, path).map_err(write_error)?;
        Ok(finished)
    })();
    match written {
        Ok(finished) => {
            remove(trace.path());
            Ok(finished)
        }
        Err(error) => {
            let _ = fs::remove_file(&temporary);
            Err(error)
        }
    }
}

/// An unfinished file that is complete, only killed before it got its name, needs nothing else.
fn finish_rename(trace: &TraceFile, path: &Path) -> Result<Finished, Error> {
    if part::named_part(trace.path()).is_none() {
        return Err(Error::AlreadyFinished { path: trace.path().to_owned() });
    }
    let error = |source| Error::Write { path: path.to_owned(), readable: trace.path().to_owned(), source };
    let bytes = trace.file().metadata().map_err(Error::read(trace.path()))?.len();
    match put_in_place(trace.path(), path) {
        Err(other) if other.kind() == io::ErrorKind::CrossesDevices => {
            let temporary = path.with_added_extension("recovering");
            let copied = fs::copy(trace.path(), &temporary).and_then(|_| put_in_place(&temporary, path));
            copied.inspect_err(|_| drop(fs::remove_file(&temporary))).map_err(error)?;
        }
        other => other.map_err(error)?,
    }
    remove(trace.path());
    Ok(Finished { rows: trace.rows(), bytes })
}

/// Removes an unfinished trace whose rows are elsewhere now; what stays behind does no harm.
fn remove(part: &Path) {
    let _ = fs::remove_file(part::journal(part));
    let _ = fs::remove_file(part);
}

/// The columns of a batch, `None` for those without any value.
fn present(batch: &RecordBatch) -> Vec<Option<Filled>> {
    let filled = |column: &ArrayRef| (column.null_count() < column.len()).then(|| Filled::Each(column.clone()));
    batch.columns().iter().map(filled).collect()
}
