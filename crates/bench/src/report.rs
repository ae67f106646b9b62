//! What was measured, as text or Markdown.

use comfy_table::presets::{ASCII_MARKDOWN, NOTHING};
use comfy_table::{CellAlignment, Table};

use crate::ratio::{Found, RATIOS};
use crate::rounds::{Measured, Series};
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

/// A workload's tracers.
pub fn workload(measured: &Measured, style: Style) -> String {
    let Measured { workload, size, .. } = measured;
    let mut title = format!("{}: {}", workload.name, workload.about);
    if let Some(calls) = measured.calls().or(workload.storm.then_some(*size)) {
        title += &format!(", {} calls", grouped(calls));
    }
    let header = ["", "seconds (min–max)", "× native", "CPU s", "bytes/call", "peak MiB"];
    let rows = measured.series.iter().map(|series| row(series, measured)).collect();
    style.heading(&title) + &style.table(&header, 1, rows)
}

fn row(series: &Series, measured: &Measured) -> Vec<String> {
    let seconds = series.seconds();
    let native = measured.series(NATIVE).map(Series::seconds).unwrap_or_default();
    let of = |value: fn(&crate::measure::Sample) -> f64| Spread::of(series.samples.iter().map(value));
    let bytes = of(|sample| sample.bytes as f64).filter(|bytes| bytes.median > 0.0 && !series.tracer.filters());
    let per_call = bytes.zip(measured.calls()).map(|(bytes, calls)| format!("{:.1}", bytes.median / calls as f64));
    let peaks = series.samples.iter().filter_map(|sample| sample.peak_kib);
    let peak = peaks.max().filter(|_| series.tracer.name != NATIVE).map(|kib| format!("{:.1}", kib as f64 / 1024.0));
    let none = || "–".to_owned();
    vec![
        series.tracer.name.to_owned(),
        Spread::of(seconds.iter().copied()).map_or_else(none, |spread| shown(spread, 3)),
        Spread::ratio(&seconds, &native).map_or_else(none, |ratio| format!("{:.2}", ratio.median)),
        of(|sample| sample.cpu.as_secs_f64()).map_or_else(none, |cpu| format!("{:.3}", cpu.median)),
        per_call.unwrap_or_else(none),
        peak.unwrap_or_else(none),
    ]
}

/// Every ratio of every workload.
pub fn ratios(all: &[Measured], style: Style) -> String {
    let rows: Vec<Vec<String>> = found(all)
        .map(|(workload, of, to, found)| {
            let target = found.target.map(|target| format!("{target:.2}"));
            let verdict = match found.target {
                None => "",
                Some(_) if found.is_met() => "met",
                Some(_) => "missed",
            };
            let name = format!("{of} / {to}");
            vec![workload.to_owned(), name, shown(found.value, 2), target.unwrap_or_default(), verdict.to_owned()]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let header = ["workload", "ratio of times", "median (min–max)", "at most", ""];
    style.heading("Ratios") + &style.table(&header, 2, rows)
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
    use crate::measure::Sample;
    use crate::tracer::Tracer;
    use crate::workload::Workload;

    fn measured() -> Measured {
        let series = |name, seconds: [u64; 3], bytes, calls| {
            let sample = |wall| Sample {
                wall: Duration::from_secs(wall),
                cpu: Duration::from_millis(500),
                bytes,
                peak_kib: Some(2048),
                calls,
            };
            Series { tracer: Tracer::by_name(name).expect("a tracer"), samples: seconds.map(sample).into() }
        };
        Measured {
            workload: Workload::by_name("getppid").expect("a workload"),
            size: 40_000,
            series: vec![
                series(NATIVE, [1, 1, 1], 0, None),
                series("rec", [3, 2, 4], 500_000, Some(40_100)),
                series("strace", [10, 20, 30], 2_000_000, None),
            ],
        }
    }

    #[test]
    fn a_table_of_text_is_aligned() {
        let text = workload(&measured(), Style::Text);
        assert!(text.starts_with("getppid: one thread, getppid alone, 40,100 calls\n"), "{text}");
        let lines: Vec<&str> = text.lines().skip(2).collect();
        let last: Vec<&str> = lines[2].split_whitespace().collect();
        assert_eq!(last, ["rec", "3.000", "(2.000–4.000)", "3.00", "0.500", "12.5", "2.0"], "{text}");
        let ends = lines[..4].iter().map(|line| line.chars().count()).collect::<Vec<_>>();
        assert!(ends.iter().all(|&end| end == ends[0]), "{text}");
    }

    #[test]
    fn ratios_are_held_against_their_targets() {
        let text = ratios(&[measured()], Style::Markdown);
        let line = text.lines().find(|line| line.contains("rec / strace ")).expect("a ratio");
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells, ["getppid", "rec / strace", "0.15 (0.10–0.30)", "0.20", "met"], "{text}");
        assert!(text.lines().any(|line| line.contains("rec / native")), "{text}");
        assert!(!text.contains("one CPU"), "not measured: {text}");
    }

    #[test]
    fn numbers_are_grouped_by_threes() {
        assert_eq!([7, 1_000, 123_456, 1_234_567].map(grouped), ["7", "1,000", "123,456", "1,234,567"]);
    }
}
