//! The pieces of a call's line.

use trapline_syscalls::decode::{self, CallText};

use super::threads::abi;
use super::{Options, Status};
use crate::Event;
use crate::names::CallNames;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It returned, at this moment.
    Returned(i64),
    /// It is one that never returns.
    Never,
    /// Its thread was ended while it was in progress.
    Killed,
    /// It was still in progress at the end of the recording.
    Open,
    /// So it was when the recorder let go of its thread.
    Detached,
    /// It had begun before the recording, which did not see its end.
    Before,
}

/// A call's line in pieces.
#[derive(Clone, Debug)]
pub(super) struct Pieces {
    /// The call's name.
    pub(super) name: String,
    /// What is printed at enter: `read(3, `.
    pub(super) enter: String,
    /// What is printed of the arguments at exit.
    pub(super) exit: String,
    /// What follows `= `.
    pub(super) result: String,
    pub(super) end: End,
    pub(super) status: Status,
}

impl End {
    fn of(event: &Event<'_>) -> End {
        match (event.outcome, event.duration_ns) {
            (Some("no_return"), _) => End::Never,
            (Some("killed"), _) => End::Killed,
            (Some("unfinished"), _) => End::Open,
            (Some("detached"), _) => End::Detached,
            // It began before anybody looked, and when it ended is not known either: strace shows it as begun at the attach.
            (Some("entered_before"), None) if event.syscall.is_none() => End::Before,
            (Some("entered_before"), None) if event.ret.is_none() => End::Open,
            (_, duration) => End::Returned(event.ts.saturating_add(duration.unwrap_or(0).max(0))),
        }
    }
}

/// What a row of a call becomes. `interrupted` is the thread's call before it, which a restart_syscall goes on with.
pub(super) fn pieces(event: &Event<'_>, names: &CallNames<'_>, options: &Options, interrupted: Option<&str>) -> Pieces {
    let call = CallText {
        abi: abi(event),
        nr: event.nr.unwrap_or(-1),
        args: event.args,
        ret: event.ret,
        memory: event.memory.unwrap_or_default(),
        data: event.data,
        path: event.path,
        path2: event.path2,
    };
    let name = printable(event.syscall.unwrap_or("?"));
    let end = End::of(event);
    let (enter, exit) = if name == "restart_syscall" {
        let interrupted = printable(interrupted.unwrap_or("system call"));
        (format!("<... resuming interrupted {interrupted} ...>"), String::new())
    } else {
        let args = decode::args(&call, names, options.style);
        let exit = args.text.get(args.at_enter..).unwrap_or_default().to_owned();
        let mut enter = args.text;
        enter.truncate(enter.len() - exit.len());
        (enter, exit)
    };
    let mut result = decode::result(&call, &names.of_result(), options.style);
    if let (true, Some(ns)) = (options.durations, event.duration_ns) {
        result.push_str(&format!(" <{}.{:06}>", ns / 1_000_000_000, ns % 1_000_000_000 / 1000));
    }
    let status = match end {
        End::Returned(_) if call.failed() => Status::Failed,
        End::Returned(_) => Status::Successful,
        End::Detached => Status::Detached,
        End::Never | End::Killed | End::Open | End::Before => Status::Unfinished,
    };
    Pieces { enter: format!("{name}({enter}"), name, exit, result, end, status }
}

/// A name from a trace, without anything that a terminal would obey.
pub(super) fn printable(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect()
}
