//! The clock of a recording.

use std::time::{SystemTime, UNIX_EPOCH};

/// CLOCK_MONOTONIC, with its distance from real time taken once.
///
/// **Times never run backwards**, whatever is done to the wall clock during the recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    monotonic_ns: i64,
    realtime_ns: i64,
}

impl Clock {
    /// Reads both clocks.
    pub fn start() -> Clock {
        let before = monotonic_ns();
        let realtime = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let after = monotonic_ns();
        Clock {
            monotonic_ns: before + (after - before) / 2,
            realtime_ns: i64::try_from(realtime.as_nanos()).unwrap_or(i64::MAX),
        }
    }

    /// Now, in nanoseconds since the Unix epoch.
    pub fn now(&self) -> i64 {
        self.at(monotonic_ns())
    }

    /// A reading of CLOCK_MONOTONIC, in nanoseconds since the Unix epoch.
    #[inline]
    pub fn at(&self, monotonic_ns: i64) -> i64 {
        monotonic_ns - self.monotonic_ns + self.realtime_ns
    }

    /// CLOCK_MONOTONIC at the start, in ns.
    pub fn monotonic_start(&self) -> i64 {
        self.monotonic_ns
    }

    /// CLOCK_REALTIME at the start, in ns since the Unix epoch.
    pub fn realtime_start(&self) -> i64 {
        self.realtime_ns
    }
}

/// CLOCK_MONOTONIC in ns.
pub fn monotonic_ns() -> i64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is a valid timespec to write to. The call cannot fail for this clock.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut now) };
    now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// CPU time in ns that a process's threads have used, those that have ended included; `None` if it is gone.
pub fn cpu_time(pid: i32) -> Option<i64> {
    /// `CPUCLOCK_SCHED` of the kernel's posix-timers.h; clock_getcpuclockid(3) gives the same number with a system call.
    const SCHED: i32 = 2;
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a valid timespec to write to.
    let result = unsafe { libc::clock_gettime(!pid << 3 | SCHED, &raw mut time) };
    (result == 0).then(|| time.tv_sec * 1_000_000_000 + time.tv_nsec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn now_stands_near_real_time_and_does_not_run_backwards() {
        let clock = Clock::start();
        let (first, second) = (clock.now(), clock.now());
        assert!(first <= second);
        assert!((first - clock.realtime_start()).abs() < 60_000_000_000);
    }

    #[test]
    fn the_cpu_time_of_a_process_grows_while_it_computes() {
        let own = std::process::id().cast_signed();
        let before = cpu_time(own);
        let begin = monotonic_ns();
        while monotonic_ns() - begin < 5_000_000 {}
        assert!(before > Some(0) && cpu_time(own) > before);
        assert_eq!(cpu_time(i32::MAX - 1), None);
    }
}
