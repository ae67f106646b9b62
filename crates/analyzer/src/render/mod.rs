//! Answers as text for people and as data for machines.
//!
//! What machines read is faithful: raw numbers in base units, strings as they are. What people read shows units where
//! they are known, and **control characters always escaped**: a file name must not steer a terminal.
//!
//! | | several answers | no rows | null | integer beyond 2^53 | bytes | lists |
//! |---|---|---|---|---|---|---|
//! | table | a blank line between | the header | nothing | digits | hexadecimal | JSON |
//! | csv, tsv | a blank line between | the header | nothing (an empty string is `""`) | digits | hexadecimal | JSON |
//! | json | one array after the other, each on lines of its own | `[]` | `null` | a string | hexadecimal string | array |
//! | ndjson | one after the other | nothing | `null` | a string | hexadecimal string | array |
//! | markdown | a blank line between | the header | nothing | digits | hexadecimal | JSON |
//! | parquet | refused | a file without rows | null | as it is | as they are | as they are |
//!
//! Statements without a result, such as `CREATE VIEW`, write nothing.

mod cells;
mod csv;
mod escape;
mod format;
mod human;
mod json;
mod markdown;
mod names;
mod parquet;
mod records;
mod rows;
mod table;
mod unit;

use std::io::Write;

pub use escape::escape;
pub use format::Format;
pub use human::human;
pub use json::json_rows;
pub use unit::Unit;

use crate::{Answer, Error, Result};

/// How to lay out an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The format.
    pub format: Format,
    /// Columns of the terminal that a table must fit: long cells are cut with `…`, columns that can be spared are left
    /// out, and where even that does not help, each row is written as a block of lines. `None` elsewhere: nothing is cut.
    pub width: Option<usize>,
    /// Names of columns that a table can spare rather than be cut short, the first to go first; a line below the table
    /// names those that went.
    pub spare: Vec<String>,
    /// Whether table headers may be coloured.
    pub color: bool,
    /// Units of columns by name, for [`Format::Table`] and [`Format::Markdown`]; machine formats hold raw numbers.
    pub units: Vec<(String, Unit)>,
}

impl Layout {
    /// The format, uncut, uncoloured, without units.
    pub fn new(format: Format) -> Layout {
        Layout { format, width: None, spare: Vec::new(), color: false, units: Vec::new() }
    }

    fn unit(&self, column: &str) -> Option<Unit> {
        self.units.iter().find(|(name, _)| name == column).map(|&(_, unit)| unit)
    }
}

/// Writes several answers one after the other.
///
/// # Errors
/// The first error of an answer, [`Error::Write`] where the output fails, [`Error::Format`] for a second answer in
/// Parquet.
pub fn render<I>(answers: I, layout: &Layout, out: &mut dyn Write) -> Result<()>
where
    I: IntoIterator<Item = Result<Answer>>,
{
    let mut written = 0;
    for answer in answers {
        let answer = answer?;
        if answer.schema().fields().is_empty() {
            // Computed all the same: the statement may have an effect.
            answer.collect()?;
            continue;
        }
        if written > 0 {
            match layout.format {
                Format::Table | Format::Csv | Format::Tsv | Format::Markdown => put(out, "\n")?,
                Format::Json | Format::Ndjson => {}
                Format::Parquet => return Err(Error::Format("parquet holds one answer: give one statement".into())),
            }
        }
        render_one(answer, layout, out)?;
        written += 1;
    }
    Ok(())
}

/// Writes one answer.
///
/// # Errors
/// The first error of the answer; [`Error::Write`] where the output fails.
pub fn render_one(answer: Answer, layout: &Layout, out: &mut dyn Write) -> Result<()> {
    match layout.format {
        Format::Table => table::write(answer, layout, out),
        Format::Csv => csv::write(answer, ',', out),
        Format::Tsv => csv::write(answer, '\t', out),
        Format::Json => {
            json_rows(answer, out)?;
            put(out, "\n")
        }
        Format::Ndjson => json::write_lines(answer, out),
        Format::Markdown => markdown::write(answer, layout, out),
        Format::Parquet => parquet::write(answer, out),
    }
}

/// Writes text.
fn put(out: &mut dyn Write, text: &str) -> Result<()> {
    out.write_all(text.as_bytes()).map_err(Error::Write)
}
