//! Filters restrict what counts, and invent nothing.

use trapline_analyzer::{Error, Filters, Moment, Session, SessionOptions};

use crate::fixture::{MS, Place, START, cells, filtered, open_with};

fn seqs(session: &Session) -> String {
    cells(session, "SELECT seq FROM syscalls ORDER BY seq").replace('\n', " ")
}

#[test]
fn processes_threads_and_descriptors_are_built_from_all_rows() {
    let place = Place::new();
    let path = place.story();
    let none = filtered(&[&path], Filters { where_sql: Some("syscall = 'write'".into()), ..Filters::default() });
    let all = filtered(&[&path], Filters::default());
    for view in ["processes", "threads", "fds", "losses", "traces"] {
        let sql = format!("SELECT * FROM {view} ORDER BY t, trace");
        assert_eq!(cells(&none, &sql), cells(&all, &sql), "{view}");
    }
    for view in ["events", "syscalls", "errors", "unreturned", "files", "sockets", "signals"] {
        let sql = format!("SELECT * FROM {view}");
        assert_ne!(cells(&none, &sql), cells(&all, &sql), "{view}");
    }
}

#[test]
fn processes_and_names_are_alternatives_and_conditions_add_up() {
    let place = Place::new();
    let path = place.story();
    let of = |filters| seqs(&filtered(&[&path], filters));
    assert_eq!(of(Filters { pid: vec![101], ..Filters::default() }), "12 13 14 16");
    assert_eq!(of(Filters { pid: vec![101, 7], comm: vec!["sh".into()], ..Filters::default() }), "12 13 14 16");
    assert_eq!(of(Filters { comm: vec!["it's".into()], ..Filters::default() }), "");
    let where_sql = Some("category = 'network' OR args LIKE '3, %' -- either".into());
    assert_eq!(of(Filters { where_sql: where_sql.clone(), ..Filters::default() }), "5 12");
    assert_eq!(of(Filters { where_sql, pid: vec![100], ..Filters::default() }), "5");
}

#[test]
fn a_window_keeps_the_calls_that_overlap_it() {
    let place = Place::new();
    let path = place.story();
    let of = |from: i64, to: i64| {
        let elapsed =
            Filters { from: Some(Moment::Elapsed(from)), to: Some(Moment::Elapsed(to)), ..Filters::default() };
        let epoch = Filters {
            from: Some(Moment::Epoch(START + from)),
            to: Some(Moment::Epoch(START + to)),
            ..Filters::default()
        };
        let found = seqs(&filtered(&[&path], elapsed));
        assert_eq!(found, seqs(&filtered(&[&path], epoch)));
        found
    };
    // 5 runs from 3 ms to 8 ms, 6 begins at 9 ms.
    assert_eq!(of(5 * MS, 6 * MS), "5");
    assert_eq!(of(8 * MS, 9 * MS), "5 6");
    assert_eq!(of(8 * MS + 1, 9 * MS - 1), "");
    // 16 never returned, 21 is an exit and not going on after its moment.
    assert_eq!(of(90 * MS, 95 * MS), "16");
    assert_eq!(of(98 * MS, 100 * MS), "16 21");
    assert_eq!(of(100 * MS, 101 * MS), "16");
}

#[test]
fn a_wrong_condition_is_the_options_fault() {
    let place = Place::new();
    let path = place.story();
    let fails = |sql: &str| {
        let filters = Filters { where_sql: Some(sql.to_owned()), ..Filters::default() };
        let error = open_with(&[&path], SessionOptions { filters, ..SessionOptions::default() }).unwrap_err();
        assert!(matches!(error, Error::Filter { option: "--where", .. }), "{sql}: {error:?}");
        error.to_string()
    };
    let all = ["pth = 'x'", "pid =", "pid = 1) OR (true", "1", "pid = 1; DROP VIEW events", "count(*) > 1", ""];
    let messages: Vec<String> = all.iter().map(|sql| format!("{sql:30} {}", fails(sql))).collect();
    insta::assert_snapshot!(messages.join("\n"), @r"
    pth = 'x'                      --where: no column named pth; did you mean 'events.path'?
    pid =                          --where: syntax error: Expected: an expression, found: EOF
    pid = 1) OR (true              --where: syntax error: Expected: end of expression, found: ) at Line: 1, Column: 8
    1                              --where: Cannot create filter with non-boolean predicate 'Int64(1)' returning Int64
    pid = 1; DROP VIEW events      --where: syntax error: Expected: end of expression, found: ; at Line: 1, Column: 8
    count(*) > 1                   --where: Aggregate functions are not allowed in the WHERE clause. Consider using HAVING instead
                                   --where: syntax error: Expected: an expression, found: EOF
    ");
}

#[test]
fn a_condition_may_ask_a_subquery() {
    let place = Place::new();
    let path = place.story();
    let where_sql = Some("duration_ns = (SELECT 5000000)".to_owned());
    assert_eq!(seqs(&filtered(&[&path], Filters { where_sql, ..Filters::default() })), "5");
}
