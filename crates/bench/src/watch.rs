//! What is read of a tracer while it runs: the most memory that it ever held, and the CPU time of its threads.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Between two looks: what happens in a process's last moment may be missed.
const INTERVAL: Duration = Duration::from_millis(10);

/// The name here of a process's first thread, whose own is the program's file name.
pub const FIRST: &str = "first";

/// What was seen of a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Its peak in KiB: `VmHWM` of `/proc/PID/status`, its own pages alone. (`ru_maxrss` of wait4(2) would be the most of
    /// it and its children.) `None` if it was never seen.
    pub peak_kib: Option<u64>,
    /// CPU nanoseconds of its threads, by the name that they had last, or [`FIRST`]; threads of one name are added up. Empty where the
    /// kernel has no `/proc/PID/task/TID/schedstat`.
    pub threads: BTreeMap<String, u64>,
}

/// Watches a process until told to stop.
pub fn watch(pid: u32, over: &AtomicBool) -> Watched {
    let mut peak_kib = None;
    let mut threads = HashMap::new();
    while !over.load(Ordering::Relaxed) {
        // Gone, or a zombie, which has no memory: what was seen before stands.
        if let Some(now) = fs::read_to_string(format!("/proc/{pid}/status")).ok().as_deref().and_then(peak_of) {
            peak_kib = Some(now);
        }
        look_at_threads(pid, &mut threads);
        std::thread::park_timeout(INTERVAL);
    }
    let mut by_name = BTreeMap::new();
    for (name, ns) in threads.into_values() {
        *by_name.entry(name).or_default() += ns;
    }
    Watched { peak_kib, threads: by_name }
}

/// Name and CPU time of each thread, by its id.
fn look_at_threads(pid: u32, threads: &mut HashMap<String, (String, u64)>) {
    let Ok(entries) = fs::read_dir(format!("/proc/{pid}/task")) else { return };
    for entry in entries.flatten() {
        let read = |name| fs::read_to_string(entry.path().join(name)).ok();
        // A thread may end between two of these.
        if let (Some(name), Some(ns)) = (read("comm"), read("schedstat").as_deref().and_then(cpu_of)) {
            let tid = entry.file_name().to_string_lossy().into_owned();
            let name = if tid == pid.to_string() { FIRST } else { name.trim_end() };
            threads.insert(tid, (name.to_owned(), ns));
        }
    }
}

fn peak_of(status: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    value.trim().strip_suffix(" kB")?.parse().ok()
}

/// The first number is the time on a CPU in ns (`Documentation/scheduler/sched-stats.rst` of the kernel).
fn cpu_of(schedstat: &str) -> Option<u64> {
    schedstat.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Instant;

    use super::*;

    #[test]
    fn the_peak_is_read_in_kib_and_a_zombie_has_none() {
        assert_eq!(peak_of("Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t    1234 kB\nVmRSS:\t 5 kB\n"), Some(1234));
        assert_eq!(peak_of("Name:\tx\nState:\tZ (zombie)\n"), None);
    }

    #[test]
    fn threads_that_have_ended_count_by_their_name() {
        let over = AtomicBool::new(false);
        let watched = thread::scope(|scope| {
            let watcher = scope.spawn(|| watch(std::process::id(), &over));
            let busy = || {
                let begun = Instant::now();
                while begun.elapsed() < Duration::from_millis(150) {}
            };
            let thread = thread::Builder::new().name("stage".to_owned()).spawn_scoped(scope, busy);
            thread.expect("a thread").join().expect("no panic");
            over.store(true, Ordering::Relaxed);
            watcher.join().expect("no panic")
        });
        let ns = watched.threads.get("stage").copied().unwrap_or(0);
        assert!((10_000_000..400_000_000).contains(&ns), "{watched:?}");
        assert!(watched.threads.contains_key(FIRST), "{watched:?}");
    }
}
