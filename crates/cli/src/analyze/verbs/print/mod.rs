//! Calls as the text that strace prints.

mod chosen;
mod limit;
mod local_time;
mod options;

use arrow::array::{ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use trapline_analyzer::{Format, Params, Session, SessionOptions, TraceSource};
use trapline_export::{Columns, strace};

use super::{Request, Verb};
use crate::analyze::failure::{Failure, Outcome};
use crate::analyze::output::Output;
use crate::analyze::warn;
use crate::analyze::words::Optional;
use chosen::Chosen;
use limit::Lines;

/// `analyze print`
pub const VERB: Verb = Verb {
    name: "print",
    args: "",
    optional: Optional::Nothing,
    traces: true,
    about: "The calls as text, as strace -f -ttt -T -yy prints them",
    more: "Each call stands whole on one line, where it began; with --strace calls that overlap are cut into \
           `<unfinished ...>` and `resumed`, as strace cuts them. Filters choose which calls are printed; names of \
           descriptors come from all of them. I/O is shown as far as it was recorded (rec --data N).",
    without: &["command", "file", "format", "sql"],
    own: Some(options::declare),
    run,
};

fn run(request: &Request) -> Outcome {
    let options = &request.options;
    if options.format() != Format::Table {
        return Err(Failure::usage("print gives strace's text; for other formats ask SQL or a report"));
    }
    let style = options::read(&request.matches, local_time::utc_offset)?;
    let sources = request.sources()?;
    let mut output = Output::open(options)?;
    let mut left = options.limit.unwrap_or(usize::MAX);
    if style.summary.wanted && !request.matches.get_flag("summary-wall-clock") {
        warn("times are wall time, from enter to exit (as of strace -c -w)");
    }
    let done = sources.iter().try_for_each(|source| print(request, source, &style, &mut left, &mut output));
    output.close(done)
}

/// Prints one trace, at most `left` of its rows.
fn print(
    request: &Request,
    source: &TraceSource,
    style: &strace::Options,
    left: &mut usize,
    output: &mut Output,
) -> Outcome {
    let options = request.options.session();
    let all = SessionOptions { filters: Default::default(), ..options.clone() };
    let all = Session::open(std::slice::from_ref(source), &all)?;
    super::mention_state(&all);
    let columns: Vec<_> = Columns::required().filter(|name| *name != "seq").collect();
    let sql = format!("SELECT seq, {} FROM events ORDER BY seq", columns.join(", "));
    let rows = all.select(&sql, &Params::new())?;
    let filtered =
        if options.filters.is_empty() { None } else { Some(Session::open(std::slice::from_ref(source), &options)?) };
    let chosen = filtered.as_ref().map(|session| session.select("SELECT seq FROM events ORDER BY seq", &Params::new()));
    let mut chosen = chosen.transpose()?.map(Chosen::new);

    let mut style = style.clone();
    // Of a command that it started itself strace does not mention this.
    style.quiet.personality |= all.traces().iter().all(|trace| trace.metadata().attached.is_empty());
    let mut text = strace::Text::new(style);
    for batch in rows {
        let batch = batch?;
        let seqs = int64(batch.column(0))?;
        let mut shown = Vec::with_capacity(batch.num_rows());
        for &seq in seqs.as_primitive::<Int64Type>().values() {
            shown.push(match &mut chosen {
                Some(chosen) => chosen.contains(seq)?,
                None => true,
            });
        }
        // Rows of which nothing is printed do not count.
        let mut lines = Lines { output, left };
        text.write(&batch, |row| shown[row], &mut lines).map_err(failed)?;
        if *left == 0 {
            return Ok(());
        }
    }
    text.finish(&mut Lines { output, left }).map_err(failed)
}

fn int64(values: &ArrayRef) -> Outcome<ArrayRef> {
    cast(values, &DataType::Int64).map_err(Failure::failed)
}

fn failed(error: trapline_export::Error) -> Failure {
    match error {
        trapline_export::Error::Write(error) => Failure::output(error),
        error => Failure::failed(error),
    }
}
