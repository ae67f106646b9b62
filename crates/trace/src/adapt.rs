//! Rows of any file of this format, as the columns that this version knows.
//!
//! A column that the file lacks is null, one that this version does not know is left out, and one of another type than
//! its own is an error: guessing would give wrong answers.

use std::path::Path;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, new_null_array};
use arrow::datatypes::{DataType, Schema, SchemaRef};

use crate::Error;
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
    check(path, batch.schema_ref())?;
    let has_seq = batch.column_by_name("seq").is_some();
    if !has_seq || batch.num_rows() > size / size_of::<i64>() {
        return Err(Error::damaged(path, "it has rows without a number"));
    }
    adapt(path, &batch, &schema::arrow_schema())
}
