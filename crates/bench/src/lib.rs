//! Measures `rec` beside its peers: the same workloads natively and under each tracer, in turn.
//!
//! ```text
//! cargo build --release -p trapline --no-default-features --features rec
//! cargo run --release -p trapline-bench -- --markdown
//! ```
//!
//! Four tables say what is measured; adding a workload, a tracer, a ratio or a cost is one entry: `workloads::WORKLOADS`,
//! `tracer::TRACERS`, `ratio::RATIOS`, `added::ADDED`.
//!
//! **Nothing is subtracted in silence:** the time of a storm is that of its whole run, the tracer's start and end included;
//! what these take is a workload of its own, and a column says what is left without.
//!
//! **Tracers take turns** (A, B, C, A, B, C, …), so that what changes on the machine meanwhile meets them all.
#![forbid(unsafe_code)]

mod added;
mod args;
mod bench;
mod class;
mod machine;
mod measure;
mod programs;
mod ratio;
mod report;
mod rounds;
mod stages;
mod statistics;
mod tally;
mod tracer;
mod watch;
mod workload;
mod workloads;

use std::io::{Write, stderr};
use std::process::ExitCode;

pub use bench::main;

/// One line to the standard error; a closed one is no failure.
fn say(message: &str) {
    let _ = writeln!(stderr(), "bench: {message}");
}

/// A bad exit, after a message.
fn failed(message: &str) -> ExitCode {
    say(message);
    ExitCode::FAILURE
}
