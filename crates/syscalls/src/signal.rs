//! Signals (signal(7)).

/// Names of the signals from 1 on, without `SIG`.
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
    "PWR", "SYS",
];

/// The kernel's first and last real-time signal; the C library keeps some of them to itself.
const REAL_TIME: std::ops::RangeInclusive<i32> = 32..=64;

/// The name of a signal as strace prints it: `SIGTERM`, `SIGRTMIN`, `SIGRT_1`; the number for an unknown one.
pub fn name(signal: i32) -> String {
    let named = usize::try_from(signal).ok().and_then(|signal| NAMES.get(signal.checked_sub(1)?));
    match named {
        Some(name) => format!("SIG{name}"),
        None if signal == *REAL_TIME.start() => "SIGRTMIN".to_owned(),
        None if REAL_TIME.contains(&signal) => format!("SIGRT_{}", signal - REAL_TIME.start()),
        None => signal.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_the_names_that_strace_prints() {
        let names = [1, 9, 17, 29, 31, 32, 33, 64].map(name);
        let expected = ["SIGHUP", "SIGKILL", "SIGCHLD", "SIGIO", "SIGSYS", "SIGRTMIN", "SIGRT_1", "SIGRT_32"];
        assert_eq!(names, expected);
        assert_eq!([0, 65, -1, i32::MIN].map(name), ["0", "65", "-1", "-2147483648"]);
    }
}
