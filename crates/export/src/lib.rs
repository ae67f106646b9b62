//! From the rows of a trace to other tools' formats.
//!
//! [`strace`] renders rows as the text that strace prints. Rows come as Arrow record batches with the columns of the
//! `events` table, whoever read them.
//!
//! Constraints: no query engine, no operating system; rows may come from a hostile file, so every value is checked.
#![forbid(unsafe_code)]

mod columns;
mod error;
mod names;
pub mod strace;

pub use columns::{Columns, Event};
pub use error::Error;
