//! Reports that run: values, results, findings, next commands.

use std::collections::BTreeMap;
use std::path::Path;

use trapline_analyzer::report::{
    Arguments, Catalogue, Overview, Report, ReportAnswer, Scope, envelope, write_envelope,
};
use trapline_analyzer::{Error, Filters, Format, Layout, Session};
use trapline_trace::{Metadata, Row, TraceWriter, WriterOptions};

use crate::fixture::{MS, Place, ask, call, child, failed, filtered, open};

/// Runs a report with these options.
fn run(session: &Session, report: &Report, given: &[(&str, &str)]) -> Result<ReportAnswer, Error> {
    limited(session, report, given, None)
}

fn limited(
    session: &Session,
    report: &Report,
    given: &[(&str, &str)],
    limit: Option<usize>,
) -> Result<ReportAnswer, Error> {
    let given: BTreeMap<_, _> = given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let arguments = Arguments::read(&report.header, &given, Path::new("/"))?;
    report.run(session, &Scope::of(session)?, &arguments, limit)
}

fn built_in(name: &str) -> Report {
    Catalogue::new(None, &[]).find(name).unwrap().unwrap()
}

fn own(lines: &str, sql: &str) -> Report {
    let text = format!("-- title: T\n-- question: Q?\n{lines}{sql}\n");
    Report::read("mine", "mine.sql", &text).unwrap()
}

fn rows(answer: &ReportAnswer, format: Format) -> String {
    let mut out = Vec::new();
    answer.write_rows(&Layout::new(format), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn table(session: &Session, name: &str, given: &[(&str, &str)]) -> String {
    let answer = run(session, &built_in(name), given).unwrap();
    format!("{}{}", rows(&answer, Format::Table), answer.footer())
}

#[test]
fn the_summary_counts_and_adds_up() {
    let place = Place::new();
    insta::assert_snapshot!(table(&open(&[&place.story()]), "summary", &[]));
}

#[test]
fn the_summary_groups_by_any_of_its_choices() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let report = built_in("summary");
    for (key, _) in &report.header.choices[0].options {
        let answer = run(&session, &report, &[("by", key)]).unwrap();
        let calls: i64 = rows(&answer, Format::Csv)
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(1).unwrap().parse::<i64>().unwrap())
            .sum();
        assert_eq!(calls, answer.scope.considered, "--by {key}");
    }
}

#[test]
fn the_slowest_calls_come_with_their_arguments() {
    let place = Place::new();
    insta::assert_snapshot!(table(&open(&[&place.story()]), "slowest", &[]));
}

#[test]
fn calls_that_did_not_return_are_shown_and_falsify_no_average() {
    let place = Place::new();
    let session = open(&[&place.finished("inside.parquet", crate::fixture::inside)]);
    insta::assert_snapshot!(table(&session, "slowest", &[]));
    insta::assert_snapshot!(table(&session, "summary", &[]));
    let overview = Overview::of(&session, None).unwrap();
    let first = &overview.findings[0];
    assert_eq!((first.id.as_str(), first.cost), ("not-returned", 98_000_000.0));
    assert_eq!(
        first.text,
        "4 calls had not returned when the recording or signals ended them; the longest: write(0, NULL, 0) for \
         at least 98.0 ms in 100 cat"
    );
    assert_eq!(overview.next[0].join(" "), "analyze slowest --where 'duration_ns IS NULL'");
    let only = Filters { where_sql: Some("fd = 3".into()), ..Filters::default() };
    let overview = Overview::of(&filtered(&[&place.path("inside.parquet")], only), None).unwrap();
    assert_eq!(
        overview.findings[0].text,
        "1 call had not returned when the recording ended: read(3</run/fifo>) for 50.0 ms in 100 cat"
    );
}

#[test]
fn a_call_of_a_recording_that_goes_on_has_been_inside_until_now() {
    let place = Place::new();
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let start_ns = i64::try_from(since.as_nanos()).unwrap() - 5_000 * MS;
    let metadata = Metadata { start_ns, end: None, ..crate::fixture::metadata() };
    let path = place.path("live.parquet");
    let mut writer = TraceWriter::create(&path, &metadata, WriterOptions::default()).unwrap();
    let row = Row { ts: start_ns, ..call(1, 0, 0, "read") };
    writer.flush([Row { duration_ns: None, ret: None, outcome: Some("unfinished"), ..row }]).unwrap();
    let told = |paths: &[&Path]| Overview::of(&open(paths), None).unwrap().findings[0].clone();
    let live = told(&[&path]);
    assert!(live.cost >= 5e9, "{live:?}");
    assert!(live.text.starts_with("1 call had not returned so far: read(0, NULL, 0) for "), "{live:?}");
    drop(writer);
    let broken = told(&[&path]);
    assert_eq!(
        broken.text,
        "1 call had not returned when the recording broke off: read(0, NULL, 0) for at least 0 ns in 100 cat"
    );
}

