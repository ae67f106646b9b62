//! `rec` from outside: what the command notices of it, which is nothing, and what is in the trace afterwards. Through
//! ptrace(2); tests/rec_ebpf holds what is the same through BPF.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod attach;
mod births;
mod children;
mod deaths;
mod exit_status;
mod files;
mod filters;
mod held_up;
mod kernel_filter;
mod killed;
mod limits;
mod lives;
mod memory;
mod namespaces;
mod numberings;
mod place;
mod placement;
mod restarts;
mod rights;
mod seccomp;
mod siginfo;
mod signals;
mod stops;
mod tables;
mod terminal;
mod traced;
mod transparency;

use place::*;

/// The recorder under test.
const REC: &str = env!("CARGO_BIN_EXE_rec");
/// How it observes.
const BACKEND: &str = "ptrace";
