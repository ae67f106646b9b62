//! How columns are encoded.

use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use crate::chunk::TEXT_DICTIONARY_BYTES;
use crate::schema::{COLUMNS, Column, ColumnType, Encoding};

/// What the crate `parquet` is told: of columns, what concerns those that it encodes, which go by dictionary.
pub(crate) fn properties() -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("trapline ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_statistics_enabled(EnabledStatistics::None)
        .set_data_page_row_count_limit(PAGE_ROWS);
    for Column { name, ty, encoding, .. } in COLUMNS {
        let path = match ty {
            ColumnType::Utf8List => ColumnPath::new(vec![(*name).to_owned(), "list".into(), "element".into()]),
            ColumnType::Boolean => ColumnPath::from(*name),
            _ => continue,
        };
        let level = ZstdLevel::try_new(level(*encoding)).expect("1 and 3 are levels of zstd");
        properties = properties.set_column_compression(path.clone(), Compression::ZSTD(level));
        if *ty == ColumnType::Utf8List {
            properties = properties.set_column_dictionary_page_size_limit(path, TEXT_DICTIONARY_BYTES);
        }
    }
    properties.build()
}

/// How hard zstd tries where further repetitions are worth it, and
pub(crate) const HARD: i32 = 3;

/// where they are not.
pub(crate) const EASY: i32 = 1;

/// The level of zstd for a column.
pub(crate) fn level(encoding: Encoding) -> i32 {
    match encoding {
        Encoding::Dictionary | Encoding::Plain => HARD,
        Encoding::Repeats | Encoding::Noise | Encoding::Delta => EASY,
    }
}

/// Rows of a page. A page is compressed by itself: with a tenth of this, the file is an eighth larger.
pub(crate) const PAGE_ROWS: usize = 200_000;

/// The columns that are ordered enough, or asked for often enough, that least and greatest value of a page let a reader
/// pass over it. For others they would cost time and tell nothing.
pub(crate) const WITH_STATISTICS: [&str; 6] = ["seq", "ts", "duration_ns", "pid", "upid", "utid"];
