//! The view `traces`: one row of metadata for each open trace.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringViewArray, TimestampNanosecondArray};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit, TimestampNanosecondType};
use arrow::error::ArrowError;
use arrow::temporal_conversions::as_datetime;
use trapline_trace::State;

use crate::OpenTrace;

/// A fact of a trace.
pub(crate) enum Fact {
    Number(Option<i64>),
    Text(Option<String>),
    Moment(Option<i64>),
}

/// A column of the view.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) value: fn(&OpenTrace) -> Fact,
}

const fn column(name: &'static str, unit: &'static str, doc: &'static str, value: fn(&OpenTrace) -> Fact) -> Column {
    Column { name, unit, doc, value }
}

fn text(text: &str) -> Fact {
    Fact::Text((!text.is_empty()).then(|| text.to_owned()))
}

fn number(number: impl TryInto<i64>) -> Fact {
    Fact::Number(number.try_into().ok())
}

/// The view's columns.
pub(crate) const COLUMNS: &[Column] = &[
    column("t", "time", "0: when the recording began", |_| Fact::Number(Some(0))),
    column("end_t", "time", "when it ended; of one that did not, the latest moment that it knows of", |trace| {
        Fact::Number(Some(trace.until_ns().saturating_sub(trace.metadata().start_ns)))
    }),
    column("start", "time", "when it began, as a moment", |trace| Fact::Moment(Some(trace.metadata().start_ns))),
    column("finish", "time", "when it ended, as a moment", |trace| Fact::Moment(Some(trace.until_ns()))),
    column("wall_ns", "ns", "from beginning to end", |trace| {
        Fact::Number(Some(trace.until_ns().saturating_sub(trace.metadata().start_ns)))
    }),
    column("state", "text", "`finished`, `recording` (it goes on) or `cut short`", |trace| {
        text(match trace.state() {
            State::Finished => "finished",
            State::Recording { .. } => "recording",
            State::CutShort { .. } => "cut short",
        })
    }),
    column(
        "command",
        "text",
        "command that was recorded, words joined by spaces; null where running processes were attached to",
        |trace| text(&trace.metadata().command.join(" ")),
    ),
    column("attached", "text", "processes that were attached to, joined by commas", |trace| {
        text(&trace.metadata().attached.iter().map(i32::to_string).collect::<Vec<_>>().join(","))
    }),
    column("exit_code", "id", "exit status of the command, where it exited", |trace| {
        Fact::Number(trace.end(|end| end.exit_code.map(i64::from)).flatten())
    }),
    column("signal", "text", "signal that ended the command, where one did", |trace| {
        Fact::Text(trace.end(|end| end.signal.clone()).flatten())
    }),
    column("reason", "text", "why the recording ended", |trace| Fact::Text(trace.end(|end| end.reason.clone()))),
    column("rows", "count", "rows of every kind", |trace| number(trace.rows())),
    column("syscalls", "count", "system calls, as counted by the recorder", |trace| {
        Fact::Number(trace.count(|counts| counts.syscalls))
    }),
    column("errors", "count", "system calls that failed, restarts not counted", |trace| {
        Fact::Number(trace.count(|counts| counts.errors))
    }),
    column("processes", "count", "processes", |trace| Fact::Number(trace.count(|counts| counts.processes))),
    column("threads", "count", "threads", |trace| Fact::Number(trace.count(|counts| counts.threads))),
    column("lost", "count", "events lost, as counted by the recorder", |trace| {
        Fact::Number(trace.count(|counts| counts.lost))
    }),
    column("backend", "text", "how calls were observed: `ptrace` or `ebpf`", |trace| {
        text(&trace.metadata().capture.backend)
    }),
    column("filters", "text", "filters of the recording; null where everything was recorded", |trace| {
        text(&trace.metadata().capture.filters.join(" "))
    }),
    column("limits", "text", "limits of the recording that were set", |trace| {
        text(&trace.metadata().capture.limits.join(" "))
    }),
    column("memory_limit", "bytes", "how much was kept of a string or structure in argument memory", |trace| {
        number(trace.metadata().capture.memory_limit)
    }),
    column("data_limit", "bytes", "how much was kept of each payload", |trace| {
        number(trace.metadata().capture.data_limit)
    }),
    column("env", "text", "what was kept of environments: `none`, `names`, `values`", |trace| {
        text(&trace.metadata().capture.env)
    }),
    column("cpu_policy", "text", "what was done about CPU placement", |trace| {
        text(&trace.metadata().capture.cpu_policy)
    }),
    column("timing", "text", "who read the clock: `tracer` (durations include two stops) or `kernel`", |trace| {
        text(&trace.metadata().capture.timing.read_by)
    }),
    column("floor_ns", "ns", "what an empty call measured: no duration below it means anything", |trace| {
        Fact::Number(trace.metadata().capture.timing.floor_ns)
    }),
    column("clock", "text", "clock that `ts` comes from", |trace| text(&trace.metadata().clock.name)),
    column("clock_source", "text", "the kernel's clock source", |trace| text(&trace.metadata().host.clock_source)),
    column("kernel", "text", "kernel release", |trace| text(&trace.metadata().host.kernel)),
    column("architecture", "text", "architecture", |trace| text(&trace.metadata().host.architecture)),
    column("cpus", "count", "CPUs online", |trace| number(trace.metadata().host.cpus)),
    column("page_size", "bytes", "bytes in a page", |trace| number(trace.metadata().host.page_size)),
    column("distribution", "text", "distribution", |trace| text(&trace.metadata().host.distribution)),
    column("cwd", "text", "where the recording was started", |trace| text(&trace.metadata().cwd)),
    column("tool", "text", "what wrote the file, and its version", |trace| text(&trace.metadata().tool)),
    column("recovered", "text", "what made the file whole after it had been cut short", |trace| {
        Fact::Text(trace.metadata().recovered.as_ref().map(|recovered| recovered.tool.clone()))
    }),
    column("redacted", "text", "columns and fields taken out before sharing", |trace| {
        text(&trace.metadata().redacted.join(", "))
    }),
    column("id", "id", "random id of the recording", |trace| text(&trace.metadata().id.to_string())),
    column("path", "text", "the file", |trace| text(&trace.path().to_string_lossy())),
    column("start_ns", "id", "when it began, in nanoseconds since 1970-01-01 00:00:00 UTC", |trace| {
        Fact::Number(Some(trace.metadata().start_ns))
    }),
    column("trace", "text", "what the column `trace` of other views calls it", |trace| text(trace.name())),
];

