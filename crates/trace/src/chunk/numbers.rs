//! The distinct values of a column of numbers.

use std::hash::{BuildHasher, RandomState};

use super::Index;

/// Numbers and their indices, which are given in order of appearance.
#[derive(Debug)]
pub(super) struct Numbers {
    /// Bytes of a number in Parquet: 4 or 8.
    width: usize,
    /// As Parquet's dictionary page has them.
    plain: Vec<u8>,
    /// Where a number is: at [`slot`](Self::slot) or in the next ones that are taken. A power of two, at most half of it
    /// taken.
    slots: Vec<(u64, Index)>,
    /// Odd and unknown to the programs under observation, which choose the numbers and must not choose their places.
    factor: u64,
}

/// Marks a slot that is not taken.
const NONE: Index = Index::MAX;

impl Numbers {
    pub(super) fn new(width: usize) -> Self {
        Self { width, plain: Vec::new(), slots: vec![(0, NONE); 64], factor: RandomState::new().hash_one(0) | 1 }
    }

    /// The index of a number.
    #[inline]
    pub(super) fn index(&mut self, number: u64) -> Index {
        let mut slot = self.slot(number);
        loop {
            match self.slots[slot] {
                (_, NONE) => return self.insert(slot, number),
                (found, index) if found == number => return index,
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// Where to begin to look for a number.
    #[inline]
    fn slot(&self, number: u64) -> usize {
        let mixed = (number ^ number >> 32).wrapping_mul(self.factor);
        (mixed >> (64 - self.slots.len().trailing_zeros())) as usize
    }

    #[cold]
    fn insert(&mut self, slot: usize, number: u64) -> Index {
        let index = self.len() as Index;
        self.slots[slot] = (number, index);
        write_plain(number, self.width, &mut self.plain);
        if self.len() * 2 > self.slots.len() {
            let doubled = vec![(0, NONE); self.slots.len() * 2];
            for (number, index) in std::mem::replace(&mut self.slots, doubled) {
                if index != NONE {
                    let mut slot = self.slot(number);
                    while self.slots[slot].1 != NONE {
                        slot = (slot + 1) & (self.slots.len() - 1);
                    }
                    self.slots[slot] = (number, index);
                }
            }
        }
        index
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.plain.len() / self.width
    }

    /// The bytes of a number in Parquet.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The bytes of the dictionary page.
    pub(super) fn plain(&self) -> &[u8] {
        &self.plain
    }
}

/// The low `width` bytes of a number as Parquet's `PLAIN` encoding has it.
#[inline]
pub(super) fn write_plain(number: u64, width: usize, out: &mut Vec<u8>) {
    // Of a length that is known, a store; of another one, a call.
    match width {
        4 => out.extend_from_slice(&(number as u32).to_le_bytes()),
        _ => out.extend_from_slice(&number.to_le_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_one_index_in_order_of_appearance() {
        let mut numbers = Numbers::new(8);
        let all: Vec<u64> = (0..5000).map(|number| if number % 2 == 0 { number } else { number << 40 }).collect();
        for round in 0..2 {
            for (index, number) in all.iter().enumerate() {
                assert_eq!(numbers.index(*number), index as Index, "round {round}");
            }
        }
        assert_eq!(numbers.len(), 5000);
        assert_eq!(numbers.plain()[8..16], (1_u64 << 40).to_le_bytes());
    }
}
