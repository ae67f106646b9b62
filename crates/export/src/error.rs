//! What can go wrong while exporting.

/// A failed export.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rows lack a column that the format needs.
    #[error("the rows have no column {column}")]
    MissingColumn {
        /// Its name.
        column: &'static str,
    },
    /// A column has a type that cannot be read as the one of format 1.
    #[error("column {column}: {source}")]
    Type {
        /// Its name.
        column: &'static str,
        /// What arrow says.
        source: arrow::error::ArrowError,
    },
    /// The output could not be written.
    #[error(transparent)]
    Write(#[from] std::io::Error),
}
