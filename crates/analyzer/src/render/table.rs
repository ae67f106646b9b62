//! Tables of aligned columns.
//!
//! Widths are those of the rows at hand: everything that a statement of ordinary size answers. Beyond [`BLOCK`] rows the
//! table is written block by block, so that millions of rows need no more memory than thousands; columns can then grow
//! from one block to the next.
//!
//! On a terminal that is too narrow, first the columns go that the layout can spare, then texts are cut.

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
/// What a column of text is not cut below as long as there are columns to spare.
const COMFORTABLE: usize = 20;

/// Writes a header, a rule and the rows: numbers to the right, text to the left.
pub(super) fn write(answer: Answer, layout: &Layout, out: &mut dyn Write) -> Result<()> {
    let heads = heads(&answer);
    let mut rows = Rows::new(heads.len());
    let shown = (0..heads.len()).collect();
    let mut table = Table { heads: &heads, layout, cells: vec![0; heads.len()], shown, begun: false };
    for batch in answer {
        rows.add(&batch?, layout)?;
        if rows.len() >= BLOCK {
            table.block(&rows, out)?;
            rows.clear();
        }
    }
    if rows.len() > 0 || !table.begun {
        table.block(&rows, out)?;
    }
    table.left_out(out)
}

struct Table<'a> {
    heads: &'a [Head],
    layout: &'a Layout,
    /// Widths of the widest cells so far, uncut.
    cells: Vec<usize>,
    /// The columns that are shown: all, or what the first block of rows had room for.
    shown: Vec<usize>,
    begun: bool,
}

impl Table<'_> {
    fn block(&mut self, rows: &Rows, out: &mut dyn Write) -> Result<()> {
        for row in 0..rows.len() {
            for (column, width) in self.cells.iter_mut().enumerate() {
                *width = (*width).max(rows.cell(row, column).map_or(0, UnicodeWidthStr::width));
            }
        }
        let Some(widths) = self.arrange() else {
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
            let rule = "-".repeat(widths.iter().copied().max().unwrap_or(0));
            let width = |column| self.shown.iter().position(|shown| *shown == column).map_or(0, |place| widths[place]);
            self.line(&widths, |column| &rule[..width(column)], &mut lines);
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

    /// The widths of the columns that are shown, after some were spared if need be; `None` if they do not fit, and then
    /// none is spared.
    fn arrange(&mut self) -> Option<Vec<usize>> {
        let mut shown = self.shown.clone();
        let mut spare = self.layout.spare.iter().filter(|_| !self.begun);
        loop {
            let heads: Vec<&Head> = shown.iter().map(|&column| &self.heads[column]).collect();
            let cells: Vec<usize> = shown.iter().map(|&column| self.cells[column]).collect();
            let widths = fit(&heads, &cells, self.layout.width);
            let comfortable =
                |widths: &Vec<usize>| cells.iter().zip(widths).all(|(&cell, &w)| w >= cell.min(COMFORTABLE));
            let goes =
                spare.by_ref().find_map(|name| shown.iter().position(|&column| self.heads[column].name == *name));
            match goes {
                Some(position) if !widths.as_ref().is_some_and(comfortable) => shown.remove(position),
                _ => {
                    self.shown = if widths.is_some() { shown } else { (0..self.heads.len()).collect() };
                    return widths;
                }
            };
        }
    }

    /// Names the columns that were spared.
    fn left_out(&self, out: &mut dyn Write) -> Result<()> {
        let left_out = (0..self.heads.len()).filter(|column| !self.shown.contains(column));
        let names: Vec<&str> = left_out.map(|column| self.heads[column].name.as_str()).collect();
        if names.is_empty() {
            return Ok(());
        }
        let (faint, plain) = if self.layout.color { ("\x1b[2m", "\x1b[0m") } else { ("", "") };
        let text = format!("no room for {}", names.join(", "));
        put(out, &format!("{faint}{}{plain}\n", cut(&text, self.layout.width.unwrap_or(usize::MAX))))
    }

    /// Appends one line of the columns that are shown, without spaces at its end.
    fn line<'t>(&self, widths: &[usize], text: impl Fn(usize) -> &'t str, out: &mut String) {
        let mut spaces = 0;
        for (&column, &width) in self.shown.iter().zip(widths) {
            let head = &self.heads[column];
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
fn fit(heads: &[&Head], cells: &[usize], terminal: Option<usize>) -> Option<Vec<usize>> {
    let widths: Vec<usize> = heads.iter().zip(cells).map(|(head, &cell)| cell.max(head.name.width())).collect();
    let Some(terminal) = terminal else { return Some(widths) };
    let room = terminal.checked_sub(GAP * widths.len().saturating_sub(1))?;
    let capped = |cap: usize| -> Vec<usize> {
        let cap_one = |((head, &cell), &width): ((&&Head, &usize), &usize)| {
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
