//! `rec` through BPF: the tests of tests/rec that hold whatever observes, and what only BPF can do.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod attach;
#[path = "../rec/births.rs"]
mod births;
#[path = "../rec/children.rs"]
mod children;
#[path = "../rec/deaths.rs"]
mod deaths;
#[path = "../rec/exit_status.rs"]
mod exit_status;
#[path = "../rec/files.rs"]
mod files;
#[path = "../rec/filters.rs"]
mod filters;
#[path = "../rec/killed.rs"]
mod killed;
#[path = "../rec/limits.rs"]
mod limits;
#[path = "../rec/lives.rs"]
mod lives;
mod loss;
#[path = "../rec/memory.rs"]
mod memory;
#[path = "../rec/namespaces.rs"]
mod namespaces;
#[path = "../rec/numberings.rs"]
mod numberings;
#[path = "../rec/place.rs"]
mod place;
#[path = "../rec/rights.rs"]
mod rights;
mod sched;
mod scope;
mod seccomp;
#[path = "../rec/siginfo.rs"]
mod siginfo;
#[path = "../rec/signals.rs"]
mod signals;
#[path = "../rec/stops.rs"]
mod stops;
#[path = "../rec/tables.rs"]
mod tables;
#[path = "../rec/terminal.rs"]
mod terminal;
#[path = "../rec/transparency.rs"]
mod transparency;
mod unavailable;
mod urgent;
mod uring;

use place::*;

/// The recorder under test.
const REC: &str = env!("CARGO_BIN_EXE_rec");
/// How it observes.
const BACKEND: &str = "ebpf";
