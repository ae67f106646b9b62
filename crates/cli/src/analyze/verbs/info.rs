//! What is known of a recording as a whole.

use trapline_analyzer::render;

use super::{Request, Verb};
use crate::analyze::failure::{Failure, Outcome};
use crate::analyze::output::Output;
use crate::analyze::words::Optional;

/// `analyze info`
pub const VERB: Verb = Verb {
    name: "info",
    args: "",
    optional: Optional::Nothing,
    traces: true,
    about: "What was recorded, when, where and how",
    more: "",
    without: &["command", "file", "where", "pid", "comm", "from", "to", "sql", "memory", "limit"],
    own: None,
    run,
};

fn run(request: &Request) -> Outcome {
    let session = request.open()?;
    let mut output = Output::open(&request.options)?;
    let layout = output.layout.clone();
    let done = render::render_one(session.info(), &layout, &mut output).map_err(Failure::from);
    output.close(done)
}
