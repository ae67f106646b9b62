//! The formats and their names.

use std::path::Path;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for people.
    Table,
    /// Comma-separated values (RFC 4180, lines end with LF).
    Csv,
    /// Tab-separated values, quoted as in CSV.
    Tsv,
    /// An array of objects, one a line.
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

    /// The inverse of [`Format::name`].
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format that a file's ending means, upper case or lower.
    pub fn from_path(path: &Path) -> Option<Format> {
        const ENDINGS: [(&str, Format); 9] = [
            ("txt", Format::Table),
            ("csv", Format::Csv),
            ("tsv", Format::Tsv),
            ("tab", Format::Tsv),
            ("json", Format::Json),
            ("ndjson", Format::Ndjson),
            ("jsonl", Format::Ndjson),
            ("md", Format::Markdown),
            ("parquet", Format::Parquet),
        ];
        let ending = path.extension()?.to_str()?;
        ENDINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|&(_, format)| format)
    }
}
