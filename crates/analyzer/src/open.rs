//! A trace that is open in a session.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use trapline_trace::metadata::{Counts, End};
use trapline_trace::{Metadata, State, TraceFile};

/// A trace that is open in a session.
#[derive(Debug)]
pub struct OpenTrace {
    name: String,
    file: TraceFile,
    until_ns: i64,
}

impl OpenTrace {
    pub(crate) fn new(name: String, file: TraceFile) -> OpenTrace {
        let until_ns = match (file.state(), &file.metadata().end) {
            // Somebody records at this moment, and a program that is stuck in a call makes no events.
            (State::Recording { until_ns }, _) => until_ns.max(now_ns()),
            (State::CutShort { until_ns }, _) => until_ns,
            (State::Finished, Some(end)) => end.end_ns,
            (State::Finished, None) => file.metadata().start_ns,
        };
        OpenTrace { name, file, until_ns }
    }

    /// What the column `trace` calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file that is read.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Whether the recording ended, goes on, or broke off.
    pub fn state(&self) -> State {
        self.file.state()
    }

    /// What describes the recording as a whole.
    pub fn metadata(&self) -> &Metadata {
        self.file.metadata()
    }

    /// Rows of every kind.
    pub fn rows(&self) -> u64 {
        self.file.rows()
    }

    /// An unfinished trace of the same name: a later recording that goes on or broke off.
    pub fn unfinished_sibling(&self) -> Option<&Path> {
        self.file.unfinished_sibling()
    }

    /// The end, in nanoseconds since the Unix epoch: of a recording that goes on the moment when it was opened here, of one
    /// that broke off the latest moment that it knows of.
    pub fn until_ns(&self) -> i64 {
        self.until_ns
    }

    pub(crate) fn file(&self) -> &TraceFile {
        &self.file
    }

    /// A fact of the end, if there was one.
    pub(crate) fn end<T>(&self, fact: impl Fn(&End) -> T) -> Option<T> {
        self.metadata().end.as_ref().map(fact)
    }

    /// A total, if it was counted.
    pub(crate) fn count(&self, total: impl Fn(&Counts) -> u64) -> Option<i64> {
        i64::try_from(self.end(|end| total(&end.counts))?).ok()
    }
}

/// The time of day; 0 where the clock is set to before 1970.
fn now_ns() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}
