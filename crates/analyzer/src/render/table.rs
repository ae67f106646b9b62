//! Tables of aligned columns.
//!
//! Widths are those of the rows at hand: everything that a statement of ordinary size answers. Beyond [`BLOCK`] rows the
//! table is written block by block, so that millions of rows need no more memory than thousands; columns can then grow
//! from one block to the next.

use std::io::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::rows::{Head, Rows, heads};
use super::{Layout, put, records};
use crate::{Answer, Result};

/// Rows from which widths are computed.
const BLOCK: usize = 10_000;
/// Spaces between columns.
const GAP: usize = 2;
/// What a column of text is not cut below.
const LEAST: usize = 12;

/// Writes a header, a rule and the rows: numbers to the right, text to the left.
pub(super) fn write(answer: Answer, layout: &Layout, out: &mut dyn Write) -> Result<()> {
    let heads = heads(&answer);
    let mut rows = Rows::new(heads.len());
    let mut table = Table { heads: &heads, layout, cells: vec![0; heads.len()], begun: false };
    for batch in answer {
        rows.add(&batch?, layout)?;
        if rows.len() >= BLOCK {
            table.block(&rows, out)?;
            rows.clear();
        }
    }
    if rows.len() > 0 || !table.begun { table.block(&rows, out) } else { Ok(()) }
}

struct Table<'a> {
    heads: &'a [Head],
    layout: &'a Layout,
    /// Widths of the widest cells so far, uncut.
    cells: Vec<usize>,
    begun: bool,
}

impl Table<'_> {
    fn block(&mut self, rows: &Rows, out: &mut dyn Write) -> Result<()> {
        for row in 0..rows.len() {
            for (column, width) in self.cells.iter_mut().enumerate() {
                *width = (*width).max(rows.cell(row, column).map_or(0, UnicodeWidthStr::width));
            }
        }
        let Some(widths) = fit(self.heads, &self.cells, self.layout.width) else {
            if std::mem::replace(&mut self.begun, true) {
                put(out, "\n")?;
            }
            return records::write(self.heads, rows, self.layout, out);
        };
        let mut lines = String::new();
        if !std::mem::replace(&mut self.begun, true) {
            let (bold, plain) = if self.layout.color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
            lines.push_str(bold);
            self.line(&widths, |column| &self.heads[column].name, &mut lines);
            lines.push_str(plain);
            lines.push('\n');
            let rules: Vec<String> = widths.iter().map(|&width| "-".repeat(width)).collect();
            self.line(&widths, |column| &rules[column], &mut lines);
            lines.push('\n');
        }
        for row in 0..rows.len() {
            self.line(&widths, |column| rows.cell(row, column).unwrap_or(""), &mut lines);
            lines.push('\n');
            if lines.len() > 1 << 16 {
                put(out, &lines)?;
                lines.clear();
            }
        }
        put(out, &lines)
    }

    /// Appends one line, without spaces at its end.
    fn line<'t>(&self, widths: &[usize], text: impl Fn(usize) -> &'t str, out: &mut String) {
        let mut spaces = 0;
        for (column, (head, &width)) in self.heads.iter().zip(widths).enumerate() {
            let text = cut(text(column), width);
            let padding = width.saturating_sub(text.width());
            let (left, right) = if head.is_number { (padding, 0) } else { (0, padding) };
            if !text.is_empty() {
                out.extend(std::iter::repeat_n(' ', spaces + left));
                out.push_str(&text);
                spaces = 0;
            } else {
                spaces += left;
            }
            spaces += right + GAP;
        }
    }
}

/// Widths that fit: columns of text and the names of columns are cut evenly, numbers never. `None` if that is not
/// possible.
fn fit(heads: &[Head], cells: &[usize], terminal: Option<usize>) -> Option<Vec<usize>> {
    let widths: Vec<usize> = heads.iter().zip(cells).map(|(head, &cell)| cell.max(head.name.width())).collect();
    let Some(terminal) = terminal else { return Some(widths) };
    let room = terminal.checked_sub(GAP * widths.len().saturating_sub(1))?;
    let capped = |cap: usize| -> Vec<usize> {
        let cap_one = |((head, &cell), &width): ((&Head, &usize), &usize)| {
            width.min(if head.is_number { cap.max(cell) } else { cap })
        };
        heads.iter().zip(cells).zip(&widths).map(cap_one).collect()
    };
    // The greatest cap that fits: narrow columns stay whole, the wide ones share what is left.
    let widest = widths.iter().copied().max().unwrap_or(0).max(LEAST);
    let fits = |cap: usize| capped(cap).iter().sum::<usize>() <= room;
    if !fits(LEAST) {
        return None;
    }
    let (mut low, mut high) = (LEAST, widest);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if fits(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Some(capped(low))
}

/// Text that is at most so wide. Of a path the end is kept, where the name is; of other text the beginning.
fn cut(text: &str, width: usize) -> std::borrow::Cow<'_, str> {
    if text.width() <= width {
        return text.into();
    }
    let room = width.saturating_sub(1);
    let (head, tail) = if text.starts_with('/') { (room / 3, room - room / 3) } else { (room, 0) };
    let take = |chars: &mut dyn Iterator<Item = char>, room: usize| -> Vec<char> {
        let mut used = 0;
        chars
            .take_while(|c| {
                used += c.width().unwrap_or(0);
                used <= room
            })
            .collect()
    };
    let mut out: String = take(&mut text.chars(), head).into_iter().collect();
    out.push('…');
    out.extend(take(&mut text.chars().rev(), tail).into_iter().rev());
    out.into()
}
