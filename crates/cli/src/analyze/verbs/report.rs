//! Running a report.

use std::io::Write;

use trapline_analyzer::report::{Arguments, Report, ReportAnswer, Scope, write_envelope};
use trapline_analyzer::{Format, Session};

use super::Request;
use crate::analyze::failure::{Failure, Outcome};
use crate::analyze::output::Output;
use crate::analyze::report_command;

/// Runs the report and writes what it answers.
pub fn run(request: &Request, report: &Report) -> Outcome {
    let options = &request.options;
    let arguments = arguments(request, report)?;
    if options.sql {
        return print_sql(request, report, &arguments);
    }
    let session = request.open()?;
    let scope = Scope::of(&session)?;
    let mut answer = report.run(&session, &scope, &arguments, options.limit)?;
    let suffix = request.suffix();
    for next in &mut answer.next {
        next.extend(suffix.iter().cloned());
    }
    let mut output = Output::open(options)?;
    let done = write(&answer, &mut output);
    output.close(done)
}

/// The values of the report's arguments and options.
fn arguments(request: &Request, report: &Report) -> Outcome<Arguments> {
    let mut given = report_command::given(&report.header, &request.matches);
    for (arg, value) in report.header.args.iter().zip(&request.words.args) {
        given.insert(arg.name.clone(), value.clone());
    }
    let cwd = std::env::current_dir().unwrap_or_default();
    Ok(Arguments::read(&report.header, &given, &cwd)?)
}

/// Prints the SQL, which runs as it stands. Only a date needs the trace, to know when its recording began.
fn print_sql(request: &Request, report: &Report, arguments: &Arguments) -> Outcome {
    let limit = request.options.limit;
    let sql = match report.sql(None, arguments, limit) {
        Ok(sql) => sql,
        Err(trapline_analyzer::Error::Argument { .. }) => {
            let session: Session = request.open()?;
            report.sql(Some(&session), arguments, limit)?
        }
        Err(error) => return Err(error.into()),
    };
    let mut output = Output::open(&request.options)?;
    output.line(&sql)?;
    output.finish()
}

/// Writes an answer in the format of the output.
fn write(answer: &ReportAnswer, output: &mut Output) -> Outcome {
    let layout = output.layout.clone();
    match layout.format {
        Format::Json => Ok(write_envelope(answer, output)?),
        Format::Table | Format::Markdown => {
            answer.write_rows(&layout, output)?;
            for finding in &answer.findings {
                output.line(&format!("{}: {}", finding.severity.name(), finding.text))?;
            }
            let aside = |text: &str| if layout.color { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() };
            let break_line = if layout.format == Format::Markdown { "\n" } else { "" };
            write!(output, "{break_line}").map_err(Failure::output)?;
            output.line(&aside(&answer.footer()))?;
            for next in &answer.next {
                output.line(&aside(&format!("{break_line}next: {}", next.join(" "))))?;
            }
            Ok(())
        }
        Format::Csv | Format::Tsv | Format::Ndjson | Format::Parquet => Ok(answer.write_rows(&layout, output)?),
    }
}
