//! Which rows of a column have a value.

use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};

/// A growing bitmap, with bits beyond its end unset.
#[derive(Debug, Default)]
pub(crate) struct Bits {
    /// While there are no words: the bits before this one are set, all others are not. Most columns with values have one in
    /// every row and need no bitmap. [`usize::MAX`] once there are words.
    dense: usize,
    words: Vec<u64>,
}

impl Bits {
    /// Sets the bit of `row`.
    #[inline]
    pub(crate) fn set(&mut self, row: usize) {
        if row == self.dense {
            self.dense += 1;
            return;
        }
        // Unless there are words, none is found here.
        let (word, bit) = (row / 64, 1 << (row % 64));
        match self.words.get_mut(word) {
            Some(word) => *word |= bit,
            None => {
                self.spell_out();
                self.words.resize((word + 1).max(self.words.len()), 0);
                self.words[word] |= bit;
            }
        }
    }

    /// Sets the first `count` bits, before any other.
    pub(crate) fn set_first(&mut self, count: usize) {
        debug_assert!(self.is_empty());
        self.dense = count;
    }

    /// Goes over to words.
    #[cold]
    fn spell_out(&mut self) {
        if self.dense < usize::MAX {
            self.words.resize(self.dense / 64, u64::MAX);
            self.words.push((1 << (self.dense % 64)) - 1);
            self.dense = usize::MAX;
        }
    }

    /// Whether no bit is set.
    pub(crate) fn is_empty(&self) -> bool {
        self.dense == 0
    }

    /// The first `rows` bits as Arrow's bitmap. Empties this one.
    pub(crate) fn take(&mut self, rows: usize) -> BooleanBuffer {
        self.spell_out();
        self.dense = 0;
        self.words.resize(rows.div_ceil(64), 0);
        // Arrow's bitmaps are little-endian; on a big-endian machine the words are turned round.
        self.words.iter_mut().for_each(|word| *word = word.to_le());
        let buffer = Buffer::from_vec(std::mem::take(&mut self.words));
        BooleanBuffer::new(buffer, 0, rows)
    }

    /// The same as validity, `None` where every row has a value.
    pub(crate) fn take_nulls(&mut self, rows: usize) -> Option<NullBuffer> {
        if self.dense == rows {
            self.dense = 0;
            return None;
        }
        let nulls = NullBuffer::new(self.take(rows));
        (nulls.null_count() > 0).then_some(nulls)
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn bits_are_where_they_were_set() {
        let mut bits = Bits::default();
        for first_gap in [0, 1, 63, 64, 65, 130] {
            let is_set = |row: usize| row < first_gap || row % 3 == 1 && row > first_gap;
            assert!(bits.is_empty());
            (0..200).filter(|row| is_set(*row)).for_each(|row| bits.set(row));
            let taken = bits.take_nulls(200).expect("there are gaps");
            (0..200).for_each(|row| assert_eq!(taken.is_valid(row), is_set(row), "{row} of {first_gap}"));
        }
        (0..200).for_each(|row| bits.set(row));
        assert!(bits.take_nulls(200).is_none());
        (0..64).for_each(|row| bits.set(row));
        assert_eq!(bits.take(64).count_set_bits(), 64);
        assert!(bits.is_empty());
    }
}
