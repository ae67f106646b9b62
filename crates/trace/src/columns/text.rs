//! The buffer of a column of text.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, DictionaryArray, Int32Array, StringArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::Int32Type;

use super::bits::Bits;
use super::buffer::{ColumnBuffer, MAX_ROW_BYTES, reclaim};

/// Text. The same few words and paths come again and again, so a row has the number of its word, and a word that was
/// among the recent ones is not stored once more. Words may be there several times: to find every one again would cost
/// more than it saves.
#[derive(Debug)]
pub(crate) struct Utf8 {
    keys: Vec<i32>,
    present: Bits,
    /// Where each word begins; the last one ends at the end of `bytes`.
    begins: Vec<i32>,
    bytes: Vec<u8>,
    /// The latest word for each value of [`slot`], by number.
    recent: [u32; SLOTS],
}

/// Recent words that are looked at.
const SLOTS: usize = 128;

impl Default for Utf8 {
    fn default() -> Self {
        let (keys, begins, bytes) = (Vec::new(), Vec::new(), Vec::new());
        Self { keys, present: Bits::default(), begins, bytes, recent: [0; SLOTS] }
    }
}

/// Where to look for a word: by its length, its beginning and its end.
#[inline]
fn slot(word: &[u8]) -> usize {
    let (begin, end) = match (word.first_chunk::<8>(), word.last_chunk::<8>()) {
        (Some(begin), Some(end)) => (u64::from_le_bytes(*begin), u64::from_le_bytes(*end)),
        _ => match (word.first_chunk::<4>(), word.last_chunk::<4>()) {
            (Some(begin), Some(end)) => (u32::from_le_bytes(*begin).into(), u32::from_le_bytes(*end).into()),
            _ => (word.first().copied().unwrap_or(0).into(), word.last().copied().unwrap_or(0).into()),
        },
    };
    let mixed = (begin ^ end.rotate_left(29) ^ word.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 57) as usize % SLOTS
}

impl Utf8 {
    #[inline]
    pub(crate) fn push<'a>(&mut self, row: usize, value: impl Into<Option<&'a str>>) -> usize {
        value.into().map_or(0, |value| self.push_word(row, value.as_bytes()))
    }

    fn push_word(&mut self, row: usize, word: &[u8]) -> usize {
        if word.len() > MAX_ROW_BYTES {
            return word.len();
        }
        let recent = &mut self.recent[slot(word)];
        let begin = self.begins.get(*recent as usize);
        let end = self.begins.get(*recent as usize + 1).map_or(self.bytes.len(), |end| *end as usize);
        if begin.is_none_or(|begin| self.bytes[*begin as usize..end] != *word) {
            *recent = self.begins.len() as u32;
            self.begins.push(self.bytes.len() as i32);
            self.bytes.extend_from_slice(word);
        }
        if self.keys.len() != row {
            self.keys.resize(row, 0);
        }
        self.keys.push(*recent as i32);
        self.present.set(row);
        word.len()
    }
}

impl ColumnBuffer for Utf8 {
    fn take(&mut self, rows: usize) -> Option<ArrayRef> {
        if self.keys.is_empty() {
            return None;
        }
        self.keys.resize(rows, 0);
        let keys = Int32Array::new(std::mem::take(&mut self.keys).into(), self.present.take_nulls(rows));
        self.begins.push(self.bytes.len() as i32);
        let begins = OffsetBuffer::new(std::mem::take(&mut self.begins).into());
        let words = StringArray::new(begins, std::mem::take(&mut self.bytes).into(), None);
        Some(Arc::new(DictionaryArray::new(keys, Arc::new(words))))
    }

    fn reuse(&mut self, array: ArrayRef) {
        if let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() {
            let keys = dictionary.keys().values().inner().clone();
            let words = dictionary.values().as_string_opt::<i32>();
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
    use arrow::array::Array;

    use super::*;

    #[test]
    fn words_come_back_where_they_were_and_repeated_ones_are_stored_once() {
        let words = ["read", "", "openat", "read", "/usr/lib/x86_64-linux-gnu/libc.so.6", "é", "read", "rea", ""];
        let mut column = Utf8::default();
        for round in 0..2 {
            for (index, word) in words.iter().enumerate() {
                column.push(index * 3, *word);
            }
            let rows = words.len() * 3;
            let array = column.take(rows).unwrap();
            let dictionary = array.as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap();
            let found: Vec<_> = dictionary.into_iter().collect();
            for (row, value) in found.iter().enumerate() {
                assert_eq!(*value, (row % 3 == 0).then(|| words[row / 3]), "round {round}");
            }
            assert!(dictionary.values().len() < words.len(), "no word was found again");
            column.reuse(array);
        }
    }
}
