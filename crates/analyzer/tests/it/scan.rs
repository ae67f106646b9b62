//! Rows from files of every state.

use std::fs::File;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampNanosecondArray};
use arrow::datatypes::Schema;
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::WriterProperties;
use trapline_trace::{Row, TraceFile, TraceWriter, WriterOptions};

use crate::fixture::{MS, Place, START, ask, call, cells, metadata, open, story};

/// A trace written by another program: some columns, two row groups, whatever order it likes to claim.
fn foreign(place: &Place, groups: &[Vec<i64>], claims: bool, extra: bool) -> std::path::PathBuf {
    let genuine = TraceFile::open(&place.finished("genuine.parquet", |_| {})).unwrap();
    let pairs = genuine.parquet().file_metadata().key_value_metadata().unwrap().clone();
    let sorting = claims.then(|| vec![SortingColumn { column_idx: 1, descending: false, nulls_first: false }]);
    let properties = WriterProperties::builder().set_sorting_columns(sorting).set_key_value_metadata(Some(
        pairs.into_iter().filter(|pair: &KeyValue| pair.key.starts_with("trapline.")).collect(),
    ));
    let columns = |at: &[i64]| -> Vec<(&str, ArrayRef)> {
        let seq: Int64Array = at.iter().copied().collect();
        let ts: TimestampNanosecondArray = at.iter().map(|at| Some(START + at)).collect();
        let kind: StringArray = at.iter().map(|_| Some("syscall")).collect();
        let mut columns: Vec<(&str, ArrayRef)> =
            vec![("seq", Arc::new(seq)), ("ts", Arc::new(ts)), ("kind", Arc::new(kind))];
        if extra {
            columns.push(("weather", Arc::new(at.iter().map(|_| Some("rain")).collect::<StringArray>())));
        }
        columns
    };
    let batch = |at: &[i64]| {
        RecordBatch::try_from_iter_with_nullable(columns(at).into_iter().map(|(name, column)| (name, column, true)))
            .unwrap()
    };
    let schema: Arc<Schema> = batch(&[]).schema();
    let path = place.path("foreign.parquet");
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), schema, Some(properties.build())).unwrap();
    for group in groups {
        writer.write(&batch(group)).unwrap();
        writer.flush().unwrap();
    }
    writer.close().unwrap();
    path
}

#[test]
fn a_claimed_order_of_overlapping_row_groups_is_ignored() {
    let place = Place::new();
    let path = foreign(&place, &[vec![0, 2, 4, 6], vec![1, 3, 5, 7]], true, false);
    let session = open(&[&path]);
    assert_eq!(cells(&session, "SELECT t FROM events ORDER BY ts LIMIT 4"), "0\n1\n2\n3");
    assert_eq!(cells(&session, "SELECT t FROM syscalls ORDER BY ts"), "0\n1\n2\n3\n4\n5\n6\n7");
    assert_eq!(
        cells(&session, "SELECT max(ts) - min(ts) FROM events GROUP BY kind"),
        cells(&session, "SELECT make_timestamp_ns(7) - make_timestamp_ns(0)")
    );
}

#[test]
fn missing_columns_are_null_and_unknown_ones_are_not_there() {
    let place = Place::new();
    let path = foreign(&place, &[vec![5]], false, true);
    let session = open(&[&path]);
    assert_eq!(cells(&session, "SELECT seq, t, path, args, duration_ns, argv, memory FROM syscalls"), "5,5,,,,,");
    assert_eq!(cells(&session, "SELECT count(*) FROM events WHERE path IS NULL AND comm IS NULL"), "1");
    assert_eq!(cells(&session, "SELECT count(*) FROM events WHERE path = 'x' OR fd = 3"), "0");
    assert!(!ask(&session, "SELECT * FROM events").contains("weather"));
}

