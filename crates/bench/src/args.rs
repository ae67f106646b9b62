//! What was typed.

use std::path::PathBuf;

use clap::Parser;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::tracer::TRACERS;
use crate::workloads::WORKLOADS;

/// Measure rec beside strace, perf and bpftrace: the same workloads natively and under each, in turn.
///
/// Times are the medians of all rounds with the least and the most; CPU time is that of the tracer and the tracees; the
/// peak is the tracer's own memory, looked at every 10 ms. What is not installed is named and left out.
#[derive(Clone, Debug, Parser)]
#[command(name = "trapline-bench", max_term_width = 100)]
pub struct Args {
    /// Only this workload; may be repeated
    #[arg(short, long = "workload", value_name = "NAME", value_parser = workloads(), hide_possible_values = false)]
    pub workloads: Vec<String>,

    /// Only this tracer; may be repeated
    #[arg(short, long = "tracer", value_name = "NAME", value_parser = tracers())]
    pub tracers: Vec<String>,

    /// Rounds
    #[arg(short = 'n', long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    pub runs: u16,

    /// Size of all workloads: 0.1 for a quick try
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = positive)]
    pub scale: f64,

    /// System calls of each storm under every tracer, instead of its own numbers
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub calls: Option<u64>,

    /// Recorder to measure [default: the rec beside this program]
    #[arg(long, value_name = "PATH")]
    pub rec: Option<PathBuf>,

    /// Print Markdown
    #[arg(long)]
    pub markdown: bool,

    /// Exit with 1 if a limit is missed
    #[arg(long)]
    pub check: bool,
}

fn workloads() -> PossibleValuesParser {
    PossibleValuesParser::new(WORKLOADS.iter().map(|workload| PossibleValue::new(workload.name).help(workload.about)))
}

fn tracers() -> PossibleValuesParser {
    PossibleValuesParser::new(TRACERS.iter().map(|tracer| tracer.name))
}

fn positive(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "no number".to_owned())?;
    if number.is_finite() && number > 0.0 { Ok(number) } else { Err("must be above 0".to_owned()) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn names_that_do_not_exist_and_senseless_numbers_are_refused() {
        let parse = |line: &str| Args::try_parse_from(line.split(' '));
        let args = parse("bench -w getppid -w file -t strace --calls 7 --scale 0.5").expect("valid");
        assert_eq!(args.workloads, ["getppid", "file"]);
        for line in ["bench -w no", "bench -t no", "bench --runs 0", "bench --scale 0", "bench --scale nan", "bench x"]
        {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
