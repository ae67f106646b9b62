//! Help on the program, its verbs and its reports.

use super::{Request, Verb};
use crate::analyze::failure::{Failure, Outcome};
use crate::analyze::output::Output;
use crate::analyze::report_command::section;
use crate::analyze::words::Optional;
use crate::analyze::{catalogue, command_for, names, root, users_directory, warn};
use trapline_syscalls::selection::nearest;

/// `analyze help [VERB]`
pub const VERB: Verb = Verb {
    name: "help",
    args: " [VERB|reports]",
    optional: Optional::Anything,
    traces: false,
    about: "Help on a verb or report; `help reports` lists the reports",
    more: "",
    without: &[
        "command", "file", "where", "pid", "comm", "from", "to", "sql", "memory", "limit", "format", "output", "color",
    ],
    own: None,
    run,
};

fn run(request: &Request) -> Outcome {
    let topic = request.words.args.first().map(String::as_str);
    let text = match topic {
        None => root().render_help().to_string(),
        Some("reports") => reports(),
        Some(name) => match command_for(name)? {
            Some(mut command) => command.render_help().to_string(),
            None => return Err(unknown(name)),
        },
    };
    let mut output = Output::open(&request.options)?;
    output.line(text.trim_end())?;
    output.finish()
}

/// A report as a user could write it; a test runs it.
const EXAMPLE: &str = include_str!("writers.sql");

/// There is no such topic.
fn unknown(name: &str) -> Failure {
    let names = names();
    let hint = nearest(name, names.iter().map(String::as_str)).map(|near| format!("; did you mean `{near}`?"));
    Failure::usage(format!("no verb or report is named `{name}`{}", hint.unwrap_or_default()))
}

/// The list of reports; those that cannot be used are named on standard error.
fn reports() -> String {
    let listing = catalogue().list();
    for warning in &listing.warnings {
        warn(warning);
    }
    let rows = |built_in: bool| {
        let reports = listing.reports.iter().filter(move |report| report.built_in == built_in);
        reports.map(|report| (report.name.clone(), report.header.question.clone())).collect::<Vec<_>>()
    };
    let mut text = section("Reports:", &rows(true));
    let own = rows(false);
    if !own.is_empty() {
        text.push_str(&section("Your reports:", &own));
    }
    text.push_str("`analyze REPORT --help` shows a report's options and columns.");
    if let Some(directory) = users_directory() {
        text.push_str(&format!(
            "\nYour own reports go into {}.\n\n\
             A report is a file: a header that says what it takes and what its columns mean, and one\n\
             SELECT. This could be writers.sql, for `analyze writers --by path --at-least 4K`:\n\n{EXAMPLE}",
            directory.display()
        ));
    }
    text
}
