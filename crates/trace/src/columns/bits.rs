//! Which rows of a column have a value.

use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};

/// A growing bitmap, with bits beyond its end unset.
#[derive(Debug, Default)]
pub(crate) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// Sets the bit of `row`.
    #[inline]
    pub(crate) fn set(&mut self, row: usize) {
        let word = row / 64;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (row % 64);
    }

    /// Whether no bit is set.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The first `rows` bits as Arrow's bitmap. Empties this one.
    pub(crate) fn take(&mut self, rows: usize) -> BooleanBuffer {
        self.words.resize(rows.div_ceil(64), 0);
        // Arrow's bitmaps are little-endian; on a big-endian machine the words are turned round.
        self.words.iter_mut().for_each(|word| *word = word.to_le());
        let buffer = Buffer::from_vec(std::mem::take(&mut self.words));
        BooleanBuffer::new(buffer, 0, rows)
    }

    /// The same as validity, `None` where every row has a value.
    pub(crate) fn take_nulls(&mut self, rows: usize) -> Option<NullBuffer> {
        let nulls = NullBuffer::new(self.take(rows));
        (nulls.null_count() > 0).then_some(nulls)
    }
}