#[test]
fn a_column_without_any_value_is_shown_to_machines_alone() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let report = own(
        "-- column a count: a\n-- column b count: b\n",
        "SELECT seq AS a, CAST(NULL AS BIGINT) AS b FROM syscalls ORDER BY a LIMIT 1",
    );
    let answer = run(&session, &report, &[]).unwrap();
    assert_eq!(rows(&answer, Format::Table), "a\n-\n3\n");
    assert_eq!(rows(&answer, Format::Csv), "a,b\n3,\n");
}

#[test]
fn every_report_is_a_table_at_eighty_columns() {
    let place = Place::new();
    let path = place.finished("wide.parquet", |append| {
        let path = "/usr/lib/x86_64-linux-gnu/gconv/a-name-that-is-rather-long-for-a-file.so.1.2.3";
        for seq in 1..=3 {
            let row = Row {
                pid: 4_194_303,
                comm: Some("a-name-of-15-ch"),
                path: Some(path),
                bytes: Some(123_456_789),
                cpu_ns: Some(MS),
                ..call(seq, seq * MS, 999 * MS, "copy_file_range")
            };
            append(failed(row, 516, "ERESTART_RESTARTBLOCK"));
            append(failed(Row { seq: seq + 10, ..row }, 99, "EADDRNOTAVAIL"));
            append(Row { seq: seq + 20, ret: None, duration_ns: None, outcome: Some("unfinished"), ..row });
            let opcode = Some("IORING_OP_URING_CMD_OF_SOME_LENGTH");
            append(Row { seq: seq + 30, kind: "io_uring", opcode, syscall: None, nr: None, cpu_ns: None, ..row });
        }
    });
    let session = open(&[&path]);
    let layout = Layout { width: Some(80), ..Layout::new(Format::Table) };
    for report in Catalogue::new(None, &[]).list().reports {
        let answer = run(&session, &report, &[]).unwrap();
        let mut out = Vec::new();
        answer.write_rows(&layout, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().nth(1).unwrap().starts_with("-----"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
}

#[test]
fn errors_come_with_rates_and_an_example() {
    let place = Place::new();
    insta::assert_snapshot!(table(&open(&[&place.story()]), "errors", &[]));
}

#[test]
fn a_search_that_ends_well_is_no_failure_to_tell_of_first() {
    let place = Place::new();
    // Sixty lookups along four directories, the last of which has it; and one of a file until it is there.
    let path = place.finished("searches.parquet", |append| {
        let directories = ["/usr/local/sbin/cc", "/usr/local/bin/cc", "/usr/sbin/cc", "/usr/bin/cc"];
        for (path, seq) in directories.iter().cycle().take(240).zip(1..) {
            let row = Row { path: Some(path), ..call(seq, seq * MS / 10, 1_000, "execve") };
            append(if seq % 4 == 0 { row } else { failed(row, 2, "ENOENT") });
        }
        for seq in 241..=340 {
            let row = child(Row { path: Some("/run/socket"), ..call(seq, seq * MS / 10, 1_000, "openat") });
            append(if seq == 340 { row } else { failed(row, 2, "ENOENT") });
        }
    });
    let answer = run(&open(&[&path]), &built_in("errors"), &[]).unwrap();
    let csv = rows(&answer, Format::Csv);
    let counts: Vec<_> = csv.lines().map(|line| line.split(',').take(8).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(
        counts,
        [
            "syscall,error,process,failed,calls,rate,total,searched",
            "execve,ENOENT,cat,180,240,0.75,180000,180",
            "openat,ENOENT,sh,99,100,0.99,99000,",
        ]
    );
    let told: Vec<_> = answer.findings.iter().map(|finding| (finding.id.as_str(), finding.text.as_str())).collect();
    assert_eq!(
        told,
        [
            ("mostly-failing", "99 of 100 openat calls by sh failed with ENOENT, first openat(0, NULL, O_RDONLY)"),
            (
                "search-path",
                "180 of 240 execve calls by cat searched one directory after the other for what they then found, first \
                 execve(NULL, NULL, NULL)"
            ),
        ]
    );
}

#[test]
fn files_add_up_per_path_directory_and_extension() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    insta::assert_snapshot!(table(&session, "files", &[]));
    insta::assert_snapshot!(table(&session, "files", &[("by", "dir")]));
    let place = Place::new();
    let path = place.finished("endings.parquet", |append| {
        for (seq, path) in (1..).zip(["/a/b.tar.gz", "/a/.bashrc", "/a.d/plain", "/c.gz", "/x.so.6", "/a/dir/", "/.gz"])
        {
            append(Row { path: Some(path), ..call(seq, seq * MS, MS, "openat") });
        }
    });
    let answer = run(&open(&[&path]), &built_in("files"), &[("by", "ext")]).unwrap();
    insta::assert_snapshot!(rows(&answer, Format::Csv));
}

#[test]
fn several_traces_are_counted_together_and_examples_keep_apart() {
    let place = Place::new();
    let (a, b) =
        (place.finished("a.parquet", crate::fixture::story), place.finished("b.parquet", crate::fixture::story));
    let session = open(&[&a, &b]);
    let one = run(&open(&[&a]), &built_in("errors"), &[]).unwrap();
    let both = run(&session, &built_in("errors"), &[]).unwrap();
    assert_eq!(one.rows.num_rows(), both.rows.num_rows());
    assert_eq!(both.scope.considered, 2 * one.scope.considered);
    assert_eq!(both.scope.traces, ["a", "b"]);
}

#[test]
fn a_trace_without_calls_gives_reports_without_rows() {
    let place = Place::new();
    let session = open(&[&place.finished("empty.parquet", |_| {})]);
    for report in Catalogue::new(None, &[]).list().reports {
        let answer = run(&session, &report, &[]).unwrap();
        assert_eq!((answer.rows.num_rows(), answer.more, answer.next.len()), (0, false, 0), "{}", report.name);
    }
    let overview = Overview::of(&session, None).unwrap();
    let mut text = Vec::new();
    overview.write_text(&Layout::new(Format::Table), &[], &mut text).unwrap();
    assert!(String::from_utf8(text).unwrap().contains("0 calls by 0 processes"));
}

#[test]
fn a_limit_shows_that_there_is_more() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let cut = limited(&session, &built_in("slowest"), &[], Some(2)).unwrap();
    assert_eq!((cut.rows.num_rows(), cut.more), (2, true));
    assert!(cut.footer().ends_with("the first 2 rows, more with --limit"), "{}", cut.footer());
    let all = cut.scope.considered;
    let whole = limited(&session, &built_in("slowest"), &[], Some(usize::try_from(all).unwrap())).unwrap();
    assert!(!whole.more);
    let none = limited(&session, &built_in("slowest"), &[], Some(0)).unwrap();
    assert_eq!((none.rows.num_rows(), none.more), (0, true));
    let without_param = own("-- column n count: n\n", "SELECT seq AS n FROM syscalls ORDER BY n");
    let cut = limited(&session, &without_param, &[], Some(3)).unwrap();
    assert_eq!((cut.rows.num_rows(), cut.more), (3, true));
}

#[test]
fn filters_restrict_what_is_considered() {
    let place = Place::new();
    let session = filtered(&[&place.story()], Filters { pid: vec![101], ..Filters::default() });
    let answer = run(&session, &built_in("summary"), &[]).unwrap();
    assert_eq!(answer.scope.considered, 4);
    assert_eq!(answer.scope.lost, 3, "losses are not filtered away");
}

#[test]
fn values_are_bound_and_never_read_as_sql() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let report = own("-- arg word text: w\n-- column n text: n\n", "SELECT $word AS n");
    let hostile = "'; DROP TABLE events; -- {{x}} $y";
    let answer = run(&session, &report, &[("word", hostile)]).unwrap();
    assert_eq!(rows(&answer, Format::Csv), format!("n\n{hostile}\n"));
    // Also where the values are written out.
    let given = [("word".to_owned(), hostile.to_owned())].into();
    let arguments = Arguments::read(&report.header, &given, Path::new("/")).unwrap();
    let sql = report.sql(None, &arguments, None).unwrap();
    assert_eq!(sql, "SELECT '''; DROP TABLE events; -- {{x}} $y' AS n");
    assert_eq!(ask(&session, &sql), format!("n\n{hostile}\n"));
}

#[test]
fn a_column_argument_must_be_a_column_of_its_view() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let report = own(
        "-- arg column column(syscalls): c\n-- column value text: v\n-- column n count: n\n",
        "SELECT {{column}} AS value, count(*) AS n FROM syscalls GROUP BY 1 ORDER BY n DESC, value LIMIT 1",
    );
    let answer = run(&session, &report, &[("column", "syscall")]).unwrap();
    assert_eq!(rows(&answer, Format::Csv), "value,n\nread,4\n");
    for wrong in ["nothing", "pid\" FROM syscalls; --", ""] {
        let error = run(&session, &report, &[("column", wrong)]).unwrap_err();
        assert!(
            matches!(&error, Error::Argument { message, .. } if message.contains("is no column of syscalls")),
            "{error}"
        );
    }
}

