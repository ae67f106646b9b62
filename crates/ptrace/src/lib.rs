//! A safe layer over ptrace(2) and the memory of other processes.
//!
//! A [`Waiter`] says what happened to tracees. A stop comes with a [`Stopped`], the only value on which a tracee can be
//! inspected, and restarting consumes it: inspecting a running tracee does not compile.
//!
//! ```compile_fail,E0382
//! fn too_late(stopped: trapline_ptrace::Stopped) {
//!     let _ = stopped.restart(None);
//!     let _ = stopped.syscall();
//! }
//! ```
//!
//! The whole of a tracer:
//!
//! ```
//! use trapline_process::{Program, spawn};
//! use trapline_ptrace::{Change, Seizing, Stop, Waiter, interrupt, seize};
//!
//! let held = spawn(&Program::find(&["true".into()])?, &[])?;
//! seize(held.pid(), Seizing::default())?;
//! interrupt(held.pid())?; // without this stop its first call would be missed
//! held.release();
//! let mut waiter = Waiter::new();
//! let mut calls = 0;
//! loop {
//!     match waiter.next(1)? {
//!         Change::Stopped { stopped, why, .. } => {
//!             calls += usize::from(why == Stop::Syscall);
//!             let signal = if let Stop::Signal(signal) = why { Some(signal) } else { None };
//!             let _ = stopped.restart(signal); // it may be gone: a state, not an error
//!         }
//!         Change::Ended { .. } => break,
//!         Change::Interrupted => {}
//!         Change::NothingLeft => break,
//!     }
//! }
//! assert!(calls > 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Constraints: Linux 5.3 or newer (PTRACE_GET_SYSCALL_INFO); one tracer thread, the one that seized. A tracee that dies
//! between two of our calls ([`Error::Gone`]) is a state. **Tracees outlive a tracer that dies**, unless a seccomp filter
//! makes that impossible ([`Seizing`]).
#![allow(unsafe_code)]

mod change;
mod error;
mod in_call;
mod memory;
mod request;
pub mod seccomp;
mod seize;
mod siginfo;
mod stop;
mod stopped;
mod syscall;
mod wait;

pub use change::Word;
pub use error::Error;
pub use in_call::InCall;
pub use memory::{CStrEnd, Memory, Owner, Pieces, Range, to_page_end};
pub use seize::{Seizing, interrupt, seize};
pub use siginfo::{SIGINFO_SIZE, Siginfo};
pub use stop::Stop;
pub use stopped::Stopped;
pub use syscall::{SyscallEnter, SyscallExit, SyscallStop};
pub use wait::{Change, Waiter};
