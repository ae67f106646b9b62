//! Rows turned into columns, and back: when writing, a buffer per column in which a value that is absent costs nothing.

mod bits;
mod buffer;
mod filled;
mod read;
mod rows;
mod words;

pub(crate) use buffer::MAX_ROW_BYTES;
pub(crate) use filled::Filled;
pub use read::BatchRows;
pub(crate) use rows::ColumnBuffers;
