//! Answers as text for people and data for machines.

use std::io::Write;

use crate::{Answer, Result};

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for people.
    Table,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Tab-separated values.
    Tsv,
    /// An array of objects.
    Json,
    /// One object a line.
    Ndjson,
    /// A table of GitHub-flavoured Markdown.
    Markdown,
    /// A Parquet file.
    Parquet,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 7] =
        [Format::Table, Format::Csv, Format::Tsv, Format::Json, Format::Ndjson, Format::Markdown, Format::Parquet];

    /// The word for `--format`.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 7] = ["table", "csv", "tsv", "json", "ndjson", "markdown", "parquet"];
        NAMES[self as usize]
    }
}

/// What a column's numbers mean, which decides how they are shown to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nanoseconds: `1.24 ms`.
    Ns,
    /// Bytes: `3.1 MiB`.
    Bytes,
    /// A number of things: `12,345`.
    Count,
    /// A share of one: `12.3 %`.
    Ratio,
    /// Nanoseconds since the recording began: `1.234567890 s`.
    Time,
    /// Text.
    Text,
    /// A number that names something (pid, fd): as it is.
    Id,
}

/// How to lay out an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The format.
    pub format: Format,
    /// Columns of the terminal that a table must fit; `None` elsewhere: nothing is cut.
    pub width: Option<usize>,
    /// Whether table headers may be coloured.
    pub color: bool,
    /// Units of columns by name, for [`Format::Table`] and [`Format::Markdown`]; machine formats hold raw numbers.
    pub units: Vec<(String, Unit)>,
}

impl Layout {
    /// The format, uncut, uncoloured, without units.
    pub fn new(format: Format) -> Layout {
        Layout { format, width: None, color: false, units: Vec::new() }
    }
}

/// Writes several answers one after the other.
///
/// # Errors
/// The first error of an answer; [`crate::Error::Write`] where the output fails.
pub fn render<I>(answers: I, layout: &Layout, out: &mut dyn Write) -> Result<()>
where
    I: IntoIterator<Item = Result<Answer>>,
{
    for answer in answers {
        render_one(answer?, layout, out)?;
    }
    Ok(())
}

/// Writes one answer.
///
/// # Errors
/// As for [`render`].
pub fn render_one(answer: Answer, layout: &Layout, out: &mut dyn Write) -> Result<()> {
    let _ = (answer, layout, out);
    Ok(())
}

/// Writes the rows of an answer as a JSON array of objects, for use inside a larger document.
///
/// # Errors
/// As for [`render`].
pub fn json_rows(answer: Answer, out: &mut dyn Write) -> Result<()> {
    let _ = (answer, out);
    Ok(())
}
