//! What is compared with what.

use crate::rounds::Measured;
use crate::statistics::Spread;
use crate::tracer::{EBPF, NATIVE};

/// The time of one tracer divided by that of another: of the whole run, for each call of a storm.
#[derive(Debug)]
pub struct Ratio {
    /// Name of a tracer.
    pub of: &'static str,
    /// Name of another.
    pub to: &'static str,
    /// Workloads, and the most that is good enough.
    pub targets: &'static [(&'static str, f64)],
}

/// Every ratio.
pub const RATIOS: &[Ratio] = &[
    Ratio {
        of: EBPF,
        to: "perf trace record",
        targets: &[
            ("getppid", 0.45),
            ("path", 0.45),
            ("file", 0.45),
            ("processes", 0.45),
            ("threads", 0.45),
            ("shallow", 0.45),
            ("deep", 0.45),
        ],
    },
    Ratio {
        of: EBPF,
        to: "strace",
        targets: &[
            ("getppid", 0.03),
            ("path", 0.03),
            ("file", 0.03),
            ("processes", 0.03),
            ("threads", 0.03),
            ("shallow", 0.03),
            ("deep", 0.03),
        ],
    },
    Ratio { of: EBPF, to: "strace, one CPU", targets: &[] },
    Ratio { of: EBPF, to: "bpftrace", targets: &[] },
    Ratio { of: EBPF, to: NATIVE, targets: &[("mix", 1.1)] },
    Ratio { of: "rec ptrace", to: "strace, one CPU", targets: &[("getppid", 0.9), ("file", 0.9)] },
    Ratio {
        of: "rec ptrace",
        to: "strace",
        targets: &[("getppid", 0.2), ("file", 0.2), ("processes", 0.32), ("threads", 0.32)],
    },
    Ratio { of: "rec ptrace", to: NATIVE, targets: &[] },
    Ratio { of: "rec ebpf -e connect", to: NATIVE, targets: &[] },
    Ratio {
        of: "rec ptrace -e connect",
        to: NATIVE,
        targets: &[("getppid-filtered", 1.35), ("file-filtered", 1.35), ("compile", 1.05)],
    },
    Ratio { of: "strace --seccomp-bpf -e connect", to: NATIVE, targets: &[] },
];

/// A ratio on a workload.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Its value.
    pub value: Spread,
    /// The most that is good enough.
    pub target: Option<f64>,
    /// What the first tracer lost: who loses is fast.
    pub lost: u64,
}

impl Found {
    /// Good enough, with everything recorded, or nothing was asked for.
    pub fn is_met(&self) -> bool {
        self.target.is_none_or(|target| self.value.median <= target && self.lost == 0)
    }

    /// In a word or two; empty where nothing was asked for.
    pub fn verdict(&self) -> String {
        match (self.target, self.lost) {
            (None, _) => String::new(),
            (Some(_), 0) if self.is_met() => "held".to_owned(),
            (Some(_), 0) => "missed".to_owned(),
            (Some(_), lost) => format!("missed: {lost} lost"),
        }
    }
}

impl Ratio {
    /// `None` where one of the two was not measured.
    pub fn on(&self, measured: &Measured) -> Option<Found> {
        let of = measured.series(self.of)?;
        let value = Spread::ratio(&of.seconds_each(), &measured.series(self.to)?.seconds_each())?;
        let target = self.targets.iter().find(|(name, _)| *name == measured.workload.name);
        Some(Found { value, target: target.map(|&(_, target)| target), lost: of.lost() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracer::Tracer;
    use crate::workload::Workload;

    #[test]
    fn ratios_name_tracers_and_workloads_that_exist() {
        for ratio in RATIOS {
            let (of, to) = (Tracer::by_name(ratio.of), Tracer::by_name(ratio.to));
            let (of, to) = of.zip(to).unwrap_or_else(|| panic!("no such tracer: {ratio:?}"));
            for (name, _) in ratio.targets {
                let workload = Workload::by_name(name).unwrap_or_else(|| panic!("no such workload: {name}"));
                assert!(of.suits(workload) && to.suits(workload), "{name} never runs under {ratio:?}");
            }
        }
    }

    #[test]
    fn a_target_is_met_by_the_median_of_runs_that_lost_nothing() {
        let value = Spread { median: 0.9, min: 0.8, max: 1.2 };
        let found = |target, lost| {
            let found = Found { value, target, lost };
            (found.is_met(), found.verdict())
        };
        assert_eq!(found(Some(0.9), 0), (true, "held".to_owned()));
        assert_eq!(found(Some(0.89), 0), (false, "missed".to_owned()));
        assert_eq!(found(Some(0.9), 12), (false, "missed: 12 lost".to_owned()));
        assert_eq!(found(None, 12), (true, String::new()));
    }
}
