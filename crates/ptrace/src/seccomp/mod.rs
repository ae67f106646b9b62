//! Seccomp filters that stop a program at chosen calls and leave all others alone (seccomp(2)).
//!
//! ```
//! use trapline_ptrace::seccomp::{Chosen, filter};
//!
//! // openat and exec alone; clone only where it would make a child that escapes its tracer.
//! let program = filter(&[Chosen::always(257), Chosen::always(59), Chosen::with_bits(56, 0, 0x0080_0000)])?;
//! assert!(program.len() < 32);
//! # Ok::<(), trapline_ptrace::seccomp::TooLong>(())
//! ```
//!
//! **No call of another architecture is let through in silence**: i386 calls (`int 0x80`) and x32 calls always stop, and
//! the tracer tells which of them are meant.

mod filter;
mod instruction;

pub use filter::{Chosen, TooLong, filter};
