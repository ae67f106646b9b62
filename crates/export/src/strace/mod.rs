//! strace's text: what `strace -f -ttt -T -yy -o FILE` would have written.
//!
//! One line per call in the order of their beginning, signals and ends between them. Calls of several threads that
//! overlap are not cut into `<unfinished ...>` and `resumed`: each stands whole where it began.

use std::io::Write;

use arrow::array::RecordBatch;
use trapline_syscalls::decode::{self, CallText, Style};
use trapline_syscalls::{Abi, memory};

use crate::names::Names;
use crate::{Columns, Error, Event};

/// Where strace begins the result (`-a`).
const RESULT_COLUMN: usize = 40;

/// Renders rows; they must come in the order of `seq`.
#[derive(Debug, Default)]
pub struct Text {
    names: Names,
    style: Style,
}

impl Text {
    /// A renderer that has seen no row yet.
    pub fn new(style: Style) -> Text {
        Text { names: Names::default(), style }
    }

    /// Appends the lines of a batch with the columns of [`Columns::required`].
    ///
    /// `shown` tells for each row whether it is printed: the others are learned from, because a filter must not take
    /// away the names of descriptors.
    pub fn write(
        &mut self,
        batch: &RecordBatch,
        mut shown: impl FnMut(usize) -> bool,
        out: &mut impl Write,
    ) -> Result<(), Error> {
        let columns = Columns::new(batch)?;
        for (index, event) in columns.events().enumerate() {
            if shown(index)
                && let Some(text) = self.line(&event)
            {
                let (seconds, nanoseconds) = (event.ts.div_euclid(1_000_000_000), event.ts.rem_euclid(1_000_000_000));
                let prefix = format!("{:<5} {seconds}.{:06} ", event.tid, nanoseconds / 1000);
                let (call, result) = text;
                match result {
                    Some(result) => {
                        let width = RESULT_COLUMN.saturating_sub(prefix.len() + 1);
                        writeln!(out, "{prefix}{call:<width$} = {result}")?;
                    }
                    None => writeln!(out, "{prefix}{call}")?,
                }
            }
            self.names.after(&event);
        }
        Ok(())
    }

    /// The text of a row, and for a call what follows `= `; `None` for rows that strace has no line for.
    fn line(&self, event: &Event<'_>) -> Option<(String, Option<String>)> {
        match event.kind {
            "syscall" => Some(self.call(event)),
            "signal" => Some((format!("--- {} {} ---", event.signal?, siginfo(event)), None)),
            "stop" => Some((format!("--- stopped by {} ---", event.signal?), None)),
            "thread_exit" => Some((format!("+++ {} +++", end(event)), None)),
            _ => None,
        }
    }

    fn call(&self, event: &Event<'_>) -> (String, Option<String>) {
        let call = CallText {
            abi: event.abi.and_then(Abi::from_name).unwrap_or(Abi::X86_64),
            nr: event.nr.unwrap_or(-1),
            args: event.args,
            ret: event.ret,
            memory: event.memory.unwrap_or_default(),
            data: event.data,
            path: event.path,
            path2: event.path2,
        };
        let names = self.names.of(event);
        let name = event.syscall.unwrap_or("?");
        let text = format!("{name}({})", decode::args(&call, &names, self.style));
        let result = match event.outcome {
            Some("unfinished" | "killed") => "? <unavailable>".to_owned(),
            Some("detached") => "? <detached ...>".to_owned(),
            _ => decode::result(&call, &names, self.style),
        };
        let result = match event.duration_ns {
            Some(ns) => format!("{result} <{}.{:06}>", ns / 1_000_000_000, ns % 1_000_000_000 / 1000),
            None => result,
        };
        (text, Some(result))
    }
}

fn siginfo(event: &Event<'_>) -> String {
    let records = event.memory.unwrap_or_default();
    let record = memory::records(records).find(|record| record.what == memory::what::SIGINFO);
    record.map_or_else(|| "{}".to_owned(), |record| decode::siginfo(record.bytes))
}

fn end(event: &Event<'_>) -> String {
    match (event.outcome, event.signal, event.exit_code) {
        (Some("superseded"), ..) => format!("superseded by execve in pid {}", event.pid),
        (_, Some(signal), _) if event.core_dumped == Some(true) => format!("killed by {signal} (core dumped)"),
        (_, Some(signal), _) => format!("killed by {signal}"),
        (.., Some(code)) => format!("exited with {code}"),
        _ => "gone".to_owned(),
    }
}
