//! What stands out in the rows of a report.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::prelude::{SessionConfig, SessionContext};

use super::cell;
use super::error::Flaw;
use super::header::{FindingRule, Header, Severity};
use crate::{Error, Result, Unit};

/// A finding: a rule of the report that holds for one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's name.
    pub id: String,
    /// How much it matters.
    pub severity: Severity,
    /// What it costs, in the unit of the column; 0 where that is unknown.
    pub cost: f64,
    /// The unit of the cost.
    pub unit: Unit,
    /// What to tell people.
    pub text: String,
}

/// Evaluates the rules of a report over the rows of its result: the gravest and costliest first.
///
/// # Errors
/// A condition that does not fit the columns, with the line of the report's file.
pub(super) fn evaluate(header: &Header, file: &str, schema: &SchemaRef, rows: &RecordBatch) -> Result<Vec<Finding>> {
    if header.findings.is_empty() || rows.num_rows() == 0 {
        return Ok(Vec::new());
    }
    // The result is small and at hand: one partition on this thread is quicker than any other way.
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(Error::Write)?;
    let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1));
    let mut findings = Vec::new();
    for rule in &header.findings {
        let flaw = |error: datafusion::error::DataFusionError| {
            Error::Report(Flaw::new(rule.line, error.strip_backtrace()).of(file))
        };
        let frame = context.read_batch(rows.clone()).map_err(flaw)?;
        let condition = frame.parse_sql_expr(&rule.when).map_err(flaw)?;
        let matching = frame.filter(condition).map_err(flaw)?;
        for batch in runtime.block_on(matching.collect()).map_err(flaw)? {
            findings.extend((0..batch.num_rows()).map(|row| finding(rule, header, schema, &batch, row)));
        }
    }
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(b.cost.total_cmp(&a.cost)));
    Ok(findings)
}

fn finding(rule: &FindingRule, header: &Header, schema: &SchemaRef, batch: &RecordBatch, row: usize) -> Finding {
    let unit = |name: &str| header.column(name).map_or(Unit::Text, |column| column.unit);
    let column = |name: &str| schema.index_of(name).ok().map(|index| batch.column(index));
    Finding {
        id: rule.id.clone(),
        severity: rule.severity,
        cost: column(&rule.cost).and_then(|values| cell::number(values, row)).unwrap_or(0.0),
        unit: unit(&rule.cost),
        text: rule
            .text
            .fill(|name| column(name).map_or_else(String::new, |values| cell::shown(values, row, unit(name)))),
    }
}
