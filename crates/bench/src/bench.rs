//! From what was typed to tables.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;

use crate::args::Args;
use crate::report::{self, Style};
use crate::rounds::{self, Measured};
use crate::tracer::{Places, TRACERS, Tracer, first_cpu};
use crate::workload::{WORKLOADS, Workload};
use crate::{failed, machine, say};

/// The program.
pub fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => failed("a ratio missed its target"),
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
    let mut all: Vec<Measured> = Vec::new();
    for workload in chosen_workloads(args) {
        say(&format!("{}: {}", workload.name, rounds_of(args.runs)));
        let size = workload.sized(args.scale, args.calls);
        let measured = rounds::run(workload, size, &tracers, &places, args.runs.into())?;
        print(&report::workload(&measured, style))?;
        all.push(measured);
    }
    print(&report::ratios(&all, style))?;
    Ok(!args.check || report::found(&all).all(|(.., found)| found.is_met()))
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

fn chosen_workloads(args: &Args) -> Vec<&'static Workload> {
    let is_chosen = |name: &str| args.workloads.is_empty() || args.workloads.iter().any(|chosen| chosen == name);
    WORKLOADS.iter().filter(|workload| is_chosen(workload.name)).collect()
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
    text + "\n"
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
