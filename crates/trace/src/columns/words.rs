//! The buffer of a column of text or bytes.

use std::marker::PhantomData;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, DictionaryArray, GenericByteArray, Int32Array};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{BinaryType, ByteArrayType, Int32Type, Utf8Type};

use super::bits::Bits;
use super::buffer::{ColumnBuffer, MAX_ROW_BYTES, fill_up, reclaim};
use super::filled::{FEW_ROWS, Filled};

/// Text, or bytes. The same few words and paths come again and again, and so does what a program has in its memory; so a row
/// has the number of its word, and a word that was among the recent ones is not stored once more. Words may be there several
/// times: to find every one again would cost more than it saves.
pub(crate) struct Words<T> {
    /// The rows before this one all have the first word, and nothing else is stored of them while there are no `keys`.
    same: usize,
    first: Mark,
    keys: Vec<i32>,
    present: Bits,
    /// Where each word begins; the last one ends at the end of `bytes`.
    begins: Vec<i32>,
    bytes: Vec<u8>,
    /// The latest word for each value of [`Mark::slot`]. Nothing where the column has none.
    recent: Option<Box<[Recent; SLOTS]>>,
    ty: PhantomData<T>,
}

/// Text.
pub(crate) type Utf8 = Words<Utf8Type>;

/// Raw bytes.
pub(crate) type Binary = Words<BinaryType>;

/// A word and its number.
#[derive(Clone, Copy, Debug)]
struct Recent {
    mark: Mark,
    number: u32,
}

impl Recent {
    /// No word: none is that long.
    const NONE: Self = Self { mark: Mark { begin: 0, end: 0, length: u32::MAX }, number: 0 };
}

/// Recent words that are looked at.
const SLOTS: usize = 128;

/// What tells words apart at a glance: the length, the beginning and the end. **Up to 16 bytes these are the whole word.**
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Mark {
    begin: u64,
    end: u64,
    length: u32,
}

impl Mark {
    #[inline]
    fn of(word: &[u8]) -> Self {
        let (begin, end) = match (word.first_chunk::<8>(), word.last_chunk::<8>()) {
            (Some(begin), Some(end)) => (u64::from_le_bytes(*begin), u64::from_le_bytes(*end)),
            _ => match (word.first_chunk::<4>(), word.last_chunk::<4>()) {
                (Some(begin), Some(end)) => (u32::from_le_bytes(*begin).into(), u32::from_le_bytes(*end).into()),
                // One to three bytes: the first, the last, and the one between.
                _ => match word {
                    [] => (0, 0),
                    [first, .., last] => (u64::from(*first) | u64::from(word[1]) << 8, (*last).into()),
                    [only] => ((*only).into(), 0),
                },
            },
        };
        Self { begin, end, length: word.len() as u32 }
    }

    /// Whether nothing but this word has this mark.
    #[inline]
    fn is_all(&self) -> bool {
        self.length <= 16
    }

    /// Where to look for the word.
    #[inline]
    fn slot(&self) -> usize {
        let mixed = self.begin ^ self.end.rotate_left(29) ^ u64::from(self.length);
        (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57) as usize % SLOTS
    }
}

impl<T> Default for Words<T> {
    fn default() -> Self {
        Self {
            same: 0,
            first: Mark::default(),
            keys: Vec::new(),
            present: Bits::default(),
            begins: Vec::new(),
            bytes: Vec::new(),
            recent: None,
            ty: PhantomData,
        }
    }
}

impl<T: ByteArrayType<Offset = i32>> Words<T> {
    // Most rows have the word of the row before, or none: that must not cost a call.
    #[inline(always)]
    pub(crate) fn push<'a>(&mut self, row: usize, value: impl Into<Option<&'a T::Native>>, bytes: &mut usize) {
        if let Some(value) = value.into() {
            let word: &[u8] = value.as_ref();
            *bytes += word.len();
            if row > 0 && self.same == row && self.is_first(word) {
                self.same = row + 1;
            } else {
                self.push_word(row, word);
            }
        }
    }

    /// Whether it is the first word, which there is.
    #[inline]
    fn is_first(&self, word: &[u8]) -> bool {
        word.len() == self.bytes.len() && Mark::of(word) == self.first && (self.first.is_all() || self.bytes == word)
    }

    fn push_word(&mut self, row: usize, word: &[u8]) {
        if word.len() > MAX_ROW_BYTES {
            return;
        }
        let mark = Mark::of(word);
        if row == 0 {
            self.first = mark;
            self.begins.push(0);
            self.bytes.extend_from_slice(word);
            self.same = 1;
            return;
        }
        if self.keys.len() != row {
            self.skip_to(row);
        }
        let recent = self.recent.get_or_insert_with(|| Box::new([Recent::NONE; SLOTS]));
        let recent = &mut recent[mark.slot()];
        if recent.mark != mark || !(mark.is_all() || bytes_of(&self.begins, &self.bytes, recent.number) == word) {
            *recent = Recent { mark, number: self.begins.len() as u32 };
            self.begins.push(self.bytes.len() as i32);
            self.bytes.extend_from_slice(word);
        }
        self.keys.push(recent.number as i32);
        self.present.set(row);
    }

    /// Goes over to keys, as far as this row: those of the rows that all have the first word, and none.
    fn skip_to(&mut self, row: usize) {
        if self.keys.is_empty() && self.same > 0 {
            let recent = self.recent.get_or_insert_with(|| Box::new([Recent::NONE; SLOTS]));
            recent[self.first.slot()] = Recent { mark: self.first, number: 0 };
            self.present.set_first(self.same);
        }
        fill_up(&mut self.keys, row, 0);
    }
}

