//! The buffer of one column, for each type of column.
//!
//! A buffer is told the row's position with each value, so rows without a value need no call's worth of work: the gap is
//! filled when the next value comes, or when the batch ends. A column without any value in a batch yields no array at all.
//! Nor is anything stored while a column has had the same value in every row, as those that tell a program's calls from
//! others' have in a batch of one program.
//!
//! `push` adds up the bytes that values take beyond their fixed share. A value of more than [`MAX_ROW_BYTES`] is
//! counted and left out; the writer refuses its row by that count.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, ListArray, PrimitiveArray, StringArray};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{
    ArrowNativeType, ArrowPrimitiveType, Int16Type, Int32Type, Int64Type, TimestampNanosecondType, UInt64Type,
};

use super::bits::Bits;
use super::filled::{FEW_ROWS, Filled};
use crate::schema::list_element;

/// The most bytes that one row may have. A batch ends long before this many, so that its offsets fit 32 bits.
pub(crate) const MAX_ROW_BYTES: usize = 1 << 30;

/// What every column's buffer can do.
pub(crate) trait ColumnBuffer: Default {
    /// The column of this batch's `rows` rows, `None` where no row has a value. Leaves the buffer empty.
    fn take(&mut self, rows: usize) -> Option<Filled>;

    /// Takes back the memory of an array that [`take`](Self::take) made, if nobody else has it any more: fresh memory
    /// for each batch would cost more than filling it.
    fn reuse(&mut self, array: ArrayRef);
}

/// Numbers.
#[derive(Debug)]
pub(crate) struct Primitive<T: ArrowPrimitiveType> {
    /// The rows before this one all have the value `first`, and nothing else is stored of them while there are no `values`.
    same: usize,
    first: T::Native,
    values: Vec<T::Native>,
    present: Bits,
}

pub(crate) use super::words::{Binary, Utf8};

pub(crate) type Int16 = Primitive<Int16Type>;
pub(crate) type Int32 = Primitive<Int32Type>;
pub(crate) type Int64 = Primitive<Int64Type>;
pub(crate) type UInt64 = Primitive<UInt64Type>;
pub(crate) type Timestamp = Primitive<TimestampNanosecondType>;

impl<T: ArrowPrimitiveType> Default for Primitive<T> {
    fn default() -> Self {
        Self { same: 0, first: T::Native::default(), values: Vec::new(), present: Bits::default() }
    }
}

impl<T: ArrowPrimitiveType> Primitive<T> {
    // Most columns of a row have no value: that must not cost a call.
    #[inline(always)]
    pub(crate) fn push(&mut self, row: usize, value: impl Into<Option<T::Native>>, _bytes: &mut usize) {
        if let Some(value) = value.into() {
            self.add(row, value);
        }
    }

    #[inline(always)]
    fn add(&mut self, row: usize, value: T::Native) {
        if self.same == row && (self.first == value || row == 0) {
            self.first = value;
            self.same = row + 1;
            return;
        }
        if self.values.len() != row {
            self.skip_to(row);
        }
        self.values.push(value);
        self.present.set(row);
    }

    /// Goes over to stored values, as far as this row: those of the rows that all have the same one, and none.
    fn skip_to(&mut self, row: usize) {
        if self.values.is_empty() {
            self.values.resize(self.same, self.first);
            self.present.set_first(self.same);
        }
        fill_up(&mut self.values, row, T::Native::default());
    }
}

impl<T: ArrowPrimitiveType> ColumnBuffer for Primitive<T> {
    fn take(&mut self, rows: usize) -> Option<Filled> {
        if self.same == 0 && self.values.is_empty() {
            return None;
        }
        if self.same == rows && rows >= FEW_ROWS {
            self.same = 0;
            return Some(Filled::Same { value: Arc::new(PrimitiveArray::<T>::from_value(self.first, 1)), rows });
        }
        self.skip_to(rows);
        self.same = 0;
        let values = ScalarBuffer::from(std::mem::take(&mut self.values));
        Some(Filled::Each(Arc::new(PrimitiveArray::<T>::new(values, self.present.take_nulls(rows)))))
    }

    fn reuse(&mut self, array: ArrayRef) {
        if let Some(values) = array.as_primitive_opt::<T>().map(|array| array.values().inner().clone()) {
            drop(array);
            reclaim(&mut self.values, values);
        }
    }
}

/// Makes it this long, of which mostly little is missing.
#[inline]
pub(super) fn fill_up<V: Copy>(values: &mut Vec<V>, length: usize, value: V) {
    const LITTLE: usize = 8;
    if length - values.len() > LITTLE {
        values.resize(length, value);
    }
    while values.len() < length {
        values.push(value);
    }
}

