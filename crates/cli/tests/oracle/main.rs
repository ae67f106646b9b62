//! Recordings held against other programs: strace, DuckDB, a full disk and SIGKILL.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod backends;
mod crash;
mod document;
mod duckdb;
mod full_disk;
mod http;
mod programs;
mod same_calls;
mod same_text;
mod tracees;

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The recorder under test.
const REC: &str = env!("CARGO_BIN_EXE_rec");
/// The analyzer under test.
const ANALYZE: &str = env!("CARGO_BIN_EXE_analyze");

/// Records a command into `trace` through ptrace(2), with the working directory `cwd`; panics where the recorder itself failed.
fn record(command: &[&str], cwd: &Path, trace: &Path) -> Output {
    let mut rec = Command::new(REC);
    rec.args(["--backend", "ptrace", "-o"]).arg(trace).arg("--").args(command).current_dir(cwd).stdin(Stdio::null());
    let output = rec.output().unwrap();
    assert!(trace.exists(), "no trace of {command:?}: {output:?}");
    output
}

/// Runs `analyze` and returns what it printed; panics where it failed.
fn analyze(args: &[&str]) -> String {
    let output = Command::new(ANALYZE).args(args).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "analyze {args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}