#[test]
fn a_date_is_placed_in_the_recording() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let report = own("-- arg since time: s\n-- column n time: n\n", "SELECT $since AS n");
    let answer = run(&session, &report, &[("since", "2026-11-23T18:00:00.050")]).unwrap();
    assert_eq!(rows(&answer, Format::Csv), format!("n\n{}\n", 50 * MS));
}

#[test]
fn a_result_that_is_not_what_the_header_declares_is_refused() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let report = own("-- column a count: a\n-- column b count: b\n", "SELECT 1 AS b, 2 AS a");
    let error = run(&session, &report, &[]).unwrap_err().to_string();
    assert_eq!(error, "mine.sql:5: the SQL gives the columns b, a, but the header declares a, b");
}

#[test]
fn findings_come_from_the_rows_gravest_and_costliest_first() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let lines = "-- column name text: n\n-- column cost ns: c
-- finding slow when cost > 1000000 cost cost severity low: {name} took {cost}
-- finding odd when name LIKE 'b%' cost cost severity high: {name} is odd\n";
    let sql =
        "SELECT * FROM (VALUES ('a', 5000000), ('b', 2), ('c', 9000000), ('d', NULL)) AS v(name, cost) ORDER BY name";
    let answer = run(&session, &own(lines, sql), &[]).unwrap();
    let texts: Vec<_> = answer.findings.iter().map(|finding| finding.text.as_str()).collect();
    assert_eq!(texts, ["b is odd", "c took 9.00 ms", "a took 5.00 ms"]);
    let broken = own("-- column n count: n\n-- finding f when nothing > 1 cost n severity low: x\n", "SELECT 1 AS n");
    let error = run(&session, &broken, &[]).unwrap_err().to_string();
    assert!(error.starts_with("mine.sql:4: "), "{error}");
}

