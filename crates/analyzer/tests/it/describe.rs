//! What a session says of itself.

use arrow::array::AsArray;
use trapline_analyzer::{Answer, Session};

use crate::fixture::{Place, open};

fn rows(answer: Answer) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for batch in answer {
        let batch = batch.unwrap();
        for row in 0..batch.num_rows() {
            rows.push(batch.columns().iter().map(|column| column.as_string::<i32>().value(row).to_owned()).collect());
        }
    }
    rows
}

const VIEWS: [(&str, &str); 11] = [
    ("syscalls", include_str!("../../src/views/syscalls.sql")),
    ("errors", include_str!("../../src/views/errors.sql")),
    ("unreturned", include_str!("../../src/views/unreturned.sql")),
    ("operations", include_str!("../../src/views/operations.sql")),
    ("files", include_str!("../../src/views/files.sql")),
    ("sockets", include_str!("../../src/views/sockets.sql")),
    ("signals", include_str!("../../src/views/signals.sql")),
    ("processes", include_str!("../../src/views/processes.sql")),
    ("threads", include_str!("../../src/views/threads.sql")),
    ("fds", include_str!("../../src/views/fds.sql")),
    ("losses", include_str!("../../src/views/losses.sql")),
];

#[test]
fn every_column_of_every_view_has_a_unit_and_a_meaning() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let units = ["ns", "bytes", "count", "ratio", "time", "text", "id"];
    for row in rows(session.schema(None).unwrap()) {
        assert!(units.contains(&row[3].as_str()) && !row[4].is_empty(), "{row:?}");
    }
}

#[test]
fn every_view_has_times_and_a_trace() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    for (view, _) in VIEWS.into_iter().chain([("events", ""), ("traces", "")]) {
        let columns = rows(session.schema(Some(view)).unwrap());
        for (name, ty) in [("t", "Int64"), ("end_t", "Int64"), ("trace", "Utf8")] {
            assert!(columns.iter().any(|row| row[1] == name && row[2] == ty), "{view}.{name}");
        }
    }
}

#[test]
fn no_documentation_speaks_of_a_column_that_is_not_there() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    for (view, text) in VIEWS {
        let columns = rows(session.schema(Some(view)).unwrap());
        for line in text.lines().filter_map(|line| line.strip_prefix("-- column ")) {
            let name = line.split(' ').next().unwrap();
            assert!(columns.iter().any(|row| row[1] == name), "{view}.{name}");
        }
    }
}

#[test]
fn an_unknown_view_is_an_error_that_lists_the_known_ones() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let error = session.schema(Some("syscall")).unwrap_err().to_string();
    assert!(error.contains("syscall;") && error.contains("processes"), "{error}");
}

#[test]
fn views_and_functions_are_listed_with_their_meanings() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let views = rows(session.views());
    assert_eq!(views.len(), VIEWS.len() + 2);
    assert!(views.iter().all(|row| row[1].starts_with("one row for ")), "{views:?}");
    assert!(rows(session.functions()).iter().any(|row| row[0].starts_with("epoch_ns(ts)")));
}

#[test]
fn info_gives_the_known_facts_of_each_trace() {
    let place = Place::new();
    let session: Session = open(&[&place.story()]);
    let facts = rows(session.info());
    let value = |key: &str| facts.iter().find(|row| row[1] == key).map(|row| row[2].as_str());
    assert_eq!(value("command"), Some("cat /etc/passwd"));
    assert_eq!(value("start"), Some("2026-11-23 18:00:00.000000000"));
    assert_eq!(value("state"), Some("finished"));
    assert_eq!(value("lost"), Some("3"));
    assert_eq!(value("signal"), None);
    assert_eq!(session.unknown_rows().unwrap(), 0);
}
