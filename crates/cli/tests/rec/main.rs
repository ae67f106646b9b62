//! `rec` from outside: what the command notices of it, which is nothing, and what is in the trace afterwards.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod attach;
mod children;
mod exit_status;
mod files;
mod filters;
mod killed;
mod lives;
mod placement;
mod signals;
mod transparency;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use trapline_testkit::rows::{self, Row};

/// The recorder under test.
const REC: &str = env!("CARGO_BIN_EXE_rec");

/// A directory of its own, in which `rec` runs and leaves its trace.
struct Place(TempDir);

impl Place {
    fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// `rec ARGS…`, here.
    fn rec<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(REC);
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    /// Records a shell script, saying nothing, and gives what became of it.
    fn script(&self, script: &str) -> Output {
        self.rec(&["-q", "--", "sh", "-c", script]).output().unwrap()
    }

    /// The rows of the trace.
    fn rows(&self) -> Vec<Row> {
        rows::read(&self.path("trace.parquet"))
    }

    fn rows_of_kind(&self, kind: &str) -> Vec<Row> {
        rows::of_kind(&self.rows(), kind)
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Waits until `condition` holds; panics after twenty seconds.
fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < Duration::from_secs(20), "still not: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits for the end of a child; panics after twenty seconds.
fn end_of(child: &mut Child) -> std::process::ExitStatus {
    let mut status = None;
    until("the end of rec", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    status.unwrap()
}

/// Sends a signal by its name, as a shell does: to a process, or with a leading minus to a group.
fn kill(signal: &str, target: &str) {
    let status = Command::new("kill").args([&format!("-{signal}"), "--", target]).status().unwrap();
    assert!(status.success(), "kill -{signal} {target}");
}
