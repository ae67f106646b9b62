//! Where a call goes on its way from the kernel to the file, and what it takes there.

use crate::rounds::{Measured, Series};
use crate::statistics::Spread;
use crate::tracer::{EBPF, NATIVE};
use crate::watch::FIRST;

/// A stage of `rec --backend ebpf` behind the kernel, which has a thread of its own.
#[derive(Debug)]
pub struct Stage {
    /// What it does, as in tables.
    pub what: &'static str,
    /// The name of its thread, as in [`Watched`](crate::watch::Watched).
    pub thread: &'static str,
}

/// In the order of the way. The first is the thread that also loads the programs and starts the command.
pub const STAGES: &[Stage] = &[
    Stage { what: "empty the rings", thread: FIRST },
    Stage { what: "order, track", thread: "writer" },
    Stage { what: "encode", thread: "encoder" },
];

/// What a call takes in each stage of a storm, in CPU nanoseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The storm.
    pub storm: &'static str,
    /// In the kernel: what the storm pays more than natively.
    pub kernel: Option<Spread>,
    /// As [`STAGES`].
    pub stages: Vec<Option<Spread>>,
}

/// Every storm that the recorder was measured on. What an empty program takes, by `start_up`, is not counted.
pub fn found(all: &[Measured], start_up: Option<&Measured>) -> Vec<Found> {
    let of = |measured: &Measured| {
        let storm = measured.workload;
        let series = measured.series(EBPF).filter(|_| storm.is_storm())?;
        let start_up = start_up.and_then(|start_up| start_up.series(EBPF));
        let stages: Vec<_> = STAGES.iter().map(|stage| stage.each(series, start_up)).collect();
        Some(Found { storm: storm.name, kernel: kernel(measured, series), stages })
    };
    all.iter().filter_map(of).collect()
}

fn kernel(measured: &Measured, series: &Series) -> Option<Spread> {
    let (own, native) = (series.program_ns_each()?, measured.series(NATIVE)?.program_ns_each()?);
    Spread::of(own.iter().zip(&native).map(|(own, native)| own - native))
}

impl Stage {
    /// Nanoseconds a call. `None` if the thread was not seen.
    fn each(&self, series: &Series, start_up: Option<&Series>) -> Option<Spread> {
        let seen = |series: &Series| -> Vec<f64> {
            let threads = series.samples.iter().filter_map(|sample| sample.threads.get(self.thread));
            threads.map(|&ns| ns as f64).collect()
        };
        let start = start_up.and_then(|start_up| Spread::of(seen(start_up))).map_or(0.0, |spread| spread.median);
        Spread::of(seen(series).into_iter().map(|ns| (ns - start).max(0.0) / series.size as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Sample;
    use crate::tracer::Tracer;
    use crate::workload::Workload;

    fn measured(workload: &str, size: u64, threads: &[(&str, u64)]) -> Measured {
        let threads = threads.iter().map(|&(name, ns)| (name.to_owned(), ns)).collect();
        let series = |name, ns, sample| {
            let samples = vec![Sample { program_ns: Some(ns * size), ..sample }];
            Series { tracer: Tracer::by_name(name).expect("a tracer"), size, samples }
        };
        Measured {
            workload: Workload::by_name(workload).expect("a workload"),
            series: vec![
                series(NATIVE, 200, Sample::default()),
                series(EBPF, 550, Sample { threads, ..Sample::default() }),
            ],
        }
    }

    #[test]
    fn a_stage_is_told_per_call_and_without_the_start() {
        let start_up = measured("start-up", 1, &[(FIRST, 90_000), ("writer", 10)]);
        let all = [measured("getppid", 1000, &[(FIRST, 150_000), ("writer", 400_010)]), measured("find", 1, &[])];
        let [found] = &found(&all, Some(&start_up))[..] else { panic!("one storm") };
        let medians: Vec<_> = found.stages.iter().map(|stage| stage.map(|spread| spread.median)).collect();
        assert_eq!((found.storm, found.kernel.map(|spread| spread.median)), ("getppid", Some(350.0)));
        assert_eq!(medians, [Some(60.0), Some(400.0), None], "the encoder was never seen");
    }
}
