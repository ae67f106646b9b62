//! Which traces are read, and traces without an end.

use std::fs;

use insta::assert_snapshot;

use crate::fixture::{Place, story};

#[test]
fn several_traces_directories_and_globs_are_read_together() {
    let place = Place::empty();
    fs::create_dir(place.path("runs")).unwrap();
    place.record("runs/a.parquet", story());
    place.record("runs/b.parquet", story());
    let count = |words: &[&str]| {
        let sql = "SELECT trace, count(*) AS calls FROM syscalls GROUP BY 1 ORDER BY 1";
        place.answer(&[words, &[sql, "--format", "csv"]].concat())
    };
    let both = "trace,calls\na,9\nb,9\n";
    assert_eq!(count(&["runs"]), both);
    assert_eq!(count(&["runs/*.parquet"]), both);
    assert_eq!(count(&["runs/a.parquet", "runs/b.parquet"]), both);
    assert_eq!(count(&["runs/b.parquet"]), "trace,calls\nb,9\n");
}

#[test]
fn a_recording_that_was_cut_short_is_read_and_said_to_be() {
    let place = Place::empty();
    place.cut_short("trace.parquet");
    let ended = place.run(&["summary"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.out.contains("9 calls considered"), "{}", ended.out);
    let note = "analyze: trace.parquet.part: the recording was cut short; to make a finished trace: analyze recover trace.parquet.part\n";
    assert_eq!(ended.err, note);
    let overview = place.run::<&str>(&[]);
    assert!(overview.out.contains("recording cut short"), "{}", overview.out);
}

#[test]
fn a_recording_that_was_cut_short_is_recovered() {
    let place = Place::empty();
    place.cut_short("trace.parquet");
    assert_eq!(place.answer(&["recover"]), "trace.parquet: 13 rows saved\n");
    let ended = place.run(&["summary"]);
    assert!(ended.out.contains("9 calls considered"), "{}", ended.out);
    assert_eq!(ended.err, "analyze: trace.parquet was recovered from a recording that was cut short\n");
    let left: Vec<_> = fs::read_dir(place.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["trace.parquet"]);
    let message = place.refusal(1, &["recover"]);
    assert_eq!(message, "trace.parquet is a finished trace: there is nothing to recover");
    place.cut_short("other.parquet");
    assert_eq!(
        place.answer(&["recover", "other.parquet.part", "-o", "saved.parquet"]),
        "saved.parquet: 13 rows saved\n"
    );
}

#[test]
fn calls_print_as_text() {
    let place = Place::new();
    assert_snapshot!(place.answer(&["print"]));
    let only = place.answer(&["print", "--comm", "cc", "--where", "syscall = 'write'"]);
    assert_eq!(only.lines().count(), 2);
    assert!(only.lines().all(|line| line.contains("write(")), "{only}");
    assert_eq!(place.answer(&["print", "--limit", "3"]).lines().count(), 3);
    assert!(place.refusal(2, &["print", "--format", "json"]).starts_with("print gives strace's text"));
}
