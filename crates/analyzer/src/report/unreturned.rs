//! Calls that had not returned when the recording ended: what a program that hangs, or waits, is found in.

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use trapline_trace::State;

use super::{Finding, Severity, cell, shell};
use crate::{Params, Result, Session, Unit, render};

/// How many there are, and the longest of them; no row where there is none.
const SQL: &str = "
SELECT
  longest.calls,
  longest.killed,
  longest.inside_ns,
  longest.outcome,
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

/// When the calls in progress had not returned, where the recorder was killed.
const BROKE_OFF: &str = "when the recording broke off";

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
        text: sentence(row, ended(session)),
    };
    let next = ["analyze", "slowest", "--where", &shell::quote_sql("duration_ns IS NULL")].map(str::to_owned);
    Ok(Some((finding, next.to_vec())))
}

/// When calls that nothing ended had not returned.
fn ended(session: &Session) -> &'static str {
    let any = |is: fn(State) -> bool| session.traces().iter().any(|trace| is(trace.state()));
    if any(|state| matches!(state, State::Recording { .. })) {
        "so far"
    } else if any(|state| matches!(state, State::CutShort { .. })) {
        BROKE_OFF
    } else {
        "when the recording ended"
    }
}

/// `3 calls had not returned when the recording ended; the longest: read(3</path>) for 12.3 s in 4711 cat`
fn sentence(row: &RecordBatch, ended: &str) -> String {
    let (calls, killed) = (number(row, "calls"), number(row, "killed"));
    let many = render::human(calls as f64, Unit::Count).unwrap_or_default();
    let noun = if calls == 1 { "call" } else { "calls" };
    let end = match (killed, calls) {
        (0, _) => ended,
        (1, 1) => "when a signal ended its thread",
        _ if killed == calls => "when signals ended their threads",
        _ => "when the recording or signals ended them",
    };
    let introduction = if calls == 1 { ":" } else { "; the longest:" };
    let shown =
        |name: &str, unit| row.column_by_name(name).map_or_else(String::new, |column| cell::shown(column, 0, unit));
    // Nobody knows how long it had been inside when it was found there, or went on after the recorder's death.
    let at_least =
        if ended == BROKE_OFF || shown("outcome", Unit::Text) == "entered_before" { "at least " } else { "" };
    format!(
        "{many} {noun} had not returned {end}{introduction} {} for {at_least}{} in {} {}",
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
