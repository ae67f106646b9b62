//! A set of numbers of one ABI.

/// Numbers from 0 to [`NumberSet::LEN`] one by one, and all others together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberSet {
    words: [u64; WORDS],
    others: bool,
}

const WORDS: usize = 16;

impl NumberSet {
    /// Numbers below this stand for themselves; those of Linux 6.18 end at 547.
    pub(super) const LEN: i32 = 64 * WORDS as i32;
    pub(super) const NONE: NumberSet = NumberSet { words: [0; WORDS], others: false };
    pub(super) const ALL: NumberSet = NumberSet { words: [u64::MAX; WORDS], others: true };

    pub(super) fn contains(&self, nr: i32) -> bool {
        match place(nr) {
            Some((word, bit)) => self.words[word] & bit != 0,
            None => self.others,
        }
    }

    /// Adds a number below [`NumberSet::LEN`].
    pub(super) fn insert(&mut self, nr: i32) {
        if let Some((word, bit)) = place(nr) {
            self.words[word] |= bit;
        }
    }

    pub(super) fn invert(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        self.others = !self.others;
    }

    /// The numbers below [`NumberSet::LEN`] that are in the set, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = i32> {
        (0..NumberSet::LEN).filter(|&nr| self.contains(nr))
    }
}

/// The word and the bit of a number.
fn place(nr: i32) -> Option<(usize, u64)> {
    let nr = usize::try_from(nr).ok().filter(|&nr| nr < 64 * WORDS)?;
    Some((nr / 64, 1 << (nr % 64)))
}
