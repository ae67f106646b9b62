//! What describes a recording as a whole: the JSON in the footer's key `trapline.recording`.
//!
//! Part of it is known when the recording starts and stands in the journal from the first second; [`Metadata::end`] is
//! added when it ends. A reader ignores fields that it does not know and takes missing ones as their defaults, so fields
//! may be added without a new format number. [`METADATA_FIELDS`] gives each field its share class and its meaning.

mod fields;
mod id;

use std::collections::BTreeMap;

use parquet::file::metadata::KeyValue;
use serde::{Deserialize, Serialize};

pub use fields::{METADATA_FIELDS, MetadataField, markdown};
pub use id::TraceId;

/// The format that this version writes, and the newest that it reads: the value of `trapline.format`.
pub const FORMAT: u32 = 1;

/// Footer key of the format number.
pub const FORMAT_KEY: &str = "trapline.format";
/// Footer key of the trace's id: 32 hexadecimal digits, random.
pub const ID_KEY: &str = "trapline.id";
/// Footer key of [`Metadata`] as JSON.
pub const RECORDING_KEY: &str = "trapline.recording";

/// A recording as a whole. Times are nanoseconds, instants since the Unix epoch in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// Random id of this trace; a recovered, cut or redacted one keeps its source's.
    #[serde(skip)]
    pub id: TraceId,
    /// What wrote the file, such as `rec 0.1.0`.
    pub tool: String,
    /// When the recording began; the views count `t` from here.
    pub start_ns: i64,
    /// The clock that `ts` comes from.
    pub clock: Clock,
    /// The command that was recorded, word by word; that of the process, where one was attached to; empty where several
    /// were.
    pub command: Vec<String>,
    /// The processes that were attached to.
    pub attached: Vec<i32>,
    /// Where the recording was started.
    pub cwd: String,
    /// The machine.
    pub host: Host,
    /// How the calls were observed.
    pub capture: Capture,
    /// How it ended; absent while it runs, and for good where it was cut short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// When a recording that was cut short was made whole, and by what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovered: Option<Recovered>,
    /// What was taken out before this file was shared: column and field names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redacted: Vec<String>,
}

impl Metadata {
    /// The footer's key-value pairs for the trace of this id.
    pub(crate) fn pairs(&self, id: TraceId) -> Vec<KeyValue> {
        let recording = serde_json::to_string(self).expect("text, numbers and maps with text keys are always JSON");
        let pair = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
        vec![pair(FORMAT_KEY, FORMAT.to_string()), pair(ID_KEY, id.to_string()), pair(RECORDING_KEY, recording)]
    }
}

/// Where `ts` comes from: a reading of the monotonic clock `m` is written as `m - monotonic_ns + realtime_ns`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Clock {
    /// The clock that was read, such as `CLOCK_MONOTONIC`.
    pub name: String,
    /// Its reading at the start.
    pub monotonic_ns: i64,
    /// CLOCK_REALTIME at that moment.
    pub realtime_ns: i64,
}

/// The machine on which the trace was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Host {
    /// Kernel release, as `uname -r`.
    pub kernel: String,
    /// Architecture, as `uname -m`.
    pub architecture: String,
    /// CPUs online.
    pub cpus: u32,
    /// The kernel's clock source, such as `tsc`.
    pub clock_source: String,
    /// Bytes in a page.
    pub page_size: u32,
    /// Distribution, as `PRETTY_NAME` of os-release.
    pub distribution: String,
    /// Host name, only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Name of the user who recorded, only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

/// How the calls were observed and what was kept of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Capture {
    /// The source: `ptrace` or `ebpf`.
    pub backend: String,
    /// Filters as they were given, such as `-e %file` or `-P /etc/`; empty where everything was recorded.
    pub filters: Vec<String>,
    /// Bytes kept of a string or structure in argument memory.
    pub memory_limit: u32,
    /// Bytes kept of each payload (`--data`).
    pub data_limit: u32,
    /// What was kept of environments: `none`, `names`, `values`.
    pub env: String,
    /// How long each call ran on a CPU was recorded (`--sched`).
    pub sched: bool,
    /// Operations of io_uring were recorded.
    pub io_uring: bool,
    /// Limits of the recording that were set, such as `--duration 60`.
    pub limits: Vec<String>,
    /// What was done about CPU placement: `unchanged`, or that tracer and tracees shared a CPU while calls were frequent.
    pub cpu_policy: String,
    /// How durations were measured.
    pub timing: Timing,
}

/// How durations were measured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Timing {
    /// Who read the clock: `tracer` (durations include two stops) or `kernel`.
    pub read_by: String,
    /// What an empty call measured on this machine, in nanoseconds: no duration below it means anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor_ns: Option<i64>,
}

/// How a recording ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct End {
    /// When.
    pub end_ns: i64,
    /// Why, such as `command ended`, `detached`, `interrupted`, `--duration reached`.
    pub reason: String,
    /// Exit status of the command, where it exited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    /// Signal that ended the command, where one did, such as `SIGSEGV`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signal: Option<String>,
    /// Totals.
    pub counts: Counts,
    /// Lost events by reason, as in the column `lost_reason`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub losses: BTreeMap<String, u64>,
    /// Calls whose `CLONE_UNTRACED` was taken away (clone(2)), so that their children were recorded.
    pub untraced_cleared: u64,
}

/// Totals of a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Rows of every kind.
    pub rows: u64,
    /// System calls.
    pub syscalls: u64,
    /// System calls that failed, restarts not counted.
    pub errors: u64,
    /// Processes.
    pub processes: u64,
    /// Threads.
    pub threads: u64,
    /// Events lost, for whatever reason.
    pub lost: u64,
}

/// How a trace that had been cut short was made whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recovered {
    /// What did it, such as `analyze 0.1.0`.
    pub tool: String,
    /// The latest moment of which the trace knows.
    pub cut_short_ns: i64,
    /// Rows saved, calls that were in progress included.
    pub rows: u64,
}
