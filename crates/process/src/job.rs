//! The terminal's stop of a job that is a command and its recorder.
//!
//! It comes to both. The command may handle or ignore it, and decides; the recorder stops when the command has. Of the
//! two halves, its own signal and the sight of the stopped command, either comes first: the terminal signals the members
//! of a group one after the other, and the command may have stopped on another processor by then.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::monotonic_ns;

/// The signals by which a terminal stops a job.
pub(crate) const STOPPING: [i32; 3] = [libc::SIGTSTP, libc::SIGTTIN, libc::SIGTTOU];
/// How long before the stop of the command such a signal has come to this process at most: an editor tidies its screen first,
/// and a busy machine lets everybody wait.
const STOP_NS: i64 = 5_000_000_000;

/// [`NONE`], [`COMMAND_STOPPED`], or when the last of those signals came to this process. One word, so that exactly the
/// second half finds the first.
static STOP: AtomicI64 = AtomicI64::new(NONE);
/// Neither has such a signal come nor is the command stopped.
const NONE: i64 = 0;
/// The command is stopped, by whatever signal.
const COMMAND_STOPPED: i64 = -1;

/// The command was stopped by `signal`; so is this process if it has had its own.
pub(crate) fn command_stopped(signal: i32) {
    let arrived = STOP.swap(COMMAND_STOPPED, Ordering::AcqRel);
    if STOPPING.contains(&signal) && arrived > NONE && monotonic_ns() - arrived < STOP_NS {
        stop();
    }
}

/// The command goes on.
pub(crate) fn command_continued() {
    STOP.store(NONE, Ordering::Release);
}

/// The handler of those signals: stops this process if the command is stopped already.
///
/// **Async-signal-safe: atomics, clock_gettime and kill only.**
pub(crate) extern "C" fn stop_arrived(_: i32, _: *mut libc::siginfo_t, _: *mut libc::c_void) {
    let now = monotonic_ns().max(1);
    let unless_stopped = |stop: i64| (stop != COMMAND_STOPPED).then_some(now);
    if STOP.fetch_update(Ordering::AcqRel, Ordering::Acquire, unless_stopped).is_err() {
        stop();
    }
}

fn stop() {
    // SAFETY: stops this process.
    unsafe { libc::kill(libc::getpid(), libc::SIGSTOP) };
}
