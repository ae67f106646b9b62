//! One run of one command.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

use crate::peak;

/// What a run took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// From before its start to its end.
    pub wall: Duration,
    /// In user and kernel mode, of the tracer and of all that it ran.
    pub cpu: Duration,
    /// Of the file that it wrote, 0 if none.
    pub bytes: u64,
    /// The tracer's peak in KiB, if the run was long enough to see it.
    pub peak_kib: Option<u64>,
    /// How many calls it recorded, where it says so.
    pub calls: Option<u64>,
}

/// Runs a command in `dir/work`, which writes to `out`; an error if it fails.
pub fn measure(words: &[OsString], dir: &Path, out: &Path) -> Result<Sample> {
    let (program, args) = words.split_first().context("a command has a first word")?;
    let stderr = dir.join("stderr");
    let mut command = Command::new(program);
    command.args(args).current_dir(dir.join("work")).stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(File::create(&stderr)?);

    let cpu_before = cpu_of_children()?;
    let start = Instant::now();
    let mut child = command.spawn().with_context(|| program.display().to_string())?;
    let pid = child.id();
    let over = AtomicBool::new(false);
    let (status, wall, peak_kib) = thread::scope(|scope| {
        let watcher = scope.spawn(|| peak::watch(pid, &over));
        let status = child.wait();
        let wall = start.elapsed();
        over.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
        (status, wall, watcher.join().ok().flatten())
    });
    let cpu = cpu_of_children()?.saturating_sub(cpu_before);

    let said = String::from_utf8_lossy(&fs::read(&stderr)?).into_owned();
    let status = status?;
    if !status.success() {
        bail!("{status}: {}", said.lines().next().unwrap_or("it said nothing"));
    }
    let bytes = fs::metadata(out).map_or(0, |metadata| metadata.len());
    if bytes > 0 {
        fs::remove_file(out)?;
    }
    Ok(Sample { wall, cpu, bytes, peak_kib, calls: calls_in(&said) })
}

/// CPU time of all children that were waited for, and of theirs.
fn cpu_of_children() -> Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let duration = |time: TimeVal| Duration::from_micros((time.tv_sec() * 1_000_000 + time.tv_usec()).unsigned_abs());
    Ok(duration(usage.user_time()) + duration(usage.system_time()))
}

/// The number in `rec`'s last line, `rec: FILE: 12,345 calls, …`.
fn calls_in(said: &str) -> Option<u64> {
    let line = said.lines().rev().find(|line| line.starts_with("rec: "))?;
    let before = line.split_once(" calls, ").or_else(|| line.split_once(" call, "))?.0;
    before.rsplit(' ').next()?.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recorder_says_how_many_calls_it_recorded() {
        let line = "noise\nrec: /tmp/my calls, x: 12,345 calls, 87 errors, 4 processes\n";
        assert_eq!(calls_in(line), None, "the path looks like a count: better none than a wrong one");
        assert_eq!(calls_in("rec: /tmp/out: 12,345 calls, 87 errors\n"), Some(12_345));
        assert_eq!(calls_in("rec: out: 1 call, 0 errors\n"), Some(1));
        assert_eq!(calls_in("strace: 7 calls, 8\n"), None);
    }

    #[test]
    fn a_run_is_measured_and_what_it_wrote_is_taken_away() {
        let dir = tempfile::tempdir().expect("a directory");
        fs::create_dir(dir.path().join("work")).expect("a directory");
        let out = dir.path().join("out");
        let words = |script: &str| ["sh", "-c", script].map(OsString::from);
        let sample = measure(&words("sleep 0.05; echo 1234567 > ../out"), dir.path(), &out).expect("a success");
        assert_eq!(sample.bytes, 8);
        assert!(!out.exists());
        assert!(sample.wall >= Duration::from_millis(50), "{sample:?}");
        assert!(sample.peak_kib.is_some_and(|kib| kib > 100), "{sample:?}");
        let failure = measure(&words("echo no way >&2; exit 3"), dir.path(), &out).expect_err("a failure").to_string();
        assert!(failure.contains("no way") && failure.contains('3'), "{failure}");
    }
}
