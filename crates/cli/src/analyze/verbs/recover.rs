//! Making finished traces of recordings that were cut short.

use std::path::PathBuf;

use trapline_trace::TraceFile;

use super::{Request, Verb};
use crate::analyze::failure::{Failure, Outcome};
use crate::analyze::options::Options;
use crate::analyze::output::Output;
use crate::analyze::words::Optional;

/// `analyze recover`
pub const VERB: Verb = Verb {
    name: "recover",
    args: "",
    optional: Optional::Nothing,
    traces: true,
    about: "Make a finished trace of a recording that was cut short",
    more: "FILE.part and its journal become FILE, or what -o names; an earlier FILE becomes FILE.old. Recordings that \
           were cut short are readable without this; afterwards other programs can read them too.",
    without: &[
        "command", "file", "where", "pid", "comm", "from", "to", "sql", "memory", "limit", "format", "color",
        "no-pager",
    ],
    own: None,
    run,
};

fn run(request: &Request) -> Outcome {
    let sources = request.sources()?;
    let target = &request.options.output;
    if target.is_some() && sources.len() > 1 {
        return Err(Failure::usage("-o names one file, but several traces are to be recovered"));
    }
    let mut output = Output::open(&Options { output: None, format: None, ..request.options.clone() })?;
    for source in sources {
        let trace = TraceFile::open(&source.path).map_err(Failure::failed)?;
        // Beside a finished trace there may be the rest of a later recording of the same name.
        let part = trace.unfinished_sibling().unwrap_or(trace.path()).to_owned();
        drop(trace);
        let path = target.clone().unwrap_or_else(|| finished(&part));
        let tool = concat!("analyze ", env!("CARGO_PKG_VERSION"));
        let saved = trapline_trace::recover(&part, &path, tool).map_err(Failure::failed)?;
        output.line(&format!("{}: {} rows saved", path.display(), saved.rows))?;
    }
    output.finish()
}

/// `trace.parquet` for `trace.parquet.part`.
fn finished(part: &std::path::Path) -> PathBuf {
    if part.extension().is_some_and(|ending| ending == "part") { part.with_extension("") } else { part.to_owned() }
}
