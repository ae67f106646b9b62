//! What a trace file is: its columns, its writer, its reader, its metadata, and what can be read of it after a crash.
//!
//! The contract is `docs/trace-format.md`. A [`Row`] is one event; [`TraceWriter`] turns rows into a Parquet file and,
//! while it is not finished, into `FILE.part` and its journal; [`TraceFile`] opens any of them.
#![forbid(unsafe_code)]

mod row;

pub use row::Row;
