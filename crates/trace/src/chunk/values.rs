//! The values of the open page of a column, and the dictionary of all its pages.

use arrow::array::{Array, ArrayRef, AsArray, GenericByteArray, PrimitiveArray, StringArray};
use arrow::buffer::NullBuffer;
use arrow::compute::{max, min};
use arrow::datatypes::{
    ArrowNativeType, ArrowNumericType, ByteArrayType, DataType, Int16Type, Int32Type, Int64Type, TimeUnit,
    TimestampNanosecondType, UInt64Type,
};
use parquet::errors::ParquetError;

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

/// A column of text gives up its dictionary at this size. Programs that walk a tree name many files, and each of them
/// several times: twice the size without.
pub(crate) const TEXT_DICTIONARY_BYTES: usize = 4 << 20;

/// A column of numbers does at this size.
const NUMBER_DICTIONARY_BYTES: usize = 1 << 20;

/// A type of numbers, as 64 bits of which Parquet stores the lowest.
trait Number: ArrowNumericType {
    fn bits(value: Self::Native) -> u64;
}

macro_rules! numbers {
    ($($ty:ty)*) => {
        $(impl Number for $ty {
            #[inline]
            fn bits(value: Self::Native) -> u64 {
                value as i64 as u64
            }
        })*
    };
}

numbers! { Int16Type Int32Type Int64Type UInt64Type TimestampNanosecondType }

/// Calls a generic function with the type of an array of numbers; another value for other arrays.
macro_rules! with_type {
    ($array:expr, $function:ident($($argument:expr),*), $otherwise:expr) => {
        match $array.data_type() {
            DataType::Int16 => $function::<Int16Type>($array.as_primitive(), $($argument),*),
            DataType::Int32 => $function::<Int32Type>($array.as_primitive(), $($argument),*),
            DataType::Int64 => $function::<Int64Type>($array.as_primitive(), $($argument),*),
            DataType::UInt64 => $function::<UInt64Type>($array.as_primitive(), $($argument),*),
            DataType::Timestamp(TimeUnit::Nanosecond, None) => {
                $function::<TimestampNanosecondType>($array.as_primitive(), $($argument),*)
            }
            _ => $otherwise,
        }
    };
}

impl Values {
    /// Those of an empty column, `None` where it is none that is encoded here.
    pub(super) fn new(ty: ColumnType, encoding: Encoding) -> Option<Self> {
        let form = match encoding {
            Encoding::Dictionary => Encoded::ByIndex,
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

    /// Adds those of an array, whose type must be the column's; text may be by dictionary.
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
                    each_number(array, |number| numbers::write_plain(number, width, plain))
                }
                Encoded::Deltas => each_number(array, |number| deltas.push(number)),
            },
            Dictionary::Words(words) => match (array.data_type(), form) {
                (DataType::Dictionary(..), Encoded::ByIndex) => {
                    let (keys, text) = by_number(array)?;
                    let word = |word| words.index(text.value(word).as_bytes());
                    let numbers: Vec<Index> = (0..text.len()).map(word).collect();
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

/// The least and the greatest of an array of signed numbers.
pub(super) fn ends(array: &ArrayRef) -> Option<(i64, i64)> {
    fn of<T: Number>(array: &PrimitiveArray<T>) -> Option<(i64, i64)> {
        Some((T::bits(min(array)?) as i64, T::bits(max(array)?) as i64))
    }
    with_type!(array, of(), None)
}

/// Bytes of an array's words.
pub(super) fn word_bytes(array: &ArrayRef) -> usize {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().values().len(),
        DataType::Binary => array.as_binary::<i32>().values().len(),
        _ => by_number(array).map_or(0, |(_, words)| words.values().len()),
    }
}

/// Calls with each number of an array.
#[inline]
fn each_number(array: &ArrayRef, act: impl FnMut(u64)) -> Result<(), ParquetError> {
    #[inline]
    fn of<T: Number>(array: &PrimitiveArray<T>, mut act: impl FnMut(u64)) -> Result<(), ParquetError> {
        let values = array.values();
        for_each_present(array.nulls(), values.len(), |row| act(T::bits(values[row])));
        Ok(())
    }
    with_type!(array, of(act), Err(no_column(array)))
}

/// Calls with each word of an array.
fn each_word(array: &ArrayRef, mut act: impl FnMut(&[u8])) -> Result<(), ParquetError> {
    fn of<T: ByteArrayType>(words: &GenericByteArray<T>, mut act: impl FnMut(&[u8])) {
        for_each_present(words.nulls(), words.len(), |row| act(words.value(row).as_ref()));
    }
    match array.data_type() {
        DataType::Utf8 => of(array.as_string::<i32>(), act),
        DataType::Binary => of(array.as_binary::<i32>(), act),
        _ => {
            let (keys, text) = by_number(array)?;
            let rows = keys.values();
            for_each_present(keys.nulls(), rows.len(), |row| act(text.value(rows[row].as_usize()).as_bytes()));
        }
    }
    Ok(())
}

/// Rows that name words by number.
fn by_number(array: &ArrayRef) -> Result<(&PrimitiveArray<Int32Type>, &StringArray), ParquetError> {
    let array_by_number = array.as_dictionary_opt::<Int32Type>();
    let text = array_by_number.and_then(|array| Some((array.keys(), array.values().as_string_opt::<i32>()?)));
    text.ok_or_else(|| no_column(array))
}

fn no_column(array: &ArrayRef) -> ParquetError {
    ParquetError::General(format!("{} is no column's type", array.data_type()))
}

/// Calls for each row that has a value.
#[inline]
fn for_each_present(nulls: Option<&NullBuffer>, rows: usize, act: impl FnMut(usize)) {
    match nulls {
        None => (0..rows).for_each(act),
        Some(nulls) => nulls.valid_indices().for_each(act),
    }
}
