//! One column of the row group that is being filled.

use arrow::array::{Array, ArrayRef, BooleanBufferBuilder};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::types::ColumnDescPtr;

use super::arrays::ends;
use super::pages::Pages;
use super::statistics::Range;
use super::values::Values;
use super::{Zstd, hybrid};
use crate::columns::Filled;
use crate::schema::{ColumnType, Encoding};

/// A column chunk in the making.
pub(crate) struct ChunkWriter {
    /// Which rows of the open page have a value.
    present: BooleanBufferBuilder,
    values: Values,
    range: Range,
    pages: Pages,
}

/// Bytes of values as they are after which a page ends.
const PAGE_BYTES: usize = 1 << 20;

/// Rows that are looked at together where a batch has more bytes than a page.
const FEW_ROWS: usize = 256;

impl ChunkWriter {
    /// An empty column, `None` where it is none that is encoded here. Those with statistics have signed numbers.
    pub(crate) fn new(
        ty: ColumnType,
        encoding: Encoding,
        with_statistics: bool,
        descriptor: ColumnDescPtr,
    ) -> Option<Self> {
        let values = Values::new(ty, encoding)?;
        let present = BooleanBufferBuilder::new(0);
        Some(Self { present, values, range: Range::default(), pages: Pages::new(descriptor, with_statistics) })
    }

    /// Adds rows without a value.
    pub(crate) fn append_absent(&mut self, rows: usize) {
        self.present.append_n(rows, false);
        self.range.add(Range::new(None, rows));
    }

    /// Adds rows, whose type must be the column's; text and bytes may be by dictionary. A page ends after `page_rows` rows, about.
    pub(crate) fn append(&mut self, column: &Filled, page_rows: usize, zstd: &mut Zstd) -> Result<(), ParquetError> {
        match column {
            Filled::Same { value, rows } => {
                for (_, rows) in parts(*rows, self.values.word_bytes(value, *rows)?) {
                    self.present.append_n(rows, true);
                    self.values.append_same(value, rows)?;
                    self.look_at(value);
                    self.end_page_if_due(page_rows, zstd)?;
                }
                Ok(())
            }
            Filled::Each(array) => {
                for (begin, rows) in parts(array.len(), self.values.word_bytes(array, 1)?) {
                    let array = array.slice(begin, rows);
                    match array.nulls() {
                        None => self.present.append_n(array.len(), true),
                        Some(nulls) => self.present.append_buffer(nulls.inner()),
                    }
                    self.values.append(&array)?;
                    self.look_at(&array);
                    self.end_page_if_due(page_rows, zstd)?;
                }
                Ok(())
            }
        }
    }

    /// Takes values into the statistics.
    fn look_at(&mut self, array: &ArrayRef) {
        if self.pages.has_statistics() {
            self.range.add(Range::new(ends(array), array.null_count()));
        }
    }

    /// Ends the open page if it has enough rows or bytes, or if the dictionary is full.
    fn end_page_if_due(&mut self, page_rows: usize, zstd: &mut Zstd) -> Result<(), ParquetError> {
        let fills = self.values.is_full();
        if fills || self.present.len() >= page_rows || self.values.plain_bytes() >= PAGE_BYTES {
            self.end_page(zstd)?;
        }
        if fills {
            self.values.give_up_dictionary();
        }
        Ok(())
    }

    fn end_page(&mut self, zstd: &mut Zstd) -> Result<(), ParquetError> {
        let rows = self.present.len();
        if rows == 0 {
            return Ok(());
        }
        let Self { present, values, range, pages } = self;
        let (page, encoded) = zstd.compress_page(|page| {
            write_levels(present, page);
            values.write(page)
        })?;
        present.truncate(0);
        pages.push(page, rows, encoded, std::mem::take(range));
        Ok(())
    }

    /// Bytes of the chunk so far, about.
    pub(crate) fn bytes(&self) -> usize {
        self.pages.bytes() + self.values.dictionary().map_or(0, |(plain, _)| plain.len()) + self.values.bytes()
    }

    /// Ends the column and adds it to the row group.
    pub(crate) fn close<W: std::io::Write + Send>(
        mut self,
        zstd: &mut Zstd,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        self.end_page(zstd)?;
        self.pages.close(self.values.dictionary(), zstd, group)
    }
}

/// Which rows of a batch are added together, by where they begin and how many they are, if their words take so many bytes.
fn parts(rows: usize, bytes: usize) -> impl Iterator<Item = (usize, usize)> {
    let together = if bytes > PAGE_BYTES { FEW_ROWS } else { rows.max(1) };
    (0..rows).step_by(together).map(move |begin| (begin, together.min(rows - begin)))
}

/// Definition levels, behind their length.
fn write_levels(present: &BooleanBufferBuilder, out: &mut Vec<u8>) {
    let begin = out.len() + size_of::<u32>();
    out.resize(begin, 0);
    hybrid::encode_bits(present.as_slice(), present.len(), out);
    let length = (out.len() - begin) as u32;
    out[begin - size_of::<u32>()..begin].copy_from_slice(&length.to_le_bytes());
}
