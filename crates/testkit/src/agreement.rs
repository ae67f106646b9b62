//! Whether a recording shows what several runs of strace show of the same command.
//!
//! Programs differ a little from run to run: how many signals arrive, which call one interrupts. What all runs agree on, a
//! recording must show as well; what they do not agree on must lie between the least and the most of them, and what no
//! run shows must not be there.

use std::collections::{BTreeMap, BTreeSet};

use crate::observed::Observed;

/// How often each (call, error), or (call, path), occurs.
pub type Counts = BTreeMap<(String, String), u64>;

/// What is compared of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Calls per (call, error).
    pub errors: Counts,
    /// Calls per (call, path).
    pub paths: Counts,
}

impl Tally {
    /// Counts calls; `same` gives paths that differ from run to run one name.
    pub fn of(calls: &[Observed], same: impl Fn(&str) -> String) -> Tally {
        let mut tally = Tally::default();
        for call in calls {
            *tally.errors.entry((call.name.clone(), call.error.clone())).or_default() += 1;
            if let Some(path) = &call.path {
                *tally.paths.entry((call.name.clone(), same(path))).or_default() += 1;
            }
        }
        tally
    }
}

/// A key whose count in a recording lies outside of the runs'.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// Key and counts.
    pub text: String,
    /// The runs do not agree on it either.
    pub varies: bool,
}

/// What of a recording contradicts the runs of strace.
pub fn contradictions(runs: &[Tally], recorded: &Tally) -> Vec<Contradiction> {
    let mut contradictions = outside(runs, recorded, |tally| &tally.errors);
    contradictions.extend(outside(runs, recorded, |tally| &tally.paths));
    contradictions
}

/// The least share of a run's calls whose keys all runs agree on, in errors and in paths, and the keys that they do not
/// agree on.
pub fn coverage(runs: &[Tally]) -> (f64, Vec<String>) {
    let (errors, mut varying) = agreed(runs, |tally| &tally.errors);
    let (paths, more) = agreed(runs, |tally| &tally.paths);
    varying.extend(more);
    (errors.min(paths), varying)
}

fn keys<'a>(tallies: impl Iterator<Item = &'a Counts>) -> BTreeSet<&'a (String, String)> {
    tallies.flat_map(Counts::keys).collect()
}

/// A key's count in each run.
fn theirs(runs: &[Tally], part: fn(&Tally) -> &Counts, key: &(String, String)) -> Vec<u64> {
    runs.iter().map(|run| part(run).get(key).copied().unwrap_or(0)).collect()
}

fn outside(runs: &[Tally], recorded: &Tally, part: fn(&Tally) -> &Counts) -> Vec<Contradiction> {
    let keys = keys(runs.iter().chain([recorded]).map(part));
    let differing = keys.into_iter().filter_map(|key| {
        let theirs = theirs(runs, part, key);
        let ours = part(recorded).get(key).copied().unwrap_or(0);
        let (least, most) = (theirs.iter().min()?, theirs.iter().max()?);
        let lies_between = (least..=most).contains(&&ours);
        let text = || format!("{key:?}: strace {theirs:?}, recorded {ours}");
        (!lies_between).then(|| Contradiction { text: text(), varies: least != most })
    });
    differing.collect()
}

fn agreed(runs: &[Tally], part: fn(&Tally) -> &Counts) -> (f64, Vec<String>) {
    let most = runs.iter().map(|run| part(run).values().sum::<u64>()).max().unwrap_or(0);
    let (mut agreed, mut varying) = (0, Vec::new());
    for key in keys(runs.iter().map(part)) {
        let theirs = theirs(runs, part, key);
        if theirs.iter().all(|&count| count == theirs[0]) {
            agreed += theirs[0];
        } else {
            varying.push(format!("{key:?}: {theirs:?}"));
        }
    }
    // Runs without a call agree on nothing.
    (if most == 0 { 0.0 } else { agreed as f64 / most as f64 }, varying)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(count: u64) -> Tally {
        let errors = Counts::from([(("read".to_owned(), String::new()), count)]);
        Tally { errors, paths: Counts::new() }
    }

    #[test]
    fn a_missing_call_and_one_too_many_are_noticed() {
        assert!(contradictions(&[reads(2), reads(2)], &reads(2)).is_empty());
        assert!(contradictions(&[reads(2), reads(4)], &reads(3)).is_empty());
        assert_eq!(contradictions(&[reads(2), reads(4)], &reads(5)).len(), 1);
        assert_eq!(contradictions(&[reads(2), reads(2)], &reads(1)).len(), 1);
        assert_eq!(contradictions(&[reads(2), reads(2)], &Tally::default()).len(), 1);
        assert_eq!(contradictions(&[Tally::default(), Tally::default()], &reads(1)).len(), 1);
    }

    #[test]
    fn coverage_is_the_share_of_calls_that_all_runs_agree_on() {
        let with_writes = |count| {
            let mut tally = reads(9);
            tally.errors.insert(("write".to_owned(), String::new()), count);
            tally.paths = Counts::from([(("read".to_owned(), "/x".to_owned()), 9)]);
            tally
        };
        let (share, varying) = coverage(&[with_writes(1), with_writes(3)]);
        assert!((share - 0.75).abs() < 1e-9, "{share}");
        assert_eq!(varying.len(), 1);
        assert!((coverage(&[with_writes(1), with_writes(1)]).0 - 1.0).abs() < 1e-9);
        assert_eq!(coverage(&[Tally::default()]).0, 0.0);
    }
}
