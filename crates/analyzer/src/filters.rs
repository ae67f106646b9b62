//! Which rows count.

use std::fmt::Write;

/// Restrictions of the rows that a query sees in `events`, `syscalls`, `errors`, `files`, `sockets` and `signals`.
///
/// **A filter never restricts the rows from which `processes`, `threads` and `fds` are built**, nor `losses` and
/// `traces`: it must not invent leaks or orphans. All restrictions hold at once; the values of one list are alternatives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    /// A condition over the columns of `syscalls` (`--where`); those of `events` are there too.
    pub where_sql: Option<String>,
    /// Process ids (`--pid`).
    pub pid: Vec<i32>,
    /// Thread names (`--comm`), exact.
    pub comm: Vec<String>,
    /// Beginning of a window of time (`--from`), inclusive: what ended before it is left out, a call that had begun and
    /// still ran stays.
    pub from: Option<Moment>,
    /// End of a window of time (`--to`), inclusive: what began after it is left out.
    pub to: Option<Moment>,
}

/// A moment of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nanoseconds since the recording began (the columns `t` and `end_t`).
    Elapsed(i64),
    /// Nanoseconds since the Unix epoch, UTC (the column `ts`).
    Epoch(i64),
}

impl Filters {
    /// Whether every row counts.
    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }

    /// The condition, over the columns of `events` and `syscalls`; `true` if every row counts.
    pub(crate) fn condition(&self) -> String {
        let mut all = Vec::new();
        if let Some(sql) = &self.where_sql {
            // On lines of its own: it may end with a comment.
            all.push(format!("(\n{sql}\n)"));
        }
        if !self.pid.is_empty() {
            all.push(format!("pid IN ({})", list(&self.pid, i32::to_string)));
        }
        if !self.comm.is_empty() {
            all.push(format!("comm IN ({})", list(&self.comm, |name| format!("'{}'", name.replace('\'', "''")))));
        }
        if let Some(from) = self.from {
            all.push(match from {
                Moment::Elapsed(ns) => from_condition("t", &ns.to_string()),
                Moment::Epoch(ns) => from_condition("ts", &moment(ns)),
            });
        }
        if let Some(to) = self.to {
            all.push(match to {
                Moment::Elapsed(ns) => format!("t <= {ns}"),
                Moment::Epoch(ns) => format!("ts <= {}", moment(ns)),
            });
        }
        if all.is_empty() { "true".to_owned() } else { all.join(" AND ") }
    }
}

/// What began at or after a moment, had not ended by then, or never returned although it should have.
fn from_condition(begin: &str, from: &str) -> String {
    let end = if begin == "t" { "end_t" } else { "make_timestamp_ns(epoch_ns(ts) + duration_ns)" };
    format!(
        "({begin} >= {from} OR {end} >= {from} \
         OR kind = 'syscall' AND duration_ns IS NULL AND coalesce(outcome, '') <> 'no_return')"
    )
}

fn moment(ns: i64) -> String {
    format!("make_timestamp_ns({ns})")
}

fn list<T>(values: &[T], text: impl Fn(&T) -> String) -> String {
    let mut out = String::new();
    for (index, value) in values.iter().enumerate() {
        let _ = write!(out, "{}{}", if index > 0 { ", " } else { "" }, text(value));
    }
    out
}
