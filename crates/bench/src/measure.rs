//! One run of one command.

use std::collections::BTreeMap;
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

use crate::tally::{Recorded, Tally};
use crate::watch::{Watched, watch};

/// What a run took.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// From before its start to its end.
    pub wall: Duration,
    /// In user and kernel mode, of the tracer and of all that it ran.
    pub cpu: Duration,
    /// Of the file that it wrote, 0 if none.
    pub bytes: u64,
    /// The tracer's peak in KiB, if the run was long enough to see it.
    pub peak_kib: Option<u64>,
    /// CPU nanoseconds of its threads by their names, as far as they were seen.
    pub threads: BTreeMap<String, u64>,
    /// What it recorded.
    pub recorded: Recorded,
    /// CPU nanoseconds of a storm's calls, of the storm alone: what it pays itself, by its own word.
    pub program_ns: Option<u64>,
}

/// Runs a command in `dir/work`, which writes to `out`; an error if it fails.
pub fn measure(words: &[OsString], tally: Tally, dir: &Path, out: &Path) -> Result<Sample> {
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
    let (status, wall, watched) = thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(pid, &over));
        let status = child.wait();
        let wall = start.elapsed();
        over.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
        (status, wall, watcher.join().unwrap_or_default())
    });
    let cpu = cpu_of_children()?.saturating_sub(cpu_before);

    let said = String::from_utf8_lossy(&fs::read(&stderr)?).into_owned();
    let status = status?;
    if !status.success() {
        bail!("{status}: {}", said.lines().next().unwrap_or("it said nothing"));
    }
    let recorded = tally.of(&said, out).with_context(|| out.display().to_string())?;
    let bytes = fs::metadata(out).map_or(0, |metadata| metadata.len());
    if bytes > 0 {
        fs::remove_file(out)?;
    }
    let program_ns = take_number(&dir.join("work/cpu_ns"));
    let Watched { peak_kib, threads } = watched;
    Ok(Sample { wall, cpu, bytes, peak_kib, threads, recorded, program_ns })
}

/// The number in a file, which is removed.
fn take_number(path: &Path) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    fs::remove_file(path).ok()?;
    text.trim().parse().ok()
}

/// CPU time of all children that were waited for, and of theirs.
fn cpu_of_children() -> Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let duration = |time: TimeVal| Duration::from_micros((time.tv_sec() * 1_000_000 + time.tv_usec()).unsigned_abs());
    Ok(duration(usage.user_time()) + duration(usage.system_time()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_measured_and_what_it_wrote_is_taken_away() {
        let dir = tempfile::tempdir().expect("a directory");
        fs::create_dir(dir.path().join("work")).expect("a directory");
        let out = dir.path().join("out");
        let words = |script: &str| ["sh", "-c", script].map(OsString::from);
        let run = |script, tally| measure(&words(script), tally, dir.path(), &out);
        let sample = run("sleep 0.05; echo 1234567 > ../out; echo 42 > cpu_ns", Tally::Lines).expect("a success");
        assert_eq!((sample.bytes, sample.recorded.calls, sample.program_ns), (8, Some(1), Some(42)));
        assert!(!out.exists() && !dir.path().join("work/cpu_ns").exists());
        assert!(sample.wall >= Duration::from_millis(50), "{sample:?}");
        assert!(sample.peak_kib.is_some_and(|kib| kib > 100), "{sample:?}");
        let failure = run("echo no way >&2; exit 3", Tally::None).expect_err("a failure").to_string();
        assert!(failure.contains("no way") && failure.contains('3'), "{failure}");
    }
}
