//! The rows of a finished trace, as other programs would read them: plain Parquet, no code of Trapline's.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int16Type, Int32Type, Int64Type, TimeUnit, TimestampNanosecondType, UInt64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Any integer or timestamp.
    Int(i128),
    /// A string.
    Text(String),
    /// A list of strings.
    List(Vec<String>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A boolean.
    Bool(bool),
}

/// One row: its columns that are not null.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row(pub BTreeMap<String, Value>);

impl Row {
    /// A string column, or `""` where it is null.
    pub fn text(&self, column: &str) -> &str {
        match self.0.get(column) {
            Some(Value::Text(text)) => text,
            None => "",
            Some(other) => panic!("column {column} is no string: {other:?}"),
        }
    }

    /// An integer column.
    pub fn int(&self, column: &str) -> Option<i64> {
        match self.0.get(column) {
            Some(Value::Int(value)) => Some(i64::try_from(*value).unwrap()),
            None => None,
            Some(other) => panic!("column {column} is no integer: {other:?}"),
        }
    }

    /// A list column, empty where it is null.
    pub fn list(&self, column: &str) -> Vec<String> {
        match self.0.get(column) {
            Some(Value::List(list)) => list.clone(),
            None => Vec::new(),
            Some(other) => panic!("column {column} is no list: {other:?}"),
        }
    }
}

/// Every row of a finished trace, in the order of the file.
pub fn read(trace: &Path) -> Vec<Row> {
    let file = File::open(trace).unwrap_or_else(|error| panic!("{}: {error}", trace.display()));
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    reader.flat_map(|batch| rows_of(&batch.unwrap())).collect()
}

/// The rows of one kind.
pub fn of_kind(rows: &[Row], kind: &str) -> Vec<Row> {
    rows.iter().filter(|row| row.text("kind") == kind).cloned().collect()
}

fn rows_of(batch: &RecordBatch) -> Vec<Row> {
    let mut rows = vec![Row::default(); batch.num_rows()];
    for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
        for (index, row) in rows.iter_mut().enumerate().filter(|(index, _)| array.is_valid(*index)) {
            row.0.insert(field.name().clone(), value(array.as_ref(), index));
        }
    }
    rows
}

fn value(array: &dyn Array, index: usize) -> Value {
    match array.data_type() {
        DataType::Int16 => Value::Int(array.as_primitive::<Int16Type>().value(index).into()),
        DataType::Int32 => Value::Int(array.as_primitive::<Int32Type>().value(index).into()),
        DataType::Int64 => Value::Int(array.as_primitive::<Int64Type>().value(index).into()),
        DataType::UInt64 => Value::Int(array.as_primitive::<UInt64Type>().value(index).into()),
        DataType::Timestamp(TimeUnit::Nanosecond, None) => {
            Value::Int(array.as_primitive::<TimestampNanosecondType>().value(index).into())
        }
        DataType::Boolean => Value::Bool(array.as_boolean().value(index)),
        DataType::Utf8 => Value::Text(array.as_string::<i32>().value(index).to_owned()),
        DataType::Binary => Value::Bytes(array.as_binary::<i32>().value(index).to_owned()),
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(index);
            Value::List(items.as_string::<i32>().iter().map(|item| item.unwrap_or_default().to_owned()).collect())
        }
        other => panic!("format 1 has no columns of type {other}"),
    }
}
