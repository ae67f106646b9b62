//! Which system calls an expression of strace's `-e trace=` selects (strace(1), "Filtering").
//!
//! An expression is read once into a bitmap per ABI, so that asking costs a shift and a mask, at every stop of a
//! tracee too.

mod error;
mod nearest;
mod numbers;
mod parse;
#[cfg(test)]
mod tests;

use crate::Abi;
pub use error::SelectionError;
pub use nearest::nearest;
use numbers::NumberSet;

/// A set of system calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// By [`Abi`], in the order of [`ABIS`].
    sets: [NumberSet; 3],
}

const ABIS: [Abi; 3] = [Abi::X86_64, Abi::I386, Abi::X32];

impl Selection {
    /// Every call.
    pub const ALL: Selection = Selection { sets: [NumberSet::ALL; 3] };
    /// No call.
    pub const NONE: Selection = Selection { sets: [NumberSet::NONE; 3] };

    /// Reads an expression: calls and numbers (`openat,read`, `0`), classes (`%file`), extended regular expressions
    /// (`/^stat`), each after `?` if it may be unknown and before `@64`, `@32` or `@x32` if it is meant for one ABI only;
    /// `all`; `none`; all of it after `!` for everything else. It may begin with `trace=` or `t=`.
    pub fn parse(expr: &str) -> Result<Selection, SelectionError> {
        parse::expression(expr)
    }

    /// What an option selects that is given several times, or not at all: as in strace the last one holds alone, and
    /// without one every call is selected. All of them must be right.
    pub fn parse_repeated<'a>(exprs: impl IntoIterator<Item = &'a str>) -> Result<Selection, SelectionError> {
        exprs.into_iter().try_fold(Selection::ALL, |_, expr| Selection::parse(expr))
    }

    /// Whether a call is selected. x32 numbers may have their bit 30 or not.
    ///
    /// A number that the table does not know is selected by `all`, by what excludes other calls (`!read`), and by itself.
    pub fn contains(&self, abi: Abi, nr: i32) -> bool {
        self.set(abi).contains(plain(abi, nr))
    }

    /// The numbers that are selected in an ABI, ascending (x32 without bit 30): of the calls in the table, and those that
    /// the expression gave. Whether all others are selected as well says [`Selection::contains_unknown`].
    pub fn numbers(&self, abi: Abi) -> impl Iterator<Item = i32> {
        self.set(abi).iter().filter(move |&nr| !self.contains_unknown(abi) || crate::table::lookup(abi, nr).is_some())
    }

    /// Whether numbers are selected that nobody has named.
    pub fn contains_unknown(&self, abi: Abi) -> bool {
        self.set(abi).contains(-1)
    }

    /// Whether every call of every ABI is selected.
    pub fn is_all(&self) -> bool {
        *self == Selection::ALL
    }

    fn set(&self, abi: Abi) -> &NumberSet {
        &self.sets[index(abi)]
    }

    fn set_mut(&mut self, abi: Abi) -> &mut NumberSet {
        &mut self.sets[index(abi)]
    }

    fn invert(&mut self) {
        self.sets.iter_mut().for_each(NumberSet::invert);
    }
}

fn index(abi: Abi) -> usize {
    match abi {
        Abi::X86_64 => 0,
        Abi::I386 => 1,
        Abi::X32 => 2,
    }
}

/// A number without the bit of x32.
fn plain(abi: Abi, nr: i32) -> i32 {
    match abi {
        Abi::X32 => nr & !crate::abi::X32_BIT,
        Abi::X86_64 | Abi::I386 => nr,
    }
}
