//! CPU time of one thread, in user and system mode.

use super::{Buffer, ProcPath};

/// Nanoseconds in user and in system mode.
pub type CpuTimes = (i64, i64);

/// CPU times of thread `tid` of process `pid`, waited-for children excluded; `None` if it is gone.
///
/// The sum is exact (`schedstat`). How it divides is known to a clock tick (`stat`, mostly 10 ms); within that tick it
/// is divided as the time of its whole process is, which is how the kernel divides that.
pub fn cpu_times(pid: i32, tid: i32, buffer: &mut Buffer) -> Option<CpuTimes> {
    let text = buffer.read(&ProcPath::task(tid).file("task").file_number(tid).file("stat"))?;
    let (user, system) = ticks(text)?;
    // SAFETY: asks for a constant of the system.
    let per_second = unsafe { libc::sysconf(libc::_SC_CLK_TCK) }.max(1);
    let tick = 1_000_000_000 / per_second;
    let floor = (user * tick, system * tick);
    let total = buffer.read(&ProcPath::task(tid).file("schedstat")).and_then(on_cpu);
    Some(total.map_or(floor, |total| divide(total, floor, tick, sampled(pid).unwrap_or((1, 0)))))
}

/// User and system time of a process as the kernel sampled them.
fn sampled(pid: i32) -> Option<CpuTimes> {
    /// `CPUCLOCK_PROF` and `CPUCLOCK_VIRT` of linux/posix-timers.h: both modes, user mode.
    const BOTH: i32 = 0;
    const USER: i32 = 1;
    let user = process_clock(pid, USER)?;
    Some((user, process_clock(pid, BOTH)? - user))
}

/// A CPU clock of another process (clock_getcpuclockid(3) for its number, of which libc makes only one kind).
fn process_clock(pid: i32, kind: i32) -> Option<i64> {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is a valid timespec to write to.
    let result = unsafe { libc::clock_gettime(!pid << 3 | kind, &raw mut now) };
    (result == 0).then_some(now.tv_sec * 1_000_000_000 + now.tv_nsec)
}

/// `utime` and `stime`: fields 14 and 15 of stat. The name, field 2, may itself hold spaces and parentheses.
fn ticks(stat: &[u8]) -> Option<CpuTimes> {
    let after_name = &stat[stat.iter().rposition(|&byte| byte == b')')? + 1..];
    let mut fields = std::str::from_utf8(after_name).ok()?.split_whitespace().skip(11);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

/// Time on a CPU in ns: the first field of schedstat.
fn on_cpu(schedstat: &[u8]) -> Option<i64> {
    std::str::from_utf8(schedstat).ok()?.split_whitespace().next()?.parse().ok()
}

/// Divides `total` in the proportion of `process`, but within the tick that `floor` (rounded down to ticks) leaves open.
fn divide(total: i64, floor: CpuTimes, tick: i64, process: CpuTimes) -> CpuTimes {
    let whole = i128::from(process.0) + i128::from(process.1);
    let share = if whole > 0 { i128::from(total) * i128::from(process.0) / whole } else { i128::from(total) };
    let user = i64::try_from(share).unwrap_or(total);
    let least = floor.0.max(total - floor.1 - tick).max(0);
    let most = (floor.0 + tick).min(total - floor.1).min(total);
    // The two files are read one after the other: where they disagree, the whole is what counts.
    let user = if least <= most { user.clamp(least, most) } else { user.clamp(0, total.max(0)) };
    (user, total - user)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1_000_000;

    #[test]
    fn a_thread_alone_is_divided_as_the_process_is() {
        assert_eq!(divide(5 * MS, (0, 0), 10 * MS, (4 * MS, MS)), (4 * MS, MS));
        assert_eq!(divide(0, (0, 0), 10 * MS, (0, 0)), (0, 0));
    }

    #[test]
    fn other_threads_do_not_pull_a_division_beyond_a_tick() {
        // The process's other threads spent theirs in user mode; this one was mostly in the kernel.
        assert_eq!(divide(105 * MS, (10 * MS, 90 * MS), 10 * MS, (900 * MS, 100 * MS)), (15 * MS, 90 * MS));
    }

    #[test]
    fn a_name_with_parentheses_does_not_shift_the_fields() {
        let stat = b"7 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 31 32 0 0";
        assert_eq!(ticks(stat), Some((31, 32)));
        assert_eq!(ticks(b"7 nothing"), None);
    }

    #[test]
    fn own_times_are_readable() {
        let own = i32::try_from(std::process::id()).unwrap_or(0);
        assert!(cpu_times(own, own, &mut Buffer::default()).is_some_and(|(user, system)| user + system > 0));
    }
}
