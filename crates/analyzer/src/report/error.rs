//! What is wrong with a report file, and where.

/// A report file that cannot be used: shown as `FILE:LINE: problem`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct ReportError {
    /// The file as people know it.
    pub file: String,
    /// Line in that file, from 1.
    pub line: usize,
    /// A lowercase fragment that says what is wrong and what would be right.
    pub problem: String,
}

/// A problem on a line of a file whose name the parser does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) line: usize,
    pub(crate) problem: String,
}

impl Flaw {
    pub(crate) fn new(line: usize, problem: impl Into<String>) -> Self {
        Self { line, problem: problem.into() }
    }

    pub(crate) fn of(self, file: &str) -> ReportError {
        ReportError { file: file.to_owned(), line: self.line, problem: self.problem }
    }
}
