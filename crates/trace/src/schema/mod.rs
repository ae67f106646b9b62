//! The columns of format 1: one table that the writer, the reader, the documentation and redaction all go by.
//!
//! [`COLUMNS`] is that table, in file order. Each line says a column's name, its type, how Parquet stores it, what has to
//! happen to it before a trace is shared, and its meaning in a sentence. A column without any of these does not compile.

#[macro_use]
mod columns;
mod kinds;

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

pub use columns::COLUMNS;
pub use kinds::{KINDS, Kind};

/// One column of the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, the same in the file, in SQL and in [`Row`](crate::Row).
    pub name: &'static str,
    /// What its values are.
    pub ty: ColumnType,
    /// How Parquet stores it.
    pub encoding: Encoding,
    /// What it may reveal, hence what happens to it before the trace is given to others.
    pub share: Share,
    /// Its meaning and unit, in Markdown.
    pub doc: &'static str,
}

/// The Arrow type of a column. Every column is nullable: it is null where it does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// `Int16`
    Int16,
    /// `Int32`
    Int32,
    /// `Int64`
    Int64,
    /// `UInt64`
    UInt64,
    /// `Boolean`
    Boolean,
    /// `Timestamp(Nanosecond)` without a time zone, always UTC.
    Timestamp,
    /// `Utf8`
    Utf8,
    /// `List(Utf8)`
    Utf8List,
    /// `Binary`
    Binary,
}

impl ColumnType {
    /// The Arrow type.
    pub fn arrow(self) -> DataType {
        match self {
            Self::Int16 => DataType::Int16,
            Self::Int32 => DataType::Int32,
            Self::Int64 => DataType::Int64,
            Self::UInt64 => DataType::UInt64,
            Self::Boolean => DataType::Boolean,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Nanosecond, None),
            Self::Utf8 => DataType::Utf8,
            Self::Utf8List => DataType::List(list_element()),
            Self::Binary => DataType::Binary,
        }
    }
}

/// The field of a list's elements. Parquet's own name for it, so that every reader finds what it expects.
pub(crate) fn list_element() -> Arc<Field> {
    Arc::new(Field::new("element", DataType::Utf8, true))
}

/// How the values of a column are laid out in Parquet pages, and how hard zstd tries on them. Chosen by measurement, for
/// size and speed (`docs/performance.md`); all of it can be read by every engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Differences to the value before, bit-packed: for what grows or hovers (`DELTA_BINARY_PACKED`).
    Delta,
    /// Each distinct value once, then indices: for what repeats (`RLE_DICTIONARY`).
    Dictionary,
    /// The same, compressed with less effort: for bytes of which there are many, and which often repeat (`RLE_DICTIONARY`, and
    /// `PLAIN` where they do not).
    Repeats,
    /// As they are: for what repeats in patterns that zstd finds better than a dictionary, such as addresses (`PLAIN`).
    Plain,
    /// As they are, compressed with less effort: for measured quantities, in which further repetitions are worth less than
    /// they cost, and for bytes of which there are many (`PLAIN`).
    Noise,
}

/// What a column or a piece of metadata may reveal. Sharing a trace goes by this class alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Says nothing about persons or their data: kept.
    Keep,
    /// A path: replaced piece by piece unless it is known to be public.
    Path,
    /// A name given by a person or a program: replaced unless known to be public.
    Name,
    /// Words of a command line: replaced unless known to be harmless.
    Argv,
    /// A network address: replaced, equal addresses by equal ones.
    Address,
    /// A point in time: shifted.
    Time,
    /// Can hold anything: removed.
    Drop,
}

impl Share {
    /// The class's name as documentation and reports print it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Path => "path",
            Self::Name => "name",
            Self::Argv => "argv",
            Self::Address => "address",
            Self::Time => "time",
            Self::Drop => "drop",
        }
    }
}

/// The Arrow schema of format 1: [`COLUMNS`] in order, all nullable.
pub fn arrow_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let fields = COLUMNS.iter().map(|column| Field::new(column.name, column.ty.arrow(), true));
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    });
    SCHEMA.clone()
}

/// The column of that name, if format 1 has one.
pub fn column(name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.name == name)
}

/// The table of columns as `docs/trace-format.md` shows it.
pub fn markdown() -> String {
    let mut text = String::from("| column | type | shared as | meaning |\n|---|---|---|---|\n");
    for Column { name, ty, encoding, share, doc } in COLUMNS {
        let ty = match (ty, encoding) {
            (ColumnType::Timestamp, _) => "Timestamp(ns)".to_owned(),
            (ColumnType::Utf8List, _) => "List(Utf8)".to_owned(),
            (ColumnType::Utf8, Encoding::Dictionary) => "Utf8".to_owned(),
            (ty, _) => format!("{ty:?}"),
        };
        text.push_str(&format!("| `{name}` | {ty} | {} | {doc} |\n", share.name()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_plain() {
        for (index, column) in COLUMNS.iter().enumerate() {
            assert!(
                column.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
                "{column:?}"
            );
            assert!(!COLUMNS[..index].iter().any(|earlier| earlier.name == column.name), "{column:?} twice");
        }
    }

    #[test]
    fn no_document_sentence_breaks_the_table() {
        for column in COLUMNS {
            assert!(!column.doc.is_empty() && !column.doc.contains(['|', '\n']), "{column:?}");
        }
    }
}
