//! What Trapline's tests share: tracee programs that say what a tracer must see, the strace that is the oracle, and
//! reading a trace's rows.
//!
//! Everything here panics with a clear message instead of returning errors: it is only used by tests. A program that a
//! test needs and that is not installed is such a panic, never a skipped test.
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "test support: a failure here is a failed test")]

pub mod agreement;
pub mod observed;
pub mod rows;
pub mod strace;
pub mod tools;
pub mod tracee;
