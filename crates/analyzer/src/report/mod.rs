//! Reports: questions that are asked so often that they have a name.
//!
//! A report is one `.sql` file: a header of `--` lines that says what it answers, what it takes and what its columns
//! mean, and one SELECT. From the header come its options and help ([`Header`]), the units of its columns, what stands
//! out ([`Finding`]) and the next command to try. The [`Catalogue`] finds the built-in reports (`reports/*.sql` of this
//! crate) and users' own; [`Report::run`] asks a session; what comes back is a [`ReportAnswer`], which
//! [`ReportAnswer::write_rows`] and [`envelope`] write.
//!
//! **Values are bound, never spliced.** What is spliced into SQL is an expression from the report's own file, or a column
//! that the schema knows, as a quoted identifier.

mod about;
mod arguments;
mod bypass;
mod catalogue;
mod cell;
mod envelope;
mod error;
mod finding;
mod header;
mod lines;
mod moment;
mod overview;
mod overview_text;
mod parse;
mod quantity;
mod run;
mod scope;
mod shell;
mod statement;
mod template;
mod text;
mod unit;
mod unreturned;
mod value;

pub use about::About;
pub use arguments::Arguments;
pub use catalogue::{Catalogue, Listing, Report};
pub use envelope::{ENVELOPE_VERSION, envelope, write as write_envelope};
pub use error::ReportError;
pub use finding::Finding;
pub use header::{Arg, Choice, Engine, FindingRule, Header, Need, Param, Render, ReportColumn, Severity, ValueType};
pub use moment::parse_moment;
pub use overview::Overview;
pub use parse::COMMON_OPTIONS;
pub use quantity::{parse_bytes, parse_duration};
pub use run::ReportAnswer;
pub use scope::Scope;
pub use shell::quote as shell_quote;
pub use template::{NextTemplate, Piece, TextTemplate};
pub use value::Value;
