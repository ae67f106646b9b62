//! What is not asked for is not computed.

use crate::fixture::{MS, Place, ask, call, open};
use trapline_trace::Row;

#[test]
fn arguments_are_decoded_only_where_they_are_selected() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    for sql in [
        "SELECT syscall, count(*), sum(duration_ns) FROM syscalls GROUP BY 1",
        "SELECT t, path FROM syscalls WHERE error = 'ENOENT'",
        "SELECT * FROM processes",
        "SELECT * FROM files",
        "SELECT * FROM sockets",
        "SELECT count(*) FROM errors",
    ] {
        let plan = ask(&session, &format!("EXPLAIN {sql}"));
        assert!(!plan.contains("syscall_args") && !plan.contains("memory"), "{sql}\n{plan}");
    }
    let plan = ask(&session, "EXPLAIN SELECT args FROM syscalls");
    assert!(plan.contains("syscall_args") && !plan.contains("result_text"), "{plan}");
}

#[test]
fn unused_columns_are_not_read() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let plan = ask(&session, "EXPLAIN SELECT sum(duration_ns) FROM syscalls");
    let scan = plan.lines().find(|line| line.contains("DataSourceExec")).unwrap();
    assert!(scan.contains("projection=[kind, duration_ns]"), "{scan}");
}

#[test]
fn counting_all_rows_reads_none() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let plan = ask(&session, "EXPLAIN SELECT count(*) FROM events");
    assert!(!plan.contains("DataSourceExec"), "{plan}");
}

/// The rows that the scan of a plan gave, by EXPLAIN ANALYZE.
fn scanned(plan: &str) -> usize {
    let scan = plan.lines().find(|line| line.contains("DataSourceExec")).unwrap();
    let number = scan.split("output_rows=").nth(1).unwrap();
    let text: String = number.chars().take_while(|c| *c != ',').collect();
    let (digits, factor) = match text.trim().strip_suffix(" K") {
        Some(thousands) => (thousands.to_owned(), 1000.0),
        None => (text.trim().to_owned(), 1.0),
    };
    (digits.parse::<f64>().unwrap() * factor) as usize
}

#[test]
fn the_slowest_calls_are_decoded_and_hardly_any_others() {
    let place = Place::new();
    let path = place.grouped("many.parquet", 50_000, |append| {
        for seq in 0..200_000 {
            // The slowest are spread over the file.
            append(call(seq, seq * MS, (seq * 7919) % 199_999, "read"));
        }
    });
    let session = open(&[&path]);
    let sql = "SELECT duration_ns, args, memory FROM syscalls ORDER BY duration_ns DESC LIMIT 20";
    let plan = ask(&session, &format!("EXPLAIN ANALYZE {sql}"));
    assert!(scanned(&plan) < 60_000, "{plan}");
}

#[test]
fn a_selective_filter_is_applied_before_wide_rows_are_read() {
    let place = Place::new();
    let path = place.finished("many.parquet", |append| {
        for seq in 0..50_000 {
            let path = if seq % 1000 == 0 { "/rare" } else { "/common" };
            append(Row { path: Some(path), ..call(seq, seq * MS, 100, "read") });
        }
    });
    let session = open(&[&path]);
    let plan = ask(&session, "EXPLAIN ANALYZE SELECT * FROM syscalls WHERE path = '/rare'");
    assert_eq!(scanned(&plan), 50, "{plan}");
}
