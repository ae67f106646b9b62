//! The answer of a report for machines: one JSON object with columns, units and rows.
//!
//! `{report, version, trace, considered, lost, filters, columns: [{name, unit}], rows, more, findings, next}`. Keys and
//! columns are only ever added while `version` stays. Keys come in this order, and the keys of a row in the order of the columns.

use std::io::Write;

use serde_json::{Value, json};

use super::Finding;
use super::run::ReportAnswer;
use super::unit;
use crate::{Answer, Error, Result, render};

/// The number that changes when a key of the envelope changes its meaning.
pub const ENVELOPE_VERSION: u32 = 1;

/// Writes the envelope, followed by a newline.
///
/// # Errors
/// [`Error::Write`] where the output fails.
pub fn write(answer: &ReportAnswer, out: &mut dyn Write) -> Result<()> {
    let text = envelope(answer)?;
    writeln!(out, "{text}").map_err(Error::Write)
}

/// The envelope as text, for use inside a larger one.
///
/// # Errors
/// Rows that cannot be read.
pub fn envelope(answer: &ReportAnswer) -> Result<String> {
    let columns = answer.header.columns.iter();
    let columns = columns.map(|column| object(&[("name", json!(column.name)), ("unit", json!(column.unit_name()))]));
    let mut rows = Vec::new();
    render::json_rows(Answer::new(answer.schema.clone(), vec![answer.rows.clone()]), &mut rows)?;
    Ok(members(&[
        ("report", json!(answer.report).to_string()),
        ("version", ENVELOPE_VERSION.to_string()),
        ("trace", json!(answer.scope.traces).to_string()),
        ("considered", answer.considered().0.to_string()),
        ("lost", answer.scope.lost.to_string()),
        ("filters", json!(answer.scope.filters).to_string()),
        ("columns", list(columns)),
        ("rows", String::from_utf8_lossy(&rows).trim_end().to_owned()),
        ("more", answer.more.to_string()),
        ("findings", list(answer.findings.iter().map(finding))),
        ("next", list(answer.next.iter().map(|words| json!(words.join(" ")).to_string()))),
    ]))
}

/// An object with these members, each already JSON, one on a line.
pub(super) fn members(members: &[(&str, String)]) -> String {
    let lines: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

/// An object on one line.
pub(super) fn object(members: &[(&str, Value)]) -> String {
    let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    format!("{{{}}}", members.join(", "))
}

/// An array with one element on a line.
pub(super) fn list(elements: impl Iterator<Item = String>) -> String {
    let elements: Vec<_> = elements.collect();
    if elements.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", elements.join(",\n")) }
}

/// A finding as an object.
pub(super) fn finding(finding: &Finding) -> String {
    object(&[
        ("id", json!(finding.id)),
        ("severity", json!(finding.severity.name())),
        ("cost", json!(finding.cost)),
        ("unit", json!(unit::name(finding.unit))),
        ("text", json!(finding.text)),
    ])
}
