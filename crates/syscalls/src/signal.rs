//! Signals (signal(7)).

/// The name of a signal as strace prints it: `SIGTERM`, `SIGRT_1`, `SIGRTMIN`; the number for an unknown one.
pub fn name(signal: i32) -> String {
    signal.to_string()
}
