//! The most memory that a process ever held, read while it runs.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Between two looks: growth in a process's last moment may be missed.
const INTERVAL: Duration = Duration::from_millis(10);

/// Watches a process until told to stop, and returns its peak in KiB: `VmHWM` of `/proc/PID/status`, its own pages
/// alone. (`ru_maxrss` of wait4(2) would be the most of it and its children.) `None` if it was never seen.
pub fn watch(pid: u32, over: &AtomicBool) -> Option<u64> {
    let mut peak = None;
    while !over.load(Ordering::Relaxed) {
        // Gone, or a zombie, which has no memory: what was seen before stands.
        if let Some(now) = fs::read_to_string(format!("/proc/{pid}/status")).ok().as_deref().and_then(peak_of) {
            peak = Some(now);
        }
        std::thread::park_timeout(INTERVAL);
    }
    peak
}

fn peak_of(status: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    value.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_in_kib_and_a_zombie_has_none() {
        assert_eq!(peak_of("Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t    1234 kB\nVmRSS:\t 5 kB\n"), Some(1234));
        assert_eq!(peak_of("Name:\tx\nState:\tZ (zombie)\n"), None);
    }
}
