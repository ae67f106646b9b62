//! Which rows count.

/// Restrictions of the rows that a query sees in `events`, `syscalls`, `errors`, `files`, `sockets` and `signals`.
///
/// **A filter never restricts the rows from which `processes`, `threads` and `fds` are built**, nor `losses` and
/// `traces`: it must not invent leaks or orphans. All restrictions hold at once; the values of one list are alternatives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    /// A condition over the columns of `syscalls` (`--where`).
    pub where_sql: Option<String>,
    /// Process ids (`--pid`).
    pub pid: Vec<i32>,
    /// Thread names (`--comm`), exact.
    pub comm: Vec<String>,
    /// Beginning of a window of time (`--from`), inclusive: what ended before it is left out.
    pub from: Option<Moment>,
    /// End of a window of time (`--to`), inclusive: what began after it is left out.
    pub to: Option<Moment>,
}

impl Filters {
    /// Whether every row counts.
    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }
}

/// A moment of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nanoseconds since the recording began (the columns `t` and `end_t`).
    Elapsed(i64),
    /// Nanoseconds since the Unix epoch, UTC (the column `ts`).
    Epoch(i64),
}
