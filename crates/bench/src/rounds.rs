//! Tracers taking turns on a workload.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::measure::{Sample, measure};
use crate::programs;
use crate::tracer::{Places, Tracer};
use crate::workload::Workload;

/// A workload under several tracers.
#[derive(Debug)]
pub struct Measured {
    /// The workload.
    pub workload: &'static Workload,
    /// Its size.
    pub size: u64,
    /// In the order of their turns.
    pub series: Vec<Series>,
}

/// A workload under one tracer.
#[derive(Debug)]
pub struct Series {
    /// The tracer.
    pub tracer: &'static Tracer,
    /// One a round.
    pub samples: Vec<Sample>,
}

impl Series {
    /// Seconds, one a round.
    pub fn seconds(&self) -> Vec<f64> {
        self.samples.iter().map(|sample| sample.wall.as_secs_f64()).collect()
    }
}

impl Measured {
    /// The series of a tracer.
    pub fn series(&self, tracer: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.tracer.name == tracer)
    }

    /// System calls of a run, by a recording of it.
    pub fn calls(&self) -> Option<u64> {
        let recordings = self.series.iter().filter(|series| !series.tracer.filters());
        recordings.flat_map(|series| &series.samples).find_map(|sample| sample.calls)
    }
}

/// Runs a workload `runs` times under each tracer, in turn, after one native run that fills caches.
pub fn run(
    workload: &'static Workload,
    size: u64,
    tracers: &[&'static Tracer],
    places: &Places,
    runs: usize,
) -> Result<Measured> {
    let dir = tempfile::tempdir()?;
    let (work, out) = (dir.path().join("work"), dir.path().join("out"));
    fs::create_dir(&work)?;
    workload.prepare(&work, size)?;
    let command = workload.command(size);
    let turn = |tracer: Option<&Tracer>| {
        let words = match tracer {
            Some(tracer) => tracer.command(places, &out, &command),
            None => command.iter().map(Into::into).collect(),
        };
        let name = tracer.map_or("a first run", |tracer| tracer.name);
        measure(&words, dir.path(), &out).with_context(|| format!("{}, {name}", workload.name))
    };
    turn(None)?;
    let suitable = tracers.iter().filter(|tracer| tracer.suits(workload));
    let mut series: Vec<Series> = suitable.map(|&tracer| Series { tracer, samples: Vec::new() }).collect();
    for _ in 0..runs {
        for Series { tracer, samples } in &mut series {
            samples.push(turn(Some(tracer))?);
        }
    }
    Ok(Measured { workload, size, series })
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
    measure(&tracer.command(places, &out, &[programs::path_of("true")]), dir, &out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracer::{NATIVE, TRACERS};

    fn places() -> Places {
        Places { rec: "/no/such/rec".into(), cpu: 0 }
    }

    #[test]
    fn a_workload_runs_once_a_round() {
        let workload = Workload::by_name("processes").expect("a workload");
        let native = Tracer::by_name(NATIVE).expect("a tracer");
        let filtering = Tracer::by_name("rec -e connect").expect("a tracer");
        let measured = run(workload, 100, &[native, filtering], &places(), 3).expect("three runs");
        let counts: Vec<_> = measured.series.iter().map(|series| (series.tracer.name, series.samples.len())).collect();
        assert_eq!(counts, [(NATIVE, 3)], "the other is not for this workload");
    }

    #[test]
    fn an_absent_tracer_is_named_with_a_reason() {
        let absences: Vec<_> = TRACERS.iter().map(|tracer| absence(tracer, &places()).expect("an answer")).collect();
        assert_eq!(absences[0], None, "no tracer is never absent");
        assert_eq!(absences[1].as_deref(), Some("not installed"), "rec");
    }
}