/// The rows of the view.
pub(crate) fn traces(traces: &[OpenTrace]) -> Result<RecordBatch, ArrowError> {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for column in COLUMNS {
        let facts: Vec<Fact> = traces.iter().map(column.value).collect();
        let (ty, array) = array(&facts);
        fields.push(Field::new(column.name, ty, true));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
}

/// The known facts of a trace by column, as text.
pub(crate) fn facts(trace: &OpenTrace) -> impl Iterator<Item = (&'static str, String)> + '_ {
    COLUMNS.iter().filter_map(|column| {
        let value = match (column.value)(trace) {
            Fact::Number(number) => number?.to_string(),
            Fact::Text(text) => text?,
            Fact::Moment(moment) => {
                as_datetime::<TimestampNanosecondType>(moment?)?.format("%Y-%m-%d %H:%M:%S%.9f").to_string()
            }
        };
        Some((column.name, value))
    })
}

/// The facts of one column, which are all of one kind.
fn array(facts: &[Fact]) -> (DataType, ArrayRef) {
    let numbers = || {
        facts.iter().map(|fact| match fact {
            Fact::Number(number) | Fact::Moment(number) => *number,
            Fact::Text(_) => None,
        })
    };
    match facts.first() {
        Some(Fact::Number(_)) => (DataType::Int64, Arc::new(numbers().collect::<Int64Array>())),
        Some(Fact::Moment(_)) => {
            (DataType::Timestamp(TimeUnit::Nanosecond, None), Arc::new(numbers().collect::<TimestampNanosecondArray>()))
        }
        Some(Fact::Text(_)) | None => {
            let texts = facts.iter().map(|fact| match fact {
                Fact::Text(text) => text.as_deref(),
                _ => None,
            });
            (DataType::Utf8View, Arc::new(texts.collect::<StringViewArray>()))
        }
    }
}
