//! What a recording says about itself: command, time, how it ended, what chose its calls.

use serde_json::json;
use trapline_trace::State;

use super::{envelope, scope};
use crate::OpenTrace;

/// The reason of a recording that ended with its command, and needs no word beside the command's own end.
const COMMAND_ENDED: &str = "command ended";

/// What is known of one recording as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What the column `trace` calls it.
    pub trace: String,
    /// The command, words quoted for a shell; empty where several processes were attached to.
    pub command: String,
    /// The processes that were attached to.
    pub attached: Vec<i32>,
    /// When it began, in nanoseconds since the Unix epoch.
    pub start_ns: i64,
    /// How long it took, in nanoseconds.
    pub wall_ns: i64,
    /// How it ended, in words.
    pub end: String,
    /// The machine, in words.
    pub host: String,
    /// How it was recorded, in words.
    pub backend: String,
    /// What chose the calls that were recorded, as options of `rec`; empty where all were.
    pub filters: String,
    /// What bounded the recording, as options of `rec`; empty where nothing did.
    pub limits: String,
}

impl About {
    /// What a trace says about itself.
    pub fn of(trace: &OpenTrace) -> About {
        let metadata = trace.metadata();
        let words = metadata.command.iter().map(|word| super::shell_quote(word));
        let host = &metadata.host;
        let cpus = match host.cpus {
            0 => String::new(),
            1 => "1 CPU".to_owned(),
            several => format!("{several} CPUs"),
        };
        let system = [host.kernel.as_str(), host.architecture.as_str()].join(" ");
        let host = [format!("Linux {}", system.trim()), cpus, host.distribution.clone()];
        About {
            trace: trace.name().to_owned(),
            command: words.collect::<Vec<_>>().join(" "),
            attached: metadata.attached.clone(),
            start_ns: metadata.start_ns,
            wall_ns: trace.until_ns().saturating_sub(metadata.start_ns),
            end: end(trace),
            host: host.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(", "),
            backend: metadata.capture.backend.clone(),
            filters: scope::options(&metadata.capture.filters),
            limits: scope::options(&metadata.capture.limits),
        }
    }

    /// As one JSON object.
    pub(super) fn json(&self) -> String {
        envelope::object(&[
            ("trace", json!(self.trace)),
            ("command", json!(self.command)),
            ("attached", json!(self.attached)),
            // A string, because readers of JSON take numbers of this size for floating point.
            ("start_ns", json!(self.start_ns.to_string())),
            ("wall_ns", json!(self.wall_ns)),
            ("end", json!(self.end)),
            ("host", json!(self.host)),
            ("backend", json!(self.backend)),
            ("filters", json!(self.filters)),
            ("limits", json!(self.limits)),
        ])
    }
}

/// How a recording ended, in words.
fn end(trace: &OpenTrace) -> String {
    match (trace.state(), &trace.metadata().end) {
        (State::Recording { .. }, _) => "still being recorded".to_owned(),
        (State::CutShort { .. }, _) | (State::Finished, None) => "recording cut short".to_owned(),
        (State::Finished, Some(end)) => {
            let status = match (end.exit_code, &end.signal) {
                (_, Some(signal)) => format!("killed by {signal}"),
                (Some(code), None) => format!("exit status {code}"),
                (None, None) => return end.reason.clone(),
            };
            match end.reason.as_str() {
                "" | COMMAND_ENDED => status,
                early => format!("{early}; the command went on, {status}"),
            }
        }
    }
}
