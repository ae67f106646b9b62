//! What every report says besides its rows: over how many calls it was made, and what is missing.

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};

use super::shell;
use crate::{Params, Result, Session};

/// What the reports of a session are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The traces, as the column `trace` names them.
    pub traces: Vec<String>,
    /// System calls that the filters let through.
    pub considered: i64,
    /// Operations of io_uring that the filters let through.
    pub operations: i64,
    /// Events that the recordings lost.
    pub lost: i64,
    /// What chose the calls that were recorded, as options of `rec`, for each recording that has not all of them.
    pub filters: Vec<String>,
}

impl Scope {
    /// Counts what a session holds.
    ///
    /// # Errors
    /// Traces that cannot be read.
    pub fn of(session: &Session) -> Result<Scope> {
        let mut filters: Vec<String> =
            session.traces().iter().map(|trace| options(&trace.metadata().capture.filters)).collect();
        filters.sort();
        filters.dedup();
        filters.retain(|options| !options.is_empty());
        let any_ring = session.traces().iter().any(|trace| trace.metadata().capture.io_uring);
        let operations = any_ring.then(|| number(session, "SELECT count(*) FROM operations")).transpose()?;
        Ok(Scope {
            filters,
            operations: operations.flatten().unwrap_or(0),
            traces: session.traces().iter().map(|trace| trace.name().to_owned()).collect(),
            considered: number(session, "SELECT count(*) FROM syscalls")?.unwrap_or(0),
            lost: number(session, "SELECT CAST(sum(lost) AS BIGINT) FROM losses")?.unwrap_or(0),
        })
    }
}

/// Options of `rec` as a shell takes them: the metadata has each with its value as one text (`-e read,write`).
pub(super) fn options(given: &[String]) -> String {
    let words = given.iter().map(|option| match option.split_once(' ') {
        Some((name, value)) => format!("{name} {}", shell::quote(value)),
        None => shell::quote(option),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The one number that a statement answers.
pub(super) fn number(session: &Session, sql: &str) -> Result<Option<i64>> {
    let batches = session.select(sql, &Params::new())?.collect()?;
    let cell = batches.iter().find(|batch| batch.num_rows() > 0 && batch.num_columns() > 0);
    let column = cell.and_then(|batch| cast(batch.column(0), &DataType::Int64).ok());
    Ok(column.and_then(|column| column.is_valid(0).then(|| column.as_primitive::<Int64Type>().value(0))))
}
