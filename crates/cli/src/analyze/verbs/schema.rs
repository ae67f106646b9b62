//! What tables, views and columns there are, and what they mean.

use trapline_analyzer::{Session, render};

use super::{Request, Verb};
use crate::analyze::failure::{Failure, Outcome};
use crate::analyze::output::Output;
use crate::analyze::words::Optional;

/// `analyze schema [VIEW]`
pub const VERB: Verb = Verb {
    name: "schema",
    args: " [VIEW]",
    optional: Optional::UnlessFile,
    traces: true,
    about: "Tables, views, functions, and what each column means",
    more: "With VIEW, the columns of that view alone. Needs no trace.",
    without: &["command", "file", "where", "pid", "comm", "from", "to", "sql", "memory", "limit"],
    own: None,
    run,
};

fn run(request: &Request) -> Outcome {
    // The schema is the same for every trace, so none is needed; one that is named must be there all the same.
    let sources = if request.words.traces.is_empty() { Vec::new() } else { request.sources()? };
    let session = Session::open(&sources, &request.options.session())?;
    let view = request.words.args.first().map(String::as_str);
    let answer = session.schema(view).map_err(Failure::usage)?;
    let mut output = Output::open(&request.options)?;
    let layout = output.layout.clone();
    let done = render::render_one(answer, &layout, &mut output).map_err(Failure::from);
    output.close(done)
}
