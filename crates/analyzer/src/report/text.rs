//! The answer of a report for people.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::cell;
use super::header::Render;
use super::run::ReportAnswer;
use crate::{Answer, Layout, Result, Unit, render};

/// Cells of the longest bar of a histogram.
const BAR: usize = 40;
/// Parts of a cell: the last cell of a bar is drawn to an eighth.
const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

impl ReportAnswer {
    /// The rows as the report wants them drawn: a tree is indented, a histogram has its bars. Columns without any value
    /// are left out.
    pub fn drawn(&self) -> (SchemaRef, RecordBatch) {
        let drawn = match self.header.render {
            Render::Table => None,
            Render::Tree => tree(&self.rows),
            Render::Histogram => self.bars(),
        };
        let rows = with_values(drawn.unwrap_or_else(|| self.rows.clone()));
        (rows.schema(), rows)
    }

    /// Writes the rows in a format of columns and rows (not the JSON envelope).
    ///
    /// # Errors
    /// Whatever the format or the output refuses.
    pub fn write_rows(&self, layout: &Layout, out: &mut dyn Write) -> Result<()> {
        let for_people = matches!(layout.format, crate::Format::Table | crate::Format::Markdown);
        let (schema, rows) = if for_people { self.drawn() } else { (self.schema.clone(), self.rows.clone()) };
        let units = self.header.columns.iter().map(|column| (column.name.clone(), column.unit)).collect();
        let layout = Layout { units, spare: self.header.spare.clone(), ..layout.clone() };
        render::render_one(Answer::new(schema, vec![rows]), &layout, out)
    }

    /// What stands under a table: what it was made of, and whether there is more.
    pub fn footer(&self) -> String {
        let (considered, [one, several]) = self.considered();
        let calls = grouped(considered);
        let lost = grouped(self.scope.lost);
        let shown = grouped(i64::try_from(self.rows.num_rows()).unwrap_or(i64::MAX));
        let more = if self.more { format!("; the first {shown} rows, more with --limit") } else { String::new() };
        let noun = if considered == 1 { one } else { several };
        let events = if self.scope.lost == 1 { "event" } else { "events" };
        let only = match self.scope.filters.as_slice() {
            [] => String::new(),
            filters => format!("; recorded with {} only", filters.join(" or ")),
        };
        format!("{calls} {noun} considered, {lost} {events} lost{only}{more}")
    }

    /// A histogram's rows with a bar for the last column that counts.
    fn bars(&self) -> Option<RecordBatch> {
        let counted = self.header.columns.iter().rev().find(|column| column.unit == Unit::Count)?;
        let values = self.rows.column_by_name(&counted.name)?;
        let numbers: Vec<_> = (0..values.len()).map(|row| cell::number(values, row).unwrap_or(0.0).max(0.0)).collect();
        let most = numbers.iter().copied().fold(0.0, f64::max);
        let bars = numbers.iter().map(|number| bar(if most > 0.0 { number / most } else { 0.0 }));
        with_column(&self.rows, " ", Arc::new(bars.map(Some).collect::<StringArray>()))
    }
}

/// The rows without the columns that are null in all of them; all columns where there is no row.
fn with_values(rows: RecordBatch) -> RecordBatch {
    let has_values = |column: &ArrayRef| rows.num_rows() == 0 || column.logical_null_count() < column.len();
    let kept: Vec<usize> = (0..rows.num_columns()).filter(|&index| has_values(rows.column(index))).collect();
    rows.project(&kept).unwrap_or(rows)
}

/// A bar for a share of one.
fn bar(share: f64) -> String {
    // In eighths of a cell; a share that is not nothing is at least the thinnest line.
    let eighths = (share * (BAR * 8) as f64).ceil() as usize;
    let (whole, part) = (eighths / 8, eighths % 8);
    let last = if part > 0 { EIGHTHS[part].to_string() } else { String::new() };
    format!("{}{last}", "█".repeat(whole))
}

/// A tree's rows: the first column of text is indented by the column `depth`, which is taken out.
fn tree(rows: &RecordBatch) -> Option<RecordBatch> {
    let depths = rows.column_by_name("depth")?;
    let depths: Vec<usize> =
        (0..rows.num_rows()).map(|row| cell::number(depths, row).unwrap_or(0.0).clamp(0.0, 64.0) as usize).collect();
    let schema = rows.schema();
    let named = schema.fields().iter().position(|field| is_text(field.data_type()))?;
    let labels = (0..rows.num_rows()).map(|row| {
        let label = cell::raw(rows.column(named), row).unwrap_or_default();
        format!("{}{label}", branch(&depths, row))
    });
    let labels: ArrayRef = Arc::new(labels.map(Some).collect::<StringArray>());
    let mut columns: Vec<(String, ArrayRef)> = Vec::new();
    for (index, field) in schema.fields().iter().enumerate().filter(|(_, field)| field.name() != "depth") {
        let column = if index == named { labels.clone() } else { rows.column(index).clone() };
        columns.push((field.name().clone(), column));
    }
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).ok()
}

/// The lines that lead to a row: `│  ├─ `.
fn branch(depths: &[usize], row: usize) -> String {
    let depth = depths[row];
    // Whether another row of this depth follows before the tree returns to a lesser one.
    let goes_on = |depth: usize| depths[row + 1..].iter().find(|other| **other <= depth).is_some_and(|d| *d == depth);
    let mut out = String::new();
    for level in 1..=depth {
        out.push_str(match (level == depth, goes_on(level)) {
            (true, true) => "├─ ",
            (true, false) => "└─ ",
            (false, true) => "│  ",
            (false, false) => "   ",
        });
    }
    out
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8)
}

fn with_column(rows: &RecordBatch, name: &str, column: ArrayRef) -> Option<RecordBatch> {
    let mut fields = rows.schema().fields().to_vec();
    fields.push(Arc::new(Field::new(name, column.data_type().clone(), true)));
    let mut columns = rows.columns().to_vec();
    columns.push(column);
    RecordBatch::try_new(Arc::new(Schema::new_with_metadata(fields, HashMap::new())), columns).ok()
}

/// `12,345`
fn grouped(number: i64) -> String {
    render::human(number as f64, Unit::Count).unwrap_or_else(|| number.to_string())
}
