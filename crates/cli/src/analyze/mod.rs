//! The command `analyze`: words and options become a verb, a verb calls the library, its outcome an exit code.

mod failure;
mod options;
mod output;
mod pager;
mod report_command;
mod terminal;
mod verbs;
mod words;

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Command;
use trapline_analyzer::report::{Catalogue, Report};

use failure::{Failure, Outcome};
use options::Options;
use report_command::section;
use verbs::{Request, Verb};
use words::{Shape, World};

/// Runs the command line.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(message) = failure.message() {
                warn(&message);
            }
            failure.code()
        }
    }
}

/// A line on standard error. If that is closed there is nobody to tell.
fn warn(message: &str) {
    let _ = writeln!(std::io::stderr(), "analyze: {message}");
}

/// What the first word calls for.
enum Called {
    Verb(&'static Verb),
    Report(Box<Report>),
    /// Nothing: SQL if there is some, else the overview.
    Nothing,
}

fn run(arguments: &[OsString]) -> Outcome {
    let catalogue = catalogue();
    let called = called(arguments, &catalogue)?;
    let command = match &called {
        Called::Verb(verb) => verb_command(verb),
        Called::Report(report) => report_command::declare(report),
        Called::Nothing => root(),
    };
    let matches = match command
        .try_get_matches_from(std::iter::once(OsString::from("analyze")).chain(arguments.iter().cloned()))
    {
        Ok(matches) => matches,
        Err(error) => return clap_ended(&error),
    };
    let options = Options::read(&matches)?;
    let sql_given = options.command.is_some() || options.file.is_some();
    let shape = |name: &str| match &called {
        Called::Verb(verb) if verb.name == name => Some(verb.shape()),
        Called::Report(report) if report.name == name => {
            let required = report.header.args.iter().map(|arg| arg.name.to_uppercase());
            Some(Shape { required: required.collect(), ..Shape::default() })
        }
        _ => None,
    };
    let world = World { verb: &shape, names: &names, exists: &exists, sql_given };
    let words = words::read(&options.words, &world).map_err(|unreadable| Failure::usage(unreadable.0))?;
    if let (true, Some(verb)) = (sql_given, &words.verb) {
        return Err(Failure::usage(format!("`{verb}` takes no SQL: --command and --file stand without a verb")));
    }
    let asks = sql_given || words.sql.is_some();
    let request = Request { options, words, matches };
    match called {
        Called::Verb(verb) => (verb.run)(&request),
        Called::Report(report) => verbs::report::run(&request, &report),
        Called::Nothing if asks => verbs::sql::run(&request),
        Called::Nothing => (verbs::overview::VERB.run)(&request),
    }
}

/// The verb or report that the first word names.
fn called(arguments: &[OsString], catalogue: &Catalogue) -> Outcome<Called> {
    let command = root();
    let takes_value = |option: &str| {
        command.get_arguments().any(|arg| {
            let long = arg.get_long().is_some_and(|long| option.strip_prefix("--") == Some(long));
            let short = arg.get_short().is_some_and(|short| option.strip_prefix('-') == Some(&*short.to_string()));
            (long || short) && arg.get_action().takes_values()
        })
    };
    let Some(word) = words::first_word(arguments, &takes_value).and_then(OsStr::to_str) else {
        return Ok(Called::Nothing);
    };
    if let Some(verb) = verbs::find(word) {
        return Ok(Called::Verb(verb));
    }
    match catalogue.find(word) {
        Some(Ok(report)) => Ok(Called::Report(Box::new(report))),
        Some(Err(error)) => Err(Failure::failed(error)),
        None => Ok(Called::Nothing),
    }
}

/// The built-in reports and the user's.
fn catalogue() -> Catalogue {
    Catalogue::new(users_directory(), &verbs::names())
}

/// The names of all verbs and reports.
fn names() -> Vec<String> {
    verbs::names().into_iter().map(str::to_owned).chain(catalogue().names()).collect()
}

/// Where the user's own reports are.
fn users_directory() -> Option<PathBuf> {
    Catalogue::users_directory(|name| std::env::var_os(name))
}

/// Whether a word names a file, finished or still being recorded.
fn exists(word: &OsStr) -> bool {
    let mut part = word.to_owned();
    part.push(".part");
    Path::new(word).exists() || Path::new(&part).exists()
}

/// The command line of a verb or report; `None` if there is none of that name.
fn command_for(name: &str) -> Outcome<Option<Command>> {
    if let Some(verb) = verbs::find(name) {
        return Ok(Some(verb_command(verb)));
    }
    match catalogue().find(name) {
        Some(Ok(report)) => Ok(Some(report_command::declare(&report))),
        Some(Err(error)) => Err(Failure::failed(error)),
        None => Ok(None),
    }
}

/// The command line of a verb that is no report.
fn verb_command(verb: &Verb) -> Command {
    let traces = if verb.traces { " [TRACE]..." } else { "" };
    let command = options::declare(Command::new("analyze"));
    let command = match verb.own {
        Some(own) => own(command),
        None => command,
    };
    options::hide(command, verb.without)
        .about(verb.about)
        .override_usage(format!("analyze {} [OPTIONS]{}{traces}", verb.name, verb.args))
        .after_help(verb.more)
}

/// The command line without a verb, whose help is that of the program.
fn root() -> Command {
    let verbs = verbs::VERBS.iter().map(|verb| (format!("{}{}", verb.name, verb.args), verb.about.to_owned()));
    let catalogue = catalogue();
    let examples = [
        ("analyze", "the overview of ./trace.parquet"),
        ("analyze trace.parquet \"SELECT …\"", "SQL over a trace (several statements allowed)"),
        ("analyze slowest trace.parquet", "a report"),
        ("analyze files --where \"duration_ns > 5000000\"", "one over the calls that took more than 5 ms"),
        ("analyze help slowest", "its options and columns"),
    ];
    let examples = examples.map(|(command, text)| (command.to_owned(), text.to_owned()));
    let after = [
        section("Verbs:", &verbs.collect::<Vec<_>>()),
        section("Reports:", &catalogue.built_in().collect::<Vec<_>>()),
        section("Examples:", &examples),
        WORDS.to_owned(),
    ];
    options::declare(Command::new("analyze"))
        .about("Answers questions about recorded system calls")
        .override_usage("analyze [OPTIONS] [VERB [ARG]...] [TRACE]... [SQL]")
        .after_help(after.concat())
}

/// How words are read and what the program exits with.
const WORDS: &str = "\
A first word that names a verb or report is it. The last word is SQL if it is `-` (standard input), or contains white \
space and is no existing file; -c SQL and -f FILE say so outright. The rest are traces: files, unfinished .part files, \
directories of traces, globs; none means trace.parquet. A file named like a verb is written ./NAME.

Reports show people times and sizes with units; in SQL, --where too, and in machine formats columns hold plain nanoseconds \
and bytes. `analyze schema syscalls` lists the columns with their units.

Exit status: 0 success; 1 a query or report failed, or a file is no trace; 2 bad usage, or a trace that does not exist. \
A reader that closes the pipe early is success.";

/// What clap says instead of matches: help goes to standard output, all else is bad usage.
fn clap_ended(error: &clap::Error) -> Outcome {
    let text = error.render();
    if error.use_stderr() {
        let text = text.to_string();
        return Err(Failure::usage(text.strip_prefix("error: ").unwrap_or(&text).trim_end()));
    }
    error.print().map_err(Failure::output)
}
