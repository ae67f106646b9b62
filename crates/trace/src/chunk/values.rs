//! The values of the open page of a column, and the dictionary of all its pages.

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{ArrowNativeType, DataType};
use parquet::errors::ParquetError;

use super::arrays::{by_number, each_number, each_word, for_each_present, row_bytes, word_bytes};
use super::delta::Deltas;
use super::numbers::{self, Numbers};
use super::pages::Encoded;
use super::words::{self, Words};
use super::{Index, hybrid};
use crate::schema::{ColumnType, Encoding};

/// What has been added to a page, without the rows that have no value.
pub(super) struct Values {
    dictionary: Dictionary,
    form: Encoded,
    /// By index, and behind them one of them several times; or
    indices: Vec<Index>,
    last: (Index, usize),
    /// as they are; or
    plain: Vec<u8>,
    /// by their differences.
    deltas: Deltas,
}

/// The distinct values.
enum Dictionary {
    Words(Words),
    Numbers(Numbers),
}

/// A column of text or bytes gives up its dictionary at this size. Programs that walk a tree name many files, and each of them
/// several times: twice the size without.
pub(crate) const TEXT_DICTIONARY_BYTES: usize = 4 << 20;

/// A column of numbers does at this size.
const NUMBER_DICTIONARY_BYTES: usize = 1 << 20;

impl Values {
    /// Those of an empty column, `None` where it is none that is encoded here.
    pub(super) fn new(ty: ColumnType, encoding: Encoding) -> Option<Self> {
        let form = match encoding {
            Encoding::Dictionary | Encoding::Repeats => Encoded::ByIndex,
            Encoding::Plain | Encoding::Noise => Encoded::Plain,
            Encoding::Delta => Encoded::Deltas,
        };
        let width = if matches!(ty, ColumnType::Int16 | ColumnType::Int32) { 4 } else { 8 };
        let dictionary = match ty {
            ColumnType::Utf8 | ColumnType::Binary => Dictionary::Words(Words::default()),
            ColumnType::Boolean | ColumnType::Utf8List => return None,
            _ => Dictionary::Numbers(Numbers::new(width)),
        };
        let (indices, plain) = (Vec::new(), Vec::new());
        Some(Self { dictionary, form, indices, last: (0, 0), plain, deltas: Deltas::new(width) })
    }

    /// Adds those of an array, whose type must be the column's; text and bytes may be by dictionary.
    pub(super) fn append(&mut self, array: &ArrayRef) -> Result<(), ParquetError> {
        self.spell_out();
        let Self { dictionary, form, indices, plain, deltas, .. } = self;
        match dictionary {
            Dictionary::Numbers(numbers) => match form {
                Encoded::ByIndex => {
                    indices.reserve(array.len());
                    each_number(array, |number| indices.push(numbers.index(number)))
                }
                Encoded::Plain => {
                    let width = numbers.width();
                    plain.reserve(array.len() * width);
                    each_number(array, |number| numbers::write_plain(number, width, plain))
                }
                Encoded::Deltas => each_number(array, |number| deltas.push(number)),
            },
            Dictionary::Words(words) => match (array.data_type(), form) {
                (DataType::Dictionary(..), Encoded::ByIndex) => {
                    let (keys, distinct) = by_number(array)?;
                    let mut numbers: Vec<Index> = Vec::with_capacity(distinct.len());
                    each_word(distinct, |word| numbers.push(words.index(word)))?;
                    let rows = keys.values();
                    indices.reserve(rows.len());
                    for_each_present(keys.nulls(), rows.len(), |row| indices.push(numbers[rows[row].as_usize()]));
                    Ok(())
                }
                (_, Encoded::ByIndex) => each_word(array, |word| indices.push(words.index(word))),
                _ => each_word(array, |word| words::write_plain(word, plain)),
            },
        }
    }

    /// Adds the one value of an array several times.
    pub(super) fn append_same(&mut self, value: &ArrayRef, times: usize) -> Result<(), ParquetError> {
        let Self { dictionary, form, plain, deltas, .. } = self;
        let mut index = None;
        match dictionary {
            Dictionary::Numbers(numbers) => each_number(value, |number| match form {
                Encoded::ByIndex => index = Some(numbers.index(number)),
                Encoded::Plain => (0..times).for_each(|_| numbers::write_plain(number, numbers.width(), plain)),
                Encoded::Deltas => deltas.push_same(number, times),
            })?,
            Dictionary::Words(words) => each_word(value, |word| match form {
                Encoded::ByIndex => index = Some(words.index(word)),
                _ => (0..times).for_each(|_| words::write_plain(word, plain)),
            })?,
        }
        if let Some(index) = index {
            if self.last.0 != index {
                self.spell_out();
            }
            self.last = (index, self.last.1 + times);
        }
        Ok(())
    }

    /// Puts the last index where the others are.
    fn spell_out(&mut self) {
        let (index, times) = std::mem::take(&mut self.last);
        self.indices.extend(std::iter::repeat_n(index, times));
    }

    /// Whether the dictionary is.
    pub(super) fn is_full(&self) -> bool {
        let most = match &self.dictionary {
            Dictionary::Words(_) => TEXT_DICTIONARY_BYTES,
            Dictionary::Numbers(_) => NUMBER_DICTIONARY_BYTES,
        };
        self.form == Encoded::ByIndex && self.dictionary.plain().len() >= most
    }

    /// From the next page on, values are stored as they are.
    pub(super) fn give_up_dictionary(&mut self) {
        self.form = Encoded::Plain;
    }

    /// Appends all to a page, and begins anew.
    pub(super) fn write(&mut self, page: &mut Vec<u8>) -> Encoded {
        // A column without any value needs no dictionary.
        let form = if self.form == Encoded::ByIndex && self.dictionary.len() == 0 { Encoded::Plain } else { self.form };
        match form {
            Encoded::ByIndex => {
                let width = (usize::BITS - (self.dictionary.len() - 1).leading_zeros()) as usize;
                page.push(width as u8);
                hybrid::encode(&self.indices, self.last, width, page);
            }
            Encoded::Plain => page.extend_from_slice(&self.plain),
            Encoded::Deltas => self.deltas.take(page),
        }
        self.indices.clear();
        self.last = (0, 0);
        self.plain.clear();
        form
    }

    /// Bytes that an array's words, so many times, would add to the page or to the dictionary, at most; of numbers, nothing.
    pub(super) fn word_bytes(&self, array: &ArrayRef, times: usize) -> Result<usize, ParquetError> {
        match (&self.dictionary, self.form) {
            (Dictionary::Numbers(_), _) => Ok(0),
            (Dictionary::Words(_), Encoded::ByIndex) => word_bytes(array),
            (Dictionary::Words(_), _) => Ok(row_bytes(array)?.saturating_mul(times)),
        }
    }

    /// Bytes that are stored as they are.
    pub(super) fn plain_bytes(&self) -> usize {
        self.plain.len()
    }

    /// Bytes of the page, about.
    pub(super) fn bytes(&self) -> usize {
        let width = (usize::BITS - self.dictionary.len().leading_zeros()) as usize;
        self.indices.len() * width / 8 + self.plain.len() + self.deltas.bytes()
    }

    /// The bytes of the dictionary page and its number of values, if there are any.
    pub(super) fn dictionary(&self) -> Option<(&[u8], usize)> {
        (self.dictionary.len() > 0).then(|| (self.dictionary.plain(), self.dictionary.len()))
    }
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
}
