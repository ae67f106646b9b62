//! Which signals are printed (`-e signal=`).

use trapline_syscalls::signal;

use super::expression::{ExpressionError, inverted, no_such};

/// A set of signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignalSet {
    /// Bit N is signal N.
    bits: u128,
}

impl Default for SignalSet {
    fn default() -> SignalSet {
        SignalSet::ALL
    }
}

impl SignalSet {
    /// Every signal.
    pub const ALL: SignalSet = SignalSet { bits: u128::MAX };

    /// Reads `SIGCHLD,term,17`, `all`, `none`, each also behind `!`. Names may lack `SIG`.
    pub fn parse(value: &str) -> Result<SignalSet, ExpressionError> {
        let (inverted, words) = inverted(value);
        let mut bits = match words {
            "none" => 0,
            "all" => u128::MAX,
            words => words
                .split(',')
                .filter(|word| !word.is_empty())
                .try_fold(0, |bits, word| number(word).map(|signal| bits | 1 << signal).ok_or_else(|| unknown(word)))?,
        };
        if bits == 0 && words != "none" {
            return Err(unknown(value));
        }
        if inverted {
            bits = !bits;
        }
        Ok(SignalSet { bits })
    }

    /// Whether a signal is in the set, by the name that the `signal` column has; one that nobody knows is in the set of all.
    pub fn contains(&self, name: &str) -> bool {
        match number(name) {
            Some(signal) => self.bits >> signal & 1 == 1,
            None => *self == SignalSet::ALL,
        }
    }
}

fn unknown(word: &str) -> ExpressionError {
    no_such("signal", word, "SIGHUP, SIGINT, SIGCHLD and so on, a number, all, none")
}

/// The number of a signal, from its name or number.
fn number(word: &str) -> Option<i32> {
    let name = word.to_ascii_uppercase();
    let name = name.strip_prefix("SIG").unwrap_or(&name);
    let named = (1..=64).find(|&signal| signal::name(signal).strip_prefix("SIG") == Some(name));
    named.or_else(|| word.parse().ok().filter(|signal| (0..=127).contains(signal)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn signals_go_by_name_or_number() {
        for (value, child, term, real_time) in [
            ("SIGCHLD", true, false, false),
            ("chld,rt_1", true, false, true),
            ("17,15", true, true, false),
            ("!SIGCHLD", false, true, true),
            ("none", false, false, false),
            ("!none", true, true, true),
            ("all", true, true, true),
            ("!all", false, false, false),
        ] {
            let set = SignalSet::parse(value).unwrap();
            let contained = ["SIGCHLD", "SIGTERM", "SIGRT_1"].map(|name| set.contains(name));
            assert_eq!(contained, [child, term, real_time], "{value}");
        }
        for wrong in ["", ",", "!", "SIGFOO", "1000", "-1", "chld;term"] {
            assert!(SignalSet::parse(wrong).is_err(), "{wrong}");
        }
    }
}
