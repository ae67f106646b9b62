//! What a trace file is: its columns, its writer, its reader, its metadata, and what can be read of it after a crash.
//!
//! The contract is `docs/trace-format.md`. A [`Row`] is one event; [`TraceWriter`] turns rows into a Parquet file and,
//! while it is not finished, into `FILE.part` and its journal; [`TraceFile`] opens any of them.
#![forbid(unsafe_code)]

#[macro_use]
pub mod schema;
mod adapt;
mod beside;
mod chunk;
mod columns;
mod encoder;
mod error;
#[cfg(test)]
mod failing_storage;
mod file;
mod footer;
mod in_progress;
mod journal;
pub mod metadata;
mod open_group;
mod part;
mod properties;
mod recover;
mod row;
mod row_groups;
mod storage;
mod unsaved;
mod writer;

pub use columns::BatchRows;
pub use error::Error;
pub use file::{Batches, State, TraceFile};
pub use metadata::{Metadata, TraceId};
pub use recover::recover;
pub use row::{Args, Row};
pub use writer::{Finished, TraceWriter, WriterOptions};
