//! A Parquet footer that may come from anywhere: decoded, checked, and asked whether it is a trace's.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, PageIndexPolicy, ParquetMetaData, ParquetMetaDataBuilder, ParquetMetaDataReader,
};

use crate::metadata::{FORMAT, FORMAT_KEY, ID_KEY, Metadata, RECORDING_KEY};
use crate::{Error, row_groups};

/// The footer at the end of a file.
pub(crate) fn of_file(path: &Path, file: &File) -> Result<ParquetMetaData, Error> {
    let size = file.metadata().map_err(Error::read(path))?.len();
    let footer = decode(|| reader().parse_and_finish(file));
    checked(path, footer, size)
}

/// A footer that stands alone, for a file of `size` bytes.
pub(crate) fn standalone(path: &Path, bytes: Bytes, size: u64) -> Result<ParquetMetaData, Error> {
    checked(path, decode(|| reader().parse_and_finish(&bytes)), size)
}

/// The footer of a file that has no row group yet.
pub(crate) fn without_row_groups() -> ParquetMetaData {
    let schema = Arc::new(row_groups::parquet_schema());
    ParquetMetaDataBuilder::new(FileMetaData::new(1, 0, None, None, schema, None)).build()
}

fn reader() -> ParquetMetaDataReader {
    ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Skip)
}

/// Runs the decoder. It returns errors for what it finds wrong; should a forged footer make it panic, that ends here.
fn decode(read: impl FnOnce() -> Result<ParquetMetaData, ParquetError>) -> Result<ParquetMetaData, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(footer) => footer.map_err(|error| error.to_string()),
        Err(_) => Err("its footer cannot be decoded".to_owned()),
    }
}

/// Refuses a footer that speaks of bytes which the file does not have.
fn checked(path: &Path, footer: Result<ParquetMetaData, String>, size: u64) -> Result<ParquetMetaData, Error> {
    let footer = footer.map_err(|what| Error::damaged(path, what))?;
    let mut rows = 0_i64;
    for group in footer.row_groups() {
        let whole = group.num_rows() >= 0 && group.columns().iter().all(|column| lies_within(column, size));
        rows = rows
            .checked_add(group.num_rows())
            .filter(|_| whole)
            .ok_or_else(|| Error::damaged(path, "its footer speaks of data that the file does not have"))?;
    }
    if rows != footer.file_metadata().num_rows() {
        return Err(Error::damaged(path, "its footer contradicts itself about the number of rows"));
    }
    Ok(footer)
}

fn lies_within(column: &ColumnChunkMetaData, size: u64) -> bool {
    let begin = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    let (Ok(begin), Ok(length)) = (u64::try_from(begin), u64::try_from(column.compressed_size())) else { return false };
    begin.checked_add(length).is_some_and(|end| end <= size)
}

/// The trace's metadata out of its footer.
pub(crate) fn metadata(path: &Path, footer: &ParquetMetaData) -> Result<Metadata, Error> {
    let value = |key: &str| {
        let pairs = footer.file_metadata().key_value_metadata()?;
        pairs.iter().find(|pair| pair.key == key)?.value.as_deref()
    };
    let Some(format) = value(FORMAT_KEY) else {
        let made_by = footer.file_metadata().created_by().unwrap_or("an unknown program").escape_debug();
        let what = format!("a Parquet file made by {made_by}, without the key {FORMAT_KEY}");
        return Err(Error::NotATrace { path: path.to_owned(), what });
    };
    let format = format.parse().map_err(|_| Error::damaged(path, format!("its {FORMAT_KEY} is not a number")))?;
    if format > FORMAT {
        return Err(Error::Newer { path: path.to_owned(), format });
    }
    let missing = |key: &'static str| move || Error::damaged(path, format!("its footer lacks {key}"));
    let id = value(ID_KEY).ok_or_else(missing(ID_KEY))?;
    let id = id.parse().map_err(|error| Error::damaged(path, format!("its {ID_KEY} is wrong: {error}")))?;
    let recording = value(RECORDING_KEY).ok_or_else(missing(RECORDING_KEY))?;
    let recording: Metadata = serde_json::from_str(recording)
        .map_err(|error| Error::damaged(path, format!("its {RECORDING_KEY} is wrong: {error}")))?;
    Ok(Metadata { id, ..recording })
}

/// What a file is that is no Parquet file, by its first bytes.
pub(crate) fn other_kind(begin: &[u8]) -> Option<String> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"\x7fELF", "an ELF program or library"),
        (b"\x1f\x8b", "gzip-compressed"),
        (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
        (b"\xfd7zXZ\0", "xz-compressed"),
        (b"PK\x03\x04", "a zip archive"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"PERFILE2", "a perf.data file"),
        (b"ARROW1", "an Arrow IPC file"),
        (b"TRAPJRNL", "the journal of an unfinished trace"),
    ];
    if begin.is_empty() {
        return Some("empty".to_owned());
    }
    if begin.starts_with(b"PAR1") {
        return None;
    }
    let known = KINDS.iter().find(|(magic, _)| begin.starts_with(magic)).map(|(_, what)| *what);
    let text = || begin.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    Some(known.unwrap_or(if text() { "a text file" } else { "not a Parquet file" }).to_owned())
}
