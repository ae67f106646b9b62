//! The fields of the metadata, with what each may reveal.

use crate::schema::Share;

/// One field of [`Metadata`](crate::Metadata)'s JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetadataField {
    /// Where it stands: names joined by dots.
    pub path: &'static str,
    /// What it may reveal, hence what happens to it before the trace is given to others.
    pub share: Share,
    /// Its meaning and unit, in Markdown.
    pub doc: &'static str,
}

const fn field(path: &'static str, share: Share, doc: &'static str) -> MetadataField {
    MetadataField { path, share, doc }
}

/// Every field, in the order of the JSON. A field of the JSON that is missing here fails a test, and sharing drops it.
pub const METADATA_FIELDS: &[MetadataField] = &[
    field("tool", Share::Keep, "what wrote the file, and its version"),
    field("start_ns", Share::Time, "when the recording began"),
    field("clock.name", Share::Keep, "clock that `ts` comes from"),
    field("clock.monotonic_ns", Share::Time, "its reading at the start"),
    field("clock.realtime_ns", Share::Time, "CLOCK_REALTIME at that moment"),
    field(
        "command",
        Share::Argv,
        "command that was recorded, word by word; that of the process, where one was attached to; empty where several were",
    ),
    field("attached", Share::Keep, "processes that were attached to"),
    field("cwd", Share::Path, "where the recording was started"),
    field("host.kernel", Share::Keep, "kernel release"),
    field("host.architecture", Share::Keep, "architecture"),
    field("host.cpus", Share::Keep, "CPUs online"),
    field("host.clock_source", Share::Keep, "the kernel's clock source"),
    field("host.page_size", Share::Keep, "bytes in a page"),
    field("host.distribution", Share::Keep, "distribution"),
    field("host.name", Share::Drop, "host name, only where it was asked for"),
    field("host.user", Share::Drop, "name of the user who recorded, only where it was asked for"),
    field("capture.backend", Share::Keep, "how calls were observed: `ptrace` or `ebpf`"),
    field("capture.filters", Share::Argv, "filters as given; empty where everything was recorded"),
    field("capture.memory_limit", Share::Keep, "bytes kept of a string or structure in argument memory"),
    field("capture.data_limit", Share::Keep, "bytes kept of each payload"),
    field("capture.env", Share::Keep, "what was kept of environments: `none`, `names`, `values`"),
    field("capture.sched", Share::Keep, "whether calls have `cpu_ns`"),
    field("capture.io_uring", Share::Keep, "whether there are rows of kind `io_uring` for what io_uring did"),
    field("capture.limits", Share::Keep, "limits of the recording that were set"),
    field("capture.cpu_policy", Share::Keep, "what was done about CPU placement"),
    field(
        "capture.timing.read_by",
        Share::Keep,
        "who read the clock: `tracer` (durations include two stops) or `kernel`",
    ),
    field("capture.timing.floor_ns", Share::Keep, "what an empty call measured, in nanoseconds"),
    field("end.end_ns", Share::Time, "when it ended; without `end` the recording was cut short"),
    field("end.reason", Share::Keep, "why it ended"),
    field("end.exit_code", Share::Keep, "exit status of the command, where it exited"),
    field("end.signal", Share::Keep, "signal that ended the command, where one did"),
    field("end.counts.rows", Share::Keep, "rows of every kind"),
    field("end.counts.syscalls", Share::Keep, "system calls"),
    field("end.counts.errors", Share::Keep, "system calls that failed, restarts not counted"),
    field("end.counts.processes", Share::Keep, "processes"),
    field("end.counts.threads", Share::Keep, "threads"),
    field("end.counts.lost", Share::Keep, "events lost"),
    field("end.losses", Share::Keep, "lost events by reason"),
    field(
        "end.untraced_cleared",
        Share::Keep,
        "calls whose `CLONE_UNTRACED` was taken away, so that their children were recorded",
    ),
    field("recovered.tool", Share::Keep, "what made a file whole that had been cut short"),
    field("recovered.cut_short_ns", Share::Time, "latest moment that it knows of"),
    field("recovered.rows", Share::Keep, "rows saved"),
    field("redacted", Share::Keep, "columns and fields taken out before sharing"),
];

/// The table of fields as `docs/trace-format.md` shows it.
pub fn markdown() -> String {
    let mut text = String::from("| field | shared as | meaning |\n|---|---|---|\n");
    for MetadataField { path, share, doc } in METADATA_FIELDS {
        text.push_str(&format!("| `{path}` | {} | {doc} |\n", share.name()));
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::metadata::{Capture, End, Host, Metadata, Recovered, Timing};

    /// Paths of the leaves of a JSON object; maps with free keys (`end.losses`) count as one leaf.
    fn leaves(prefix: &str, value: &serde_json::Value, into: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) if prefix != "end.losses" => {
                for (key, value) in map {
                    leaves(&if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") }, value, into);
                }
            }
            _ => into.push(prefix.to_owned()),
        }
    }

    #[test]
    fn every_field_of_the_json_has_a_share_class() {
        let full = Metadata {
            host: Host { name: Some("n".into()), user: Some("u".into()), ..Host::default() },
            capture: Capture { timing: Timing { floor_ns: Some(1), ..Timing::default() }, ..Capture::default() },
            end: Some(End {
                exit_code: Some(0),
                signal: Some("SIGINT".into()),
                losses: [("ring_full".to_owned(), 1)].into(),
                ..End::default()
            }),
            recovered: Some(Recovered::default()),
            redacted: vec!["path".into()],
            ..Metadata::default()
        };
        let mut found = Vec::new();
        leaves("", &serde_json::to_value(full).unwrap(), &mut found);
        let mut described: Vec<_> = METADATA_FIELDS.iter().map(|field| field.path.to_owned()).collect();
        found.sort();
        described.sort();
        assert_eq!(found, described);
    }

    #[test]
    fn unknown_fields_are_ignored_and_missing_ones_are_defaults() {
        let metadata: Metadata = serde_json::from_str(r#"{"tool": "rec 9", "weather": {"wind": 3}}"#).unwrap();
        assert_eq!(metadata, Metadata { tool: "rec 9".into(), ..Metadata::default() });
    }
}
