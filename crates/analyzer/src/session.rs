//! Open traces, and the statements that are asked of them.

use crate::{Answer, Filters, Params, Result, TraceSource};

/// How to open traces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionOptions {
    /// Which rows count.
    pub filters: Filters,
    /// What queries may use, in bytes; what does not fit is spilled to temporary files where possible. Half of the
    /// machine's memory if not given.
    pub memory: Option<usize>,
    /// Threads to compute with; one for each CPU if not given.
    pub threads: Option<usize>,
}

/// One or several open traces: the tables and views over them, ready for SQL.
#[derive(Debug)]
pub struct Session {}

impl Session {
    /// Opens traces: reads their metadata and registers tables, views and functions; no rows are read yet.
    ///
    /// # Errors
    /// A file that cannot be read or is no trace; a filter that is wrong.
    pub fn open(sources: &[TraceSource], options: &SessionOptions) -> Result<Session> {
        let _ = (sources, options);
        Ok(Session {})
    }

    /// Answers one or several statements. All of them are parsed here; each is planned and run when its answer is asked
    /// for, so that a view made by one is seen by the next.
    ///
    /// Views and tables may be created, in memory. Statements that write files are refused.
    ///
    /// # Errors
    /// A syntax error anywhere in the text.
    pub fn query(&self, sql: &str, params: &Params) -> Result<Answers<'_>> {
        let _ = (sql, params);
        Ok(Answers { session: self })
    }

    /// Answers exactly one statement that only reads (`SELECT`, `WITH`, `VALUES`, `EXPLAIN`).
    ///
    /// # Errors
    /// Anything that is wrong with the statement up to its first row.
    pub fn select(&self, sql: &str, params: &Params) -> Result<Answer> {
        let _ = (sql, params);
        Err(crate::Error::Sql(String::new()))
    }

    /// Tables, views and their columns with types and meanings: `(view, column, type, unit, doc)`, for `analyze schema`.
    /// With a name, only that table or view.
    ///
    /// # Errors
    /// No table or view of that name.
    pub fn schema(&self, view: Option<&str>) -> Result<Answer> {
        let _ = view;
        Err(crate::Error::Sql(String::new()))
    }

    /// The metadata of the open traces, one row for each fact: `(trace, key, value)`, for `analyze info`.
    pub fn info(&self) -> Answer {
        Answer::new(std::sync::Arc::new(arrow::datatypes::Schema::empty()), Vec::new())
    }
}

/// The answers to several statements, one after the other. It ends after its first error.
#[derive(Debug)]
pub struct Answers<'a> {
    session: &'a Session,
}

impl Iterator for Answers<'_> {
    type Item = Result<Answer>;

    fn next(&mut self) -> Option<Result<Answer>> {
        let _ = self.session;
        None
    }
}
