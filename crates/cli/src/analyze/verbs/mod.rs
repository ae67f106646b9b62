//! The verbs of `analyze`, one file each.

pub mod help;
pub mod info;
pub mod overview;
pub mod print;
pub mod recover;
pub mod report;
pub mod schema;
pub mod sql;

use clap::{ArgMatches, Command};
use trapline_analyzer::report::shell_quote;
use trapline_analyzer::{Session, TraceSource, traces};
use trapline_trace::State;

use super::failure::Outcome;
use super::options::Options;
use super::warn;
use super::words::{Optional, Shape, Words};

/// What a verb is given.
pub struct Request {
    /// The common options.
    pub options: Options,
    /// The words, read.
    pub words: Words,
    /// All that clap found, for options of one verb.
    pub matches: ArgMatches,
}

/// A verb that is no report.
pub struct Verb {
    /// The word.
    pub name: &'static str,
    /// Its argument, for the usage line; empty if it has none.
    pub args: &'static str,
    /// Which word that argument can be.
    pub optional: Optional,
    /// Whether it is about traces.
    pub traces: bool,
    /// What it does, in a line.
    pub about: &'static str,
    /// More about it, for its help.
    pub more: &'static str,
    /// Common options that mean nothing to it: accepted, but left out of its help.
    pub without: &'static [&'static str],
    /// Declares options of its own.
    pub own: Option<fn(Command) -> Command>,
    /// Does it.
    pub run: fn(&Request) -> Outcome,
}

impl Verb {
    /// How many arguments follow.
    pub fn shape(&self) -> Shape {
        Shape { required: Vec::new(), optional: self.optional }
    }
}

/// Every verb that is no report.
pub const VERBS: &[Verb] = &[overview::VERB, print::VERB, schema::VERB, info::VERB, recover::VERB, help::VERB];

/// The verb of this name.
pub fn find(name: &str) -> Option<&'static Verb> {
    VERBS.iter().find(|verb| verb.name == name)
}

/// The names of all verbs.
pub fn names() -> Vec<&'static str> {
    VERBS.iter().map(|verb| verb.name).collect()
}

impl Request {
    /// The traces that the words name.
    pub fn sources(&self) -> Outcome<Vec<TraceSource>> {
        Ok(traces::resolve(&self.words.traces)?)
    }

    /// Opens the traces that the words name. Recordings that have no end are mentioned on standard error.
    pub fn open(&self) -> Outcome<Session> {
        let session = Session::open(&self.sources()?, &self.options.session())?;
        mention_state(&session);
        Ok(session)
    }

    /// What a next command needs besides its own words to be about the same calls.
    pub fn suffix(&self) -> Vec<String> {
        let traces = self.words.traces.iter().map(|trace| shell_quote(&trace.to_string_lossy()));
        self.options.carried.iter().cloned().chain(traces).collect()
    }
}

/// Mentions recordings that have no end, or a newer one beside them, on standard error.
pub fn mention_state(session: &Session) {
    for trace in session.traces() {
        let path = trace.path().display();
        let quoted = || shell_quote(&trace.path().to_string_lossy());
        match trace.state() {
            State::Finished => {}
            State::Recording { .. } => warn(&format!("{path} is still being recorded; this is what there is so far")),
            State::CutShort { .. } if trace.metadata().recovered.is_some() => {
                warn(&format!("{path} was recovered from a recording that was cut short"));
            }
            State::CutShort { .. } => {
                warn(&format!(
                    "{path}: the recording was cut short; to make a finished trace: analyze recover {}",
                    quoted()
                ));
            }
        }
        if let Some(part) = trace.unfinished_sibling() {
            warn(&format!("{path} is not the latest recording: {} is newer and unfinished", part.display()));
        }
    }
}
