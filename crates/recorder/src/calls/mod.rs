//! Calls by name: how many, how many failed, how long they took.

mod histogram;

use std::collections::HashMap;

use trapline_syscalls::errno::restarts;
use trapline_trace::Row;

use histogram::Histogram;

/// What calls of one name came to. Times are from enter to exit, in ns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSummary {
    /// Name.
    pub name: String,
    /// How many.
    pub calls: u64,
    /// How many of them failed, restarts not counted.
    pub errors: u64,
    /// Time in all of them that returned.
    pub total_ns: u64,
    /// Half of them took at most this long, with an error of at most 2 %.
    pub p50_ns: u64,
    /// 99 of 100 of them took at most this long, likewise.
    pub p99_ns: u64,
    /// The longest.
    pub max_ns: u64,
}

/// Counts rows by the name of their call. Needs the same memory however many there are.
#[derive(Debug, Default)]
pub(crate) struct Calls(HashMap<Box<str>, Counted>);

#[derive(Debug, Default)]
struct Counted {
    calls: u64,
    errors: u64,
    times: Histogram,
}

impl Calls {
    /// Counts a row, if it is a call.
    pub(crate) fn count(&mut self, row: &Row<'_>) {
        let Some(name) = row.syscall.filter(|_| row.kind == "syscall") else { return };
        let counted = match self.0.get_mut(name) {
            Some(counted) => counted,
            None => self.0.entry(name.into()).or_default(),
        };
        counted.calls += 1;
        counted.errors += u64::from(row.errno.is_some_and(|errno| !restarts(errno)));
        if let Some(ns) = row.duration_ns.and_then(|ns| u64::try_from(ns).ok()) {
            counted.times.add(ns);
        }
    }

    /// The calls that took longest in sum first.
    pub(crate) fn finish(self) -> Vec<CallSummary> {
        let summary = |(name, Counted { calls, errors, times }): (Box<str>, Counted)| CallSummary {
            name: name.into(),
            calls,
            errors,
            total_ns: times.total(),
            p50_ns: times.quantile(50),
            p99_ns: times.quantile(99),
            max_ns: times.max(),
        };
        let mut all: Vec<CallSummary> = self.0.into_iter().map(summary).collect();
        all.sort_by(|a, b| b.total_ns.cmp(&a.total_ns).then_with(|| a.name.cmp(&b.name)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_by_name_and_the_longest_come_first() {
        let row = |syscall, errno, duration_ns| Row {
            kind: "syscall",
            syscall: Some(syscall),
            errno,
            duration_ns,
            ..Row::default()
        };
        let mut calls = Calls::default();
        for _ in 0..99 {
            calls.count(&row("read", None, Some(1000)));
        }
        calls.count(&row("read", Some(2), Some(50_000)));
        calls.count(&row("read", Some(512), None));
        calls.count(&row("futex", None, Some(1_000_000)));
        calls.count(&Row { kind: "exec", syscall: None, ..Row::default() });
        let [futex, read] = &calls.finish()[..] else { panic!("two names") };
        assert_eq!((futex.name.as_str(), futex.calls, futex.total_ns), ("futex", 1, 1_000_000));
        assert_eq!((read.calls, read.errors, read.total_ns, read.max_ns), (101, 1, 149_000, 50_000));
        assert!(read.p50_ns.abs_diff(1000) <= 20 && read.p99_ns.abs_diff(1000) <= 20, "{read:?}");
    }
}
