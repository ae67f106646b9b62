//! What tracers add to a program's own CPU time: what it pays for being recorded, whatever else is done meanwhile on other
//! CPUs.

use crate::rounds::Measured;
use crate::statistics::Spread;
use crate::tracer::{EBPF, EMPTY, NATIVE, TRACERS, Tracer};
use crate::workloads::DEPTH;

/// Something whose cost is asked for.
#[derive(Debug)]
pub struct Added {
    /// What, as in tables.
    pub what: &'static str,
    /// Of which calls.
    pub of: Calls,
    /// The most nanoseconds that are good enough under `rec ebpf`.
    pub most_ns: f64,
    /// How many times what two empty programs add is good enough there.
    pub most_times: Option<f64>,
}

/// Storms that tell a cost.
#[derive(Clone, Copy, Debug)]
pub enum Calls {
    /// A call of this one.
    Of(&'static str),
    /// A path component: the difference between an open of the second and an open of the first, whose file is [`DEPTH`]
    /// directories less deep.
    Component(&'static str, &'static str),
}

/// An open and a close: the close is the same in both storms, whatever it costs.
const CALLS_OF_AN_OPEN: f64 = 2.0;

/// Every cost.
pub const ADDED: &[Added] = &[
    Added { what: "a call without a string", of: Calls::Of("getppid"), most_ns: 600.0, most_times: Some(5.0) },
    Added { what: "a call with one path", of: Calls::Of("path"), most_ns: 1000.0, most_times: Some(9.0) },
    Added {
        what: "a path component of an open",
        of: Calls::Component("shallow", "deep"),
        most_ns: 200.0,
        most_times: None,
    },
];

/// A cost under a tracer.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What is asked for.
    pub what: &'static str,
    /// The tracer.
    pub tracer: &'static str,
    /// Nanoseconds more than natively.
    pub ns: Spread,
    /// The same, divided by what two empty programs add.
    pub times: Option<Spread>,
    /// The most of both that is good enough.
    pub most: (Option<f64>, Option<f64>),
}

impl Found {
    /// Good enough, or nothing was asked for.
    pub fn is_met(&self) -> bool {
        let is_met =
            |value: Option<Spread>, most: Option<f64>| value.zip(most).is_none_or(|(value, most)| value.median <= most);
        is_met(Some(self.ns), self.most.0) && is_met(self.times, self.most.1)
    }
}

/// Every cost under every tracer of long storms, as far as it was measured beside native runs.
pub fn found(all: &[Measured]) -> Vec<Found> {
    let tracers = TRACERS.iter().filter(|tracer| tracer.class.is_quick() && tracer.name != NATIVE);
    let costs = ADDED.iter().flat_map(|added| tracers.clone().map(move |tracer| (added, tracer)));
    costs.filter_map(|(added, tracer)| added.under(tracer, all)).collect()
}

impl Added {
    fn under(&self, tracer: &Tracer, all: &[Measured]) -> Option<Found> {
        let ns = self.of.added(tracer.name, all)?;
        // A component costs two empty programs nothing.
        let empty = self.most_times.and_then(|_| self.of.added(EMPTY, all));
        let held = tracer.name == EBPF;
        Some(Found {
            what: self.what,
            tracer: tracer.name,
            ns: Spread::of(ns.iter().copied())?,
            times: empty.and_then(|empty| Spread::ratio(&ns, &empty)),
            most: (Some(self.most_ns).filter(|_| held), self.most_times.filter(|_| held)),
        })
    }
}

impl Calls {
    /// Nanoseconds, one a round.
    fn added(self, tracer: &str, all: &[Measured]) -> Option<Vec<f64>> {
        let each = |storm: &str| {
            let measured = all.iter().find(|measured| measured.workload.name == storm)?;
            let own = measured.series(tracer)?.program_ns_each()?;
            let native = measured.series(NATIVE)?.program_ns_each()?;
            Some(own.iter().zip(&native).map(|(own, native)| own - native).collect::<Vec<f64>>())
        };
        match self {
            Calls::Of(storm) => each(storm),
            Calls::Component(shallow, deep) => {
                let component = |(shallow, deep): (f64, f64)| (deep - shallow) * CALLS_OF_AN_OPEN / f64::from(DEPTH);
                Some(each(shallow)?.into_iter().zip(each(deep)?).map(component).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::measure::Sample;
    use crate::rounds::Series;
    use crate::tally::Recorded;
    use crate::workload::Workload;

    /// A storm of 1000 calls, with CPU nanoseconds for each.
    fn storm(name: &str, series: &[(&str, [u64; 3])]) -> Measured {
        let sample = |ns| Sample {
            wall: Duration::from_secs(1),
            cpu: Duration::from_secs(1),
            bytes: 0,
            recorded: Recorded::default(),
            program_ns: Some(ns * 1000),
            ..Sample::default()
        };
        let series = series.iter().map(|(name, ns)| Series {
            tracer: Tracer::by_name(name).expect("a tracer"),
            size: 1000,
            samples: ns.map(sample).into(),
        });
        Measured { workload: Workload::by_name(name).expect("a workload"), series: series.collect() }
    }

    #[test]
    fn costs_name_storms_that_tell_them() {
        for added in ADDED {
            let storms = match added.of {
                Calls::Of(storm) => vec![storm],
                Calls::Component(shallow, deep) => vec![shallow, deep],
            };
            let tracers = [NATIVE, EMPTY, EBPF].map(|name| Tracer::by_name(name).expect("a tracer"));
            for storm in storms {
                let workload = Workload::by_name(storm).unwrap_or_else(|| panic!("no such storm: {storm}"));
                assert!(workload.is_storm() && tracers.iter().all(|tracer| tracer.suits(workload)), "{storm}");
            }
        }
    }

    #[test]
    fn a_call_costs_what_it_takes_more_than_natively() {
        let all = [storm("getppid", &[(NATIVE, [200, 210, 190]), (EMPTY, [300, 310, 290]), (EBPF, [700, 910, 690])])];
        let found = found(&all);
        let names: Vec<_> = found.iter().map(|found| (found.what, found.tracer)).collect();
        assert_eq!(names, [("a call without a string", EMPTY), ("a call without a string", EBPF)]);
        assert_eq!(found[1].ns, Spread { median: 500.0, min: 500.0, max: 700.0 });
        assert_eq!(found[1].times, Some(Spread { median: 5.0, min: 5.0, max: 7.0 }));
        assert!(found[1].is_met());
        assert_eq!(found[0].most, (None, None), "no limit for the floor itself");
        assert!(!Found { most: (Some(600.0), Some(4.9)), ..found[1].clone() }.is_met());
        assert!(!Found { most: (Some(499.0), Some(5.0)), ..found[1].clone() }.is_met());
    }

    #[test]
    fn a_component_costs_an_eighth_of_what_eight_do() {
        let shallow = storm("shallow", &[(NATIVE, [500; 3]), (EBPF, [1000; 3])]);
        let deep = storm("deep", &[(NATIVE, [600; 3]), (EBPF, [1500; 3])]);
        assert_eq!(found(std::slice::from_ref(&shallow)), [], "one of them tells nothing");
        let found = found(&[shallow, deep]);
        assert_eq!(found[0].ns.median, 100.0, "400 more for a call, half of which open, of eight components");
        assert_eq!((found.len(), found[0].times), (1, None));
    }
}
