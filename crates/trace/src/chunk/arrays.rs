//! The values of a batch's arrays, one after the other.

use arrow::array::{Array, ArrayRef, AsArray, GenericByteArray, PrimitiveArray};
use arrow::buffer::NullBuffer;
use arrow::compute::{max, min};
use arrow::datatypes::{
    ArrowNativeType, ArrowNumericType, BinaryType, ByteArrayType, DataType, Int16Type, Int32Type, Int64Type, TimeUnit,
    TimestampNanosecondType, UInt64Type, Utf8Type,
};
use parquet::errors::ParquetError;

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

/// The least and the greatest of an array of signed numbers.
pub(super) fn ends(array: &ArrayRef) -> Option<(i64, i64)> {
    fn of<T: Number>(array: &PrimitiveArray<T>) -> Option<(i64, i64)> {
        Some((T::bits(min(array)?) as i64, T::bits(max(array)?) as i64))
    }
    with_type!(array, of(), None)
}

/// Bytes of an array's words, each once where rows name them by number.
pub(super) fn word_bytes(array: &ArrayRef) -> Result<usize, ParquetError> {
    match by_number(array) {
        Ok((_, words)) => row_bytes(words),
        Err(_) => row_bytes(array),
    }
}

/// Bytes of the words of all its rows.
pub(super) fn row_bytes(array: &ArrayRef) -> Result<usize, ParquetError> {
    let mut bytes = 0;
    each_word(array, |word| bytes += word.len())?;
    Ok(bytes)
}

/// Calls with each number of an array.
#[inline]
pub(super) fn each_number(array: &ArrayRef, act: impl FnMut(u64)) -> Result<(), ParquetError> {
    #[inline]
    fn of<T: Number>(array: &PrimitiveArray<T>, mut act: impl FnMut(u64)) -> Result<(), ParquetError> {
        let values = array.values();
        for_each_present(array.nulls(), values.len(), |row| act(T::bits(values[row])));
        Ok(())
    }
    with_type!(array, of(act), Err(no_column(array)))
}

/// Calls with each word of an array.
pub(super) fn each_word(array: &ArrayRef, act: impl FnMut(&[u8])) -> Result<(), ParquetError> {
    fn of<T: ByteArrayType>(words: &GenericByteArray<T>, mut act: impl FnMut(&[u8])) {
        for_each_present(words.nulls(), words.len(), |row| act(words.value(row).as_ref()));
    }
    fn of_numbers<T: ByteArrayType>(
        keys: &PrimitiveArray<Int32Type>,
        words: &GenericByteArray<T>,
        mut act: impl FnMut(&[u8]),
    ) {
        let rows = keys.values();
        for_each_present(keys.nulls(), rows.len(), |row| act(words.value(rows[row].as_usize()).as_ref()));
    }
    match array.data_type() {
        DataType::Utf8 => of::<Utf8Type>(array.as_bytes(), act),
        DataType::Binary => of::<BinaryType>(array.as_bytes(), act),
        _ => {
            let (keys, words) = by_number(array)?;
            match words.data_type() {
                DataType::Utf8 => of_numbers::<Utf8Type>(keys, words.as_bytes(), act),
                DataType::Binary => of_numbers::<BinaryType>(keys, words.as_bytes(), act),
                _ => return Err(no_column(array)),
            }
        }
    }
    Ok(())
}

/// Rows that name words by number.
pub(super) fn by_number(array: &ArrayRef) -> Result<(&PrimitiveArray<Int32Type>, &ArrayRef), ParquetError> {
    let by_number = array.as_dictionary_opt::<Int32Type>().ok_or_else(|| no_column(array))?;
    Ok((by_number.keys(), by_number.values()))
}

fn no_column(array: &ArrayRef) -> ParquetError {
    ParquetError::General(format!("{} is no column's type", array.data_type()))
}

/// Calls for each row that has a value.
#[inline]
pub(super) fn for_each_present(nulls: Option<&NullBuffer>, rows: usize, act: impl FnMut(usize)) {
    match nulls {
        None => (0..rows).for_each(act),
        Some(nulls) => nulls.valid_indices().for_each(act),
    }
}
