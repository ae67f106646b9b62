//! `analyze` from outside: what people see, what machines read, and how it ends.
//!
//! The program is run as it is; nothing here links the query engine.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod failures;
mod fixture;
mod help;
mod output;
mod portable;
mod reports;
mod sql;
mod traces;
mod word_reading;
// The reading of words is pure: it is tested without the program.
#[path = "../../src/analyze/words.rs"]
mod words;