#[test]
fn an_unfinished_trace_is_read_with_its_tail() {
    let place = Place::new();
    let path = place.path("cut.parquet");
    let options = WriterOptions { row_group_rows: 10, ..WriterOptions::default() };
    let mut writer = TraceWriter::create(&path, &metadata(), options).unwrap();
    for seq in 0..25 {
        writer.append(&call(seq, seq * MS, seq, "read")).unwrap();
    }
    let inside = Row { duration_ns: None, ret: None, outcome: Some("unfinished"), ..call(25, 25 * MS, 0, "read") };
    writer.flush([inside]).unwrap();
    drop(writer);

    let file = TraceFile::open(&path).unwrap();
    assert!(file.parquet().num_row_groups() > 0 && !file.tail().is_empty(), "both kinds of rows are there");
    let session = open(&[&path]);
    assert_eq!(cells(&session, "SELECT count(*), sum(duration_ns), min(seq), max(seq) FROM syscalls"), "26,300,0,25");
    assert_eq!(cells(&session, "SELECT seq FROM syscalls WHERE outcome = 'unfinished'"), "25");
    assert_eq!(cells(&session, "SELECT seq FROM syscalls ORDER BY duration_ns DESC LIMIT 2"), "24\n23");
    assert_eq!(cells(&session, "SELECT args FROM syscalls WHERE seq IN (1, 24) ORDER BY seq").lines().count(), 2);
    assert_eq!(cells(&session, "SELECT trace, state FROM traces"), "cut,cut short");
    assert_eq!(cells(&session, "SELECT trace FROM events WHERE seq = 24"), "cut");
}

#[test]
fn a_recording_that_has_only_begun_is_read() {
    let place = Place::new();
    let path = place.path("new.parquet");
    let mut writer = TraceWriter::create(&path, &metadata(), WriterOptions::default()).unwrap();
    let session = open(&[&path]);
    assert_eq!(cells(&session, "SELECT count(*) FROM events"), "0");
    assert_eq!(ask(&session, "SELECT path FROM files"), "path\n");
    assert_eq!(cells(&session, "SELECT state FROM traces"), "recording");
    writer.append(&call(1, 0, 1, "read")).unwrap();
    writer.flush([]).unwrap();
    assert_eq!(cells(&open(&[&path]), "SELECT count(*) FROM events"), "1");
}

#[test]
fn several_traces_are_told_apart() {
    let place = Place::new();
    let one = place.finished("one.parquet", story);
    let two = place.grouped("two.parquet", 3, story);
    let session = open(&[&one, &two]);
    assert_eq!(
        cells(&session, "SELECT trace, count(*), count(DISTINCT upid) FROM syscalls GROUP BY 1 ORDER BY 1"),
        "one,11,2\ntwo,11,2"
    );
    assert_eq!(cells(&session, "SELECT count(*) FROM events WHERE trace = 'two'"), "22");
    assert_eq!(cells(&session, "SELECT trace, calls FROM processes WHERE upid = 1 ORDER BY 1"), "one,7\ntwo,7");
    assert_eq!(cells(&session, "SELECT count(*) FROM traces"), "2");
}

#[test]
fn row_groups_do_not_change_the_answer() {
    let place = Place::new();
    let one = open(&[&place.finished("one.parquet", story)]);
    let many = open(&[&place.grouped("many.parquet", 1, story)]);
    for view in ["events", "syscalls", "errors", "files", "sockets", "signals", "processes", "threads", "fds", "losses"]
    {
        let sql = format!("SELECT * EXCLUDE (trace) FROM {view} ORDER BY t, end_t");
        let both = [&one, &many].map(|session| {
            let text = ask(session, &sql);
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        });
        assert_eq!(both[0], both[1], "{view}");
    }
}

#[test]
fn a_trace_without_rows_has_empty_views() {
    let place = Place::new();
    let session = open(&[&place.finished("empty.parquet", |_| {})]);
    for view in ["events", "syscalls", "errors", "files", "sockets", "signals", "processes", "threads", "fds", "losses"]
    {
        assert_eq!(cells(&session, &format!("SELECT count(*) FROM {view}")), "0", "{view}");
    }
}
