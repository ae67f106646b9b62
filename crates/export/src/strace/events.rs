//! Lines of what is no call: signals, stops, ends of threads.

use trapline_syscalls::decode::{self, Style};
use trapline_syscalls::{Abi, memory};

use super::Options;
use super::call::printable;
use super::threads::Threads;
use crate::Event;

/// The text of a row that is no call; `None` for rows that strace has no line for.
pub(super) fn text(event: &Event<'_>, options: &Options, threads: &Threads) -> Option<String> {
    let quiet = options.quiet;
    match event.kind {
        "signal" => {
            let signal = event.signal.filter(|signal| options.signals.contains(signal))?;
            Some(format!("--- {} {} ---", printable(signal), siginfo(event, options.style)))
        }
        "stop" => {
            let signal = event.signal.filter(|signal| options.signals.contains(signal))?;
            Some(format!("--- stopped by {} ---", printable(signal)))
        }
        "thread_exit" if is_superseded(event) => {
            let by = threads.in_exec(event.upid).unwrap_or(event.pid);
            (!quiet.superseded).then(|| format!("+++ superseded by execve in pid {by} +++"))
        }
        "thread_exit" => {
            let shown = match event.signal {
                Some(signal) => options.signals.contains(signal),
                None => !quiet.exits,
            };
            shown.then(|| format!("+++ {} +++", end(event)))
        }
        _ => None,
    }
}

/// Whether a thread was the leader of its process until the execve of another one took its place. To the tracer the
/// other threads that an execve ends just exit.
pub(super) fn is_superseded(event: &Event<'_>) -> bool {
    event.outcome == Some("superseded") && event.tid == event.pid
}

/// What stands before the first call that a thread makes in another ABI.
pub(super) fn personality(tid: i32, abi: Abi) -> String {
    let mode = match abi {
        Abi::X86_64 => "64 bit",
        Abi::I386 => "32 bit",
        Abi::X32 => "x32",
    };
    format!("[ Process PID={tid} runs in {mode} mode. ]")
}

fn siginfo(event: &Event<'_>, style: Style) -> String {
    let records = event.memory.unwrap_or_default();
    let record = memory::records(records).find(|record| record.what == memory::what::SIGINFO);
    record.map_or_else(|| "{}".to_owned(), |record| decode::siginfo(record.bytes, style))
}

fn end(event: &Event<'_>) -> String {
    match (event.signal.map(printable), event.exit_code) {
        (Some(signal), _) if event.core_dumped == Some(true) => format!("killed by {signal} (core dumped)"),
        (Some(signal), _) => format!("killed by {signal}"),
        (None, Some(code)) => format!("exited with {code}"),
        (None, None) if event.outcome == Some("superseded") => "exited with 0".to_owned(),
        (None, None) => "gone".to_owned(),
    }
}
