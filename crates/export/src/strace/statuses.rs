//! Which outcomes are printed (`-e status=`).

use super::expression::{ExpressionError, inverted, no_such};

/// How a call came out, in strace's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It returned without an error.
    Successful,
    /// It returned an error or a restart code.
    Failed,
    /// It never returned.
    Unfinished,
    /// Its result could not be read.
    Unavailable,
    /// The tracer let go of it before.
    Detached,
}

const NAMES: [(&str, Status); 5] = [
    ("successful", Status::Successful),
    ("failed", Status::Failed),
    ("unfinished", Status::Unfinished),
    ("unavailable", Status::Unavailable),
    ("detached", Status::Detached),
];

const ALL: u8 = 0b1_1111;

/// A set of outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statuses {
    bits: u8,
}

impl Default for Statuses {
    fn default() -> Statuses {
        Statuses { bits: ALL }
    }
}

impl Statuses {
    /// One alone.
    pub const fn only(status: Status) -> Statuses {
        Statuses { bits: 1 << status as u8 }
    }

    /// Reads `failed,unfinished`, `all`, `none`, each also behind `!`.
    pub fn parse(value: &str) -> Result<Statuses, ExpressionError> {
        let (inverted, words) = inverted(value);
        let mut bits = match words {
            "none" => 0,
            "all" => ALL,
            words => words.split(',').filter(|word| !word.is_empty()).try_fold(0, |bits, word| {
                let known = NAMES.iter().find(|(name, _)| *name == word);
                known.map(|&(_, status)| bits | Statuses::only(status).bits).ok_or_else(|| unknown(word))
            })?,
        };
        if bits == 0 && words != "none" {
            return Err(unknown(value));
        }
        if inverted {
            bits ^= ALL;
        }
        Ok(Statuses { bits })
    }

    /// Whether an outcome is in the set.
    pub fn contains(self, status: Status) -> bool {
        self.bits & Statuses::only(status).bits != 0
    }

    /// Whether all are.
    pub fn is_all(self) -> bool {
        self.bits == ALL
    }
}

fn unknown(word: &str) -> ExpressionError {
    no_such("outcome", word, &NAMES.map(|(name, _)| name).join(", "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn outcomes_are_named() {
        let set = Statuses::parse("failed,unfinished").unwrap();
        assert!(set.contains(Status::Failed) && set.contains(Status::Unfinished) && !set.contains(Status::Successful));
        assert!(Statuses::parse("!successful").unwrap().contains(Status::Detached));
        assert!(Statuses::parse("all").unwrap().is_all() && Statuses::parse("!none").unwrap().is_all());
        assert!(!Statuses::parse("none").unwrap().contains(Status::Successful));
        for wrong in ["", "!", "fine", "failed,fine", "none,failed"] {
            assert!(Statuses::parse(wrong).is_err(), "{wrong}");
        }
    }
}
