//! The overview for people.

use std::io::Write;

use arrow::datatypes::TimestampNanosecondType;
use arrow::temporal_conversions::as_datetime;

use super::ReportAnswer;
use super::overview::{About, Overview};
use crate::{Error, Format, Layout, Result, Unit, render};

/// How pieces of text stand out: escape sequences on a terminal, marks in Markdown, nothing elsewhere.
struct Style {
    heading: [&'static str; 2],
    quiet: [&'static str; 2],
    /// What stands before each line of a list.
    item: &'static str,
}

const PLAIN: Style = Style { heading: ["", ""], quiet: ["", ""], item: "  " };
const COLORED: Style = Style { heading: ["\x1b[1m", "\x1b[0m"], quiet: ["\x1b[2m", "\x1b[0m"], item: "  " };
const MARKDOWN: Style = Style { heading: ["## ", "\n"], quiet: ["", ""], item: "- " };

impl Overview {
    /// Writes it as text or Markdown. `suffix` is what the next commands need after their own words to be about the same
    /// calls.
    ///
    /// # Errors
    /// [`Error::Format`] for a format of rows and columns; [`Error::Write`] where the output fails.
    pub fn write_text(&self, layout: &Layout, suffix: &[String], out: &mut dyn Write) -> Result<()> {
        let style = match layout.format {
            Format::Table if layout.color => COLORED,
            Format::Table => PLAIN,
            Format::Markdown => MARKDOWN,
            other => {
                let message =
                    format!("the overview is no table, so it cannot be {}; take one of its reports", other.name());
                return Err(Error::Format(message));
            }
        };
        for about in &self.about {
            self.about(about, &style, out)?;
        }
        put(out, &format!("{}{}\n", style.item, self.counts()))?;
        for answer in self.reports.iter().filter(|answer| answer.rows.num_rows() > 0) {
            let all = command(&[vec!["analyze".to_owned(), answer.report.clone()], suffix.to_vec()].concat());
            heading(&answer.header.title, &format!("  {all}"), &style, out)?;
            section(answer, layout, out)?;
        }
        if !self.findings.is_empty() {
            heading("What stands out", "", &style, out)?;
            for finding in &self.findings {
                put(out, &format!("{}{:6}  {}\n", style.item, finding.severity.name(), finding.text))?;
            }
        }
        if !self.next.is_empty() {
            heading("Next", "", &style, out)?;
            for next in &self.next {
                put(out, &format!("{}{}\n", style.item, command(&[next.clone(), suffix.to_vec()].concat())))?;
            }
        }
        Ok(())
    }

    /// The lines about one recording.
    fn about(&self, about: &About, style: &Style, out: &mut dyn Write) -> Result<()> {
        let attached: Vec<_> = about.attached.iter().map(i32::to_string).collect();
        let what = match about.command.as_str() {
            "" => format!("processes {}", attached.join(", ")),
            command => render::escape(command).into_owned(),
        };
        let [open, close] = style.heading;
        put(out, &format!("{open}{what}{close}\n"))?;
        let started = as_datetime::<TimestampNanosecondType>(about.start_ns);
        let started =
            started.map_or_else(String::new, |moment| moment.format(" from %Y-%m-%d %H:%M:%S UTC").to_string());
        let wall = shown(about.wall_ns, Unit::Ns);
        put(out, &format!("{}{wall}{started}, {}\n", style.item, render::escape(&about.end)))?;
        let backend = match about.backend.as_str() {
            "" => String::new(),
            backend => format!("; recorded with {backend}"),
        };
        put(out, &format!("{}{}\n", style.item, render::escape(&format!("{}{backend}", about.host))))
    }

    /// `12,345 calls by 4 processes (6 threads), 87 failed, 0 events lost`
    fn counts(&self) -> String {
        let many = |number: i64, one: &str, several: &str| {
            format!("{} {}", shown(number, Unit::Count), if number == 1 { one } else { several })
        };
        format!(
            "{} by {} ({}), {} failed, {} lost",
            many(self.scope.considered, "call", "calls"),
            many(self.processes, "process", "processes"),
            many(self.threads, "thread", "threads"),
            shown(self.failed, Unit::Count),
            many(self.scope.lost, "event", "events"),
        )
    }
}

/// A heading with a blank line before it; `note` steps back behind it.
fn heading(title: &str, note: &str, style: &Style, out: &mut dyn Write) -> Result<()> {
    let [open, close] = style.heading;
    let [quiet, loud] = style.quiet;
    put(out, &format!("\n{open}{title}{close}{quiet}{note}{loud}\n"))
}

/// The first rows of a report.
fn section(answer: &ReportAnswer, layout: &Layout, out: &mut dyn Write) -> Result<()> {
    answer.write_rows(layout, out)
}

fn command(words: &[String]) -> String {
    words.join(" ")
}

fn shown(number: i64, unit: Unit) -> String {
    render::human(number as f64, unit).unwrap_or_else(|| number.to_string())
}

fn put(out: &mut dyn Write, text: &str) -> Result<()> {
    out.write_all(text.as_bytes()).map_err(Error::Write)
}
