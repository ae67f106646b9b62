//! Calls that had not returned when the recording ended: what a program that hangs, or waits, is found in.

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;

use super::{Finding, Severity, cell, shell};
use crate::{Params, Result, Session, Unit, render};

/// How many there are, and the longest of them; no row where there is none.
const SQL: &str = "
SELECT
  longest.calls,
  longest.killed,
  longest.inside_ns,
  longest.pid,
  longest.comm,
  longest.signal,
  longest.syscall || '(' || CASE
    WHEN longest.fd IS NULL OR longest.path IS NULL THEN call.args
    WHEN longest.peer_addr IS NULL THEN longest.fd || '<' || longest.path || '>'
    ELSE longest.fd || '<' || longest.protocol || ':[' || coalesce(longest.local_addr, '') || '->' || longest.peer_addr || ']>'
  END || ')' AS call
FROM (
  SELECT *, count(*) OVER () AS calls, count(signal) OVER () AS killed FROM unreturned
  ORDER BY inside_ns DESC, t, seq, trace LIMIT 1
) AS longest
JOIN syscalls AS call ON call.trace = longest.trace AND call.seq = longest.seq";

/// The finding, with the command that shows these calls.
///
/// # Errors
/// Traces that cannot be read.
pub(super) fn unreturned(session: &Session) -> Result<Option<(Finding, Vec<String>)>> {
    let batches = session.select(SQL, &Params::new())?.collect()?;
    let Some(row) = batches.iter().find(|batch| batch.num_rows() > 0) else { return Ok(None) };
    let finding = Finding {
        id: "not-returned".to_owned(),
        severity: Severity::Medium,
        cost: number(row, "inside_ns") as f64,
        unit: Unit::Ns,
        text: sentence(row),
    };
    let next = ["analyze", "slowest", "--where", &shell::quote_sql("duration_ns IS NULL")].map(str::to_owned);
    Ok(Some((finding, next.to_vec())))
}

/// `3 calls had not returned when the recording ended; the longest: read(3</path>) for 12.3 s in 4711 cat`
fn sentence(row: &RecordBatch) -> String {
    let (calls, killed) = (number(row, "calls"), number(row, "killed"));
    let many = render::human(calls as f64, Unit::Count).unwrap_or_default();
    let noun = if calls == 1 { "call" } else { "calls" };
    let end = match (killed, calls) {
        (0, _) => "the recording ended",
        (1, 1) => "a signal ended its thread",
        _ if killed == calls => "signals ended their threads",
        _ => "the recording or signals ended them",
    };
    let introduction = if calls == 1 { ":" } else { "; the longest:" };
    let shown =
        |name: &str, unit| row.column_by_name(name).map_or_else(String::new, |column| cell::shown(column, 0, unit));
    format!(
        "{many} {noun} had not returned when {end}{introduction} {} for {} in {} {}",
        shown("call", Unit::Text),
        shown("inside_ns", Unit::Ns),
        shown("pid", Unit::Id),
        shown("comm", Unit::Text),
    )
}

fn number(row: &RecordBatch, name: &str) -> i64 {
    let column = row.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int64Type>());
    column.map_or(0, |column| column.value(0))
}
