//! SQL from words, options, files and standard input.

use insta::assert_snapshot;

use crate::fixture::Place;

const TOP: &str = "SELECT syscall, count(*) AS calls, sum(duration_ns) AS total FROM syscalls GROUP BY syscall ORDER BY total DESC LIMIT 10";

#[test]
fn the_first_question_is_answered_in_every_format() {
    let place = Place::new();
    for format in ["table", "csv", "tsv", "json", "ndjson", "markdown"] {
        assert_snapshot!(format!("top_{format}"), place.answer(&["trace.parquet", TOP, "--format", format]));
    }
}

#[test]
fn sql_comes_from_wherever_it_is_said_to() {
    let place = Place::new();
    place.write("ask.sql", "SELECT 41 + 1 AS n");
    let expected = "n\n42\n";
    assert_eq!(place.answer(&["SELECT 41 + 1 AS n", "--format", "csv"]), expected);
    assert_eq!(place.answer(&["-c", "SELECT 41 + 1 AS n", "--format", "csv", "trace.parquet"]), expected);
    assert_eq!(place.answer(&["-f", "ask.sql", "--format", "csv"]), expected);
    for words in
        [&["--format", "csv", "-"][..], &["--format", "csv", "-f", "-"], &["trace.parquet", "-", "--format=csv"]]
    {
        assert_eq!(place.run_with_input(words, "SELECT 41 + 1 AS n").out, expected, "{words:?}");
    }
}

#[test]
fn several_statements_are_answered_in_order() {
    let place = Place::new();
    let sql = "CREATE VIEW made AS SELECT 1 AS a; SELECT a FROM made; SELECT 2 AS b";
    assert_eq!(place.answer(&[sql, "--format", "csv"]), "a\n1\n\nb\n2\n");
}

#[test]
fn a_limit_cuts_every_answer() {
    let place = Place::new();
    let sql = "SELECT seq FROM events ORDER BY seq; SELECT seq FROM syscalls ORDER BY seq";
    assert_eq!(place.answer(&[sql, "--format", "csv", "--limit", "2"]), "seq\n0\n1\n\nseq\n2\n3\n");
}

#[test]
fn control_characters_of_a_trace_do_not_reach_a_table() {
    let place = Place::new();
    let out = place.answer(&["SELECT path FROM syscalls WHERE path LIKE '%red%'"]);
    assert!(!out.contains('\x1b') && out.contains(r"/src/it's \x1b[31mred\n.h"), "{out}");
}

#[test]
fn the_schema_and_the_facts_of_a_recording_can_be_read() {
    let place = Place::new();
    let schema = place.answer(&["schema", "trace.parquet", "--format", "csv"]);
    assert!(schema.contains("syscalls") && schema.contains("category"), "{schema}");
    let info = place.answer(&["info", "--format", "csv"]);
    assert!(info.contains("kernel,6.18.0\n"), "{info}");
}

#[test]
fn the_schema_needs_no_trace() {
    let schema = Place::empty().answer(&["schema", "syscalls", "--format", "csv"]);
    assert!(schema.contains("category"), "{schema}");
    let message = Place::empty().refusal(2, &["schema", "nonsense"]);
    assert!(message.contains("nonsense") && message.contains("syscalls"), "{message}");
}
