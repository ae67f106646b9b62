//! Measures `rec` beside its peers: the same workloads natively and under each tracer, in turn.
//!
//! ```text
//! cargo build --release -p trapline --no-default-features --features rec
//! cargo run --release -p trapline-bench -- --markdown
//! ```
//!
//! Three tables say what is measured; adding a workload, a tracer or a ratio is one entry: `workload::WORKLOADS`,
//! `tracer::TRACERS`, `ratio::RATIOS`.
//!
//! **Tracers take turns** (A, B, C, A, B, C, …), so that what changes on the machine meanwhile meets them all.
#![forbid(unsafe_code)]

mod args;
mod bench;
mod machine;
mod measure;
mod peak;
mod programs;
mod ratio;
mod report;
mod rounds;
mod statistics;
mod tracer;
mod workload;

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
