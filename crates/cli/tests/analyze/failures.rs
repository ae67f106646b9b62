//! One clear error, and the right exit code.

use std::fs;

use crate::fixture::Place;

#[test]
fn without_a_trace_the_way_to_one_is_told() {
    let place = Place::empty();
    let expected = "trace.parquet: no such trace; make one with: rec -- COMMAND";
    assert_eq!(place.refusal::<&str>(2, &[]), expected);
    assert_eq!(place.refusal(2, &["slowest"]), expected);
    assert_eq!(place.refusal(2, &["SELECT 1"]), expected);
}

#[test]
fn a_missing_trace_is_bad_usage() {
    let place = Place::empty();
    assert_eq!(place.refusal(2, &["gone.parquet"]), "gone.parquet: no such trace");
    assert_eq!(place.refusal(2, &["summary", "gone.parquet"]), "gone.parquet: no such trace");
    assert_eq!(place.refusal(2, &["summary", "*.parquet"]), "*.parquet: no such trace: no file matches");
}

#[test]
fn an_unknown_verb_suggests_the_nearest() {
    let place = Place::new();
    assert_eq!(
        place.refusal(2, &["slowst", "trace.parquet"]),
        "`slowst` is neither a verb nor a file; did you mean `slowest`?"
    );
}

#[test]
fn unknown_options_are_bad_usage() {
    let place = Place::new();
    let message = place.refusal(2, &["summary", "--colour"]);
    assert!(message.starts_with("unexpected argument '--colour' found"), "{message}");
    let message = place.refusal(2, &["--format", "xml"]);
    assert!(message.starts_with("invalid value 'xml' for '--format <FORMAT>'"), "{message}");
    for (option, value) in
        [("--from", "soon"), ("--to", "later"), ("--memory", "much"), ("--pid", "me"), ("--limit", "-1")]
    {
        place.refusal(2, &["summary", option, value]);
    }
    let message = place.refusal(2, &["summary", "-c", "SELECT 1"]);
    assert_eq!(message, "`summary` takes no SQL: --command and --file stand without a verb");
    assert!(place.refusal(2, &["-c", "SELECT 1", "-f", "x.sql"]).contains("cannot be used with"));
    assert!(place.refusal(2, &["-f", "gone.sql"]).starts_with("-f gone.sql: No such file"));
    assert_eq!(place.refusal(2, &["-c", " "]), "no SQL was given");
}

#[test]
fn a_wrong_filter_is_bad_usage() {
    let place = Place::new();
    let message = place.refusal(2, &["summary", "--where", "no_such_column = 1"]);
    assert!(message.starts_with("--where: ") && message.contains("no_such_column"), "{message}");
    place.refusal(2, &["summary", "--where", "1 = 1) OR (2 = 2; DROP"]);
}

#[test]
fn a_bad_query_is_a_failure() {
    let place = Place::new();
    for (sql, word) in [
        ("SELEC 1", "SELEC"),
        ("SELECT nothing FROM syscalls", "nothing"),
        ("SELECT 1 FROM nowhere", "nowhere"),
        ("SELECT 1 FROM", ""),
    ] {
        let message = place.refusal(1, &[sql]);
        assert!(message.contains(word), "{sql}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
    let message = place.refusal(1, &["COPY (SELECT 1) TO 'x.csv'"]);
    assert!(message.starts_with("COPY is not allowed here"), "{message}");
    assert!(!place.path("x.csv").exists());
}

#[test]
fn a_file_that_is_no_trace_is_a_failure() {
    let place = Place::empty();
    place.write("text.parquet", "hello");
    place.write("empty.parquet", "");
    for file in ["text.parquet", "empty.parquet"] {
        let message = place.refusal(1, &["summary", file]);
        assert!(message.contains(file) && message.contains("not a trace"), "{message}");
    }
}

#[test]
fn a_truncated_trace_is_a_failure() {
    let place = Place::new();
    let whole = fs::read(place.path("trace.parquet")).unwrap();
    for length in [8, whole.len() / 2, whole.len() - 1] {
        place.write("torn.parquet", &whole[..length]);
        for words in [&["torn.parquet"][..], &["torn.parquet", "SELECT * FROM events"], &["print", "torn.parquet"]] {
            let message = place.refusal(1, words);
            assert!(message.contains("torn.parquet"), "{length}: {message}");
        }
    }
}

#[test]
fn a_trace_with_changed_bytes_never_panics() {
    let place = Place::new();
    let whole = fs::read(place.path("trace.parquet")).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        place.write("bent.parquet", &bytes);
        let ended = place.run(&["bent.parquet"]);
        assert!(matches!(ended.code, Some(0 | 1)), "byte {at}: {ended:?}");
        assert!(!ended.err.contains("panicked"), "byte {at}: {}", ended.err);
    }
}

#[test]
fn the_overview_is_no_single_table() {
    let place = Place::new();
    let message = place.refusal(2, &["--format", "csv"]);
    assert_eq!(message, "the overview is several tables: it comes as table, markdown or json, not as csv");
}
