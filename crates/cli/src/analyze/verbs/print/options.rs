//! strace's options on `analyze print`.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use trapline_export::strace::{
    Column, ExpressionError, Layout, Naming, Options, Quiet, SortBy, Status, Statuses, Time,
};
use trapline_syscalls::decode::Quoting;

use crate::analyze::failure::{Failure, Outcome};

/// Declares them. Letters mean what they mean to strace, so `-c` and `-f` are not those of the other verbs.
pub fn declare(command: Command) -> Command {
    let flag = |name: &'static str, short: char, help: &'static str| {
        Arg::new(name).short(short).long(name).help(help).help_heading("Options of strace")
    };
    let switch = |name, short, help| flag(name, short, help).action(ArgAction::SetTrue);
    let counted = |name, short, help| flag(name, short, help).action(ArgAction::Count);
    let valued = |name, short, value: &'static str, help| flag(name, short, help).value_name(value);
    let expression = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help).help_heading("Options of strace")
    };
    command
        .mut_arg("command", |arg| arg.short(None))
        .mut_arg("file", |arg| arg.short(None))
        .arg(
            Arg::new("strace")
                .long("strace")
                .action(ArgAction::SetTrue)
                .help("The layout of strace -f -o FILE, to the letter: no times or names but those asked for"),
        )
        .arg(
            valued("expr", 'e', "EXPR", "trace=SET (or SET alone), signal=SET, status=SET, quiet=SET, abbrev=none")
                .long(None::<&str>)
                .action(ArgAction::Append)
                .allow_hyphen_values(true),
        )
        .arg(expression("trace", "SET", "Calls: names, %classes, /regular expressions; `!` for all others"))
        .arg(expression("signal", "SET", "Signals: names or numbers, all, none; `!` for all others"))
        .arg(expression("status", "SET", "Outcomes: successful, failed, unfinished, unavailable, detached"))
        .arg(switch("successful-only", 'z', "Only calls that returned without an error"))
        .arg(switch("failed-only", 'Z', "Only calls that returned an error").overrides_with("successful-only"))
        .mut_arg("successful-only", |arg| arg.overrides_with("failed-only"))
        .arg(counted("decode-fds", 'y', "Names of descriptors; twice: sockets with protocol and addresses, devices"))
        .arg(
            valued("string-limit", 's', "N", "Longest string in bytes; paths are never cut [default: 32]")
                .value_parser(value_parser!(u32)),
        )
        .arg(switch("no-abbrev", 'v', "Structures, environments and arrays in full"))
        .arg(counted("strings-in-hex", 'x', "Strings that are not plain text in hexadecimal; twice: all strings"))
        .arg(counted("absolute-timestamps", 't', "Time of day; twice: with microseconds; thrice: since the epoch"))
        .arg(switch("relative-timestamps", 'r', "Seconds since the line before"))
        .arg(switch("syscall-times", 'T', "How long each call took"))
        .arg(switch("syscall-number", 'n', "The number of each call"))
        .arg(valued("columns", 'a', "COLUMN", "Where results begin [default: 40]").value_parser(value_parser!(u16)))
        .arg(counted("quiet", 'q', "No changes of ABI; twice: no exits; thrice: no thread ends by an execve"))
        .arg(switch(
            "summary-only",
            'c',
            "A table of calls instead of lines: by wall time, enter to exit (strace -c -w)",
        ))
        .arg(switch("summary", 'C', "The table behind the lines").conflicts_with("summary-only"))
        .arg(valued("summary-sort-by", 'S', "COLUMN", "Order of the table: time, calls, errors, name, …, nothing"))
        .arg(valued("summary-columns", 'U', "LIST", "Columns of the table: time-percent,total-time,min-time,…,name"))
        .arg(switch("summary-wall-clock", 'w', "Accepted for strace's sake: the table always has wall time"))
        .arg(
            Arg::new("follow-forks")
                .short('f')
                .long("follow-forks")
                .action(ArgAction::Count)
                .hide(true)
                .help("Accepted for strace's sake: children are always followed"),
        )
}

/// What they say. Without `--strace` the layout is that of `strace -f -ttt -T -yy`.
pub fn read(matches: &ArgMatches, utc_offset: fn(i64) -> i32) -> Outcome<Options> {
    let strace = matches.get_flag("strace");
    let mut options = Options {
        layout: if strace { Layout::Strace } else { Layout::Whole },
        naming: match matches.get_count("decode-fds") {
            0 if strace => Naming::Numbers,
            1 => Naming::Paths,
            _ => Naming::All,
        },
        time: match matches.get_count("absolute-timestamps") {
            0 if strace || matches.get_flag("relative-timestamps") => Time::None,
            1 => Time::Seconds,
            2 => Time::Microseconds,
            _ => Time::Unix,
        },
        relative: matches.get_flag("relative-timestamps"),
        durations: !strace || matches.get_flag("syscall-times"),
        numbers: matches.get_flag("syscall-number"),
        quiet: Quiet::level(matches.get_count("quiet")),
        utc_offset,
        ..Options::default()
    };
    options.style.verbose = matches.get_flag("no-abbrev");
    options.style.quoting = match matches.get_count("strings-in-hex") {
        0 => Quoting::Escaped,
        1 => Quoting::HexUnprintable,
        _ => Quoting::Hex,
    };
    if let Some(&limit) = matches.get_one::<u32>("string-limit") {
        options.style.string = usize::try_from(limit).unwrap_or(usize::MAX);
    }
    if let Some(&column) = matches.get_one::<u16>("columns") {
        options.result_column = column.into();
    }
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    for expr in matches.get_many::<String>("expr").into_iter().flatten() {
        options.apply(expr).map_err(|error| refused(&format!("-e {expr}"), error))?;
    }
    for name in ["trace", "signal", "status"] {
        if let Some(set) = text(name) {
            options.apply(&format!("{name}={set}")).map_err(|error| refused(&format!("--{name} {set}"), error))?;
        }
    }
    if matches.get_flag("successful-only") {
        options.statuses = Statuses::only(Status::Successful);
    }
    if matches.get_flag("failed-only") {
        options.statuses = Statuses::only(Status::Failed);
    }
    let summary = &mut options.summary;
    summary.only = matches.get_flag("summary-only");
    summary.wanted = summary.only || matches.get_flag("summary");
    if let Some(column) = text("summary-sort-by") {
        summary.sort_by = SortBy::parse(column).map_err(|error| refused(&format!("-S {column}"), error))?;
    }
    if let Some(list) = text("summary-columns") {
        summary.columns = Column::parse_list(list).map_err(|error| refused(&format!("-U {list}"), error))?;
    }
    Ok(options)
}

fn refused(option: &str, error: ExpressionError) -> Failure {
    Failure::usage(format!("{option}: {error}"))
}
