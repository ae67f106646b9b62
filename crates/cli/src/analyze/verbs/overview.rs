//! What was recorded, and what stands out in it.

use trapline_analyzer::Format;
use trapline_analyzer::report::Overview;

use super::{Request, Verb};
use crate::analyze::failure::{Failure, Outcome};
use crate::analyze::output::Output;
use crate::analyze::words::Optional;

/// `analyze overview`
pub const VERB: Verb = Verb {
    name: "overview",
    args: "",
    optional: Optional::Nothing,
    traces: true,
    about: "What this was, where the time went, what stands out (the default)",
    more: "Runs the reports summary, slowest, errors and files and shows the first rows of each.",
    without: &["command", "file"],
    own: None,
    run,
};

fn run(request: &Request) -> Outcome {
    let options = &request.options;
    if options.sql {
        let mut output = Output::open(options)?;
        output.line(&Overview::sql(options.limit)?)?;
        return output.finish();
    }
    if !matches!(options.format(), Format::Table | Format::Markdown | Format::Json) {
        let format = options.format().name();
        return Err(Failure::usage(format!(
            "the overview is several tables: it comes as table, markdown or json, not as {format}"
        )));
    }
    let session = request.open()?;
    let mut overview = Overview::of(&session, options.limit)?;
    let mut output = Output::open(options)?;
    let layout = output.layout.clone();
    let suffix = request.suffix();
    let done = if layout.format == Format::Json {
        for next in overview.next.iter_mut().chain(overview.reports.iter_mut().flat_map(|report| &mut report.next)) {
            next.extend(suffix.iter().cloned());
        }
        overview.write_json(&mut output)
    } else {
        overview.write_text(&layout, &suffix, &mut output)
    };
    output.close(done.map_err(Failure::from))
}