/// Truth values.
#[derive(Debug, Default)]
pub(crate) struct Boolean {
    present: Bits,
    values: Bits,
}

impl Boolean {
    #[inline]
    pub(crate) fn push(&mut self, row: usize, value: Option<bool>, _bytes: &mut usize) {
        if let Some(value) = value {
            self.present.set(row);
            if value {
                self.values.set(row);
            }
        }
    }
}

impl ColumnBuffer for Boolean {
    fn take(&mut self, rows: usize) -> Option<Filled> {
        if self.present.is_empty() {
            return None;
        }
        Some(Filled::Each(Arc::new(BooleanArray::new(self.values.take(rows), self.present.take_nulls(rows)))))
    }

    /// A bit a row is not worth it.
    fn reuse(&mut self, _array: ArrayRef) {}
}

/// Bytes of varying length, one value after the other.
#[derive(Debug, Default)]
struct Bytes {
    /// Where each value begins; the last one ends at the end of `bytes`.
    begins: Vec<i32>,
    bytes: Vec<u8>,
    present: Bits,
}

impl Bytes {
    #[inline]
    fn push(&mut self, row: usize, value: &[u8]) {
        if value.len() <= MAX_ROW_BYTES {
            let begin = self.bytes.len() as i32;
            if self.begins.len() != row {
                self.begins.resize(row, begin);
            }
            self.begins.push(begin);
            self.bytes.extend_from_slice(value);
            self.present.set(row);
        }
    }

    /// Offsets, bytes and validity of `rows` rows.
    fn take(&mut self, rows: usize) -> Option<(OffsetBuffer<i32>, Vec<u8>, Option<NullBuffer>)> {
        if self.begins.is_empty() {
            return None;
        }
        self.begins.resize(rows + 1, self.bytes.len() as i32);
        let begins = OffsetBuffer::new(std::mem::take(&mut self.begins).into());
        Some((begins, std::mem::take(&mut self.bytes), self.present.take_nulls(rows)))
    }
}

/// Lists of text.
#[derive(Debug, Default)]
pub(crate) struct Utf8List {
    begins: Vec<i32>,
    words: Bytes,
    count: usize,
    present: Bits,
}

impl Utf8List {
    // Most rows have none: that must not cost a call.
    #[inline(always)]
    pub(crate) fn push(&mut self, row: usize, value: Option<&[String]>, bytes: &mut usize) {
        if let Some(words) = value {
            *bytes += self.add(row, words);
        }
    }

    #[inline(never)]
    fn add(&mut self, row: usize, words: &[String]) -> usize {
        // A word counts for its offset too, so that their number is bounded as well.
        let bytes = words.iter().map(|word| word.len() + size_of::<i32>()).sum();
        if bytes <= MAX_ROW_BYTES {
            self.begins.resize(row + 1, self.count as i32);
            for word in words {
                self.words.push(self.count, word.as_bytes());
                self.count += 1;
            }
            self.present.set(row);
        }
        bytes
    }
}

impl ColumnBuffer for Utf8List {
    fn take(&mut self, rows: usize) -> Option<Filled> {
        if self.present.is_empty() {
            return None;
        }
        let count = std::mem::take(&mut self.count);
        self.begins.resize(rows + 1, count as i32);
        let offsets = OffsetBuffer::new(std::mem::take(&mut self.begins).into());
        let words = match self.words.take(count) {
            Some((offsets, bytes, nulls)) => StringArray::new(offsets, bytes.into(), nulls),
            None => StringArray::new_null(0),
        };
        let nulls = self.present.take_nulls(rows);
        Some(Filled::Each(Arc::new(ListArray::new(list_element(), offsets, Arc::new(words), nulls))))
    }

    /// Few rows have lists.
    fn reuse(&mut self, _array: ArrayRef) {}
}

/// Makes a buffer's memory that of an empty vector again, if nobody else has it and the vector has none yet.
pub(super) fn reclaim<T: ArrowNativeType>(vector: &mut Vec<T>, buffer: Buffer) {
    if let Ok(mut memory) = buffer.into_vec::<T>()
        && vector.capacity() == 0
        && memory.capacity() * size_of::<T>() <= MOST_REUSED
    {
        memory.clear();
        *vector = memory;
    }
}

/// More memory than this is given back: an ordinary batch has less, and one with an enormous value should not be kept.
const MOST_REUSED: usize = 32 << 20;
