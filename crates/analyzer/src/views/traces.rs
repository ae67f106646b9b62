//! The view `traces`: one row of metadata for each open trace.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringViewArray, TimestampNanosecondArray};
use arrow::datatypes::TimestampNanosecondType;
use arrow::error::ArrowError;
use arrow::temporal_conversions::as_datetime;
use trapline_trace::State;

use crate::OpenTrace;

/// How a fact is told of a trace; the type of the column, even where no trace is open.
pub(crate) enum Fact {
    Number(fn(&OpenTrace) -> Option<i64>),
    Text(fn(&OpenTrace) -> Option<String>),
    /// Nanoseconds since the Unix epoch.
    Moment(fn(&OpenTrace) -> Option<i64>),
}

/// A column of the view.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) fact: Fact,
}

const fn column(name: &'static str, unit: &'static str, doc: &'static str, fact: Fact) -> Column {
    Column { name, unit, doc, fact }
}

fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn number(number: impl TryInto<i64>) -> Option<i64> {
    number.try_into().ok()
}

/// The view's columns.
pub(crate) const COLUMNS: &[Column] = &[
    column("t", "time", "0: when the recording began", Fact::Number(|_| Some(0))),
    column(
        "end_t",
        "time",
        "when it ended; now, if it goes on; of one that broke off, the latest moment that it knows of",
        Fact::Number(|trace| Some(trace.until_ns().saturating_sub(trace.metadata().start_ns))),
    ),
    column("start", "time", "when it began, as a moment", Fact::Moment(|trace| Some(trace.metadata().start_ns))),
    column("finish", "time", "when it ended, as a moment", Fact::Moment(|trace| Some(trace.until_ns()))),
    column(
        "wall_ns",
        "ns",
        "from beginning to end",
        Fact::Number(|trace| Some(trace.until_ns().saturating_sub(trace.metadata().start_ns))),
    ),
    column(
        "state",
        "text",
        "`finished`, `recording` (it goes on) or `cut short`",
        Fact::Text(|trace| {
            text(match trace.state() {
                State::Finished => "finished",
                State::Recording { .. } => "recording",
                State::CutShort { .. } => "cut short",
            })
        }),
    ),
    column(
        "command",
        "text",
        "command that was recorded, words joined by spaces; null where several processes were attached to",
        Fact::Text(|trace| text(&trace.metadata().command.join(" "))),
    ),
    column(
        "attached",
        "text",
        "processes that were attached to, joined by commas",
        Fact::Text(|trace| text(&trace.metadata().attached.iter().map(i32::to_string).collect::<Vec<_>>().join(","))),
    ),
    column(
        "exit_code",
        "id",
        "exit status of the command, where it exited",
        Fact::Number(|trace| trace.end(|end| end.exit_code.map(i64::from)).flatten()),
    ),
    column(
        "signal",
        "text",
        "signal that ended the command, where one did",
        Fact::Text(|trace| trace.end(|end| end.signal.clone()).flatten()),
    ),
    column("reason", "text", "why the recording ended", Fact::Text(|trace| trace.end(|end| end.reason.clone()))),
    column("rows", "count", "rows of every kind", Fact::Number(|trace| number(trace.rows()))),
    column(
        "syscalls",
        "count",
        "system calls, as counted by the recorder",
        Fact::Number(|trace| trace.count(|counts| counts.syscalls)),
    ),
    column(
        "errors",
        "count",
        "system calls that failed, restarts not counted",
        Fact::Number(|trace| trace.count(|counts| counts.errors)),
    ),
    column("processes", "count", "processes", Fact::Number(|trace| trace.count(|counts| counts.processes))),
    column("threads", "count", "threads", Fact::Number(|trace| trace.count(|counts| counts.threads))),
    column(
        "lost",
        "count",
        "events lost, as counted by the recorder",
        Fact::Number(|trace| trace.count(|counts| counts.lost)),
    ),
    column(
        "backend",
        "text",
        "how calls were observed: `ptrace` or `ebpf`",
        Fact::Text(|trace| text(&trace.metadata().capture.backend)),
    ),
    column(
        "filters",
        "text",
        "filters of the recording; null where everything was recorded",
        Fact::Text(|trace| text(&trace.metadata().capture.filters.join(" "))),
    ),
    column(
        "limits",
        "text",
        "limits of the recording that were set",
        Fact::Text(|trace| text(&trace.metadata().capture.limits.join(" "))),
    ),
    column(
        "memory_limit",
        "bytes",
        "how much was kept of a string or structure in argument memory",
        Fact::Number(|trace| number(trace.metadata().capture.memory_limit)),
    ),
    column(
        "data_limit",
        "bytes",
        "how much was kept of each payload",
        Fact::Number(|trace| number(trace.metadata().capture.data_limit)),
    ),
    column(
        "env",
        "text",
        "what was kept of environments: `none`, `names`, `values`",
        Fact::Text(|trace| text(&trace.metadata().capture.env)),
    ),
    column(
        "sched",
        "text",
        "`yes` where calls have `cpu_ns`",
        Fact::Text(|trace| trace.metadata().capture.sched.then(|| "yes".to_owned())),
    ),
    column(
        "io_uring",
        "text",
        "`yes` where operations of io_uring were recorded",
        Fact::Text(|trace| trace.metadata().capture.io_uring.then(|| "yes".to_owned())),
    ),
    column(
        "cpu_policy",
        "text",
        "what was done about CPU placement",
        Fact::Text(|trace| text(&trace.metadata().capture.cpu_policy)),
    ),
    column(
        "timing",
        "text",
        "who read the clock: `tracer` (durations include two stops) or `kernel`",
        Fact::Text(|trace| text(&trace.metadata().capture.timing.read_by)),
    ),
    column(
        "floor_ns",
        "ns",
        "what an empty call measured: no duration below it means anything",
        Fact::Number(|trace| trace.metadata().capture.timing.floor_ns),
    ),
    column("clock", "text", "clock that `ts` comes from", Fact::Text(|trace| text(&trace.metadata().clock.name))),
    column(
        "clock_source",
        "text",
        "the kernel's clock source",
        Fact::Text(|trace| text(&trace.metadata().host.clock_source)),
    ),
    column("kernel", "text", "kernel release", Fact::Text(|trace| text(&trace.metadata().host.kernel))),
    column("architecture", "text", "architecture", Fact::Text(|trace| text(&trace.metadata().host.architecture))),
    column("cpus", "count", "CPUs online", Fact::Number(|trace| number(trace.metadata().host.cpus))),
    column("page_size", "bytes", "bytes in a page", Fact::Number(|trace| number(trace.metadata().host.page_size))),
    column("distribution", "text", "distribution", Fact::Text(|trace| text(&trace.metadata().host.distribution))),
    column("cwd", "text", "where the recording was started", Fact::Text(|trace| text(&trace.metadata().cwd))),
    column("tool", "text", "what wrote the file, and its version", Fact::Text(|trace| text(&trace.metadata().tool))),
    column(
        "recovered",
        "text",
        "what made the file whole after it had been cut short",
        Fact::Text(|trace| trace.metadata().recovered.as_ref().map(|recovered| recovered.tool.clone())),
    ),
    column(
        "redacted",
        "text",
        "columns and fields taken out before sharing",
        Fact::Text(|trace| text(&trace.metadata().redacted.join(", "))),
    ),
    column("id", "id", "random id of the recording", Fact::Text(|trace| text(&trace.metadata().id.to_string()))),
    column("path", "text", "the file", Fact::Text(|trace| text(&trace.path().to_string_lossy()))),
    column(
        "start_ns",
        "id",
        "when it began, in nanoseconds since 1970-01-01 00:00:00 UTC",
        Fact::Number(|trace| Some(trace.metadata().start_ns)),
    ),
    column("trace", "text", "what the column `trace` of other views calls it", Fact::Text(|trace| text(trace.name()))),
];

