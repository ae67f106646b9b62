//! Files of older and newer minor versions, and of versions that are not readable.

#![allow(clippy::unwrap_used)]

mod rows;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, ListArray, RecordBatch, StringArray, TimestampNanosecondArray};
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use rows::{all, read};
use trapline_trace::{Error, Row, TraceFile};

/// Writes a Parquet file of these columns with these footer keys.
fn write(path: &Path, columns: Vec<(&str, ArrayRef)>, pairs: &[(&str, &str)]) {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    for (key, value) in pairs {
        writer.append_key_value_metadata(KeyValue::new((*key).to_owned(), (*value).to_owned()));
    }
    writer.close().unwrap();
}

const ID: (&str, &str) = ("trapline.id", "000000000000000000000000000000ff");
const KEYS: [(&str, &str); 3] =
    [("trapline.format", "1"), ID, ("trapline.recording", r#"{"tool": "rec 7", "new": 1}"#)];

fn base() -> Vec<(&'static str, ArrayRef)> {
    vec![
        ("seq", Arc::new(Int64Array::from(vec![1, 2]))),
        ("kind", Arc::new(StringArray::from(vec!["syscall", "weather"]))),
        ("ts", Arc::new(TimestampNanosecondArray::from(vec![10, 20]))),
    ]
}

#[test]
fn a_column_that_is_missing_is_null() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    write(&path, base(), &KEYS);
    let trace = TraceFile::open(&path).unwrap();
    assert_eq!(trace.metadata().tool, "rec 7");
    assert_eq!(trace.metadata().id.to_string(), ID.1);
    let batches = read(&trace);
    let rows = all(&batches);
    assert_eq!(rows[0], Row { seq: 1, kind: "syscall", ts: 10, ..Row::default() });
}

#[test]
fn a_kind_that_is_unknown_comes_through_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    write(&path, base(), &KEYS);
    let batches = read(&TraceFile::open(&path).unwrap());
    assert_eq!(all(&batches)[1].kind, "weather");
    assert!(trapline_trace::schema::Kind::of("weather").is_none());
    assert!(trapline_trace::schema::Kind::of("syscall").is_some());
}

#[test]
fn a_column_that_is_unknown_is_passed_over_wherever_it_stands() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut columns = base();
    columns.insert(0, ("wind", Arc::new(Int64Array::from(vec![3, 4]))));
    let nested = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)]), None]);
    columns.insert(2, ("gusts", Arc::new(nested)));
    columns.push(("syscall", Arc::new(StringArray::from(vec![Some("read"), None]))));
    write(&path, columns, &KEYS);
    let trace = TraceFile::open(&path).unwrap();
    assert!(trace.file_schema().column_with_name("wind").is_some());
    let batches = read(&trace);
    assert_eq!(all(&batches)[0], Row { seq: 1, kind: "syscall", ts: 10, syscall: Some("read"), ..Row::default() });
}

#[test]
fn a_known_column_of_another_type_is_an_error_that_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut columns = base();
    columns.push(("ret", Arc::new(StringArray::from(vec!["0", "1"]))));
    write(&path, columns, &KEYS);
    let error = TraceFile::open(&path).unwrap_err();
    assert!(matches!(error, Error::WrongType { column: "ret", .. }), "{error}");
    assert!(error.to_string().ends_with("column ret is Utf8 and has to be Int64"), "{error}");
}

#[test]
fn lists_are_read_whatever_their_elements_are_called() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let words = StringArray::from(vec!["ls", "-l"]);
    let offsets = arrow::buffer::OffsetBuffer::new(vec![0, 2, 2].into());
    let field = Arc::new(Field::new("item", DataType::Utf8, true));
    let mut columns = base();
    columns.push(("argv", Arc::new(ListArray::new(field, offsets, Arc::new(words), None))));
    write(&path, columns, &KEYS);
    let batches = read(&TraceFile::open(&path).unwrap());
    assert_eq!(all(&batches)[0].argv, Some(["ls".to_owned(), "-l".to_owned()].as_slice()));
}

#[test]
fn a_newer_format_is_refused_in_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    write(&path, base(), &[("trapline.format", "2")]);
    let error = TraceFile::open(&path).unwrap_err();
    assert!(matches!(error, Error::Newer { format: 2, .. }), "{error}");
    assert!(
        error.to_string().ends_with("is in format 2 and this version reads up to 1: use a newer version"),
        "{error}"
    );
}

#[test]
fn a_parquet_file_of_another_kind_is_not_a_trace() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("other.parquet");
    write(&path, base(), &[]);
    let error = TraceFile::open(&path).unwrap_err();
    assert!(matches!(error, Error::NotATrace { .. }), "{error}");
    assert!(error.to_string().contains("a Parquet file made by parquet-rs"), "{error}");
}

#[test]
fn footer_keys_that_make_no_sense_are_damage() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let recording = ("trapline.recording", "{}");
    let wrong: [&[(&str, &str)]; 5] = [
        &[("trapline.format", "one")],
        &[("trapline.format", "1"), recording],
        &[("trapline.format", "1"), ID],
        &[("trapline.format", "1"), ("trapline.id", "xyz"), recording],
        &[("trapline.format", "1"), ID, ("trapline.recording", "{")],
    ];
    for pairs in wrong {
        write(&path, base(), pairs);
        let error = TraceFile::open(&path).unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{pairs:?}: {error}");
    }
}

#[test]
fn what_this_version_writes_has_the_types_that_others_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    rows::small(&path, 5, 5).finish(&rows::started()).unwrap();
    let trace = TraceFile::open(&path).unwrap();
    let ours = trapline_trace::schema::arrow_schema();
    let theirs = trace.file_schema();
    assert_eq!(
        theirs.fields(),
        Schema::new(ours.fields().clone()).fields(),
        "types follow from Parquet's own, without hints"
    );
}
