//! The real strace, and what its log says: the oracle of differential tests.

mod args;
mod cwd;
mod log;
mod path;

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

pub use cwd::Directories;
pub use log::{Call, parse};
pub use path::{path, shows_path};

/// What follows `strace` for a log that [`parse`] and [`path`] understand: threads and children followed, names of
/// descriptors, no payload.
pub const OPTIONS: [&str; 4] = ["-f", "-yy", "-s", "0"];

/// Runs a command under strace and returns its calls in the order of their beginning.
pub fn run<S: AsRef<OsStr>>(command: &[S], cwd: &Path) -> Vec<Call> {
    let strace = crate::tools::require("strace", "strace");
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    let mut process = Command::new(strace);
    process.args(OPTIONS).arg("-o").arg(&log).arg("--").args(command).current_dir(cwd);
    let output = process.output().unwrap();
    let text = std::fs::read(&log).unwrap_or_else(|error| panic!("strace wrote no log: {error}: {output:?}"));
    parse(&String::from_utf8_lossy(&text))
}