/// The word of a number, of those stored so far.
#[inline]
fn bytes_of<'a>(begins: &[i32], bytes: &'a [u8], number: u32) -> &'a [u8] {
    let begin = begins[number as usize] as usize;
    let end = begins.get(number as usize + 1).map_or(bytes.len(), |end| *end as usize);
    &bytes[begin..end]
}

impl<T: ByteArrayType<Offset = i32>> ColumnBuffer for Words<T> {
    fn take(&mut self, rows: usize) -> Option<Filled> {
        if self.same == 0 && self.keys.is_empty() {
            return None;
        }
        if self.same == rows && rows >= FEW_ROWS {
            self.same = 0;
            self.begins.clear();
            let word = OffsetBuffer::from_lengths([self.bytes.len()]);
            let value = Arc::new(GenericByteArray::<T>::new(word, std::mem::take(&mut self.bytes).into(), None));
            return Some(Filled::Same { value, rows });
        }
        self.skip_to(rows);
        self.same = 0;
        let keys = Int32Array::new(std::mem::take(&mut self.keys).into(), self.present.take_nulls(rows));
        if let Some(recent) = &mut self.recent {
            recent.fill(Recent::NONE);
        }
        self.begins.push(self.bytes.len() as i32);
        let begins = OffsetBuffer::new(std::mem::take(&mut self.begins).into());
        let words = GenericByteArray::<T>::new(begins, std::mem::take(&mut self.bytes).into(), None);
        Some(Filled::Each(Arc::new(DictionaryArray::new(keys, Arc::new(words)))))
    }

    fn reuse(&mut self, array: ArrayRef) {
        if let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() {
            let keys = dictionary.keys().values().inner().clone();
            let words = dictionary.values().as_bytes_opt::<T>();
            let words = words.map(|words| (words.offsets().inner().inner().clone(), words.values().clone()));
            drop(array);
            reclaim(&mut self.keys, keys);
            if let Some((begins, bytes)) = words {
                reclaim(&mut self.begins, begins);
                reclaim(&mut self.bytes, bytes);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use arrow::array::{Array, BinaryArray, StringArray};

    use super::*;

    #[test]
    fn words_come_back_where_they_were_and_repeated_ones_are_stored_once() {
        let words = ["read", "", "openat", "read", "/usr/lib/x86_64-linux-gnu/libc.so.6", "é", "read", "rea", ""];
        let mut column = Utf8::default();
        for round in 0..2 {
            for (index, word) in words.iter().enumerate() {
                column.push(index * 3, *word, &mut 0);
            }
            let rows = words.len() * 3;
            let Some(Filled::Each(array)) = column.take(rows) else { panic!("words differ") };
            let dictionary = array.as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap();
            let found: Vec<_> = dictionary.into_iter().collect();
            for (row, value) in found.iter().enumerate() {
                assert_eq!(*value, (row % 3 == 0).then(|| words[row / 3]), "round {round}");
            }
            assert!(dictionary.values().len() < words.len(), "no word was found again");
            column.reuse(array);
        }
    }

    /// A stat of one file differs from that of another in the middle only, perhaps.
    #[test]
    fn bytes_that_differ_in_the_middle_are_not_taken_for_each_other() {
        let bytes = |number: u8| [&[1; 16][..], &[number], &[2; 16]].concat();
        let numbers = [0, 0, 0, 1, 0, 2, 2, 1];
        let mut column = Binary::default();
        for (row, number) in numbers.iter().enumerate() {
            column.push(row, bytes(*number).as_slice(), &mut 0);
        }
        let Some(Filled::Each(array)) = column.take(numbers.len()) else { panic!("they differ") };
        let dictionary = array.as_dictionary::<Int32Type>().downcast_dict::<BinaryArray>().unwrap();
        let found: Vec<_> = dictionary.into_iter().map(|value| value.unwrap().to_vec()).collect();
        assert_eq!(found, numbers.map(bytes));
    }
}
