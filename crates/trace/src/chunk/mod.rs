//! Columns of a row group, encoded here instead of by the crate `parquet`.
//!
//! That crate looks up each row's value by its bytes where a column goes by dictionary. A batch knows its text and bytes by word
//! numbers already, so here a word is looked up once a batch and rows only translate numbers; numbers are looked up by
//! themselves. Nor does a row cost a step for its definition level. The pages are the ordinary ones, with levels and values
//! as `Encodings.md` of parquet-format has them: a dictionary page in `PLAIN`, pages in `RLE_DICTIONARY`, and in `PLAIN`
//! once the dictionary is full, or where a column is to have none; or `DELTA_BINARY_PACKED`. A value that all rows of a batch
//! have is looked up and stored once.
//!
//! Lists and truth values, which few rows have, stay with the crate.

mod arrays;
mod column;
mod delta;
mod hybrid;
mod numbers;
mod pages;
mod statistics;
mod values;
mod words;
mod zstd;

pub(crate) use column::ChunkWriter;
pub(crate) use values::TEXT_DICTIONARY_BYTES;
pub(crate) use zstd::Zstd;

/// A value's number in the dictionary.
type Index = u32;
