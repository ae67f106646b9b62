//! The table of calls (`-c`).

use std::collections::BTreeMap;
use std::io::{self, Write};

use trapline_syscalls::decode::CallText;
use trapline_syscalls::{Abi, table};

use super::columns::{Column, SortBy};
use super::options::SummaryOptions;
use super::threads::abi;
use crate::Event;

/// What is counted of one call.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    calls: u64,
    errors: u64,
    total: u64,
    shortest: u64,
    longest: u64,
}

impl Count {
    fn add(&mut self, other: &Count) {
        self.shortest = if self.calls == 0 { other.shortest } else { self.shortest.min(other.shortest) };
        self.longest = self.longest.max(other.longest);
        self.calls += other.calls;
        self.errors += other.errors;
        self.total = self.total.saturating_add(other.total);
    }
}

/// Calls counted, by ABI and number. Times are in ns, from enter to exit.
#[derive(Debug, Default)]
pub(super) struct Summary {
    counts: [BTreeMap<i32, Count>; 3],
}

const ABIS: [Abi; 3] = [Abi::X86_64, Abi::I386, Abi::X32];

impl Summary {
    /// Counts a call that returned.
    pub(super) fn count(&mut self, event: &Event<'_>) {
        let (Some(ret), Some(duration)) = (event.ret, event.duration_ns) else { return };
        let abi = abi(event);
        let place = ABIS.iter().position(|&known| known == abi).unwrap_or(0);
        let time = u64::try_from(duration).unwrap_or(0);
        let call = CallText {
            abi,
            nr: event.nr.unwrap_or(-1),
            args: event.args,
            ret: Some(ret),
            memory: &[],
            data: None,
            path: None,
            path2: None,
        };
        let errors = u64::from(call.failed());
        let count = Count { calls: 1, errors, total: time, shortest: time, longest: time };
        self.counts[place].entry(call.nr).or_default().add(&count);
    }

    /// Writes the tables: one for each ABI that was used, one without lines if none was.
    pub(super) fn write(&self, options: &SummaryOptions, out: &mut impl Write) -> io::Result<()> {
        let nothing = self.counts.iter().all(BTreeMap::is_empty);
        for (abi, counts) in ABIS.into_iter().zip(&self.counts) {
            if counts.is_empty() && !(nothing && abi == Abi::X86_64) {
                continue;
            }
            match abi {
                Abi::X86_64 => {}
                Abi::I386 => writeln!(out, "System call usage summary for 32 bit mode:")?,
                Abi::X32 => writeln!(out, "System call usage summary for x32 mode:")?,
            }
            write_table(abi, counts, options, out)?;
        }
        Ok(())
    }
}

fn write_table(
    abi: Abi,
    counts: &BTreeMap<i32, Count>,
    options: &SummaryOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    let columns = if options.columns.is_empty() { &Column::USUAL[..] } else { &options.columns };
    let mut total = Count::default();
    let mut rows: Vec<(String, Count)> = Vec::new();
    for (&nr, count) in counts {
        total.add(count);
        rows.push((table::name(abi, nr).into_owned(), *count));
    }
    sort(&mut rows, options.sort_by);
    let heading = |column: &Column| pad(column, column.heading().to_owned());
    let rule = |column: &Column| "-".repeat(column.width());
    line(columns, heading, out)?;
    line(columns, rule, out)?;
    for (name, count) in &rows {
        line(columns, |column| pad(column, cell(*column, name, count, total.total)), out)?;
    }
    line(columns, rule, out)?;
    line(columns, |column| pad(column, total_cell(*column, &total)), out)
}

fn sort(rows: &mut [(String, Count)], sort_by: SortBy) {
    let key = |count: &Count| match sort_by.0 {
        Some(Column::TimePercent | Column::TotalTime) => count.total,
        Some(Column::MinTime) => count.shortest,
        Some(Column::MaxTime) => count.longest,
        Some(Column::AvgTime) => count.total / count.calls.max(1),
        Some(Column::Calls) => count.calls,
        Some(Column::Errors) => count.errors,
        Some(Column::Name) | None => 0,
    };
    match sort_by.0 {
        Some(Column::Name) => rows.sort_by(|(a, _), (b, _)| a.cmp(b)),
        _ => rows.sort_by_key(|(_, count)| std::cmp::Reverse(key(count))),
    }
}

fn line(columns: &[Column], cell: impl Fn(&Column) -> String, out: &mut impl Write) -> io::Result<()> {
    let cells: Vec<String> = columns.iter().map(cell).collect();
    writeln!(out, "{}", cells.join(" ").trim_end())
}

fn pad(column: &Column, text: String) -> String {
    let width = column.width();
    match column {
        Column::Name => format!("{text:<width$}"),
        Column::TimePercent if text.starts_with('%') => format!("{text:<width$}"),
        _ => format!("{text:>width$}"),
    }
}

fn cell(column: Column, name: &str, count: &Count, all: u64) -> String {
    match column {
        Column::TimePercent if all == 0 => "0.00".to_owned(),
        Column::TimePercent => format!("{:.2}", 100.0 * count.total as f64 / all as f64),
        Column::TotalTime => seconds(count.total),
        Column::MinTime => seconds(count.shortest),
        Column::MaxTime => seconds(count.longest),
        Column::AvgTime => (count.total / count.calls.max(1) / 1000).to_string(),
        Column::Calls => count.calls.to_string(),
        Column::Errors if count.errors == 0 => String::new(),
        Column::Errors => count.errors.to_string(),
        Column::Name => name.to_owned(),
    }
}

fn total_cell(column: Column, total: &Count) -> String {
    match column {
        Column::TimePercent => "100.00".to_owned(),
        column => cell(column, "total", total, total.total),
    }
}

fn seconds(ns: u64) -> String {
    format!("{:.6}", ns as f64 / 1e9)
}
