//! From what was typed to tables.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;

use crate::added::{self, Found};
use crate::args::Args;
use crate::report::{self, Style};
use crate::rounds::{self, Measured, Plan};
use crate::tracer::{Places, TRACERS, Tracer, first_cpu};
use crate::workload::Workload;
use crate::workloads::{START_UP, WORKLOADS};
use crate::{failed, machine, say};

/// The program.
pub fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => failed("a limit was missed"),
        Err(error) => failed(&format!("{error:#}")),
    }
}

/// Measures and prints; false if a target was missed that was to be checked.
fn run(args: &Args) -> Result<bool> {
    let places = Places { rec: recorder(args.rec.as_deref())?, cpu: first_cpu()? };
    machine::warnings(&places.rec).iter().for_each(|warning| say(warning));
    let style = if args.markdown { Style::Markdown } else { Style::Text };
    let (tracers, absent) = present(&chosen_tracers(args), &places)?;
    print(&preamble(&tracers, &absent, &places, args.runs))?;
    let plan = Plan { runs: args.runs, scale: args.scale, calls: args.calls };
    let mut all: Vec<Measured> = Vec::new();
    for workload in chosen_workloads(args) {
        say(&format!("{}: {}", workload.name, rounds_of(args.runs)));
        all.push(rounds::run(workload, &tracers, &places, plan)?);
        let start_up = all.iter().find(|measured| measured.workload.name == START_UP);
        print(&all.last().map_or_else(String::new, |measured| report::workload(measured, start_up, style)))?;
    }
    print(&report::added(&all, style))?;
    print(&report::stages(&all, all.iter().find(|measured| measured.workload.name == START_UP), style))?;
    print(&report::ratios(&all, style))?;
    let holds =
        || report::found(&all).all(|(.., found)| found.is_met()) && added::found(&all).iter().all(Found::is_met);
    Ok(!args.check || holds())
}

/// The recorder under test: the one that was named, or the one beside this program.
fn recorder(named: Option<&Path>) -> Result<PathBuf> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => std::env::current_exe()?.with_file_name("rec"),
    };
    // Workloads run in directories of their own.
    let found = path.canonicalize();
    found.with_context(|| {
        format!(
            "no recorder at {}: cargo build --release -p trapline --no-default-features --features rec, or --rec PATH",
            path.display()
        )
    })
}

/// Those that were named, or all; where there is a storm, what a start takes is measured, too.
fn chosen_workloads(args: &Args) -> Vec<&'static Workload> {
    let is_chosen = |name: &str| args.workloads.is_empty() || args.workloads.iter().any(|chosen| chosen == name);
    let storms = WORKLOADS.iter().any(|workload| workload.is_storm() && is_chosen(workload.name));
    let chosen = |workload: &&Workload| is_chosen(workload.name) || storms && workload.name == START_UP;
    WORKLOADS.iter().filter(chosen).collect()
}

fn chosen_tracers(args: &Args) -> Vec<&'static Tracer> {
    let is_chosen = |name: &str| args.tracers.is_empty() || args.tracers.iter().any(|chosen| chosen == name);
    TRACERS.iter().filter(|tracer| is_chosen(tracer.name)).collect()
}

/// A tracer that cannot be used here, and why.
type Absent = (&'static Tracer, String);

/// Which of these can be used here; an error if none can.
fn present(tracers: &[&'static Tracer], places: &Places) -> Result<(Vec<&'static Tracer>, Vec<Absent>)> {
    let (mut present, mut absent) = (Vec::new(), Vec::new());
    for &tracer in tracers {
        match rounds::absence(tracer, places)? {
            None => present.push(tracer),
            Some(reason) => absent.push((tracer, reason)),
        }
    }
    if present.is_empty() {
        let reasons: Vec<String> = absent.iter().map(|(tracer, reason)| format!("{}: {reason}", tracer.name)).collect();
        bail!("nothing to measure ({})", reasons.join("; "));
    }
    Ok((present, absent))
}

/// How the figures are to be read.
const METHOD: &str = "
A storm's time is that of its whole run, with the tracer's start and end, divided by its calls where ratios are made: tracers
that take tens of microseconds a call make fewer calls than the others. What a start and an end take is the workload
`start-up`; only the column \"less start-up\" is without it, and too low for perf trace record, which ends when a thread of it
looks, once a second. \"Recorded\" is the least of all rounds: who loses calls is fast. \"Storm's CPU\" is nanoseconds a call of
CPU time of the program's own loop, \"all CPU\" of the tracer and the program from start to end. A stage's CPU time is that
of its thread, read every 10 ms, less that of a recording of an empty program.

";

/// What stands above the tables.
fn preamble(tracers: &[&Tracer], absent: &[Absent], places: &Places, runs: u16) -> String {
    let mut programs: Vec<&Path> = Vec::new();
    for tracer in tracers {
        let program = match tracer.program {
            "" => continue,
            "{rec}" => places.rec.as_path(),
            program => Path::new(program),
        };
        if !programs.contains(&program) {
            programs.push(program);
        }
    }
    let mut text = format!("{}; medians of {}.\n", machine::description(&programs), rounds_of(runs));
    for (tracer, reason) in absent {
        text += &format!("Left out: {}, {reason}.\n", tracer.name);
    }
    text + METHOD
}

fn rounds_of(runs: u16) -> String {
    if runs == 1 { "1 round".to_owned() } else { format!("{runs} rounds") }
}

/// To the standard output; an error if that is closed, since nobody reads then what takes minutes.
fn print(text: &str) -> Result<()> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storm_brings_what_a_start_takes() {
        let chosen = |line: &str| {
            let args = Args::try_parse_from(line.split(' ')).expect("valid");
            chosen_workloads(&args).iter().map(|workload| workload.name).collect::<Vec<_>>()
        };
        assert_eq!(chosen("bench -w file"), [START_UP, "file"]);
        assert_eq!(chosen("bench -w find"), ["find"]);
        assert_eq!(chosen("bench").len(), WORKLOADS.len());
    }
}
