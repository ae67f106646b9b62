//! What a report says about itself: the types that its header lines become.

use std::fmt;

use super::template::{NextTemplate, TextTemplate};
use super::unit;
use crate::Unit;

/// How people see the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Render {
    /// Rows under a heading.
    #[default]
    Table,
    /// Rows indented by their column `depth`, under the row above that is one less deep.
    Tree,
    /// Rows with a bar as long as their last `count` column.
    Histogram,
}

/// Which engines can run the SQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Any that has the views: the SQL keeps to what DataFusion and DuckDB share.
    #[default]
    Any,
    /// This one only: the SQL uses its functions.
    Trapline,
}

/// What a recording must hold besides the calls for the report to make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Argument memory (column `memory`).
    Memory,
    /// I/O payload (column `data`).
    Data,
    /// Environments (column `env`).
    Env,
    /// Scheduling.
    Sched,
    /// Operations of io_uring.
    IoUring,
}

/// The type of an argument or option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// Any words.
    Text,
    /// A file's path; made absolute and freed of `.` and `//`, as paths are in a trace.
    Path,
    /// A pattern of `*` and `?`, bound as the equal pattern of `LIKE … ESCAPE '\'`.
    Glob,
    /// A span of time, bound as nanoseconds.
    Duration,
    /// A size, bound as bytes.
    Bytes,
    /// A moment, bound as nanoseconds since the recording began (the views' `t`).
    Time,
    /// Yes or no.
    Bool,
    /// A column of this view, spliced as a quoted identifier.
    Column(String),
}

impl fmt::Display for ValueType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Int => "int",
            Self::Float => "float",
            Self::Text => "text",
            Self::Path => "path",
            Self::Glob => "glob",
            Self::Duration => "duration",
            Self::Bytes => "bytes",
            Self::Time => "time",
            Self::Bool => "bool",
            Self::Column(view) => return write!(out, "column of {view}"),
        };
        out.write_str(name)
    }
}

/// `arg NAME TYPE: TEXT`: a word that must be given.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// Bound as `$name`, or spliced as `{{name}}` if it is a column.
    pub name: String,
    /// Its type.
    pub value_type: ValueType,
    /// What it means.
    pub text: String,
}

/// `param NAME TYPE = DEFAULT: TEXT`: an option.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Bound as `$name`, or spliced as `{{name}}` if it is a column.
    pub name: String,
    /// Its type.
    pub value_type: ValueType,
    /// What it is unless given, as it would be written on the command line.
    pub default: String,
    /// What it means.
    pub text: String,
}

/// `choice NAME = KEY { KEY: SQL | … }: TEXT`: an option that selects one of the report's own expressions.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Spliced as `{{name}}`.
    pub name: String,
    /// The key that holds unless another is given.
    pub default: String,
    /// Keys and their SQL expressions, in the order of the header.
    pub options: Vec<(String, String)>,
    /// What it means.
    pub text: String,
}

impl Choice {
    /// The expression of a key.
    pub fn expression(&self, key: &str) -> Option<&str> {
        self.options.iter().find(|(known, _)| known == key).map(|(_, sql)| sql.as_str())
    }
}

/// `column NAME UNIT: TEXT`: a column of the result.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportColumn {
    /// Its name in the result.
    pub name: String,
    /// What its numbers are.
    pub unit: Unit,
    /// What it means.
    pub text: String,
}

impl ReportColumn {
    /// The unit's name, as in headers and JSON.
    pub fn unit_name(&self) -> &'static str {
        unit::name(self.unit)
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// Worth a look.
    Medium,
    /// Worth doing something about.
    High,
}

impl Severity {
    /// The word in headers and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// `finding ID when SQL cost COLUMN severity S: TEXT`: what stands out in a row of the result.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingRule {
    /// Its name, for `--deny` and for JSON.
    pub id: String,
    /// A condition over the columns of the result.
    pub when: String,
    /// The column that says how much it costs; findings are sorted by it.
    pub cost: String,
    /// How much it matters.
    pub severity: Severity,
    /// The sentence, with `{column}` for values of the row.
    pub text: TextTemplate,
    /// Where it stands, for messages.
    pub line: usize,
}

/// All that a report's header says.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// A few words, for lists and headings.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// How people see the result.
    pub render: Render,
    /// Words that must be given, in order.
    pub args: Vec<Arg>,
    /// Options with values.
    pub params: Vec<Param>,
    /// Options that select an expression.
    pub choices: Vec<Choice>,
    /// The result.
    pub columns: Vec<ReportColumn>,
    /// Columns that a narrow terminal can do without, the first to go first.
    pub spare: Vec<String>,
    /// What stands out.
    pub findings: Vec<FindingRule>,
    /// Commands to try next.
    pub next: Vec<NextTemplate>,
    /// What the recording must hold.
    pub needs: Vec<Need>,
    /// Which engines can run it.
    pub engine: Engine,
    /// The line where the SQL begins, from 1.
    pub sql_line: usize,
}

impl Header {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&ReportColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}
