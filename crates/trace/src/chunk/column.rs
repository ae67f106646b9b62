//! One column of the row group that is being filled.

use arrow::array::{Array, ArrayRef, AsArray, BooleanBufferBuilder, GenericByteArray, PrimitiveArray, StringArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{
    ArrowNativeType, ArrowPrimitiveType, ByteArrayType, DataType, Int16Type, Int32Type, Int64Type, UInt64Type,
};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::types::ColumnDescPtr;

use super::numbers::{self, Numbers};
use super::pages::{Encoded, Pages};
use super::words::{self, Words};
use super::{Index, Zstd, hybrid};
use crate::schema::{ColumnType, Encoding};

/// A column chunk in the making.
pub(crate) struct ChunkWriter {
    dictionary: Dictionary,
    /// Whether values are stored as they are: from the beginning, or since the dictionary is full.
    is_plain: bool,
    /// Which rows of the open page have a value.
    present: BooleanBufferBuilder,
    /// The values of the open page by index, or
    indices: Vec<Index>,
    /// as they are.
    plain: Vec<u8>,
    pages: Pages,
}

/// The distinct values.
enum Dictionary {
    Words(Words),
    Numbers(Numbers),
}

impl Dictionary {
    fn len(&self) -> usize {
        match self {
            Self::Words(words) => words.len(),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    fn plain(&self) -> &[u8] {
        match self {
            Self::Words(words) => words.plain(),
            Self::Numbers(numbers) => numbers.plain(),
        }
    }

    /// Bytes at which it is full.
    fn most_bytes(&self) -> usize {
        match self {
            Self::Words(_) => TEXT_DICTIONARY_BYTES,
            Self::Numbers(_) => 1 << 20,
        }
    }
}

/// A column of text gives up its dictionary at this size. Programs that walk a tree name many files, and each of them
/// several times: twice the size without.
pub(crate) const TEXT_DICTIONARY_BYTES: usize = 4 << 20;

/// Bytes of values as they are after which a page ends.
const PAGE_BYTES: usize = 1 << 20;

/// Rows that are looked at together where a batch has more bytes than a page.
const FEW_ROWS: usize = 256;

impl ChunkWriter {
    /// An empty column, `None` where it is none that is encoded here.
    pub(crate) fn new(ty: ColumnType, encoding: Encoding, descriptor: ColumnDescPtr) -> Option<Self> {
        let is_plain = match encoding {
            Encoding::Dictionary => false,
            Encoding::Plain | Encoding::Noise => true,
            Encoding::Delta => return None,
        };
        let dictionary = match ty {
            ColumnType::Utf8 | ColumnType::Binary => Dictionary::Words(Words::default()),
            ColumnType::Int16 | ColumnType::Int32 => Dictionary::Numbers(Numbers::new(4)),
            ColumnType::Int64 | ColumnType::UInt64 => Dictionary::Numbers(Numbers::new(8)),
            ColumnType::Boolean | ColumnType::Timestamp | ColumnType::Utf8List => return None,
        };
        Some(Self {
            dictionary,
            is_plain,
            present: BooleanBufferBuilder::new(0),
            indices: Vec::new(),
            plain: Vec::new(),
            pages: Pages::new(descriptor),
        })
    }

    /// Adds rows without a value.
    pub(crate) fn append_absent(&mut self, rows: usize) {
        self.present.append_n(rows, false);
    }

    /// Adds rows, whose type must be the column's; text may be by dictionary. A page ends after `page_rows` rows, about.
    pub(crate) fn append(&mut self, array: &ArrayRef, page_rows: usize, zstd: &mut Zstd) -> Result<(), ParquetError> {
        let together = if word_bytes(array) > PAGE_BYTES { FEW_ROWS } else { array.len().max(1) };
        for begin in (0..array.len()).step_by(together) {
            self.append_together(&array.slice(begin, together.min(array.len() - begin)))?;
            self.end_page_if_due(page_rows, zstd)?;
        }
        Ok(())
    }

    fn append_together(&mut self, array: &ArrayRef) -> Result<(), ParquetError> {
        match array.nulls() {
            None => self.present.append_n(array.len(), true),
            Some(nulls) => self.present.append_buffer(nulls.inner()),
        }
        match array.data_type() {
            DataType::Int16 => {
                self.append_numbers::<Int16Type>(array.as_primitive(), |value| value as i32 as u32 as u64)
            }
            DataType::Int32 => self.append_numbers::<Int32Type>(array.as_primitive(), |value| value as u32 as u64),
            DataType::Int64 => self.append_numbers::<Int64Type>(array.as_primitive(), |value| value as u64),
            DataType::UInt64 => self.append_numbers::<UInt64Type>(array.as_primitive(), |value| value),
            DataType::Utf8 => self.append_words(array.as_string::<i32>()),
            DataType::Binary => self.append_words(array.as_binary::<i32>()),
            _ => {
                let by_number = array.as_dictionary_opt::<Int32Type>();
                let text = by_number.and_then(|array| Some((array.keys(), array.values().as_string_opt::<i32>()?)));
                let (keys, text) =
                    text.ok_or_else(|| ParquetError::General(format!("{} is no column's type", array.data_type())))?;
                self.append_words_by_number(keys, text);
            }
        }
        Ok(())
    }

    fn append_numbers<T: ArrowPrimitiveType>(&mut self, array: &PrimitiveArray<T>, bits: impl Fn(T::Native) -> u64) {
        let Dictionary::Numbers(numbers) = &mut self.dictionary else { unreachable!("text has its own dictionary") };
        let values = array.values();
        if self.is_plain {
            let width = numbers.width();
            for_each_present(array.nulls(), values.len(), |row| {
                numbers::write_plain(bits(values[row]), width, &mut self.plain);
            });
        } else {
            self.indices.reserve(values.len());
            for_each_present(array.nulls(), values.len(), |row| self.indices.push(numbers.index(bits(values[row]))));
        }
    }

    fn append_words<T: ByteArrayType>(&mut self, text: &GenericByteArray<T>) {
        let Dictionary::Words(words) = &mut self.dictionary else { unreachable!("numbers have their own dictionary") };
        for_each_present(text.nulls(), text.len(), |row| {
            let word: &[u8] = text.value(row).as_ref();
            if self.is_plain {
                words::write_plain(word, &mut self.plain);
            } else {
                self.indices.push(words.index(word));
            }
        });
    }

    fn append_words_by_number(&mut self, keys: &PrimitiveArray<Int32Type>, text: &StringArray) {
        let Dictionary::Words(words) = &mut self.dictionary else { unreachable!("numbers have their own dictionary") };
        let rows = keys.values();
        if self.is_plain {
            for_each_present(keys.nulls(), rows.len(), |row| {
                words::write_plain(text.value(rows[row].as_usize()).as_bytes(), &mut self.plain);
            });
        } else {
            let indices: Vec<Index> = (0..text.len()).map(|word| words.index(text.value(word).as_bytes())).collect();
            self.indices.reserve(rows.len());
            for_each_present(keys.nulls(), rows.len(), |row| self.indices.push(indices[rows[row].as_usize()]));
        }
    }

    /// Ends the open page if it has enough rows or bytes, or if the dictionary is full.
    fn end_page_if_due(&mut self, page_rows: usize, zstd: &mut Zstd) -> Result<(), ParquetError> {
        let fills = !self.is_plain && self.dictionary.plain().len() >= self.dictionary.most_bytes();
        if fills || self.present.len() >= page_rows || self.plain.len() >= PAGE_BYTES {
            self.end_page(zstd)?;
            self.is_plain |= fills;
        }
        Ok(())
    }

    fn end_page(&mut self, zstd: &mut Zstd) -> Result<(), ParquetError> {
        let rows = self.present.len();
        if rows == 0 {
            return Ok(());
        }
        // A column without any value needs no dictionary.
        let by_index = !self.is_plain && self.dictionary.len() > 0;
        let page = zstd.compress_page(|page| {
            write_levels(&self.present, page);
            if by_index {
                let width = (usize::BITS - (self.dictionary.len() - 1).leading_zeros()) as usize;
                page.push(width as u8);
                hybrid::encode(&self.indices, width, page);
            } else {
                page.extend_from_slice(&self.plain);
            }
        })?;
        self.present.truncate(0);
        self.indices.clear();
        self.plain.clear();
        self.pages.push(page, rows, if by_index { Encoded::ByIndex } else { Encoded::Plain });
        Ok(())
    }

    /// Bytes of the chunk so far, about.
    pub(crate) fn bytes(&self) -> usize {
        let width = (usize::BITS - self.dictionary.len().leading_zeros()) as usize;
        let dictionary =
            if self.pages.is_empty() && self.indices.is_empty() { 0 } else { self.dictionary.plain().len() };
        self.pages.bytes() + dictionary + self.indices.len() * width / 8 + self.plain.len()
    }

    /// Ends the column and adds it to the row group.
    pub(crate) fn close<W: std::io::Write + Send>(
        mut self,
        zstd: &mut Zstd,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        self.end_page(zstd)?;
        let dictionary = (self.dictionary.len() > 0).then(|| (self.dictionary.plain(), self.dictionary.len()));
        self.pages.close(dictionary, zstd, group)
    }
}

/// Bytes of an array's words.
fn word_bytes(array: &ArrayRef) -> usize {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().values().len(),
        DataType::Binary => array.as_binary::<i32>().values().len(),
        DataType::Dictionary(..) => {
            array.as_any_dictionary().values().as_string_opt::<i32>().map_or(0, |words| words.values().len())
        }
        _ => 0,
    }
}

/// Definition levels, behind their length.
fn write_levels(present: &BooleanBufferBuilder, out: &mut Vec<u8>) {
    let begin = out.len() + size_of::<u32>();
    out.resize(begin, 0);
    hybrid::encode_bits(present.as_slice(), present.len(), out);
    let length = (out.len() - begin) as u32;
    out[begin - size_of::<u32>()..begin].copy_from_slice(&length.to_le_bytes());
}

/// Calls for each row that has a value.
#[inline]
fn for_each_present(nulls: Option<&NullBuffer>, rows: usize, act: impl FnMut(usize)) {
    match nulls {
        None => (0..rows).for_each(act),
        Some(nulls) => nulls.valid_indices().for_each(act),
    }
}
