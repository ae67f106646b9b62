//! The overview for people.

use std::io::Write;

use arrow::datatypes::TimestampNanosecondType;
use arrow::temporal_conversions::as_datetime;

use super::about::About;
use super::overview::Overview;
use crate::{Error, Format, Layout, Result, Unit, render};

/// The marks of a kind of text.
struct Style {
    /// Around a heading.
    heading: [&'static str; 2],
    /// Around what steps back behind a heading.
    aside: [&'static str; 2],
    /// Before each line of a list.
    item: &'static str,
    /// How words from a trace or for a shell stand among others.
    verbatim: fn(&str) -> String,
}

const PLAIN: Style = Style { heading: ["", ""], aside: [" (", ")"], item: "  ", verbatim: |text| text.to_owned() };
const COLORED: Style = Style { heading: ["\x1b[1m", "\x1b[0m"], aside: [" \x1b[2m(", ")\x1b[0m"], ..PLAIN };
const MARKDOWN: Style = Style { heading: ["## ", "\n"], aside: ["\n", "\n"], item: "- ", verbatim: code_span };

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
                return Err(Error::Format(format!("the overview is several tables, so it cannot be {}", other.name())));
            }
        };
        let command = |words: &[String]| (style.verbatim)(&[words, suffix].concat().join(" "));
        let heading = |title: &str| {
            let [open, close] = style.heading;
            format!("{open}{title}{close}")
        };
        for (about, separator) in self.about.iter().zip(std::iter::once("").chain(std::iter::repeat("\n"))) {
            put(out, &format!("{separator}{}\n", heading(&(style.verbatim)(&what(about)))))?;
            for line in facts(about) {
                put(out, &format!("{}{line}\n", style.item))?;
            }
        }
        put(out, &format!("{}{}\n", style.item, self.counts()))?;
        for answer in self.reports.iter().filter(|answer| answer.rows.num_rows() > 0) {
            let [open, close] = style.aside;
            let all = command(&["analyze".to_owned(), answer.report.clone()]);
            put(out, &format!("\n{}{open}{all}{close}\n", heading(&answer.header.title)))?;
            answer.write_rows(layout, out)?;
        }
        if !self.findings.is_empty() {
            put(out, &format!("\n{}\n", heading("What stands out")))?;
            for finding in &self.findings {
                let text = (style.verbatim)(&finding.text);
                put(out, &format!("{}{:6}  {text}\n", style.item, finding.severity.name()))?;
            }
        }
        if !self.next.is_empty() {
            put(out, &format!("\n{}\n", heading("Next")))?;
            for next in &self.next {
                put(out, &format!("{}{}\n", style.item, command(next)))?;
            }
        }
        Ok(())
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

/// What was recorded: the command, or the processes.
fn what(about: &About) -> String {
    let command = render::escape(&about.command);
    match about.attached.as_slice() {
        [] => command.into_owned(),
        [pid] if command.is_empty() => format!("process {pid}"),
        [pid] => format!("process {pid}, {command}"),
        several => format!("processes {}", several.iter().map(i32::to_string).collect::<Vec<_>>().join(", ")),
    }
}

/// What is missing because it was not asked for; how long, when, how it ended and how it was recorded; on what machine.
fn facts(about: &About) -> Vec<String> {
    let began = as_datetime::<TimestampNanosecondType>(about.start_ns);
    let began = began.map_or_else(String::new, |moment| moment.format(" from %Y-%m-%d %H:%M:%S UTC").to_string());
    let source = match about.backend.as_str() {
        "" => String::new(),
        backend => format!(", recorded with {backend}"),
    };
    let when = format!("{}{began}, {}{source}", shown(about.wall_ns, Unit::Ns), about.end);
    let filtered = match about.filters.as_str() {
        "" => String::new(),
        options => format!("recorded with {options}: all other calls are missing"),
    };
    let limited = if about.limits.is_empty() { String::new() } else { format!("limited by {}", about.limits) };
    let lines = [filtered, when, limited, about.host.clone()].into_iter().filter(|line| !line.is_empty());
    lines.map(|line| render::escape(&line).into_owned()).collect()
}

/// Text as a code span of Markdown: between more backticks than it holds in a row.
fn code_span(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

fn shown(number: i64, unit: Unit) -> String {
    render::human(number as f64, unit).unwrap_or_else(|| number.to_string())
}

fn put(out: &mut dyn Write, text: &str) -> Result<()> {
    out.write_all(text.as_bytes()).map_err(Error::Write)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(command: &str, attached: &[i32]) -> About {
        About {
            trace: String::new(),
            command: command.to_owned(),
            attached: attached.to_vec(),
            start_ns: 0,
            wall_ns: 5_000_000_000,
            end: "exit status 0".to_owned(),
            host: String::new(),
            backend: String::new(),
            filters: String::new(),
            limits: String::new(),
        }
    }

    #[test]
    fn what_was_recorded_is_a_command_or_processes() {
        assert_eq!(what(&about("ls -l", &[])), "ls -l");
        assert_eq!(what(&about("nginx -g x", &[7])), "process 7, nginx -g x");
        assert_eq!(what(&about("", &[7])), "process 7");
        assert_eq!(what(&about("", &[7, 8])), "processes 7, 8");
    }

    #[test]
    fn a_filter_is_the_first_thing_that_is_said() {
        let whole = about("ls", &[]);
        assert_eq!(facts(&whole), ["5.00 s from 1970-01-01 00:00:00 UTC, exit status 0"]);
        let filtered = About { filters: "-e read -P /etc/".into(), limits: "--duration 5".into(), ..whole };
        assert_eq!(
            facts(&filtered),
            [
                "recorded with -e read -P /etc/: all other calls are missing",
                "5.00 s from 1970-01-01 00:00:00 UTC, exit status 0",
                "limited by --duration 5",
            ]
        );
    }
}
