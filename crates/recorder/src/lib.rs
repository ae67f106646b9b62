//! From a running program to a trace.
//!
//! ```text
//! tracees ──stops──► Tracer (the caller's thread) ──Event + memory──► Mailbox ──► Desk (writer thread) ──► trace file
//!                     copies, restarts                                 bounded     Tracker → Row → TraceWriter
//! ```
//!
//! [`record`] runs a command, or attaches to running processes, and follows all that they start. The calling thread
//! becomes the tracer.
//!
//! ```no_run
//! use trapline_recorder::{Options, Target, record};
//!
//! let options = Options::new("trace.parquet".into(), Target::Command(vec!["ls".into(), "-l".into()]));
//! let outcome = record(&options, &|_| {})?;
//! println!("{} calls", outcome.trace.map_or(0, |trace| trace.counts.syscalls));
//! # Ok::<(), trapline_recorder::Error>(())
//! ```
//!
//! Constraints: **a stop does no formatting, no allocation beyond a reused buffer, no I/O but to `/proc`. The recorder
//! never changes what the program does; if it fails, the program goes on.**
#![forbid(unsafe_code)]

mod attach;
mod bounds;
mod calls;
mod capture;
mod control;
mod desk;
mod ebpf;
mod error;
mod filter;
mod host;
mod mailbox;
mod numbering;
mod options;
mod outcome;
mod permission;
mod placement;
mod record;
mod restart;
mod seen;
mod start;
mod traced;
mod tracer;

pub use bounds::Bounds;
pub use calls::CallSummary;
pub use ebpf::Unavailable;
pub use error::{AttachError, Error};
pub use filter::{Filter, PathPattern, PatternError};
pub use options::{Backend, Env, Options, Target};
pub use outcome::{Ended, Notice, Outcome, TraceSummary};
pub use record::record;
pub use trapline_ebpf::MOST_RING;
pub use trapline_process::{Error as StartError, die_by};
pub use trapline_syscalls::{Selection, SelectionError};
pub use trapline_trace::metadata::Counts;