/// The rows of the view.
pub(crate) fn traces(traces: &[OpenTrace]) -> Result<RecordBatch, ArrowError> {
    let columns = COLUMNS.iter().map(|column| {
        let values: ArrayRef = match column.fact {
            Fact::Number(fact) => Arc::new(traces.iter().map(fact).collect::<Int64Array>()),
            Fact::Moment(fact) => Arc::new(traces.iter().map(fact).collect::<TimestampNanosecondArray>()),
            Fact::Text(fact) => Arc::new(traces.iter().map(fact).collect::<StringViewArray>()),
        };
        (column.name, values, true)
    });
    RecordBatch::try_from_iter_with_nullable(columns)
}

/// The known facts of a trace by column, as text.
pub(crate) fn facts(trace: &OpenTrace) -> impl Iterator<Item = (&'static str, String)> + '_ {
    COLUMNS.iter().filter_map(|column| {
        let value = match column.fact {
            Fact::Number(fact) => fact(trace)?.to_string(),
            Fact::Text(fact) => fact(trace)?,
            Fact::Moment(fact) => {
                as_datetime::<TimestampNanosecondType>(fact(trace)?)?.format("%Y-%m-%d %H:%M:%S%.9f").to_string()
            }
        };
        Some((column.name, value))
    })
}
