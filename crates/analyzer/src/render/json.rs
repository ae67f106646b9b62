//! JSON arrays and lines of JSON.

use std::io::Write;

use super::cells::{Cells, columns, quote};
use super::names::unique;
use super::put;
use crate::{Answer, Result};

/// Writes the rows of an answer as a JSON array of objects, one object a line, without a newline at the end; for use
/// inside a larger document.
///
/// # Errors
/// As for [`super::render`].
pub fn json_rows(answer: Answer, out: &mut dyn Write) -> Result<()> {
    put(out, "[")?;
    let mut first = true;
    objects(answer, out, |lines| {
        lines.push_str(if std::mem::take(&mut first) { "\n" } else { ",\n" });
    })?;
    put(out, if first { "]" } else { "\n]" })
}

/// Writes one object a line.
pub(super) fn write_lines(answer: Answer, out: &mut dyn Write) -> Result<()> {
    let mut first = true;
    objects(answer, out, |lines| {
        if !std::mem::take(&mut first) {
            lines.push('\n');
        }
    })?;
    if first { Ok(()) } else { put(out, "\n") }
}

/// Writes the rows as objects, each after what `before` appends.
fn objects(answer: Answer, out: &mut dyn Write, mut before: impl FnMut(&mut String)) -> Result<()> {
    let keys: Vec<String> = unique(answer.schema())
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let mut key = String::from(if index > 0 { ", " } else { "" });
            quote(name, &mut key);
            key.push_str(": ");
            key
        })
        .collect();
    let mut lines = String::new();
    for batch in answer {
        let batch = batch?;
        let columns = columns(&batch)?;
        let columns = columns.iter().map(|column| Cells::new(column)).collect::<Result<Vec<_>>>()?;
        lines.clear();
        for row in 0..batch.num_rows() {
            before(&mut lines);
            lines.push('{');
            for (key, cells) in keys.iter().zip(&columns) {
                lines.push_str(key);
                cells.json(row, &mut lines)?;
            }
            lines.push('}');
        }
        put(out, &lines)?;
    }
    Ok(())
}
