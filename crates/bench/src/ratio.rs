//! What is compared with what.

use crate::rounds::{Measured, Series};
use crate::statistics::Spread;
use crate::tracer::NATIVE;

/// The time of one tracer divided by that of another.
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
    Ratio { of: "rec", to: "strace, one CPU", targets: &[("getppid", 0.9), ("file", 0.9)] },
    Ratio {
        of: "rec",
        to: "strace",
        targets: &[("getppid", 0.2), ("file", 0.2), ("processes", 0.32), ("threads", 0.32)],
    },
    Ratio { of: "rec", to: NATIVE, targets: &[] },
    Ratio {
        of: "rec -e connect",
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
}

impl Found {
    /// Good enough, or nothing was asked for.
    pub fn is_met(&self) -> bool {
        self.target.is_none_or(|target| self.value.median <= target)
    }
}

impl Ratio {
    /// `None` where one of the two was not measured.
    pub fn on(&self, measured: &Measured) -> Option<Found> {
        let seconds = |name| measured.series(name).map(Series::seconds);
        let value = Spread::ratio(&seconds(self.of)?, &seconds(self.to)?)?;
        let target = self.targets.iter().find(|(name, _)| *name == measured.workload.name);
        Some(Found { value, target: target.map(|&(_, target)| target) })
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
    fn a_target_is_met_by_the_median() {
        let value = Spread { median: 0.9, min: 0.8, max: 1.2 };
        assert!(Found { value, target: Some(0.9) }.is_met());
        assert!(!Found { value, target: Some(0.89) }.is_met());
        assert!(Found { value, target: None }.is_met());
    }
}
