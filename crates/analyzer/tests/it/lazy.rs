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

/// A number as plans print it.
fn count(text: &str) -> usize {
    let text: String = text.chars().take_while(|c| *c != ',' && *c != ']').collect();
    let (digits, factor) = match text.trim().strip_suffix(" K") {
        Some(thousands) => (thousands.to_owned(), 1000.0),
        None => (text.trim().to_owned(), 1.0),
    };
    (digits.parse::<f64>().unwrap() * factor) as usize
}

/// The rows that an operator of a plan gave, by EXPLAIN ANALYZE.
fn rows_of(plan: &str, operator: &str) -> Vec<usize> {
    let lines = plan.lines().filter(|line| line.contains(operator));
    lines.map(|line| count(line.split("output_rows=").nth(1).unwrap())).collect()
}

#[test]
fn the_first_rows_are_chosen_before_any_is_decoded() {
    let place = Place::new();
    let path = place.grouped("many.parquet", 5_000, |append| {
        for seq in 0..20_000 {
            append(Row { ret: Some(seq), ..call(seq, seq * MS, (seq * 7919) % 19_997, "read") });
        }
    });
    let session = open(&[&path]);
    for (sql, decoded) in [
        (
            "SELECT duration_ns AS d, args, coalesce(error, result) AS r FROM syscalls ORDER BY d DESC, t, seq LIMIT 20",
            20,
        ),
        ("SELECT args || '!' FROM syscalls WHERE syscall = 'read' ORDER BY t % 1000, seq DESC LIMIT 7", 7),
        ("SELECT * FROM syscalls ORDER BY bytes, duration_ns LIMIT 3", 3),
    ] {
        let plan = ask(&session, &format!("EXPLAIN ANALYZE {sql}"));
        let late: usize = rows_of(&plan, "LateProjection").iter().sum();
        // Each of two threads chooses its own first rows.
        assert!(late >= decoded && late <= 2 * decoded, "{sql}\n{plan}");
        let below = plan.split("LateProjection").nth(1).unwrap().split_once('\n').unwrap().1;
        assert!(!below.contains("syscall_args(") && !below.contains("result_text("), "{sql}\n{plan}");
    }
    // The same rows as when nothing is decoded late: a sort key that depends on the text.
    let late = "SELECT seq, args, result, duration_ns FROM syscalls ORDER BY duration_ns DESC, seq LIMIT 5";
    let early = "SELECT seq, args, result, duration_ns FROM syscalls ORDER BY duration_ns DESC, seq, args LIMIT 5";
    assert!(!ask(&session, &format!("EXPLAIN {early}")).contains("LateProjection"));
    assert_eq!(ask(&session, late), ask(&session, early));
    assert_eq!(ask(&session, late).lines().count(), 6);
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
    assert_eq!(rows_of(&plan, "DataSourceExec"), [50], "{plan}");
}
