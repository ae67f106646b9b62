//! How many calls a tracer recorded, by what it says or wrote.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// Where the number of recorded calls is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tally {
    /// Nowhere.
    None,
    /// `rec: FILE: 12,345 calls, … 0 lost (…`, the last line of the standard error.
    Rec,
    /// `[ perf record: Captured and wrote 206.022 MB FILE (24690 samples) ]` there: one of a call's beginning, one of its
    /// end.
    Perf,
    /// A line of the output each.
    Lines,
}

/// What was recorded, and what is known to be lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// System calls in the recording.
    pub calls: Option<u64>,
    /// Records that the tracer says it lost.
    pub lost: Option<u64>,
}

impl Tally {
    /// From the standard error and the output of a run.
    pub fn of(self, said: &str, out: &Path) -> io::Result<Recorded> {
        Ok(match self {
            Tally::None => Recorded::default(),
            Tally::Rec => rec(said).unwrap_or_default(),
            Tally::Perf => Recorded { calls: samples(said).map(|samples| samples / 2), lost: None },
            Tally::Lines => Recorded { calls: Some(lines(out)?), lost: None },
        })
    }
}

fn rec(said: &str) -> Option<Recorded> {
    let line = said.lines().rev().find(|line| line.starts_with("rec: "))?;
    let before = |word| line.split_once(word).and_then(|(before, _)| number(before.rsplit(' ').next()?));
    Some(Recorded { calls: before(" calls, ").or_else(|| before(" call, ")), lost: before(" lost (") })
}

fn samples(said: &str) -> Option<u64> {
    let line = said.lines().find(|line| line.starts_with("[ perf record: Captured"))?;
    number(line.split_once(" samples)")?.0.rsplit('(').next()?)
}

fn number(text: &str) -> Option<u64> {
    text.replace(',', "").parse().ok()
}

/// Lines that are not empty: bpftrace begins and ends with such.
fn lines(path: &Path) -> io::Result<u64> {
    let (mut reader, mut line, mut count) = (BufReader::new(File::open(path)?), Vec::new(), 0);
    while reader.read_until(b'\n', &mut line)? > 0 {
        count += u64::from(!line.trim_ascii().is_empty());
        line.clear();
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tally: Tally, said: &str) -> (Option<u64>, Option<u64>) {
        let Recorded { calls, lost } = tally.of(said, Path::new("/dev/null")).expect("a tally");
        (calls, lost)
    }

    #[test]
    fn the_recorder_says_how_many_calls_it_recorded_and_lost() {
        let line =
            "noise\nrec: x.parquet: 12,345 calls, 87 errors, 1 process, 1 s, 1,000 lost (ebpf, 3 MiB). Next: …\n";
        assert_eq!(of(Tally::Rec, line), (Some(12_345), Some(1_000)));
        assert_eq!(of(Tally::Rec, "rec: out: 1 call, 0 errors, 0 lost (ptrace, 3 KiB)\n"), (Some(1), Some(0)));
        assert_eq!(of(Tally::Rec, "strace: 7 calls, 8\n"), (None, None));
        let odd = "rec: /tmp/my calls, x: 12,345 calls, 87 errors\n";
        assert_eq!(of(Tally::Rec, odd).0, None, "the path looks like a count: better none than a wrong one");
    }

    #[test]
    fn perf_takes_two_samples_of_a_call() {
        let said = "[ perf record: Woken up 0 times to write data ]\n\
                    [ perf record: Captured and wrote 206.022 MB /tmp/p (2000059 samples) ]\n";
        assert_eq!(of(Tally::Perf, said), (Some(1_000_029), None));
        assert_eq!(of(Tally::Perf, "[ perf record: Captured and wrote 0.1 MB /tmp/p ]\n"), (None, None));
    }

    #[test]
    fn lines_are_counted_unless_they_are_empty() {
        let dir = tempfile::tempdir().expect("a directory");
        let out = dir.path().join("out");
        std::fs::write(&out, "\n1 39 1 2\n1 39 1 2\n\n\n").expect("a file");
        assert_eq!(Tally::Lines.of("", &out).expect("a tally").calls, Some(2));
        assert!(Tally::Lines.of("", &dir.path().join("none")).is_err());
        assert_eq!(Tally::None.of("", &out).expect("a tally"), Recorded::default());
    }
}