#[test]
fn next_commands_quote_what_a_hostile_trace_put_into_them() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let lines = "-- column name text: n\n-- choice by = a { a: path }: x
-- next: analyze slowest --where \"{{by}} = '{name}'\"\n-- next: analyze summary --comm {name}\n";
    let next = |value: &str| {
        let report = own(
            lines,
            &format!("SELECT {{{{by}}}} AS name FROM (VALUES ('{}')) AS v(path)", value.replace('\'', "''")),
        );
        let answer = run(&session, &report, &[]).unwrap();
        answer.next.iter().map(|words| words.join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(next("cat"), ["analyze slowest --where \"path = 'cat'\"", "analyze summary --comm cat"]);
    let hostile = next("it's $(rm) `x`");
    assert_eq!(hostile[0], r"analyze slowest --where 'path = '\''it'\'''\''s $(rm) `x`'\'''");
    assert_eq!(hostile[1], r"analyze summary --comm 'it'\''s $(rm) `x`'");
    assert_eq!(next("a\x1b[2J\nb")[1], r"analyze summary --comm $'a\x1b[2J\nb'");
}

#[test]
fn a_tree_is_indented_by_its_depth_for_people_only() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let report = own(
        "-- render: tree\n-- column name text: n\n-- column depth id: d\n-- column n count: n\n",
        "SELECT * FROM (VALUES ('a', 0, 1), ('b', 1, 2), ('c', 2, 3), ('d', 1, 4), ('e', 2, 5)) AS v(name, depth, n) ORDER BY n",
    );
    let answer = run(&session, &report, &[]).unwrap();
    insta::assert_snapshot!(rows(&answer, Format::Table));
    assert!(rows(&answer, Format::Csv).starts_with("name,depth,n\na,0,1\nb,1,2\n"));
}

