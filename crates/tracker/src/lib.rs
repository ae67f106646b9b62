//! Processes, threads, descriptor tables and working directories, from the stream of events: observations in, rows out.
//!
//! A source (ptrace, BPF, an imported log) tells a [`Tracker`] what it saw as [`Event`]s, or as whole [`Call`]s; the tracker
//! keeps the state of every process and gives back finished [`trapline_trace::Row`]s with names, paths and addresses
//! filled in.
//!
//! ```
//! use trapline_syscalls::Abi;
//! use trapline_tracker::{Event, Options, Tracker};
//!
//! let mut tracker = Tracker::new(Options::default());
//! let mut rows = Vec::new();
//! let mut sink = |row: &trapline_trace::Row<'_>| rows.push((row.kind.to_owned(), row.duration_ns));
//! let enter = Event::Enter { ts: 100, tid: 7, abi: Some(Abi::X86_64), nr: 39, args: [0; 6] };
//! let exit = Event::Exit { ts: 350, tid: 7, ret: 7, cpu: None, off_cpu: None, made: None, ids: None };
//! tracker.observe(&enter, &[], &mut sink);
//! tracker.observe(&exit, &[], &mut sink);
//! tracker.finish(400, &mut sink);
//! assert_eq!(rows[2], ("syscall".to_owned(), Some(250)));
//! ```
//!
//! Constraints: pure (no I/O, no clock, no operating system), and total: any sequence of events is accepted, because a
//! source may lose some.
//!
//! | files | about |
//! |---|---|
//! | `tracker` | what happens at an event |
//! | `state`, `arena` | all that is known, and what is shared by reference |
//! | `thread`, `process`, `fd_table`, `open_file` | what the state is made of |
//! | `start`, `fork`, `exec`, `end` | lives of threads and processes |
//! | `inside`, `enter`, `exit`, `call` | a call from its enter to its exit |
//! | `descriptors`, `sockets`, `transfer`, `directories` | effects of calls |
//! | `captured`, `messages`, `strings` | reading captured memory |
//! | `name`, `paths`, `address`, `protocol` | texts |
//! | `rows`, `call_row` | rows |
#![forbid(unsafe_code)]

mod address;
mod arena;
mod call;
mod call_row;
mod captured;
mod descriptors;
mod directories;
mod end;
mod enter;
mod event;
mod exec;
mod exit;
mod fd_table;
mod fork;
mod inside;
mod int_map;
mod known_roles;
mod messages;
mod name;
mod open_file;
mod operations;
mod paths;
mod process;
mod protocol;
mod rows;
mod sockets;
mod start;
mod state;
mod strings;
#[cfg(test)]
mod tests;
mod thread;
mod threads;
mod tracker;
mod transfer;

pub use call::Call;
pub use event::{Event, ExecSeen, FdSeen, ProcessSeen};
pub use int_map::IntMap;
pub use tracker::{EnvLevel, Options, Tracker};
