//! Rows that are in no row group yet, as the table has them.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::compute::cast;
use arrow::datatypes::SchemaRef;
use datafusion::common::{Result, ScalarValue};

/// A batch of format 1's columns in the table's types, with the trace's constants behind.
pub(super) fn with_constants(batch: &RecordBatch, constants: &[ScalarValue], table: &SchemaRef) -> Result<RecordBatch> {
    let rows = batch.num_rows();
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(table.fields().len());
    for (column, field) in batch.columns().iter().zip(table.fields()) {
        columns.push(cast(column, field.data_type())?);
    }
    for constant in constants {
        columns.push(constant.to_array_of_size(rows)?);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(RecordBatch::try_new_with_options(Arc::clone(table), columns, &options)?)
}
