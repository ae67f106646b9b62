//! The answer of a report for machines: one JSON object with columns, units and rows.
//!
//! `{report, version, trace, considered, lost, columns: [{name, unit}], rows, more, findings, next}`. Keys and columns are
//! only ever added while `version` stays.

use std::io::Write;

use serde_json::{Value, json};

use super::run::ReportAnswer;
use super::{Finding, unit};
use crate::{Answer, Error, Result, render};

/// The number that changes when a key of the envelope changes its meaning.
pub const ENVELOPE_VERSION: u32 = 1;

/// Writes the envelope, followed by a newline.
///
/// # Errors
/// [`Error::Write`] where the output fails.
pub fn write(answer: &ReportAnswer, out: &mut dyn Write) -> Result<()> {
    let envelope = envelope(answer)?;
    serde_json::to_writer_pretty(&mut *out, &envelope).map_err(|error| Error::Write(error.into()))?;
    out.write_all(b"\n").map_err(Error::Write)
}

/// The envelope as a value, for use inside a larger one.
///
/// # Errors
/// Rows that cannot be written as JSON.
pub fn envelope(answer: &ReportAnswer) -> Result<Value> {
    let columns = answer.header.columns.iter();
    let columns: Vec<_> = columns.map(|column| json!({"name": column.name, "unit": unit::name(column.unit)})).collect();
    Ok(json!({
        "report": answer.report,
        "version": ENVELOPE_VERSION,
        "trace": answer.scope.traces,
        "considered": answer.scope.considered,
        "lost": answer.scope.lost,
        "columns": columns,
        "rows": rows(answer)?,
        "more": answer.more,
        "findings": answer.findings.iter().map(finding).collect::<Vec<_>>(),
        "next": answer.next.iter().map(|words| words.join(" ")).collect::<Vec<_>>(),
    }))
}

/// A finding as a value.
pub(super) fn finding(finding: &Finding) -> Value {
    json!({
        "id": finding.id,
        "severity": finding.severity.name(),
        "cost": finding.cost,
        "unit": unit::name(finding.unit),
        "text": finding.text,
    })
}

/// The rows as every JSON of this program has them.
fn rows(answer: &ReportAnswer) -> Result<Value> {
    let mut text = Vec::new();
    render::json_rows(Answer::new(answer.schema.clone(), vec![answer.rows.clone()]), &mut text)?;
    serde_json::from_slice(&text).map_err(|error| Error::Format(error.to_string()))
}
