//! Reports and the overview, as people and machines see them.

use insta::assert_snapshot;

use crate::fixture::Place;

const OWN: &str = "-- title: Mine\n-- question: How often?\n-- arg name text: whose calls
-- param at_least duration = 1ms: leave out shorter ones\n-- param all bool = false: leave out nothing
-- column calls count: how many\nSELECT count(*) AS calls FROM syscalls
WHERE comm = $name AND ($all OR duration_ns >= $at_least)\n";

#[test]
fn the_overview_is_what_a_trace_alone_gives() {
    let place = Place::new();
    let overview = place.answer::<&str>(&[]);
    assert_eq!(overview, place.answer(&["overview"]));
    assert_snapshot!(overview);
    assert_snapshot!("overview_markdown", place.answer(&["overview", "--format", "markdown"]));
    assert_snapshot!("overview_json", place.answer(&["trace.parquet", "--format", "json"]));
}

#[test]
fn reports_are_tables() {
    let place = Place::new();
    for report in ["summary", "slowest", "errors", "files"] {
        assert_snapshot!(format!("{report}_table"), place.answer(&[report, "trace.parquet"]));
    }
}

#[test]
fn what_calls_wait_is_told_of_recordings_that_know_it() {
    let place = Place::new();
    assert_eq!(
        place.refusal(1, &["waits"]),
        "`waits` needs recordings with scheduling, which `rec --sched -- COMMAND` records"
    );
    place.record_sched("sched.parquet");
    assert_snapshot!("waits_table", place.answer(&["waits", "sched.parquet"]));
    assert_snapshot!("summary_with_cpu", place.answer(&["summary", "sched.parquet"]));
}

#[test]
fn operations_of_io_uring_are_added_up_by_what_they_are() {
    let place = Place::new();
    place.record_ring("ring.parquet");
    assert_snapshot!("io_uring_table", place.answer(&["io-uring", "ring.parquet"]));
    let overview = place.answer(&["ring.parquet"]);
    assert!(overview.contains("5 operations went through io_uring"), "{overview}");
    assert!(overview.contains("  analyze io-uring ring.parquet\n"), "{overview}");
    assert_snapshot!("io_uring_by_path", place.answer(&["io-uring", "--by", "path", "ring.parquet"]));
}

#[test]
fn reports_are_json_with_units() {
    let place = Place::new();
    for report in ["summary", "slowest", "errors", "files"] {
        let text = place.answer(&[report, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((json["report"].as_str(), json["considered"].as_i64()), (Some(report), Some(9)));
        assert_snapshot!(format!("{report}_json"), text);
    }
}

#[test]
fn other_formats_hold_the_rows_alone() {
    let place = Place::new();
    assert_snapshot!("summary_csv", place.answer(&["summary", "--format", "csv"]));
    assert_snapshot!("summary_markdown", place.answer(&["summary", "--format", "markdown"]));
    assert_eq!(place.answer(&["summary", "--format", "ndjson"]).lines().count(), 5);
}

#[test]
fn a_choice_changes_what_is_counted() {
    let place = Place::new();
    assert_snapshot!(place.answer(&["summary", "--by", "comm"]));
    assert_eq!(
        place.refusal(2, &["summary", "--by", "moon"]).lines().next(),
        Some("invalid value 'moon' for '--by <KEY>'")
    );
}

#[test]
fn filters_carry_over_to_the_next_command() {
    let place = Place::new();
    let out = place.answer(&["summary", "--pid", "4712", "--where", "ret > 0", "trace.parquet"]);
    assert!(out.contains("\n2 calls considered, 0 events lost\n"), "{out}");
    let next = "next: analyze slowest --where \"syscall = 'write'\" --where 'ret > 0' --pid 4712 trace.parquet\n";
    assert!(out.ends_with(next), "{out}");
    // And it runs.
    let words = ["slowest", "--where", "syscall = 'write'", "--where", "ret > 0", "--pid", "4712", "--format", "csv"];
    assert_eq!(place.answer(&words).lines().count(), 3);
}

#[test]
fn a_window_keeps_the_calls_that_overlap_it() {
    let place = Place::new();
    let seqs = |from: &str, to: &str| {
        place.answer(&["--from", from, "--to", to, "--format", "csv", "SELECT seq FROM syscalls ORDER BY seq"])
    };
    assert_eq!(seqs("0.042", "0.080"), "seq\n4\n5\n8\n");
    assert_eq!(seqs("2026-11-23T18:00:00.042", "80ms"), "seq\n4\n5\n8\n");
}

#[test]
fn sql_is_printed_and_runs_as_it_stands() {
    let place = Place::empty();
    let sql = place.answer(&["slowest", "--sql", "--limit", "3"]);
    assert!(sql.starts_with("--") && sql.contains("seq, trace LIMIT 3\n"), "{sql}");
    let place = Place::new();
    let piped = place.run_with_input(&["--format", "csv", "-"], &sql);
    assert_eq!(piped.out, place.answer(&["slowest", "--limit", "3", "--format", "csv"]));
}

#[test]
fn a_users_report_has_options_and_help_like_any_other() {
    let place = Place::new();
    place.write(".config/trapline/reports/mine.sql", OWN);
    assert_snapshot!("own_help", place.answer(&["mine", "--help"]));
    let calls = |words: &[&str]| {
        let out = place.answer(words);
        out.lines().nth(1).unwrap().to_owned()
    };
    assert_eq!(calls(&["mine", "make", "--format", "csv"]), "2");
    assert_eq!(calls(&["mine", "make", "--all", "--format", "csv"]), "5");
    assert_eq!(calls(&["mine", "--at-least", "50us", "make", "--format", "csv", "trace.parquet"]), "3");
    let message = place.refusal(2, &["mine", "make", "--at-least", "soon"]);
    assert!(message.starts_with("--at-least: `soon` is no span of time"), "{message}");
    assert_eq!(place.refusal(2, &["mine"]), "`mine` needs NAME; see `analyze mine --help`");
}

#[test]
fn the_example_of_the_help_is_a_report_that_runs() {
    let place = Place::new();
    let help = place.answer(&["help", "reports"]);
    let (_, example) = help.split_once("\n-- title").unwrap();
    place.write(".config/trapline/reports/writers.sql", format!("-- title{example}"));
    assert_eq!(
        place.answer(&["writers", "--by", "path", "--at-least", "4K", "trace.parquet"]),
        "name      writes    bytes      mean    total\n\
         --------  ------  -------  --------  -------\n\
         /src/a.o       2  137 KiB  68.4 KiB  1.50 ms\n\
         9 calls considered, 0 events lost\n\
         next: analyze slowest --where \"path = '/src/a.o'\" trace.parquet\n"
    );
}

#[test]
fn a_broken_report_of_a_user_is_named_and_the_others_go_on_working() {
    let place = Place::new();
    place.write("reports/trapline/reports/bad.sql", OWN.replace("question", "qestion"));
    place.write("reports/trapline/reports/mine.sql", OWN);
    let run = |words: &[&str]| {
        let output = place.command(words).env("XDG_CONFIG_HOME", place.path("reports")).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let file = place.path("reports/trapline/reports/bad.sql");
    let (code, out, err) = run(&["help", "reports"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("mine") && !out.contains("bad"), "{out}");
    assert!(err.starts_with(&format!("analyze: {}:2: unknown key `qestion`", file.display())), "{err}");
    let (code, out, err) = run(&["bad"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.starts_with(&format!("analyze: {}:2: ", file.display())), "{err}");
    assert_eq!(run(&["mine", "make"]).0, Some(0));
}
