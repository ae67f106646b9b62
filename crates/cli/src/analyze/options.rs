//! The options that every verb has: how they are declared, and what they mean.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use trapline_analyzer::report::{parse_bytes, parse_moment, shell_quote};
use trapline_analyzer::{Filters, Format, Moment, SessionOptions};

use super::failure::{Failure, Outcome};

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// The common options, read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How answers are written, as asked for or as the output's ending says.
    pub format: Option<Format>,
    /// Where they go.
    pub output: Option<PathBuf>,
    /// `-c`: SQL.
    pub command: Option<String>,
    /// `-f`: a file of SQL.
    pub file: Option<PathBuf>,
    /// Which rows count.
    pub filters: Filters,
    /// The options for the filters as they were given, for the next command to try.
    pub carried: Vec<String>,
    /// Rows at most.
    pub limit: Option<usize>,
    /// Print SQL and stop.
    pub sql: bool,
    /// Bytes that queries may use.
    pub memory: Option<usize>,
    /// When to colour.
    pub color: Color,
    /// Never page.
    pub no_pager: bool,
    /// All words.
    pub words: Vec<OsString>,
}

/// Endings of files and the formats that they stand for.
const ENDINGS: [(&str, Format); 9] = [
    ("txt", Format::Table),
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("json", Format::Json),
    ("ndjson", Format::Ndjson),
    ("jsonl", Format::Ndjson),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("parquet", Format::Parquet),
];

/// A command with the common options and room for words.
pub fn declare(command: Command) -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help).help_heading("Output")
    };
    let filter = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help).help_heading("Filters").action(ArgAction::Append)
    };
    let formats: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
    command
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .version(env!("CARGO_PKG_VERSION"))
        .arg(option("format", "FORMAT", "How answers are written [default: table]").value_parser(formats))
        .arg(
            option(
                "output",
                "FILE",
                "Write to FILE; its ending chooses the format (.csv .tsv .json .ndjson .md .parquet .txt)",
            )
            .short('o')
            .value_parser(value_parser!(PathBuf)),
        )
        .arg(option("limit", "N", "At most N rows").value_parser(value_parser!(usize)))
        .arg(option("sql", "SQL", "Print the SQL and stop").action(ArgAction::SetTrue))
        .arg(
            option("color", "WHEN", "When to colour; NO_COLOR is respected [default: auto]")
                .value_parser(value_parser!(Color))
                .hide_possible_values(true)
                .value_name("auto|always|never"),
        )
        .arg(
            option("no-pager", "PAGER", "Never page output that is longer than the terminal")
                .action(ArgAction::SetTrue),
        )
        .arg(option("memory", "SIZE", "What queries may use before they spill to disk, such as 2GiB"))
        .arg(filter(
            "where",
            "SQL",
            "Count only calls for which this holds: a condition over the columns of `syscalls`",
        ))
        .arg(
            filter("pid", "PID", "Count only calls of these processes")
                .value_parser(value_parser!(i32))
                .value_delimiter(','),
        )
        .arg(filter("comm", "NAME", "Count only calls of threads with this name"))
        .arg(
            filter("from", "TIME", "From this moment on: seconds since the recording began, or a date and time")
                .action(ArgAction::Set),
        )
        .arg(filter("to", "TIME", "Up to this moment").action(ArgAction::Set))
        .arg(
            Arg::new("command")
                .short('c')
                .long("command")
                .value_name("SQL")
                .conflicts_with("file")
                .allow_hyphen_values(true)
                .help("Ask this SQL, whatever the words look like"),
        )
        .arg(
            Arg::new("file")
                .short('f')
                .long("file")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Ask the SQL in FILE (`-`: standard input)"),
        )
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::HelpShort).help("Print help"))
        .arg(Arg::new("version").short('V').long("version").action(ArgAction::Version).help("Print version"))
        .arg(Arg::new("words").num_args(0..).value_parser(value_parser!(OsString)).hide(true))
}

/// The command without these options in its help; they are accepted all the same, as every verb takes them.
pub fn hide(command: Command, options: &[&'static str]) -> Command {
    options.iter().fold(command, |command, option| command.mut_arg(option, |arg| arg.hide(true)))
}

impl Options {
    /// Reads what clap found.
    pub fn read(matches: &ArgMatches) -> Outcome<Options> {
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        let all = |name: &str| matches.get_many::<String>(name).into_iter().flatten().cloned().collect::<Vec<_>>();
        let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
        let output = path("output");
        let given = text("format").and_then(|name| Format::ALL.into_iter().find(|format| format.name() == name));
        let format = match (given, &output) {
            (None, Some(file)) => by_ending(file)?,
            (given, _) => given,
        };
        let memory = text("memory").map(|size| parse_bytes(&size)).transpose();
        let memory = memory.map_err(|problem| Failure::usage(format!("--memory: {problem}")))?;
        let pid: Vec<i32> = matches.get_many("pid").into_iter().flatten().copied().collect();
        let conditions = all("where");
        let options = Options {
            format,
            output,
            command: text("command"),
            file: path("file"),
            filters: Filters {
                where_sql: conjunction(&conditions),
                pid,
                comm: all("comm"),
                from: moment("--from", text("from"))?,
                to: moment("--to", text("to"))?,
            },
            carried: Vec::new(),
            limit: matches.get_one::<usize>("limit").copied(),
            sql: matches.get_flag("sql"),
            memory: memory.and_then(|bytes| usize::try_from(bytes).ok()),
            color: matches.get_one::<Color>("color").copied().unwrap_or_default(),
            no_pager: matches.get_flag("no-pager"),
            words: matches.get_many::<OsString>("words").into_iter().flatten().cloned().collect(),
        };
        let mut carried = Vec::new();
        let mut carry = |option: &str, values: Vec<String>| {
            carried.extend(values.into_iter().flat_map(|value| [option.to_owned(), shell_quote(&value)]));
        };
        carry("--where", conditions);
        carry("--pid", options.filters.pid.iter().map(ToString::to_string).collect());
        carry("--comm", options.filters.comm.clone());
        carry("--from", text("from").into_iter().collect());
        carry("--to", text("to").into_iter().collect());
        Ok(Options { carried, ..options })
    }

    /// How to open traces.
    pub fn session(&self) -> SessionOptions {
        SessionOptions { filters: self.filters.clone(), memory: self.memory, ..SessionOptions::default() }
    }

    /// The format, table if none was asked for.
    pub fn format(&self) -> Format {
        self.format.unwrap_or(Format::Table)
    }
}

/// All conditions at once.
fn conjunction(conditions: &[String]) -> Option<String> {
    match conditions {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(several.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" AND ")),
    }
}

fn moment(option: &str, text: Option<String>) -> Outcome<Option<Moment>> {
    let moment = text.map(|text| parse_moment(&text)).transpose();
    moment.map_err(|problem| Failure::usage(format!("{option}: {problem}")))
}

/// The format for which a file's ending stands. What is no regular file (`/dev/stdout`) needs none.
fn by_ending(file: &Path) -> Outcome<Option<Format>> {
    if std::fs::metadata(file).is_ok_and(|metadata| !metadata.is_file()) {
        return Ok(None);
    }
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let known = ENDINGS.iter().find(|(known, _)| *known == ending);
    known.map(|(_, format)| Some(*format)).ok_or_else(|| {
        let endings: Vec<_> = ENDINGS.iter().map(|(ending, _)| format!(".{ending}")).collect();
        let file = file.display();
        Failure::usage(format!("-o {file}: the ending says no format ({}); give --format too", endings.join(" ")))
    })
}
