//! Rows as blocks of lines, for a terminal on which the columns do not fit beside each other.

use std::io::Write;

use unicode_width::UnicodeWidthStr;

use super::rows::{Head, Rows};
use super::{Layout, put};
use crate::Result;

/// Writes each row as a block, one line for each column that is not null.
pub(super) fn write(heads: &[Head], rows: &Rows, layout: &Layout, out: &mut dyn Write) -> Result<()> {
    let names = heads.iter().map(|head| head.name.width()).max().unwrap_or(0);
    let (bold, plain) = if layout.color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    if rows.len() == 0 {
        let all: Vec<&str> = heads.iter().map(|head| head.name.as_str()).collect();
        return put(out, &format!("{bold}{}{plain}\n", all.join("  ")));
    }
    for row in 0..rows.len() {
        let mut lines = String::from(if row > 0 { "\n" } else { "" });
        for (column, head) in heads.iter().enumerate() {
            if let Some(text) = rows.cell(row, column) {
                let padding = " ".repeat(names - head.name.width());
                lines.push_str(&format!("{bold}{}{plain}{padding}  {text}\n", head.name));
            }
        }
        put(out, &lines)?;
    }
    Ok(())
}
