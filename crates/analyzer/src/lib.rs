//! From rows to answers: SQL over one or several traces, and the rendering of what comes out.
//!
//! [`traces::resolve`] turns words of a command line into [`TraceSource`]s, [`Session::open`] makes tables and views of
//! them, [`Session::query`] answers SQL with [`Answer`]s, and [`render`] writes those as text, CSV, JSON, Markdown or
//! Parquet.
//!
//! Constraints: a trace is untrusted input, so nothing in it makes this crate panic; memory is bounded by
//! [`SessionOptions::memory`]; nothing here runs on Linux only.
//!
//! ```no_run
//! use trapline_analyzer::{Format, Layout, Params, Session, SessionOptions, render, traces};
//!
//! let sources = traces::resolve(&["trace.parquet"])?;
//! let session = Session::open(&sources, &SessionOptions::default())?;
//! let answers = session.query("SELECT syscall, count(*) AS calls FROM syscalls GROUP BY 1", &Params::new())?;
//! render::render(answers, &Layout::new(Format::Csv), &mut std::io::stdout())?;
//! # Ok::<(), trapline_analyzer::Error>(())
//! ```
#![forbid(unsafe_code)]

mod answer;
mod answers;
mod describe;
mod error;
mod failure;
mod filters;
mod functions;
mod open;
mod options;
mod params;
mod quiet;
pub mod render;
pub mod report;
mod rules;
mod scan;
mod session;
mod statements;
pub mod traces;
mod views;

pub use answer::Answer;
pub use answers::Answers;
pub use error::{Error, Result};
pub use filters::{Filters, Moment};
pub use functions::{Function, functions};
pub use open::OpenTrace;
pub use options::SessionOptions;
pub use params::Params;
pub use render::{Format, Layout, Unit};
pub use session::Session;
pub use traces::TraceSource;

/// A typed value to bind to a parameter.
pub use datafusion::common::ScalarValue;