#[test]
fn a_histogram_has_bars_for_people_only() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let report = own(
        "-- render: histogram\n-- column le ns: l\n-- column n count: n\n",
        "SELECT * FROM (VALUES (1000, 1), (2000, 400), (4000, 0), (8000, 203)) AS v(le, n) ORDER BY le",
    );
    let answer = run(&session, &report, &[]).unwrap();
    insta::assert_snapshot!(rows(&answer, Format::Table));
    assert!(rows(&answer, Format::Csv).starts_with("le,n\n1000,1\n"));
}

#[test]
fn what_a_report_needs_must_be_in_the_recording() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let report = own("-- needs: data\n-- column n count: n\n", "SELECT 1 AS n");
    let error = run(&session, &report, &[]).unwrap_err().to_string();
    assert_eq!(error, "`mine` needs recordings with I/O payload, which `rec --data 4096 -- COMMAND` records");
}

#[test]
fn the_envelope_says_what_the_rows_are() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let answer = limited(&session, &built_in("slowest"), &[], Some(1)).unwrap();
    let mut out = Vec::new();
    write_envelope(&answer, &mut out).unwrap();
    let parsed: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(parsed["rows"][0]["syscall"], "read");
    assert_eq!(String::from_utf8(out.clone()).unwrap(), format!("{}\n", envelope(&answer).unwrap()));
    insta::assert_snapshot!(String::from_utf8(out).unwrap());
}

#[test]
fn the_overview_tells_the_story() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let overview = Overview::of(&session, None).unwrap();
    let mut text = Vec::new();
    overview.write_text(&Layout::new(Format::Table), &["story.parquet".to_owned()], &mut text).unwrap();
    insta::assert_snapshot!(String::from_utf8(text).unwrap());
}

#[test]
fn a_recording_that_is_not_whole_says_so_in_every_report() {
    let place = Place::new();
    let mut metadata = crate::fixture::metadata();
    metadata.capture.filters = vec!["-e !%memory".into(), "-P /etc/".into()];
    metadata.capture.limits = vec!["--duration 1".into()];
    metadata.end.as_mut().unwrap().reason = "--duration reached".into();
    let path = place.described("part.parquet", &metadata, 1_000, crate::fixture::story);
    let whole = place.story();
    let session = open(&[&path]);
    let overview = Overview::of(&session, None).unwrap();
    let mut text = Vec::new();
    overview.write_text(&Layout::new(Format::Table), &[], &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert_eq!(
        text.lines().skip(1).take(3).collect::<Vec<_>>(),
        [
            "  recorded with -e '!%memory' -P /etc/: all other calls are missing",
            "  100 ms from 2026-11-23 18:00:00 UTC, --duration reached; the command went on, exit status 0, recorded with \
             ebpf",
            "  limited by --duration 1",
        ]
    );
    let footer = |paths: &[&Path]| run(&open(paths), &built_in("summary"), &[]).unwrap().footer();
    let said = "; recorded with -e '!%memory' -P /etc/ only";
    assert!(footer(&[&path]).ends_with(said) && footer(&[&whole, &path]).ends_with(said));
    assert!(!footer(&[&whole]).contains("recorded with"));
    let envelope = envelope(&run(&session, &built_in("summary"), &[]).unwrap()).unwrap();
    assert!(envelope.contains(r#""filters": ["-e '!%memory' -P /etc/"],"#), "{envelope}");
}

#[test]
fn the_sql_of_every_report_runs_as_it_is_printed() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    assert!(ask(&session, &Overview::sql(None).unwrap()).starts_with("name,calls,errors,total"));
    for report in Catalogue::new(None, &[]).list().reports {
        let arguments = Arguments::read(&report.header, &BTreeMap::new(), Path::new("/")).unwrap();
        let printed = ask(&session, &report.sql(None, &arguments, None).unwrap());
        assert_eq!(printed, rows(&run(&session, &report, &[]).unwrap(), Format::Csv), "{}", report.name);
    }
}
