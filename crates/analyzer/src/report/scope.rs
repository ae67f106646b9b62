//! What every report says besides its rows: over how many calls it was made, and what is missing.

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};

use crate::{Params, Result, Session};

/// What the reports of a session are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The traces, as the column `trace` names them.
    pub traces: Vec<String>,
    /// System calls that the filters let through.
    pub considered: i64,
    /// Events that the recordings lost.
    pub lost: i64,
}

impl Scope {
    /// Counts what a session holds.
    ///
    /// # Errors
    /// Traces that cannot be read.
    pub fn of(session: &Session) -> Result<Scope> {
        Ok(Scope {
            traces: session.traces().iter().map(|trace| trace.name().to_owned()).collect(),
            considered: number(session, "SELECT count(*) FROM syscalls")?.unwrap_or(0),
            lost: number(session, "SELECT CAST(sum(lost) AS BIGINT) FROM losses")?.unwrap_or(0),
        })
    }
}

/// The one number that a statement answers.
pub(super) fn number(session: &Session, sql: &str) -> Result<Option<i64>> {
    let batches = session.select(sql, &Params::new())?.collect()?;
    let cell = batches.iter().find(|batch| batch.num_rows() > 0 && batch.num_columns() > 0);
    let column = cell.and_then(|batch| cast(batch.column(0), &DataType::Int64).ok());
    Ok(column.and_then(|column| column.is_valid(0).then(|| column.as_primitive::<Int64Type>().value(0))))
}
