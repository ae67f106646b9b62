//! Ending as the command ended.

use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

/// Ends this process by `signal`, as the command was ended by it, so that a shell sees the same status. Leaves no
/// second core file.
///
/// Returns only if the signal does not kill: a number out of range, or one whose default is not to terminate.
pub fn die_by(signal: i32) {
    let no_core = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: lowers a limit and a flag of this process; the structure is complete.
    unsafe {
        libc::setrlimit(libc::RLIMIT_CORE, &raw const no_core);
        // The limit does not bind where core_pattern is a pipe; this does.
        libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0);
    }
    if let Ok(known) = Signal::try_from(signal) {
        let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
        // SAFETY: installs no handler function. SIGKILL is refused, which is fine: its action is the default.
        let _ = unsafe { sigaction(known, &default) };
    }
    // SAFETY: real-time signals, which nix has no names for, are at their default: this process never changes them.
    // The set is initialised by sigemptyset before it is used.
    unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, signal);
        libc::sigprocmask(libc::SIG_UNBLOCK, &raw const set, std::ptr::null_mut());
        libc::raise(signal);
    }
}
