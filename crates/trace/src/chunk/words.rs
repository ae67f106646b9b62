//! The distinct words of a column of text or bytes.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use super::Index;

/// Words and their indices, which are given in order of appearance.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// As Parquet's dictionary page has them: each its length in 4 bytes, and its bytes.
    plain: Vec<u8>,
    /// Where each begins there.
    begins: Vec<u32>,
    table: HashTable<Index>,
    /// Programs under observation choose the words: they must not be able to choose their places too.
    state: RandomState,
}

impl Words {
    /// The index of a word.
    pub(super) fn index(&mut self, word: &[u8]) -> Index {
        let Self { plain, begins, table, state } = self;
        let at = |index: Index| word_at(plain, begins[index as usize]);
        let is_it = |index: &Index| at(*index) == word;
        match table.entry(state.hash_one(word), is_it, |index| state.hash_one(at(*index))) {
            hashbrown::hash_table::Entry::Occupied(entry) => *entry.get(),
            hashbrown::hash_table::Entry::Vacant(entry) => {
                let index = begins.len() as Index;
                entry.insert(index);
                begins.push(plain.len() as u32);
                write_plain(word, plain);
                index
            }
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.begins.len()
    }

    /// The bytes of the dictionary page.
    pub(super) fn plain(&self) -> &[u8] {
        &self.plain
    }
}

fn word_at(plain: &[u8], begin: u32) -> &[u8] {
    let (length, rest) = plain[begin as usize..].split_at(size_of::<u32>());
    let length = length.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    &rest[..length]
}

/// A word as Parquet's `PLAIN` encoding has it.
pub(super) fn write_plain(word: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&(word.len() as u32).to_le_bytes());
    out.extend_from_slice(word);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_one_index_in_order_of_appearance() {
        let mut words = Words::default();
        let all: Vec<String> =
            (0..1000).map(|number| format!("/usr/{}", "x".repeat(number % 7) + &number.to_string())).collect();
        for round in 0..2 {
            for (index, word) in all.iter().enumerate() {
                assert_eq!(words.index(word.as_bytes()), index as Index, "round {round}");
            }
        }
        assert_eq!(words.index(b""), 1000);
        assert_eq!(words.len(), 1001);
        assert_eq!(&words.plain()[..10], b"\x06\0\0\0/usr/0");
    }
}
