//! From a word of the command line to a value of the type that a report declares.

use std::path::Path;

use super::header::ValueType;
use super::moment::parse_moment;
use super::quantity::{parse_bytes, parse_duration};
use crate::Moment;

/// A value for an argument or option.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number: also spans of time in nanoseconds and sizes in bytes.
    Int(i64),
    /// A number.
    Float(f64),
    /// Words: also paths, and globs as patterns of LIKE.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// A moment.
    Time(Moment),
    /// A column, not yet looked up in its view.
    Column {
        /// The view.
        view: String,
        /// The column.
        name: String,
    },
}

/// Reads a value. `cwd` is where relative paths begin.
///
/// # Errors
/// A lowercase fragment that says what was expected.
pub(super) fn parse(value_type: &ValueType, text: &str, cwd: &Path) -> Result<Value, String> {
    match value_type {
        ValueType::Int => {
            text.replace('_', "").parse().map(Value::Int).map_err(|_| format!("`{text}` is no whole number"))
        }
        ValueType::Float => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            _ => Err(format!("`{text}` is no number")),
        },
        ValueType::Text => Ok(Value::Text(text.to_owned())),
        ValueType::Path => Ok(Value::Text(absolute(text, cwd))),
        ValueType::Glob => like(text).map(Value::Text),
        ValueType::Duration => parse_duration(text).map(Value::Int),
        ValueType::Bytes => parse_bytes(text).map(Value::Int),
        ValueType::Time => parse_moment(text).map(Value::Time),
        ValueType::Bool => match text {
            "true" | "yes" | "1" => Ok(Value::Bool(true)),
            "false" | "no" | "0" => Ok(Value::Bool(false)),
            _ => Err(format!("`{text}` is neither true nor false")),
        },
        ValueType::Column(view) => Ok(Value::Column { view: view.clone(), name: text.to_owned() }),
    }
}

/// The path as a trace has it: absolute, without `.`, `//` and a trailing slash; `..` and symbolic links left alone. The
/// kernel's names for what has no path (`pipe:[4711]`) stay as they are.
fn absolute(text: &str, cwd: &Path) -> String {
    if text.split_once(":[").is_some_and(|(kind, _)| kind.chars().all(|c| c.is_ascii_lowercase() || c == '_')) {
        return text.to_owned();
    }
    let whole = if text.starts_with('/') { text.to_owned() } else { format!("{}/{text}", cwd.display()) };
    let parts: Vec<_> = whole.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    format!("/{}", parts.join("/"))
}

/// The pattern of `LIKE … ESCAPE '\'` that matches what the glob matches: `*` is any run of characters, also of `/`.
fn like(glob: &str) -> Result<String, String> {
    let mut out = String::new();
    for c in glob.chars() {
        match c {
            '*' if out.ends_with('%') && !out.ends_with("\\%") => {}
            '*' => out.push('%'),
            '?' => out.push('_'),
            '[' => return Err(format!("`{glob}`: only `*` and `?` have a meaning in patterns here")),
            '%' | '_' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    Ok(out)
}
