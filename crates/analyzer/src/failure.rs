//! DataFusion's errors in the words of this crate: the cause alone, in one line, with what to do next.

use std::path::PathBuf;

use datafusion::common::{DataFusionError, SchemaError};
use datafusion::parquet::errors::ParquetError;

use crate::Error;

/// The error that an answer's reader is told. `traces` are the files that were read, to name the damaged one.
pub(crate) fn of(error: DataFusionError, traces: &[PathBuf]) -> Error {
    match error {
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => of(*inner, traces),
        DataFusionError::Shared(inner) => text(inner.find_root(), traces),
        DataFusionError::Collection(mut errors) if !errors.is_empty() => of(errors.swap_remove(0), traces),
        DataFusionError::External(inner) => match inner.downcast::<DataFusionError>() {
            Ok(inner) => of(*inner, traces),
            Err(inner) => text(&DataFusionError::External(inner), traces),
        },
        DataFusionError::ArrowError(inner, backtrace) => match *inner {
            arrow::error::ArrowError::ExternalError(inner) => of(DataFusionError::External(inner), traces),
            inner => text(&DataFusionError::ArrowError(Box::new(inner), backtrace), traces),
        },
        other => text(&other, traces),
    }
}

fn text(error: &DataFusionError, traces: &[PathBuf]) -> Error {
    use arrow::error::ArrowError;
    // A decoder panicked on one of DataFusion's own tasks, which `quiet` expects of forged bytes.
    if let Some((_, reason)) = error.to_string().split_once(" panicked with message ") {
        let reason = reason.lines().next().unwrap_or(reason).trim_matches('"');
        return Error::Damaged(place(&format!("it cannot be decoded ({reason})"), traces));
    }
    match error {
        DataFusionError::ResourcesExhausted(message) => Error::Memory { message: first_line(message) },
        DataFusionError::ParquetError(inner) => damaged(inner, traces),
        DataFusionError::ArrowError(inner, _) => match &**inner {
            ArrowError::ParquetError(message) => match condition(message) {
                Some(cause) => Error::Sql(cause),
                None => Error::Damaged(place(message, traces)),
            },
            ArrowError::DivideByZero => Error::Sql("division by zero".to_owned()),
            other => Error::Sql(strip(&other.to_string())),
        },
        DataFusionError::External(inner) => match inner.downcast_ref::<ParquetError>() {
            Some(inner) => damaged(inner, traces),
            None => Error::Sql(strip(&inner.to_string())),
        },
        DataFusionError::SchemaError(inner, _) => Error::Sql(column(inner)),
        DataFusionError::SQL(inner, _) => Error::Sql(format!("syntax error: {}", strip(&inner.to_string()))),
        other => Error::Sql(with_tables(strip(&other.message()))),
    }
}

fn damaged(error: &ParquetError, traces: &[PathBuf]) -> Error {
    let message = error.to_string();
    match condition(&message) {
        Some(cause) => Error::Sql(cause),
        None => Error::Damaged(place(&message, traces)),
    }
}

/// The cause where not the file but a condition that is evaluated while it is read has failed: a cast of the statement's
/// own. The reader tells it as `Error evaluating filter predicate: ArrowError(CastError("cause"), …)`.
fn condition(message: &str) -> Option<String> {
    let (_, error) = message.split_once("Error evaluating filter predicate: ")?;
    let cause = error.split_once("(\"").and_then(|(_, rest)| rest.split_once("\")")).map_or(error, |(cause, _)| cause);
    Some(strip(&cause.replace("\\\"", "\"").replace("\\'", "'")))
}

/// Says which trace is damaged, as far as that is known.
pub(crate) fn place(message: &str, traces: &[PathBuf]) -> String {
    let message = strip(message);
    match traces {
        _ if traces.iter().any(|trace| message.contains(&*trace.to_string_lossy())) => message,
        [only] => format!("{} is damaged: {message}", only.display()),
        _ => format!("one of the traces is damaged: {message}"),
    }
}

/// An unknown or ambiguous column, with the nearest one but without the list of all.
fn column(error: &SchemaError) -> String {
    let text = error.to_string();
    let text = text.split("\nValid fields are").next().unwrap_or(&text);
    let text = text.lines().next().unwrap_or(text);
    let text = text.strip_prefix("No field named").map_or(text.to_owned(), |rest| format!("no column named{rest}"));
    text.trim_end_matches('.').replace(". Did you mean", "; did you mean")
}

/// Names of the layers that a message came through: nothing that its reader could act upon.
const LAYERS: [&str; 14] = [
    "Error during planning: ",
    "Execution error: ",
    "Internal error: ",
    "SQL error: ",
    "sql parser error: ",
    "External error: ",
    "External: ",
    "Arrow error: ",
    "Parquet error: ",
    "Parquet argument error: ",
    "Schema error: ",
    "Cast error: ",
    "Compute error: ",
    "This feature is not implemented: ",
];

/// The cause alone, in one line.
fn strip(message: &str) -> String {
    // A chain of contexts ends with the cause.
    let text = message.rsplit("caused by\n").next().unwrap_or(message);
    let text = text.split("\n\nbacktrace:").next().unwrap_or(text);
    let text = text.split("This issue was likely caused by a bug in DataFusion").next().unwrap_or(text);
    // Of several reasons why no variant of a function fits, the first tells the types.
    let text = match text.split_once(", errors: ") {
        Some((what, reasons)) => format!("{what}: {}", reasons.split(".,").next().unwrap_or(reasons)),
        None => text.to_owned(),
    };
    let mut text = text.replace("datafusion.public.", "");
    for layer in LAYERS {
        text = text.replace(layer, "");
    }
    let text = text.trim().trim_end_matches('.');
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// What there is instead of a table that is not there.
fn with_tables(message: String) -> String {
    if message.starts_with("table '") && message.ends_with("not found") {
        let names: Vec<&str> = crate::views::names().collect();
        return format!("{message}; there are {}", names.join(", "));
    }
    message
}

fn first_line(message: &str) -> String {
    strip(message.lines().next().unwrap_or(message))
}
