//! The calls that had begun and not ended at the last flush.

use std::io;

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::buffer::Buffer;
use arrow::compute::filter;
use arrow::datatypes::Int64Type;
use arrow::error::ArrowError;

use crate::columns::Filled;
use crate::journal::JournalWriter;

/// Their rows, encoded for the journal. **None of them is in a row group or in the journal's rows as well**: a call
/// that has ended since is taken off the list with the batch that holds it.
#[derive(Default)]
pub(crate) struct InProgress {
    rows: Vec<Option<Filled>>,
    encoded: Vec<Buffer>,
    /// The greatest `seq` among them: most rows of a batch are later and need no look.
    last: Option<i64>,
}

impl InProgress {
    /// From columns in file order.
    pub(crate) fn new(rows: Vec<Option<Filled>>) -> io::Result<Self> {
        let last = sequence(&rows).and_then(|seq| seq.iter().copied().max());
        let encoded = if last.is_some() { JournalWriter::encode(&rows)? } else { Vec::new() };
        Ok(Self { rows, encoded, last })
    }

    /// The rows as the journal takes them.
    pub(crate) fn encoded(&self) -> &[Buffer] {
        &self.encoded
    }

    /// Takes off the calls that are among these rows.
    pub(crate) fn forget(&mut self, ended: &[Option<Filled>]) -> io::Result<()> {
        let (Some(last), Some(seq), Some(ended)) = (self.last, sequence(&self.rows), sequence(ended)) else {
            return Ok(());
        };
        let ended: Vec<i64> = ended.iter().copied().filter(|&ended| ended <= last && seq.contains(&ended)).collect();
        if ended.is_empty() {
            return Ok(());
        }
        let stay: BooleanArray = seq.iter().map(|seq| Some(!ended.contains(seq))).collect();
        let rows = if stay.true_count() == 0 {
            Vec::new()
        } else {
            let stay = |column: &Filled| filter(&column.spread(), &stay).map(Filled::Each);
            let rows = self.rows.iter().map(|column| column.as_ref().map(stay).transpose());
            rows.collect::<Result<_, ArrowError>>().map_err(io::Error::other)?
        };
        *self = Self::new(rows)?;
        Ok(())
    }
}

/// The values of `seq`, the first column, which every row has, each another.
fn sequence(rows: &[Option<Filled>]) -> Option<&[i64]> {
    let (Filled::Each(seq) | Filled::Same { value: seq, .. }) = rows.first()?.as_ref()?;
    let seq = seq.as_primitive_opt::<Int64Type>()?;
    (seq.null_count() == 0).then_some(seq.values())
}
