//! What a flush makes safe while a recording goes on, and how.

#![allow(clippy::unwrap_used)]

mod rows;

use proptest::prelude::*;
use rows::{call, sequence, small, soon, started, unfinished};
use trapline_trace::{Row, State, TraceFile, TraceWriter, WriterOptions};

#[test]
fn a_recording_that_goes_on_shows_all_rows_of_the_last_flush_and_calls_in_progress() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = small(&path, 10, 4);
    (1..=25).for_each(|seq| writer.append(&call(seq)).unwrap());
    writer.flush([unfinished(26), unfinished(27)]).unwrap();
    let trace = TraceFile::open(&path).unwrap();
    assert_eq!(trace.path(), dir.path().join("trace.parquet.part"));
    assert_eq!(sequence(&trace), (1..=27).collect::<Vec<_>>());
    assert_eq!(trace.rows(), 27);
    assert_eq!(trace.parquet().num_row_groups(), 2);
    let until_ns = call(25).ts + 304;
    assert!(until_ns < call(27).ts, "the latest moment is when a call in progress began");
    assert_eq!(trace.state(), State::Recording { until_ns: call(27).ts });
}

#[test]
fn a_call_that_was_in_progress_and_has_ended_is_there_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = small(&path, 10, 3);
    writer.append(&call(1)).unwrap();
    writer.flush([unfinished(2), unfinished(3)]).unwrap();
    [4, 2, 5].iter().for_each(|&seq| writer.append(&call(seq)).unwrap());
    writer.flush([unfinished(3)]).unwrap();
    assert_eq!(sequence(&TraceFile::open(&path).unwrap()), [1, 4, 2, 5, 3]);
    // Fills a row group, which starts the journal anew.
    [6, 3, 7, 8, 9, 10].iter().for_each(|&seq| writer.append(&call(seq)).unwrap());
    soon(|| TraceFile::open(&path).unwrap().parquet().num_row_groups() == 1);
    assert_eq!(sequence(&TraceFile::open(&path).unwrap()), [1, 4, 2, 5, 6, 3, 7, 8, 9, 10]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_a_flush_all_rows_are_there_whatever_makes_them_safe(
        flushes in prop::collection::vec(0..30_i64, 1..8),
        (batch_rows, row_group_rows, unsaved_rows, early_groups) in (1..8_usize, 1..60_usize, 0..20_usize, 0..4_usize),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("trace.parquet");
        let options =
            WriterOptions { batch_rows, row_group_rows, unsaved_rows, early_groups, ..WriterOptions::default() };
        let mut writer = TraceWriter::create(&path, &started(), options).unwrap();
        let mut seq = 0;
        for rows in flushes {
            for _ in 0..rows {
                seq += 1;
                writer.append(&call(seq)).unwrap();
            }
            writer.flush([unfinished(seq + 1)]).unwrap();
            prop_assert_eq!(sequence(&TraceFile::open(&path).unwrap()), (1..=seq + 1).collect::<Vec<_>>());
        }
        writer.finish(&started()).unwrap();
        prop_assert_eq!(sequence(&TraceFile::open(&path).unwrap()), (1..=seq).collect::<Vec<_>>());
    }
}

#[test]
fn where_much_comes_between_flushes_they_close_row_groups_up_to_a_number() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let options = WriterOptions { batch_rows: 4, unsaved_rows: 8, early_groups: 2, ..WriterOptions::default() };
    let mut writer = TraceWriter::create(&path, &started(), options).unwrap();
    let mut seq = 0;
    for (rows, row_groups) in [(3, 0), (11, 0), (12, 1), (11, 1), (12, 2), (30, 2)] {
        for _ in 0..rows {
            seq += 1;
            writer.append(&call(seq)).unwrap();
        }
        writer.flush([]).unwrap();
        let trace = TraceFile::open(&path).unwrap();
        assert_eq!((trace.rows() as i64, trace.parquet().num_row_groups()), (seq, row_groups), "{rows} rows");
    }
}

#[test]
fn row_groups_that_are_half_full_may_be_any_number() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let options = WriterOptions {
        batch_rows: 4,
        unsaved_rows: 8,
        early_groups: 1,
        row_group_rows: 24,
        ..WriterOptions::default()
    };
    let mut writer = TraceWriter::create(&path, &started(), options).unwrap();
    for row_groups in 1..=3 {
        (1..=12).for_each(|seq| writer.append(&call(seq)).unwrap());
        writer.flush([]).unwrap();
        assert_eq!(TraceFile::open(&path).unwrap().parquet().num_row_groups(), row_groups);
    }
}

#[test]
fn much_are_also_a_few_long_rows_whose_memory_is_used_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let options = WriterOptions { batch_rows: 4, unsaved_bytes: 10_000, ..WriterOptions::default() };
    let mut writer = TraceWriter::create(&path, &started(), options).unwrap();
    let data = [7; 5_000];
    for (length, row_groups) in [(5_000, 1), (5, 1), (5, 1), (5_000, 2)] {
        (1..=9).for_each(|seq| writer.append(&Row { data: Some(&data[..length]), ..call(seq) }).unwrap());
        writer.flush([]).unwrap();
        assert_eq!(TraceFile::open(&path).unwrap().parquet().num_row_groups(), row_groups, "{length} bytes");
    }
}

#[test]
fn each_flush_replaces_the_calls_in_progress() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = small(&path, 100, 100);
    writer.flush([unfinished(1), unfinished(2)]).unwrap();
    assert_eq!(sequence(&TraceFile::open(&path).unwrap()), [1, 2]);
    writer.append(&call(1)).unwrap();
    writer.flush([unfinished(2), unfinished(3)]).unwrap();
    assert_eq!(sequence(&TraceFile::open(&path).unwrap()), [1, 2, 3]);
    writer.flush([]).unwrap();
    assert_eq!(sequence(&TraceFile::open(&path).unwrap()), [1]);
}

#[test]
fn calls_in_progress_are_still_known_after_a_row_group() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = small(&path, 2, 2);
    writer.flush([unfinished(1)]).unwrap();
    (2..=3).for_each(|seq| writer.append(&call(seq)).unwrap());
    soon(|| sequence(&TraceFile::open(&path).unwrap()) == [2, 3, 1]);
}
