//! The line at the end.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use trapline_recorder::{Counts, TraceSummary};

use super::terminal::shown;
use super::units::{count, counted, duration, size};

/// `trace.parquet: 12,345 calls, 87 errors, 4 processes, 1.24 s, 0 lost (ptrace, 214 KiB). Next: analyze trace.parquet`
pub fn line(output: &Path, trace: &TraceSummary) -> String {
    let Counts { syscalls, errors, processes, lost, .. } = trace.counts;
    format!(
        "{}: {}, {}, {}, {}, {} lost ({}, {}). Next: analyze {}",
        shown(output.as_os_str()),
        counted(syscalls, "call", "calls"),
        counted(errors, "error", "errors"),
        counted(processes, "process", "processes"),
        duration(trace.duration),
        count(lost),
        trace.backend,
        size(trace.bytes),
        quoted(output.as_os_str()),
    )
}

/// What to do about a loss.
pub fn loss(trace: &TraceSummary) -> String {
    let lost = counted(trace.counts.lost, "event was lost", "events were lost");
    let remedy = "the rows of kind lost say when; give a larger --buffer, or record less (-e, -P, --min-duration)";
    format!("{lost}: {remedy}")
}

/// `attached to 4711 (nginx), 1 thread`
pub fn attached(pid: i32, comm: &str, threads: usize) -> String {
    let name = shown(OsStr::new(comm));
    format!("attached to {pid} ({name}), {}", counted(threads as u64, "thread", "threads"))
}

/// So far.
pub fn progress(counts: &Counts) -> String {
    let Counts { syscalls, errors, processes, lost, .. } = *counts;
    format!(
        "{}, {}, {}, {} lost",
        counted(syscalls, "call", "calls"),
        counted(errors, "error", "errors"),
        counted(processes, "process", "processes"),
        count(lost)
    )
}

/// A word as a shell takes it. What cannot be printed is written as `$'\xHH'`, which bash, zsh and newer sh know.
fn quoted(word: &OsStr) -> String {
    let bytes = word.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_/.,:=@%+-".contains(byte);
    let prefix = if bytes.starts_with(b"-") { "./" } else { "" };
    match word.to_str() {
        Some(text) if !text.is_empty() && bytes.iter().all(plain) => format!("{prefix}{text}"),
        Some(text) if !text.chars().any(char::is_control) => format!("'{prefix}{}'", text.replace('\'', r"'\''")),
        _ => {
            let escape = |&byte: &u8| match byte {
                b'\'' | b'\\' => format!("\\{}", char::from(byte)),
                b' '..=b'~' => char::from(byte).to_string(),
                _ => format!("\\x{byte:02x}"),
            };
            format!("$'{prefix}{}'", bytes.iter().map(escape).collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_summary_reads_as_documented() {
        let counts = Counts { syscalls: 12345, errors: 87, processes: 4, ..Counts::default() };
        let trace = TraceSummary { backend: "ptrace", counts, duration: Duration::from_millis(1240), bytes: 219_136 };
        assert_eq!(
            line(Path::new("trace.parquet"), &trace),
            "trace.parquet: 12,345 calls, 87 errors, 4 processes, 1.24 s, 0 lost (ptrace, 214 KiB). \
             Next: analyze trace.parquet"
        );
    }

    #[test]
    fn names_are_quoted_for_a_shell() {
        for (name, text) in [
            ("a/b-1.parquet", "a/b-1.parquet"),
            ("my trace", "'my trace'"),
            ("it's", r"'it'\''s'"),
            ("-x", "./-x"),
            ("- x", "'./- x'"),
            ("a\nb\\", r"$'a\x0ab\\'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(OsStr::new(name)), text);
        }
        assert_eq!(quoted(OsStr::from_bytes(b"\xff")), r"$'\xff'");
    }
}
