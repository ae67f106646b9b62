//! When tracer and tracees belong on one CPU.
//!
//! A stop hands the CPU from the tracee to the tracer and back. On one CPU that is a switch; between two it is an
//! interrupt and a wake-up, which takes several times as long, and ten times in a virtual machine. But on one CPU
//! a program's threads take turns. So what counts is how much a program computes from stop to stop.

/// What was seen during a while.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// Its length.
    pub(super) ns: i64,
    /// Stops in it.
    pub(super) stops: u32,
    /// Tracees that could run at its end: inside no call.
    pub(super) runnable: usize,
    /// CPU time that the processes of those used in it; `None` if it was not looked up.
    pub(super) cpu_ns: Option<i64>,
}

/// Where everybody is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placement {
    /// Tracer and tracees on one CPU.
    Together,
    /// Each where it may be.
    Apart,
}

/// Stops per second from which on a program that does one thing at a time gains from being together, and below which it
/// is let go again: the gap keeps it from going back and forth.
const FREQUENT: i64 = 3000;
const RARE: i64 = 1500;
/// CPU time between two stops up to which a program that does several things at once gains, and above which it is let go.
/// Together a stop costs about 8 µs; apart about 45 µs, on two CPUs at the same time.
const BRIEF_NS: i64 = 30_000;
const LONG_NS: i64 = 60_000;

impl Window {
    /// Whether more than one tracee wants to run, so that CPU time matters.
    pub(super) fn is_parallel(&self) -> bool {
        self.runnable > 1
    }

    /// Where everybody is to be after it.
    pub(super) fn decide(&self, now: Placement) -> Placement {
        let per_second = i64::from(self.stops).saturating_mul(1_000_000_000) / self.ns.max(1);
        let (least, most_cpu) = match now {
            Placement::Together => (RARE, LONG_NS),
            Placement::Apart => (FREQUENT, BRIEF_NS),
        };
        let computes = self.is_parallel()
            && self.cpu_ns.is_some_and(|cpu_ns| cpu_ns > most_cpu.saturating_mul(i64::from(self.stops)));
        if per_second < least || computes { Placement::Apart } else { Placement::Together }
    }
}

#[cfg(test)]
mod tests {
    use super::Placement::{Apart, Together};
    use super::*;

    fn window(stops: u32, runnable: usize, cpu_ms: i64) -> Window {
        Window { ns: 10_000_000, stops, runnable, cpu_ns: Some(cpu_ms * 1_000_000) }
    }

    #[test]
    fn frequent_calls_bring_together_and_rare_ones_apart() {
        assert_eq!(window(31, 1, 9).decide(Apart), Together);
        assert_eq!(window(20, 1, 9).decide(Apart), Apart);
        assert_eq!(window(20, 1, 9).decide(Together), Together);
        assert_eq!(window(14, 1, 9).decide(Together), Apart);
        assert_eq!(window(0, 0, 0).decide(Together), Apart);
    }

    #[test]
    fn a_program_that_computes_on_several_cpus_is_let_go() {
        assert_eq!(window(100, 2, 7).decide(Together), Apart);
        assert_eq!(window(100, 2, 4).decide(Together), Together);
        assert_eq!(window(100, 2, 4).decide(Apart), Apart);
        assert_eq!(window(300, 2, 7).decide(Apart), Together);
        assert_eq!(window(100, 1, 7).decide(Together), Together, "one alone loses nothing");
    }

    #[test]
    fn windows_of_no_length_are_decided_too() {
        assert_eq!(Window { ns: 0, stops: 0, runnable: 0, cpu_ns: None }.decide(Together), Apart);
    }
}
