//! Calls as the text that strace prints.

use arrow::array::{ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use trapline_analyzer::{Answer, Format, Params, Session, SessionOptions, TraceSource};
use trapline_export::{Columns, strace};

use super::{Request, Verb};
use crate::analyze::failure::{Failure, Outcome};
use crate::analyze::output::Output;
use crate::analyze::words::Optional;

/// `analyze print`
pub const VERB: Verb = Verb {
    name: "print",
    args: "",
    optional: Optional::Nothing,
    traces: true,
    about: "The calls as text, as strace -f -ttt -T -yy prints them",
    more: "Filters choose which calls are printed; names of descriptors come from all of them.",
    without: &["command", "file", "format", "sql"],
    run,
};

fn run(request: &Request) -> Outcome {
    let options = &request.options;
    if options.format() != Format::Table {
        return Err(Failure::usage("print gives strace's text; for other formats ask SQL or a report"));
    }
    let sources = request.sources()?;
    let mut output = Output::open(options)?;
    let mut left = options.limit.unwrap_or(usize::MAX);
    let done = sources.iter().try_for_each(|source| print(request, source, &mut left, &mut output));
    output.close(done)
}

/// Prints one trace, at most `left` of its rows.
fn print(request: &Request, source: &TraceSource, left: &mut usize, output: &mut Output) -> Outcome {
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

    let mut text = strace::Text::default();
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
            break;
        }
    }
    Ok(())
}

/// The output as far as the limit goes: each write is one line.
struct Lines<'a> {
    output: &'a mut Output,
    left: &'a mut usize,
}

impl std::io::Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if *self.left == 0 {
            return Ok(bytes.len());
        }
        let (line, ends) = match bytes.iter().position(|byte| *byte == b'\n') {
            Some(end) => (&bytes[..=end], true),
            None => (bytes, false),
        };
        self.output.write_all(line)?;
        *self.left -= usize::from(ends);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.output.flush()
    }
}

/// The numbers of the rows that the filters let through, in ascending order.
struct Chosen {
    batches: Answer,
    current: ArrayRef,
    next: usize,
}

impl Chosen {
    fn new(batches: Answer) -> Chosen {
        Chosen { batches, current: arrow::array::new_empty_array(&DataType::Int64), next: 0 }
    }

    /// Whether a row is among them; to be asked in ascending order.
    fn contains(&mut self, seq: i64) -> Outcome<bool> {
        loop {
            let numbers = self.current.as_primitive::<Int64Type>();
            match numbers.values().get(self.next) {
                Some(number) if *number < seq => self.next += 1,
                Some(number) => return Ok(*number == seq),
                None => match self.batches.next() {
                    Some(batch) => (self.current, self.next) = (int64(batch?.column(0))?, 0),
                    None => return Ok(false),
                },
            }
        }
    }
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
