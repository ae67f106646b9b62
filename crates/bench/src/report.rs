//! What was measured, as text or Markdown.

use std::iter;

use comfy_table::presets::{ASCII_MARKDOWN, NOTHING};
use comfy_table::{CellAlignment, Table};

use crate::added;
use crate::measure::Sample;
use crate::ratio::{Found, RATIOS};
use crate::rounds::{Measured, Series};
use crate::stages::{self, STAGES};
use crate::statistics::Spread;
use crate::tracer::NATIVE;

/// How tables look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Columns aligned with spaces.
    Text,
    /// For a document.
    Markdown,
}

impl Style {
    /// A heading.
    pub fn heading(self, text: &str) -> String {
        match self {
            Style::Text => format!("{text}\n\n"),
            Style::Markdown => format!("### {text}\n\n"),
        }
    }

    /// A table whose first `words` columns are text; the others are numbers.
    fn table(self, header: &[&str], words: usize, rows: Vec<Vec<String>>) -> String {
        let mut table = Table::new();
        table.load_preset(if self == Style::Text { NOTHING } else { ASCII_MARKDOWN });
        table.set_header(header).add_rows(rows);
        for column in table.column_iter_mut().skip(words) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let text = table.to_string();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        format!("{}\n\n", lines.join("\n"))
    }
}

/// A workload's tracers. `start_up` is the empty program's.
pub fn workload(measured: &Measured, start_up: Option<&Measured>, style: Style) -> String {
    let workload = measured.workload;
    let mut title = format!("{}: {}", workload.name, workload.about);
    if let Some(calls) = measured.calls() {
        title += &format!(", {} calls", grouped(calls));
    }
    let table = if workload.is_storm() { storm(measured, start_up, style) } else { program(measured, style) };
    style.heading(&title) + &table
}

fn program(measured: &Measured, style: Style) -> String {
    let header = ["", "seconds (min–max)", "× native", "CPU s", "bytes/call", "peak MiB"];
    let row = |series: &Series| {
        vec![
            series.tracer.name.to_owned(),
            seconds(series),
            times_native(series, measured),
            dash(median(series, cpu).map(|cpu| format!("{cpu:.3}"))),
            bytes_per_call(series, measured.calls()),
            peak(series),
        ]
    };
    style.table(&header, 1, measured.series.iter().map(row).collect())
}

fn storm(measured: &Measured, start_up: Option<&Measured>, style: Style) -> String {
    let header = [
        "",
        "calls",
        "recorded",
        "seconds (min–max)",
        "ns/call",
        "less start-up",
        "× native",
        "storm's CPU",
        "all CPU",
        "bytes/call",
        "peak MiB",
    ];
    let row = |series: &Series| {
        let each = |seconds: f64| format!("{:.0}", seconds * 1e9 / series.size as f64);
        let whole = median(series, wall);
        let start = start_up.and_then(|start_up| median(start_up.series(series.tracer.name)?, wall));
        let records = series.tracer.class.records();
        let recorded = series.samples.iter().filter_map(|sample| sample.recorded.calls).min().filter(|_| records);
        let own = series.program_ns_each().and_then(Spread::of);
        vec![
            series.tracer.name.to_owned(),
            grouped(series.size),
            dash(recorded.map(grouped)),
            seconds(series),
            dash(whole.map(each)),
            dash(whole.zip(start).map(|(whole, start)| each(whole - start))),
            times_native(series, measured),
            dash(own.map(|own| format!("{:.0}", own.median))),
            dash(median(series, cpu).map(each)),
            bytes_per_call(series, Some(series.size)),
            peak(series),
        ]
    };
    style.table(&header, 1, measured.series.iter().map(row).collect())
}

fn wall(sample: &Sample) -> f64 {
    sample.wall.as_secs_f64()
}

fn cpu(sample: &Sample) -> f64 {
    sample.cpu.as_secs_f64()
}

fn median(series: &Series, value: fn(&Sample) -> f64) -> Option<f64> {
    Spread::of(series.samples.iter().map(value)).map(|spread| spread.median)
}

fn seconds(series: &Series) -> String {
    dash(Spread::of(series.seconds()).map(|spread| shown(spread, 3)))
}

