//! Columns of the table of calls, and its order.

use super::expression::{ExpressionError, no_such};

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Share of the whole time.
    TimePercent,
    /// Seconds in all.
    TotalTime,
    /// Seconds of the shortest call.
    MinTime,
    /// Seconds of the longest call.
    MaxTime,
    /// Microseconds of the average call.
    AvgTime,
    /// Calls that returned.
    Calls,
    /// Those that failed.
    Errors,
    /// The name.
    Name,
}

/// Strace's names for a column: the first one is the usual one.
const COLUMNS: [(Column, &[&str]); 8] = [
    (Column::TimePercent, &["time-percent", "time_percent", "time"]),
    (Column::TotalTime, &["total-time", "total_time", "time-total", "time_total", "seconds"]),
    (Column::MinTime, &["min-time", "min_time", "time-min", "time_min", "shortest"]),
    (Column::MaxTime, &["max-time", "max_time", "time-max", "time_max", "longest"]),
    (Column::AvgTime, &["avg-time", "avg_time", "time-avg", "time_avg", "usecs/call"]),
    (Column::Calls, &["calls", "call", "count"]),
    (Column::Errors, &["errors", "error"]),
    (Column::Name, &["name", "syscall", "syscall-name", "syscall_name"]),
];

impl Column {
    /// The table's columns where none were asked for.
    pub const USUAL: [Column; 6] =
        [Column::TimePercent, Column::TotalTime, Column::AvgTime, Column::Calls, Column::Errors, Column::Name];

    /// Reads a list of columns (`-U`). The name is added where it is missing.
    pub fn parse_list(value: &str) -> Result<Vec<Column>, ExpressionError> {
        let known = || COLUMNS.map(|(_, names)| names[0]).join(", ");
        let find = |word: &str| COLUMNS.iter().find(|(_, names)| names.contains(&word)).map(|&(column, _)| column);
        let mut columns = Vec::new();
        for word in value.split(',') {
            let column = find(word).ok_or_else(|| no_such("column", word, &known()))?;
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        if !columns.contains(&Column::Name) {
            columns.push(Column::Name);
        }
        Ok(columns)
    }

    /// What stands above it.
    pub(super) fn heading(self) -> &'static str {
        match self {
            Column::TimePercent => "% time",
            Column::TotalTime => "seconds",
            Column::MinTime => "shortest",
            Column::MaxTime => "longest",
            Column::AvgTime => "usecs/call",
            Column::Calls => "calls",
            Column::Errors => "errors",
            Column::Name => "syscall",
        }
    }

    /// How wide it is at least.
    pub(super) fn width(self) -> usize {
        match self {
            Column::TimePercent => 6,
            Column::TotalTime | Column::AvgTime => 11,
            Column::MinTime | Column::MaxTime => 8,
            Column::Calls | Column::Errors => 9,
            Column::Name => 16,
        }
    }
}

/// The order of the table (`-S`): by a column, the largest first (names ascending); `None` is that of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortBy(pub(super) Option<Column>);

impl Default for SortBy {
    fn default() -> SortBy {
        SortBy(Some(Column::TotalTime))
    }
}

impl SortBy {
    /// Reads the name of a column, or `nothing`.
    pub fn parse(value: &str) -> Result<SortBy, ExpressionError> {
        if value == "nothing" || value == "none" {
            return Ok(SortBy(None));
        }
        let column = COLUMNS.iter().find(|(_, names)| names.contains(&value));
        let known = || format!("{}, nothing", COLUMNS.map(|(_, names)| names[0]).join(", "));
        column.map(|&(column, _)| SortBy(Some(column))).ok_or_else(|| no_such("order", value, &known()))
    }
}
