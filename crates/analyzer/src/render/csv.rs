//! Comma- and tab-separated values.

use std::io::Write;

use super::cells::{Cells, columns};
use super::put;
use crate::{Answer, Result};

/// Writes a header and the rows. A value is quoted where RFC 4180 asks for it, and where it is an empty string, which is
/// how it differs from null.
pub(super) fn write(answer: Answer, separator: char, out: &mut dyn Write) -> Result<()> {
    let mut lines = String::new();
    for (index, field) in answer.schema().fields().iter().enumerate() {
        if index > 0 {
            lines.push(separator);
        }
        quote(field.name(), separator, &mut lines);
    }
    lines.push('\n');
    put(out, &lines)?;

    let mut value = String::new();
    for batch in answer {
        let batch = batch?;
        let columns = columns(&batch)?;
        let columns = columns.iter().map(|column| Cells::new(column)).collect::<Result<Vec<_>>>()?;
        lines.clear();
        for row in 0..batch.num_rows() {
            for (index, cells) in columns.iter().enumerate() {
                if index > 0 {
                    lines.push(separator);
                }
                if !cells.is_null(row) {
                    value.clear();
                    cells.text(row, &mut value)?;
                    quote(&value, separator, &mut lines);
                }
            }
            lines.push('\n');
        }
        put(out, &lines)?;
    }
    Ok(())
}

fn quote(value: &str, separator: char, out: &mut String) {
    if value.is_empty() || value.contains(['"', '\n', '\r', separator]) {
        out.push('"');
        for c in value.chars() {
            if c == '"' {
                out.push('"');
            }
            out.push(c);
        }
        out.push('"');
    } else {
        out.push_str(value);
    }
}
