//! Rows that are encoded and not safe yet: the process would take them with it.

use arrow::array::Array;
use arrow::buffer::Buffer;

use crate::WriterOptions;
use crate::columns::{ColumnBuffers, Filled};

/// Columns in file order, as [`ColumnBuffers::take`] gives them.
type Columns = Vec<Option<Filled>>;

/// What the next flush has to make safe, and the memory of what needs it no more.
///
/// While there is little of it, it is kept as it came, for the journal. **Of more than that nothing is kept**: the row group
/// that has it is closed then, which makes it safe as well. A program that makes calls as fast as it can fills one between two
/// flushes, and all of them once more in the journal would be most of what is written.
#[derive(Default)]
pub(crate) struct Unsaved {
    kept: Vec<Kept>,
    rows: usize,
    bytes: usize,
    /// Not all that is unsafe is kept.
    is_more: bool,
    spare: [Vec<Columns>; 2],
}

/// Rows, and the calls that were in progress when they came, as the journal takes them: whoever reads it meanwhile finds
/// what goes together.
struct Kept {
    of: Of,
    columns: Columns,
    in_progress: Vec<Buffer>,
}

/// Which rows of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Calls,
    Others,
}

impl Unsaved {
    /// Adds rows that have been encoded.
    pub(crate) fn add(&mut self, of: Of, rows: usize, columns: Columns, in_progress: &[Buffer]) {
        if self.is_more {
            self.spare[of as usize].push(columns);
        } else {
            self.rows += rows;
            self.bytes += columns.iter().flatten().map(bytes).sum::<usize>();
            self.kept.push(Kept { of, columns, in_progress: in_progress.to_vec() });
        }
    }

    /// Whether there is more than should be kept.
    pub(crate) fn is_much(&self, options: &WriterOptions) -> bool {
        self.rows > options.unsaved_rows || self.bytes > options.unsaved_bytes
    }

    /// Keeps nothing, up to the next row group.
    pub(crate) fn let_go(&mut self) {
        self.clear();
        self.is_more = true;
    }

    /// All that is unsafe, in order, each with the calls in progress; `None` where it is not kept.
    pub(crate) fn kept(&self) -> Option<impl Iterator<Item = (&[Option<Filled>], &[Buffer])>> {
        (!self.is_more).then(|| self.kept.iter().map(|kept| (kept.columns.as_slice(), kept.in_progress.as_slice())))
    }

    /// All is safe.
    pub(crate) fn clear(&mut self) {
        for Kept { of, columns, .. } in self.kept.drain(..) {
            self.spare[of as usize].push(columns);
        }
        (self.rows, self.bytes, self.is_more) = (0, 0, false);
    }

    /// Gives empty buffers memory that is needed no more, if there is some.
    pub(crate) fn give_memory(&mut self, of: Of, buffers: &mut ColumnBuffers) {
        if let Some(columns) = self.spare[of as usize].pop() {
            buffers.reuse(columns);
        }
    }
}

/// What the values take: their memory may have been that of larger ones.
fn bytes(column: &Filled) -> usize {
    let (Filled::Each(array) | Filled::Same { value: array, .. }) = column;
    array.to_data().get_slice_memory_size().unwrap_or(0)
}
