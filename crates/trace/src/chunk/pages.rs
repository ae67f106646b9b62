//! The pages of a column chunk, and its metadata.

use std::io::Write;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, PageType, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, OffsetIndexBuilder, PageEncodingStats};
use parquet::file::writer::{SerializedPageWriter, SerializedRowGroupWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use super::Zstd;
use super::statistics::{Range, of_pages};

/// Pages, compressed, in order. They are kept until the end, for the dictionary stands before them and is only known then.
pub(super) struct Pages {
    descriptor: ColumnDescPtr,
    /// Whether the footer is to say what is in which page.
    with_statistics: bool,
    pages: Vec<DataPage>,
}

struct DataPage {
    bytes: Bytes,
    uncompressed: usize,
    rows: usize,
    encoded: Encoded,
    range: Range,
}

/// How a page has its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoded {
    ByIndex,
    Plain,
    Deltas,
}

impl Encoded {
    fn parquet(self) -> Encoding {
        match self {
            Self::ByIndex => Encoding::RLE_DICTIONARY,
            Self::Plain => Encoding::PLAIN,
            Self::Deltas => Encoding::DELTA_BINARY_PACKED,
        }
    }
}

impl Pages {
    pub(super) fn new(descriptor: ColumnDescPtr, with_statistics: bool) -> Self {
        Self { descriptor, with_statistics, pages: Vec::new() }
    }

    /// Bytes of the pages.
    pub(super) fn bytes(&self) -> usize {
        self.pages.iter().map(|page| page.bytes.len()).sum()
    }

    pub(super) fn has_statistics(&self) -> bool {
        self.with_statistics
    }

    /// Adds a page, compressed: definition levels with their length, and values. What is in it counts only where there are
    /// statistics.
    pub(super) fn push(&mut self, (bytes, uncompressed): (Bytes, usize), rows: usize, encoded: Encoded, range: Range) {
        self.pages.push(DataPage { bytes, uncompressed, rows, encoded, range });
    }

    /// Adds all to the row group: the dictionary's bytes and its number of values, if there are any, and the pages.
    pub(super) fn close<W: Write + Send>(
        self,
        dictionary: Option<(&[u8], usize)>,
        zstd: &mut Zstd,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let mut sink = TrackedWrite::new(Vec::with_capacity(self.bytes()));
        let mut writer = SerializedPageWriter::new(&mut sink);
        let mut contents: Vec<PageEncodingStats> = Vec::new();
        let mut uncompressed_size = 0;
        if let Some((plain, count)) = dictionary {
            let page = Page::DictionaryPage {
                buf: zstd.compress(plain)?,
                num_values: count as u32,
                encoding: Encoding::PLAIN,
                is_sorted: false,
            };
            uncompressed_size += writer.write_page(CompressedPage::new(page, plain.len()))?.uncompressed_size;
            contents.push(PageEncodingStats {
                page_type: PageType::DICTIONARY_PAGE,
                encoding: Encoding::PLAIN,
                count: 1,
            });
        }
        let mut offset_index = OffsetIndexBuilder::new();
        let mut data_offset = None;
        let mut rows = 0;
        let ranges: Vec<_> = self.pages.iter().map(|page| page.range).collect();
        for DataPage { bytes, uncompressed, rows: page_rows, encoded, .. } in self.pages {
            let encoding = encoded.parquet();
            let page = Page::DataPage {
                buf: bytes,
                num_values: page_rows as u32,
                encoding,
                def_level_encoding: Encoding::RLE,
                rep_level_encoding: Encoding::RLE,
                statistics: None,
            };
            let written = writer.write_page(CompressedPage::new(page, uncompressed))?;
            uncompressed_size += written.uncompressed_size;
            data_offset.get_or_insert(written.offset as i64);
            offset_index.append_offset_and_size(written.offset as i64, written.compressed_size as i32);
            offset_index.append_row_count(page_rows as i64);
            rows += page_rows;
            match contents.last_mut() {
                Some(last) if last.page_type == PageType::DATA_PAGE && last.encoding == encoding => last.count += 1,
                _ => contents.push(PageEncodingStats { page_type: PageType::DATA_PAGE, encoding, count: 1 }),
            }
        }
        writer.close()?;
        let bytes = sink.into_inner()?;
        let encodings = contents.iter().map(|pages| pages.encoding).chain([Encoding::RLE]).collect();
        let ty = self.descriptor.physical_type();
        let statistics = self.with_statistics.then(|| of_pages(ty, &ranges)).transpose()?;
        let (statistics, column_index) = statistics.unzip();
        let mut metadata = ColumnChunkMetaData::builder(self.descriptor)
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(zstd.level())?))
            .set_encodings(encodings)
            .set_page_encoding_stats(contents)
            .set_total_compressed_size(bytes.len() as i64)
            .set_total_uncompressed_size(uncompressed_size as i64)
            .set_num_values(rows as i64)
            .set_data_page_offset(data_offset.unwrap_or(0))
            .set_dictionary_page_offset(dictionary.map(|_| 0));
        if let Some(statistics) = statistics {
            metadata = metadata.set_statistics(statistics);
        }
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: rows as u64,
            metadata: metadata.build()?,
            bloom_filter: None,
            column_index,
            offset_index: Some(offset_index.build()),
        };
        group.append_column(&Bytes::from(bytes), close)
    }
}
