//! Rows of any file of this format, as the columns that this version knows.
//!
//! A column that the file lacks is null, one that this version does not know is left out, and one of another type than
//! its own is an error: guessing would give wrong answers.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{AnyDictionaryArray, Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::{BinaryType, DataType, Int32Type, Schema, SchemaRef, Utf8Type};

use crate::Error;
use crate::columns::Filled;
use crate::journal::widen;
use crate::schema::{self, COLUMNS};

/// Checks that the columns which this version knows have their types.
pub(crate) fn check(path: &Path, found: &Schema) -> Result<(), Error> {
    for column in COLUMNS {
        let expected = column.ty.arrow();
        match found.column_with_name(column.name) {
            Some((_, field)) if !same(&expected, field.data_type()) => {
                let found = field.data_type().clone();
                return Err(Error::WrongType { path: path.to_owned(), column: column.name, expected, found });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether the types are equal, whatever a list calls its elements.
fn same(a: &DataType, b: &DataType) -> bool {
    match (a, b) {
        (DataType::List(a), DataType::List(b)) => a.data_type() == b.data_type(),
        _ => a == b,
    }
}

/// The batch with the columns of `to`, which are known ones, in its order. The types have been checked.
pub(crate) fn adapt(path: &Path, batch: &RecordBatch, to: &SchemaRef) -> Result<RecordBatch, Error> {
    let rows = batch.num_rows();
    let columns = to.fields().iter().map(|field| match batch.column_by_name(field.name()) {
        Some(column) => rename_elements(column, field.data_type()),
        None => new_null_array(field.data_type(), rows),
    });
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(to.clone(), columns.collect(), &options)
        .map_err(|error| Error::damaged(path, error))
}

/// A list's elements may have another name in the file; the values are the same.
fn rename_elements(column: &ArrayRef, to: &DataType) -> ArrayRef {
    if column.data_type() == to {
        return column.clone();
    }
    match column.to_data().into_builder().data_type(to.clone()).build() {
        Ok(data) => arrow::array::make_array(data),
        Err(_) => column.clone(),
    }
}

/// A batch out of the journal, of which nothing is certain, with all columns. `size` is what it took there: a batch
/// that claims more rows than fit is refused before anything is allocated for them.
pub(crate) fn journal_batch(path: &Path, batch: RecordBatch, size: usize) -> Result<RecordBatch, Error> {
    let has_seq = batch.column_by_name("seq").is_some_and(|seq| *seq.data_type() == DataType::Int64);
    if !has_seq || batch.num_rows() > size / size_of::<i64>() {
        return Err(Error::damaged(path, "it has rows without a number"));
    }
    let batch = spelled_out(path, batch)?;
    check(path, batch.schema_ref())?;
    adapt(path, &batch, &schema::arrow_schema())
}

/// What the journal keeps by dictionary, as a run or in fewer bytes, as it is in a file.
fn spelled_out(path: &Path, batch: RecordBatch) -> Result<RecordBatch, Error> {
    let damaged = |error| Error::damaged(path, error);
    let mut text = 0;
    let columns = batch.schema_ref().fields().iter().zip(batch.columns()).map(|(field, column)| {
        text += expanded_bytes(column);
        if text > MOST_TEXT {
            return Err(Error::damaged(path, "its words are longer than what a batch holds"));
        }
        // Whatever an unknown one is made of, nobody will look at it.
        let Some(known) = schema::column(field.name()) else { return Ok((field.clone(), column.clone())) };
        let known = known.ty.arrow();
        let plain = match column.data_type() {
            // Of words of another type nobody has counted what they take, and they are no column's.
            DataType::Dictionary(_, words) if **words == known => cast(column, words).map_err(damaged)?,
            DataType::RunEndEncoded(..) => {
                let value = only_run(column).filter(|value| *value.data_type() == known);
                let value = value.ok_or_else(|| Error::damaged(path, "it has a run of what is no column's"))?;
                Filled::Same { value, rows: column.len() }.spread()
            }
            _ => widen(column, &known),
        };
        Ok((Arc::new(field.as_ref().clone().with_data_type(plain.data_type().clone())), plain))
    });
    let (fields, columns): (Vec<_>, Vec<_>) = columns.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(damaged)
}

/// What the words of a column take with every one written out: a forged journal could name one long word in each of many rows.
fn expanded_bytes(column: &ArrayRef) -> usize {
    if let Some(value) = only_run(column) {
        return value.to_data().get_slice_memory_size().unwrap_or(usize::MAX).saturating_mul(column.len());
    }
    let Some(dictionary) = column.as_any_dictionary_opt() else { return 0 };
    let words = dictionary.values();
    if let Some(text) = words.as_bytes_opt::<Utf8Type>() {
        named_bytes(dictionary, text.offsets())
    } else if let Some(bytes) = words.as_bytes_opt::<BinaryType>() {
        named_bytes(dictionary, bytes.offsets())
    } else {
        0
    }
}

/// Bytes of the words of all rows, which begin and end there.
fn named_bytes(dictionary: &dyn AnyDictionaryArray, ends: &[i32]) -> usize {
    if ends.len() < 2 {
        return 0;
    }
    let keys = dictionary.normalized_keys();
    let present = (0..dictionary.len()).filter(|&row| dictionary.is_valid(row));
    present.fold(0, |sum, row| sum.saturating_add((ends[keys[row] + 1] - ends[keys[row]]) as usize))
}

/// The value of a column that is one run.
fn only_run(column: &ArrayRef) -> Option<ArrayRef> {
    let value = column.as_run_opt::<Int32Type>()?.values();
    (value.len() == 1).then(|| Arc::clone(value))
}

/// More text than this in a batch is no recording's: a batch is closed long before, and a row has at most 1 GiB.
const MOST_TEXT: usize = 2 << 30;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use arrow::array::{
        BinaryArray, DictionaryArray, Int8Array, Int32Array, Int64Array, IntervalYearMonthArray, LargeBinaryArray,
        RunArray, StringArray,
    };

    use super::*;

    /// A batch of 8 rows with a column of these runs beside their numbers.
    fn batch(name: &str, ends: Vec<i32>, values: ArrayRef) -> RecordBatch {
        let runs: ArrayRef = Arc::new(RunArray::<Int32Type>::try_new(&Int32Array::from(ends), &values).unwrap());
        let seq: ArrayRef = Arc::new(Int64Array::from_iter_values(0..8));
        RecordBatch::try_from_iter([("seq", seq), (name, runs)]).unwrap()
    }

    #[test]
    fn a_word_that_many_rows_name_counts_for_each() {
        const ROWS: i64 = 100_000;
        let read = |words: ArrayRef, name| {
            let seq: ArrayRef = Arc::new(Int64Array::from_iter_values(0..ROWS));
            let by_number: ArrayRef = Arc::new(DictionaryArray::new(Int8Array::from(vec![0; ROWS as usize]), words));
            journal_batch(
                Path::new("journal"),
                RecordBatch::try_from_iter([("seq", seq), (name, by_number)]).unwrap(),
                ROWS as usize * size_of::<i64>(),
            )
        };
        let (short, long) = ("x".repeat(10), "x".repeat(8 << 20));
        let too_long = |words, name| match read(words, name) {
            Ok(_) => false,
            Err(error) => error.to_string().contains("longer than what a batch holds"),
        };
        for (word, is_too_long) in [(&short, false), (&long, true)] {
            let bytes = BinaryArray::from(vec![word.as_bytes()]);
            assert_eq!(too_long(Arc::new(StringArray::from(vec![word.as_str()])), "path"), is_too_long);
            assert_eq!(too_long(Arc::new(bytes), "memory"), is_too_long);
        }
        assert!(read(Arc::new(BinaryArray::from(vec![short.as_bytes()])), "memory").is_ok());
        // Of another type, where nothing is written out, however much it would be.
        let long = LargeBinaryArray::from(vec![long.repeat(4).as_bytes()]);
        assert!(matches!(read(Arc::new(long), "memory"), Err(Error::WrongType { column: "memory", .. })));
    }

    #[test]
    fn a_run_is_read_where_it_is_a_columns_and_nothing_else_is() {
        let read = |batch| journal_batch(Path::new("journal"), batch, 1000);
        let word = || Arc::new(StringArray::from(vec!["sh"])) as ArrayRef;
        let found = read(batch("comm", vec![8], word())).unwrap();
        assert_eq!(found["comm"].as_string::<i32>().iter().collect::<Vec<_>>(), [Some("sh"); 8]);
        let words = Arc::new(StringArray::from(vec!["sh", "ls"])) as ArrayRef;
        assert!(read(batch("comm", vec![4, 8], words)).is_err(), "two runs");
        let interval = || Arc::new(IntervalYearMonthArray::from(vec![1])) as ArrayRef;
        assert!(read(batch("comm", vec![8], interval())).is_err(), "of another type");
        assert_eq!(read(batch("unheard_of", vec![8], interval())).unwrap().num_rows(), 8);
        let long = Arc::new(StringArray::from(vec!["x".repeat(1 << 20).repeat(300)])) as ArrayRef;
        assert!(read(batch("comm", vec![8], long)).is_err(), "more text than a batch holds");
    }
}