fn times_native(series: &Series, measured: &Measured) -> String {
    let native = measured.series(NATIVE).map(Series::seconds_each).unwrap_or_default();
    dash(Spread::ratio(&series.seconds_each(), &native).map(|ratio| format!("{:.2}", ratio.median)))
}

fn bytes_per_call(series: &Series, calls: Option<u64>) -> String {
    let bytes = median(series, |sample| sample.bytes as f64);
    let bytes = bytes.filter(|&bytes| bytes > 0.0 && series.tracer.class.records());
    dash(bytes.zip(calls).map(|(bytes, calls)| format!("{:.1}", bytes / calls as f64)))
}

fn peak(series: &Series) -> String {
    let peak = series.samples.iter().filter_map(|sample| sample.peak_kib).max();
    let is_tracer = !series.tracer.command.is_empty();
    dash(peak.filter(|_| is_tracer).map(|kib| format!("{:.1}", kib as f64 / 1024.0)))
}

fn dash(cell: Option<String>) -> String {
    cell.unwrap_or_else(|| "–".to_owned())
}

/// Every ratio of every workload.
pub fn ratios(all: &[Measured], style: Style) -> String {
    let rows: Vec<Vec<String>> = found(all)
        .map(|(workload, of, to, found)| {
            let target = found.target.map(|target| format!("{target:.2}")).unwrap_or_default();
            vec![workload.to_owned(), format!("{of} / {to}"), shown(found.value, 3), target, found.verdict()]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let header = ["workload", "ratio of times", "median (min–max)", "at most", ""];
    style.heading("Ratios") + &style.table(&header, 2, rows)
}

/// What tracers add to the program's own CPU time.
pub fn added(all: &[Measured], style: Style) -> String {
    let rows: Vec<Vec<String>> = added::found(all)
        .into_iter()
        .map(|found| {
            let verdict = match found.most.0.or(found.most.1) {
                None => "",
                Some(_) if found.is_met() => "held",
                Some(_) => "missed",
            };
            let most = |most: Option<f64>| most.map(|most| format!("{most:.0}")).unwrap_or_default();
            vec![
                found.what.to_owned(),
                found.tracer.to_owned(),
                shown(found.ns, 0),
                most(found.most.0),
                dash(found.times.map(|times| shown(times, 1))),
                most(found.most.1),
                verdict.to_owned(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let header = ["", "tracer", "ns added (min–max)", "at most", "× two empty programs", "at most", ""];
    style.heading("Added to the program's own CPU time") + &style.table(&header, 2, rows)
}

/// What a call takes in each stage of the recorder that has several.
pub fn stages(all: &[Measured], start_up: Option<&Measured>, style: Style) -> String {
    let cell = |spread: Option<Spread>| dash(spread.map(|spread| shown(spread, 0)));
    let rows: Vec<Vec<String>> = stages::found(all, start_up)
        .into_iter()
        .map(|found| {
            let numbers = iter::once(found.kernel).chain(found.stages).map(cell);
            iter::once(found.storm.to_owned()).chain(numbers).collect()
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let header: Vec<&str> = ["", "in the kernel"].into_iter().chain(STAGES.iter().map(|stage| stage.what)).collect();
    style.heading("Stages of rec ebpf: CPU ns a call (min–max)") + &style.table(&header, 1, rows)
}

/// Workload, tracer, other tracer, ratio.
pub fn found(all: &[Measured]) -> impl Iterator<Item = (&'static str, &'static str, &'static str, Found)> {
    all.iter().flat_map(|measured| {
        let on = move |ratio: &'static crate::ratio::Ratio| {
            ratio.on(measured).map(|found| (measured.workload.name, ratio.of, ratio.to, found))
        };
        RATIOS.iter().filter_map(on)
    })
}

fn shown(spread: Spread, digits: usize) -> String {
    let Spread { median, min, max } = spread;
    format!("{median:.digits$} ({min:.digits$}–{max:.digits$})")
}

/// `12,345`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::tally::Recorded;
    use crate::tracer::Tracer;
    use crate::workload::Workload;

    fn series(name: &str, size: u64, seconds: [u64; 3], bytes: u64, recorded: Option<u64>) -> Series {
        let sample = |wall| Sample {
            wall: Duration::from_secs(wall),
            cpu: Duration::from_millis(500),
            bytes,
            peak_kib: Some(2048),
            recorded: Recorded { calls: recorded, lost: recorded.map(|_| 0) },
            program_ns: Some(size * 250),
            threads: [("writer".to_owned(), size * 300)].into(),
        };
        Series { tracer: Tracer::by_name(name).expect("a tracer"), size, samples: seconds.map(sample).into() }
    }

    fn measured(workload: &str) -> Measured {
        Measured {
            workload: Workload::by_name(workload).expect("a workload"),
            series: vec![
                series(NATIVE, 80_000, [2, 2, 2], 0, None),
                series("rec ptrace", 40_000, [3, 2, 4], 500_000, Some(40_100)),
                series("strace", 40_000, [10, 20, 30], 2_000_000, None),
            ],
        }
    }

    fn cells(line: &str) -> Vec<&str> {
        line.trim_matches('|').split('|').map(str::trim).collect()
    }

    #[test]
    fn a_table_of_text_is_aligned() {
        let text = workload(&measured("find"), None, Style::Text);
        assert!(text.contains(", 40,100 calls\n"), "{text}");
        let lines: Vec<&str> = text.lines().skip(2).collect();
        let last: Vec<&str> = lines[2].split_whitespace().collect();
        assert_eq!(last[..3], ["rec", "ptrace", "3.000"], "{text}");
        assert_eq!(last[5..], ["0.500", "12.5", "2.0"], "{text}");
        let ends = lines[..4].iter().map(|line| line.chars().count()).collect::<Vec<_>>();
        assert!(ends.iter().all(|&end| end == ends[0]), "{text}");
    }

    #[test]
    fn storms_are_told_per_call_and_what_a_start_takes_apart() {
        let start_up = Measured {
            workload: Workload::by_name("start-up").expect("a workload"),
            series: vec![series("rec ptrace", 1, [1, 1, 1], 0, None)],
        };
        let text = workload(&measured("getppid"), Some(&start_up), Style::Markdown);
        let row = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(&format!("| {name} "))).expect("a row");
            cells(line)
        };
        assert_eq!(row("rec ptrace")[1..3], ["40,000", "40,100"], "{text}");
        assert_eq!(row("rec ptrace")[4..9], ["75000", "50000", "3.00", "250", "12500"], "{text}");
        assert_eq!(row("native")[1..3], ["80,000", "–"], "{text}");
        assert_eq!(row("native")[4..7], ["25000", "–", "1.00"], "{text}");
    }

    #[test]
    fn ratios_are_held_against_their_targets() {
        let text = ratios(&[measured("getppid")], Style::Markdown);
        let line = text.lines().find(|line| line.contains("rec ptrace / strace ")).expect("a ratio");
        assert_eq!(cells(line), ["getppid", "rec ptrace / strace", "0.150 (0.100–0.300)", "0.20", "held"], "{text}");
        assert!(text.lines().any(|line| line.contains("rec ptrace / native")), "{text}");
        assert!(!text.contains("one CPU"), "not measured: {text}");
    }

    #[test]
    fn what_is_added_is_held_against_its_limits() {
        let mut all = [measured("getppid")];
        all[0].series.push(series("rec ebpf", 80_000, [3, 3, 3], 0, None));
        let text = added(&all, Style::Markdown);
        let line = text.lines().last().filter(|line| !line.is_empty()).or(text.lines().rev().nth(1)).expect("a row");
        assert_eq!(cells(line), ["a call without a string", "rec ebpf", "0 (0–0)", "600", "–", "5", "held"], "{text}");
        assert_eq!(added(&[measured("getppid")], Style::Markdown), "", "nothing of that kind was measured");
    }

    #[test]
    fn stages_are_columns_in_the_order_of_the_way() {
        let mut all = [measured("getppid")];
        assert_eq!(stages(&all, None, Style::Markdown), "", "nothing of that kind was measured");
        all[0].series.push(series("rec ebpf", 80_000, [3, 3, 3], 0, None));
        let text = stages(&all, None, Style::Markdown);
        let line = text.lines().find(|line| line.contains("getppid")).expect("a row");
        assert_eq!(cells(line), ["getppid", "0 (0–0)", "–", "300 (300–300)", "–"], "{text}");
    }

    #[test]
    fn numbers_are_grouped_by_threes() {
        assert_eq!([7, 1_000, 123_456, 1_234_567].map(grouped), ["7", "1,000", "123,456", "1,234,567"]);
    }
}
