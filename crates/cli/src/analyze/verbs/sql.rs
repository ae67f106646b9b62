//! SQL over traces: one or several statements.

use std::fs;
use std::io::{Read, stdin};

use trapline_analyzer::{Answer, Params, render};

use super::Request;
use crate::analyze::failure::{Failure, Outcome};
use crate::analyze::output::Output;
use crate::analyze::words::Sql;

/// Answers the statements, wherever they come from.
pub fn run(request: &Request) -> Outcome {
    let text = text(request)?;
    if request.options.sql {
        let mut output = Output::open(&request.options)?;
        output.line(text.trim())?;
        return output.finish();
    }
    if text.trim().is_empty() {
        return Err(Failure::usage("no SQL was given"));
    }
    let session = request.open()?;
    let answers = session.query(&text, &Params::new())?;
    let mut output = Output::open(&request.options)?;
    let layout = output.layout.clone();
    let limit = request.options.limit;
    let limited = answers.map(|answer| {
        answer.map(|answer| match limit {
            Some(limit) => first(answer, limit),
            None => answer,
        })
    });
    let done = render::render(limited, &layout, &mut output).map_err(Failure::from);
    output.close(done)
}

/// The text of the statements.
fn text(request: &Request) -> Outcome<String> {
    let options = &request.options;
    match (&options.command, &options.file, &request.words.sql) {
        (Some(text), _, _) | (_, _, Some(Sql::Text(text))) => Ok(text.clone()),
        (_, Some(file), _) if file.as_os_str() != "-" => {
            fs::read_to_string(file).map_err(|error| Failure::usage(format!("-f {}: {error}", file.display())))
        }
        _ => {
            let mut text = String::new();
            let read = stdin().lock().read_to_string(&mut text);
            read.map_err(|error| Failure::failed(format!("cannot read SQL from standard input: {error}")))?;
            Ok(text)
        }
    }
}

/// The first rows of an answer; what comes after them is not computed.
fn first(answer: Answer, limit: usize) -> Answer {
    let schema = answer.schema().clone();
    let mut left = limit;
    let mut batches = answer;
    let rows = std::iter::from_fn(move || {
        if left == 0 {
            return None;
        }
        let batch = batches.next()?;
        Some(batch.map(|batch| {
            let taken = batch.slice(0, left.min(batch.num_rows()));
            left -= taken.num_rows();
            taken
        }))
    });
    Answer::streaming(schema, rows)
}
