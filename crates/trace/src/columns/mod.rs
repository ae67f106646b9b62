//! Rows turned into columns: a buffer per column, in which a value that is absent costs nothing.

mod bits;
mod buffer;
mod rows;

pub(crate) use buffer::MAX_ROW_BYTES;
pub(crate) use rows::ColumnBuffers;
