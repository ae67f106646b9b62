//! Tracers taking turns on a workload.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::class::Class;
use crate::measure::{Sample, measure};
use crate::programs;
use crate::tracer::{Places, TRACERS, Tracer};
use crate::workload::Workload;

/// A workload under several tracers.
#[derive(Debug)]
pub struct Measured {
    /// The workload.
    pub workload: &'static Workload,
    /// In the order of their turns.
    pub series: Vec<Series>,
}

/// A workload under one tracer.
#[derive(Debug)]
pub struct Series {
    /// The tracer.
    pub tracer: &'static Tracer,
    /// The workload's size under it.
    pub size: u64,
    /// One a round.
    pub samples: Vec<Sample>,
}

impl Series {
    /// Seconds, one a round.
    pub fn seconds(&self) -> Vec<f64> {
        self.samples.iter().map(|sample| sample.wall.as_secs_f64()).collect()
    }

    /// Seconds for each unit of size, one a round: comparable between tracers whatever their sizes.
    pub fn seconds_each(&self) -> Vec<f64> {
        self.seconds().iter().map(|seconds| seconds / self.size as f64).collect()
    }

    /// CPU nanoseconds that the storm itself pays for a call, one a round; `None` if the workload is none.
    pub fn program_ns_each(&self) -> Option<Vec<f64>> {
        let each = |sample: &Sample| sample.program_ns.map(|ns| ns as f64 / self.size as f64);
        self.samples.iter().map(each).collect()
    }

    /// Records that the tracer says it lost, in all rounds.
    pub fn lost(&self) -> u64 {
        self.samples.iter().filter_map(|sample| sample.recorded.lost).sum()
    }
}

impl Measured {
    /// The series of a tracer.
    pub fn series(&self, tracer: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.tracer.name == tracer)
    }

    /// System calls of a run, by a recording of it; `None` for a storm, which has a size of its own under each tracer.
    pub fn calls(&self) -> Option<u64> {
        let recordings = self.series.iter().filter(|series| series.tracer.class.records() && !self.workload.is_storm());
        // Who says what is missing counts best.
        let samples: Vec<&Sample> = recordings.flat_map(|series| &series.samples).collect();
        let exact = samples.iter().find(|sample| sample.recorded.lost == Some(0));
        exact.or_else(|| samples.iter().find(|sample| sample.recorded.calls.is_some()))?.recorded.calls
    }
}

/// How often, and how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Rounds.
    pub runs: u16,
    /// Of all sizes.
    pub scale: f64,
    /// Calls of each storm, instead of its own numbers.
    pub calls: Option<u64>,
}

/// Runs a workload once a round under each tracer, in turn, after one native run that fills caches.
pub fn run(workload: &'static Workload, tracers: &[&'static Tracer], places: &Places, plan: Plan) -> Result<Measured> {
    let dir = tempfile::tempdir()?;
    let (work, out) = (dir.path().join("work"), dir.path().join("out"));
    fs::create_dir(&work)?;
    let size = |class| workload.sized(class, plan.scale, plan.calls);
    workload.prepare(&work, size(Class::Native))?;
    let turn = |tracer: &Tracer, what: &str| {
        let words = tracer.command(places, &out, &workload.command(size(tracer.class)));
        let _attached = tracer.attach()?;
        measure(&words, tracer.tally, dir.path(), &out).with_context(|| format!("{}, {what}", workload.name))
    };
    turn(&TRACERS[0], "a first run")?;
    let suitable = tracers.iter().filter(|tracer| tracer.suits(workload));
    let series = |&tracer: &&'static Tracer| Series { tracer, size: size(tracer.class), samples: Vec::new() };
    let mut series: Vec<Series> = suitable.map(series).collect();
    for _ in 0..plan.runs {
        for Series { tracer, samples, .. } in &mut series {
            samples.push(turn(tracer, tracer.name)?);
        }
    }
    Ok(Measured { workload, series })
}

/// Why a tracer cannot be used here; `None` if it can.
pub fn absence(tracer: &Tracer, places: &Places) -> Result<Option<String>> {
    if !tracer.is_installed(places) {
        return Ok(Some("not installed".to_owned()));
    }
    let dir = tempfile::tempdir()?;
    fs::create_dir(dir.path().join("work"))?;
    Ok(probe(tracer, places, dir.path()).err().map(|error| format!("does not run here: {error:#}")))
}

fn probe(tracer: &Tracer, places: &Places, dir: &Path) -> Result<Sample> {
    let out = dir.join("out");
    let _attached = tracer.attach()?;
    measure(&tracer.command(places, &out, &[programs::path_of("true")]), tracer.tally, dir, &out)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::tally::Recorded;
    use crate::tracer::{EBPF, NATIVE};

    fn places() -> Places {
        Places { rec: "/no/such/rec".into(), cpu: 0 }
    }

    #[test]
    fn a_workload_runs_once_a_round() {
        let workload = Workload::by_name("processes").expect("a workload");
        let native = Tracer::by_name(NATIVE).expect("a tracer");
        let filtering = Tracer::by_name("rec ptrace -e connect").expect("a tracer");
        let plan = Plan { runs: 3, scale: 1.0, calls: Some(100) };
        let measured = run(workload, &[native, filtering], &places(), plan).expect("three runs");
        let counts: Vec<_> = measured.series.iter().map(|series| (series.tracer.name, series.samples.len())).collect();
        assert_eq!(counts, [(NATIVE, 3)], "the other is not for this workload");
        let each = measured.series[0].program_ns_each().expect("a storm says what it paid");
        assert!(each.iter().all(|&ns| ns > 10.0), "a call takes some time: {each:?}");
    }

    #[test]
    fn calls_are_counted_by_who_lost_none() {
        let sample = |calls, lost| Sample {
            wall: Duration::from_secs(1),
            cpu: Duration::from_secs(1),
            bytes: 1,
            recorded: Recorded { calls, lost },
            program_ns: None,
            ..Sample::default()
        };
        let series = |name, samples| Series { tracer: Tracer::by_name(name).expect("a tracer"), size: 7, samples };
        let mut measured = Measured {
            workload: Workload::by_name("find").expect("a workload"),
            series: vec![
                series(NATIVE, vec![sample(None, None)]),
                series("perf trace record", vec![sample(Some(90), None)]),
                series(EBPF, vec![sample(Some(98), Some(2)), sample(Some(100), Some(0))]),
            ],
        };
        assert_eq!(measured.calls(), Some(100));
        assert_eq!(measured.series[2].lost(), 2);
        measured.series.pop();
        assert_eq!(measured.calls(), Some(90));
        measured.workload = Workload::by_name("file").expect("a workload");
        assert_eq!(measured.calls(), None, "a storm");
    }

    #[test]
    fn an_absent_tracer_is_named_with_a_reason() {
        let absent = |tracer: &Tracer| absence(tracer, &places()).expect("an answer");
        assert_eq!(absent(&TRACERS[0]), None, "no tracer is never absent");
        assert_eq!(absent(Tracer::by_name(EBPF).expect("a tracer")).as_deref(), Some("not installed"));
    }
}
