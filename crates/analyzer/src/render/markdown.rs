//! Tables of GitHub-flavoured Markdown.

use std::io::Write;

use super::rows::{Rows, heads};
use super::{Layout, put};
use crate::{Answer, Result};

/// Writes a header, its rule and the rows, numbers to the right.
pub(super) fn write(answer: Answer, layout: &Layout, out: &mut dyn Write) -> Result<()> {
    let heads = heads(&answer);
    let mut lines = String::from("|");
    for head in &heads {
        lines.push_str(&format!(" {} |", inert(&head.name)));
    }
    lines.push_str("\n|");
    for head in &heads {
        lines.push_str(if head.is_number { "---:|" } else { "---|" });
    }
    lines.push('\n');
    put(out, &lines)?;

    let mut rows = Rows::new(heads.len());
    for batch in answer {
        rows.clear();
        rows.add(&batch?, layout)?;
        lines.clear();
        for row in 0..rows.len() {
            lines.push('|');
            for column in 0..heads.len() {
                let text = rows.cell(row, column).map(inert).unwrap_or_default();
                lines.push_str(&format!(" {text} |"));
            }
            lines.push('\n');
        }
        put(out, &lines)?;
    }
    Ok(())
}

/// Text that Markdown shows as it is: no markup, no HTML, no links, no mentions. Anything but the plainest goes into a
/// code span, whose fence is longer than any run of backticks inside.
fn inert(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || " ,%.-µ".contains(c);
    if text.chars().all(plain) && !text.contains("www.") {
        return text.to_owned();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", text.replace('|', "\\|"))
}
