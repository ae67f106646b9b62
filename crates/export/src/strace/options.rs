//! What strace's options say.

use trapline_syscalls::Selection;
use trapline_syscalls::decode::Style;

use super::expression::{ExpressionError, no_such};
use super::{Column, Naming, SignalSet, SortBy, Statuses};

/// How calls that overlap are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Each call whole, where it began.
    #[default]
    Whole,
    /// As strace does: at enter as far as it is known then, the rest at exit.
    Strace,
}

/// What stands before a line (`-t`, `-tt`, `-ttt`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Time {
    /// Nothing.
    #[default]
    None,
    /// `14:03:59`, local time.
    Seconds,
    /// `14:03:59.123456`, local time.
    Microseconds,
    /// `1700000000.123456`, since the Unix epoch.
    Unix,
}

/// What is left out (`-q`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quiet {
    /// `[ Process PID=7 runs in 32 bit mode. ]`
    pub personality: bool,
    /// `+++ exited with 0 +++`
    pub exits: bool,
    /// `+++ superseded by execve in pid 8 +++`
    pub superseded: bool,
}

impl Quiet {
    /// What so many `-q` leave out.
    pub fn level(count: u8) -> Quiet {
        Quiet { personality: count >= 1, exits: count >= 2, superseded: count >= 3 }
    }

    fn parse(value: &str) -> Result<Quiet, ExpressionError> {
        let mut quiet = Quiet::default();
        for word in value.split(',') {
            match word {
                "none" => quiet = Quiet::default(),
                "all" => quiet = Quiet::level(3),
                "personality" => quiet.personality = true,
                "exit" | "exits" => quiet.exits = true,
                "thread-execve" | "superseded" => quiet.superseded = true,
                // Messages that a recording does not print in the first place.
                "attach" | "path-resolution" | "path-resolve" => {}
                _ => return Err(no_such("kind of message", word, "exit, personality, thread-execve, all, none")),
            }
        }
        Ok(quiet)
    }
}

/// Whether calls are counted (`-c`, `-C`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummaryOptions {
    /// Count them.
    pub wanted: bool,
    /// And print no lines.
    pub only: bool,
    /// Order of the table.
    pub sort_by: SortBy,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// How rows become text.
#[derive(Clone, Debug)]
pub struct Options {
    /// Lines of calls that overlap.
    pub layout: Layout,
    /// Names of descriptors (`-y`, `-yy`).
    pub naming: Naming,
    /// Strings, structures (`-s`, `-v`, `-x`).
    pub style: Style,
    /// Time of a line.
    pub time: Time,
    /// Nanoseconds since the line before (`-r`).
    pub relative: bool,
    /// How long a call took (`-T`).
    pub durations: bool,
    /// Numbers of calls (`-n`).
    pub numbers: bool,
    /// Where results begin (`-a`).
    pub result_column: usize,
    /// Which calls (`-e trace=`).
    pub calls: Selection,
    /// Which signals (`-e signal=`).
    pub signals: SignalSet,
    /// Which outcomes (`-e status=`, `-z`, `-Z`). Unless all are wanted, a line is known to be wanted at exit only, and
    /// is written whole then.
    pub statuses: Statuses,
    /// What is left out.
    pub quiet: Quiet,
    /// The table (`-c`).
    pub summary: SummaryOptions,
    /// Seconds from UTC to local time at a moment, given in seconds since the Unix epoch.
    pub utc_offset: fn(i64) -> i32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            layout: Layout::default(),
            naming: Naming::default(),
            style: Style::default(),
            time: Time::default(),
            relative: false,
            durations: false,
            numbers: false,
            result_column: 40,
            calls: Selection::ALL,
            signals: SignalSet::default(),
            statuses: Statuses::default(),
            quiet: Quiet::default(),
            summary: SummaryOptions::default(),
            utc_offset: |_| 0,
        }
    }
}

impl Options {
    /// Reads an expression of `-e`: `trace=…` (or the set alone), `signal=…`, `status=…`, `quiet=…`, and `abbrev=none`.
    /// Of several with one qualifier the last one holds.
    pub fn apply(&mut self, expr: &str) -> Result<(), ExpressionError> {
        match expr.split_once('=') {
            Some(("signal" | "signals" | "s", value)) => self.signals = SignalSet::parse(value)?,
            Some(("status", value)) => self.statuses = Statuses::parse(value)?,
            Some(("quiet" | "silent" | "silence" | "q", value)) => self.quiet = Quiet::parse(value)?,
            Some(("abbrev" | "a", "none" | "!all")) => self.style.verbose = true,
            Some(("abbrev" | "a", "all" | "!none")) => self.style.verbose = false,
            Some((qualifier, _)) if NOT_HERE.contains(&qualifier) => {
                return Err(ExpressionError::NotHere { qualifier: qualifier.to_owned() });
            }
            _ => self.calls = Selection::parse(expr)?,
        }
        Ok(())
    }
}

/// Qualifiers of strace that say what to do while a program runs, or that have no meaning for a recording.
const NOT_HERE: [&str; 17] = [
    "abbrev",
    "a",
    "verbose",
    "v",
    "raw",
    "x",
    "read",
    "reads",
    "r",
    "write",
    "writes",
    "w",
    "fault",
    "inject",
    "kvm",
    "decode-fd",
    "decode-fds",
];
