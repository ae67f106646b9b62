//! Processes, threads, descriptor tables and working directories, from the stream of events: observations in, rows out.
//!
//! A source (ptrace, BPF, an imported log) tells a [`Tracker`] what it saw as [`Event`]s; the tracker keeps the state
//! of every process and gives back finished [`trapline_trace::Row`]s with names, paths and addresses filled in.
//!
//! Constraints: pure (no I/O, no clock, no operating system), and total: any sequence of events is accepted, because a
//! source may lose some.
#![forbid(unsafe_code)]

mod event;

pub use event::{Event, ExecSeen, FdSeen, ProcessSeen};
