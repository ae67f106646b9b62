//! The command line of a report, from its header.

use std::collections::BTreeMap;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use trapline_analyzer::report::{Header, Report, ValueType};

use super::{options, terminal};

/// The command line of a report: the common options, and those of its header.
pub fn declare(report: &Report) -> Command {
    let header = &report.header;
    let words: String = header.args.iter().map(|arg| format!(" {}", arg.name.to_uppercase())).collect();
    let mut command = Command::new("analyze");
    for param in header.params.iter().filter(|param| param.name != "limit") {
        let help = format!("{} [default: {}]", param.text, shown(&param.default));
        let arg = own(&param.name).help(help).value_name(param.value_type.to_string().to_uppercase());
        // `--all` is `--all=true`; a value needs the `=`, or the next word would be taken for it.
        command = command.arg(match param.value_type {
            ValueType::Bool => arg.num_args(0..=1).require_equals(true).default_missing_value("true"),
            _ => arg.allow_hyphen_values(true),
        });
    }
    for choice in &header.choices {
        let keys: Vec<_> = choice.options.iter().map(|(key, _)| key.clone()).collect();
        let help = format!("{} [default: {}]", choice.text, choice.default);
        let arg = own(&choice.name).help(help).value_name("KEY");
        command = command.arg(arg.value_parser(PossibleValuesParser::new(keys)));
    }
    command = options::hide(options::declare(command), &["command", "file"])
        .about(format!("{}: {}", header.title, header.question))
        .override_usage(format!("analyze {} [OPTIONS]{words} [TRACE]...", report.name))
        .after_help(after_help(header));
    if let Some(limit) = header.params.iter().find(|param| param.name == "limit") {
        let help = format!("{} [default: {}]", limit.text, limit.default);
        command = command.mut_arg("limit", |arg| arg.help(help));
    }
    command
}

/// An option of the report itself.
fn own(name: &str) -> Arg {
    Arg::new(name.to_owned()).long(name.replace('_', "-")).help_heading("Options of this report")
}

fn shown(default: &str) -> &str {
    if default.is_empty() { "none" } else { default }
}

/// What the report's own options were given.
pub fn given(header: &Header, matches: &ArgMatches) -> BTreeMap<String, String> {
    let params = header.params.iter().filter(|param| param.name != "limit").map(|param| &param.name);
    let names = params.chain(header.choices.iter().map(|choice| &choice.name));
    let pairs = names.filter_map(|name| Some((name.clone(), matches.get_one::<String>(name)?.clone())));
    pairs.collect()
}

/// The part of the help that stands under the options: arguments, columns, and what to try next.
fn after_help(header: &Header) -> String {
    let mut text = String::new();
    if !header.args.is_empty() {
        let args = header.args.iter().map(|arg| (arg.name.to_uppercase(), arg.text.clone()));
        text.push_str(&section("Arguments:", &args.collect::<Vec<_>>()));
    }
    let columns = header.columns.iter().map(|column| {
        let unit = column.unit_name();
        (column.name.clone(), format!("{} ({unit})", column.text))
    });
    text.push_str(&section("Columns:", &columns.collect::<Vec<_>>()));
    if !header.findings.is_empty() {
        let findings =
            header.findings.iter().map(|rule| (rule.id.clone(), format!("{}: {}", rule.severity.name(), rule.when)));
        text.push_str(&section("Findings:", &findings.collect::<Vec<_>>()));
    }
    let next: Vec<_> = header.next.iter().map(|next| format!("  {}", next.source())).collect();
    if !next.is_empty() {
        text.push_str(&format!("Next:\n{}\n", next.join("\n")));
    }
    text.trim_end().to_owned()
}

/// A heading and two columns, the second wrapped within itself.
pub fn section(heading: &str, rows: &[(String, String)]) -> String {
    let names = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let width = terminal::help_width().saturating_sub(names + 4).max(20);
    let mut out = format!("{heading}\n");
    for (name, text) in rows {
        let mut name = name.as_str();
        for line in wrapped(text, width) {
            out.push_str(format!("  {name:names$}  {line}").trim_end());
            out.push('\n');
            name = "";
        }
    }
    out.push('\n');
    out
}

/// Text in lines of at most so many characters, broken at blanks.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let fits = |line: &String| line.is_empty() || line.chars().count() + 1 + word.chars().count() <= width;
        match lines.last_mut().filter(|line| fits(line)) {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => line.extend([" ", word]),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
