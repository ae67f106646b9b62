//! Statements: several, with parameters, refused, wrong.

use trapline_analyzer::{Error, Format, Layout, Params, ScalarValue, SessionOptions, render};

use crate::fixture::{Place, ask, cells, open, open_with, refusal, try_ask};

#[test]
fn the_question_of_the_first_page_is_answered() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let sql = "SELECT syscall, count(*) AS calls, sum(duration_ns) AS total FROM syscalls GROUP BY syscall ORDER BY total DESC LIMIT 10";
    insta::assert_snapshot!(try_ask(&session, sql, Format::Table).unwrap(), @r"
    syscall          calls     total
    ---------------  -----  --------
    read                 4  35001000
    connect              1   2000000
    copy_file_range      1   1000000
    openat               2     70000
    close                1       500
    write                1       100
    exit_group           1
    ");
}

#[test]
fn nulls_come_last_in_either_direction() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let last = |order: &str| {
        let sql = format!("SELECT duration_ns FROM syscalls ORDER BY duration_ns {order}");
        cells(&session, &sql).lines().map(str::to_owned).next_back()
    };
    // An empty line at the end is trimmed away: the last number is the greatest, the least.
    let all = ask(&session, "SELECT duration_ns FROM syscalls ORDER BY duration_ns DESC");
    assert!(all.ends_with("\n100\n\n\n"), "{all}");
    assert_eq!(last("ASC").as_deref(), Some("30000000"));
    assert_eq!(last("DESC").as_deref(), Some("100"));
}

#[test]
fn several_statements_give_several_answers_and_see_what_earlier_ones_made() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let sql = "CREATE OR REPLACE VIEW slow AS SELECT * FROM syscalls WHERE duration_ns > 1000000;
               SELECT count(*) AS n FROM slow; SELECT 7 AS m -- the end
               ;";
    assert_eq!(ask(&session, sql), "n\n3\n\nm\n7\n");
    assert_eq!(try_ask(&session, sql, Format::Json).unwrap(), "[\n{\"n\": 3}\n]\n[\n{\"m\": 7}\n]\n");
}

#[test]
fn a_session_keeps_tables_in_memory() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    assert_eq!(ask(&session, "CREATE TABLE t AS SELECT 1 AS a; SELECT a FROM t; DROP TABLE t"), "a\n1\n");
}

#[test]
fn statements_before_a_wrong_one_are_answered() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let mut out = Vec::new();
    let answers = session.query("SELECT 1 AS a; SELECT nothing FROM syscalls; SELECT 2", &Params::new()).unwrap();
    let error = render::render(answers, &Layout::new(Format::Csv), &mut out).unwrap_err();
    assert_eq!(String::from_utf8(out).unwrap(), "a\n1\n");
    assert!(error.to_string().starts_with("no column named nothing"), "{error}");
}

#[test]
fn parameters_are_bound_not_spliced() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let params = Params::new().with("name", "read' OR true --").with("limit", 2i64).with("least", 0i64);
    let sql = "SELECT syscall FROM syscalls WHERE syscall = $name AND duration_ns >= $least LIMIT $limit";
    let none = session.select(sql, &params).unwrap().collect().unwrap();
    assert_eq!(none.iter().map(|batch| batch.num_rows()).sum::<usize>(), 0);
    let params = params.with("name", "read");
    let two = session.select(sql, &params).unwrap().collect().unwrap();
    assert_eq!(two.iter().map(|batch| batch.num_rows()).sum::<usize>(), 2);
    let null = Params::new().with("x", ScalarValue::Int64(None));
    assert_eq!(session.select("SELECT $x AS x", &null).unwrap().collect().unwrap()[0].num_rows(), 1);
}

#[test]
fn a_missing_parameter_is_named() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let error = refusal(&session, "SELECT $speed AS s");
    assert!(error.contains("$speed"), "{error}");
}

#[test]
fn writing_files_is_refused_with_a_hint() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let target = place.path("out.csv").display().to_string();
    for sql in [
        format!("COPY (SELECT 1) TO '{target}'"),
        format!("EXPLAIN COPY (SELECT 1) TO '{target}'"),
        format!("EXPLAIN ANALYZE COPY (SELECT 1) TO '{target}' STORED AS CSV"),
        "INSERT INTO syscalls VALUES (1)".to_owned(),
        "CREATE TABLE t AS SELECT 1 AS a; INSERT INTO t VALUES (2)".to_owned(),
    ] {
        let error = try_ask(&session, &sql, Format::Csv).unwrap_err();
        assert!(matches!(error, Error::Refused { .. }), "{sql}: {error:?}");
        let text = error.to_string();
        assert!(text.contains("-o FILE"), "{sql}: {text}");
    }
    assert!(!place.path("out.csv").exists());
}

#[test]
fn reading_other_files_is_refused() {
    let place = Place::new();
    let trace = place.story();
    let session = open(&[&trace]);
    let sql = format!("CREATE EXTERNAL TABLE x STORED AS PARQUET LOCATION '{}'", trace.display());
    assert!(refusal(&session, &sql).contains("only traces are read"));
    let sql = format!("SELECT * FROM '{}'", trace.display());
    assert!(refusal(&session, &sql).contains("not found"));
}

#[test]
fn a_report_can_only_read() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    for sql in [
        "CREATE VIEW v AS SELECT 1",
        "SET datafusion.execution.batch_size = 1",
        "DROP VIEW syscalls",
        "PREPARE p AS SELECT 1",
    ] {
        let error = session.select(sql, &Params::new()).unwrap_err();
        assert!(matches!(error, Error::Refused { .. }), "{sql}: {error:?}");
    }
    assert!(session.select("SELECT 1; SELECT 2", &Params::new()).is_err());
    assert!(session.select("-- nothing", &Params::new()).is_err());
}

#[test]
fn errors_are_one_line_and_say_what_is_near() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let all = [
        "SELECT duratoin_ns FROM syscalls",
        "SELECT Duration_NS, \"PATH\" FROM syscalls",
        "SELECT count(*) FROM syscall",
        "SELECT epoch_nss(ts) FROM syscalls",
        "SELEC 1",
        "SELECT 1 +",
        "SELECT in_class(syscall, 'fiel') FROM syscalls",
        "SELECT 1 / 0",
        "SELECT CAST('x' AS INT)",
        "SELECT sum(comm) FROM syscalls",
        "SELECT syscall, count(*) FROM syscalls",
        "SELECT t FROM syscalls s, errors e",
        "SELECT (SELECT 1 UNION ALL SELECT 2)",
        "",
    ];
    let messages: Vec<String> = all.iter().map(|sql| format!("{sql}\n  {}", refusal(&session, sql))).collect();
    assert!(messages.iter().all(|message| message.lines().count() <= 2), "{messages:#?}");
    insta::assert_snapshot!(messages.join("\n"), @r#"
    SELECT duratoin_ns FROM syscalls
      no column named duratoin_ns; did you mean 'syscalls.duration_ns'?
    SELECT Duration_NS, "PATH" FROM syscalls
      no column named "PATH"; did you mean 'syscalls.path'?
    SELECT count(*) FROM syscall
      table 'syscall' not found; there are events, syscalls, errors, unreturned, operations, files, sockets, signals, processes, threads, fds, losses, traces
    SELECT epoch_nss(ts) FROM syscalls
      Invalid function 'epoch_nss'. Did you mean 'epoch_ns'?
    SELEC 1
      syntax error: Expected: an SQL statement, found: SELEC at Line: 1, Column: 1
    SELECT 1 +
      syntax error: Expected: an expression, found: EOF
    SELECT in_class(syscall, 'fiel') FROM syscalls
      no class of system calls is called 'fiel'; known are desc, file, memory, process, signal, ipc, network, creds, clock, pure, stat, lstat, fstat, %%stat, statfs, fstatfs, %%statfs
    SELECT 1 / 0
      division by zero
    SELECT CAST('x' AS INT)
      Cannot cast string 'x' to value of Int32 type
    SELECT sum(comm) FROM syscalls
      Function 'sum' failed to match any signature: Function 'sum' requires Decimal, but received String (DataType: Utf8View)
    SELECT syscall, count(*) FROM syscalls
      Column in SELECT must be in GROUP BY or an aggregate function: While expanding wildcard, column "syscalls.syscall" must appear in the GROUP BY clause or must be part of an aggregate function, currently only "count(Int64(1))" appears in the SELECT clause satisfies this requirement
    SELECT t FROM syscalls s, errors e
      Ambiguous reference to unqualified field t
    SELECT (SELECT 1 UNION ALL SELECT 2)
      Scalar subquery returned more than one row

      there is no statement
    "#);
}

#[test]
fn a_cast_that_fails_while_the_file_is_read_is_no_damage() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let sql = "SELECT count(*) FROM events WHERE CAST(path AS BIGINT) > 5";
    let error = refusal(&session, sql);
    assert!(error.contains("Cannot cast string") && !error.contains("damaged"), "{error}");
}

#[test]
fn deep_nesting_is_an_error() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let sql = format!("SELECT {}1{}", "(".repeat(20_000), ")".repeat(20_000));
    assert!(refusal(&session, &sql).contains("recursion limit"));
}

#[test]
fn a_query_beyond_its_memory_says_how_to_allow_more() {
    let place = Place::new();
    let options = SessionOptions { memory: Some(1 << 20), ..SessionOptions::default() };
    let session = open_with(&[&place.story()], options).unwrap();
    let sql = "SELECT count(DISTINCT CAST(a.value AS VARCHAR) || '-' || CAST(b.value AS VARCHAR)) FROM range(1000) a, range(1000) b";
    let error = refusal(&session, sql);
    assert!(error.starts_with("not enough memory: ") && error.contains("--memory"), "{error}");
}

#[test]
fn subqueries_over_many_duplicates_stay_linear() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let made = "CREATE TABLE many AS SELECT value % 2 AS k, CAST(value % 7 AS VARCHAR) AS s FROM range(400000)";
    let began = std::time::Instant::now();
    let sql = format!(
        "{made};
         SELECT count(*) AS a FROM many WHERE k IN (SELECT k FROM many);
         SELECT count(*) AS b FROM many WHERE k NOT IN (SELECT k FROM many WHERE k = 1);
         SELECT count(*) AS c FROM many m WHERE EXISTS (SELECT 1 FROM many n WHERE n.k = m.k AND n.s <> m.s);
         SELECT count(*) AS d FROM many m WHERE NOT EXISTS (SELECT 1 FROM many n WHERE n.k = m.k)"
    );
    assert_eq!(ask(&session, &sql), "a\n400000\n\nb\n200000\n\nc\n400000\n\nd\n0\n");
    // Quadratic, this is 8e10 comparisons: minutes.
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    let plan = ask(&session, "EXPLAIN SELECT * FROM many WHERE k IN (SELECT k FROM many)");
    assert_eq!(plan.matches("Aggregate: groupBy").count(), 1, "{plan}");
}

#[test]
fn null_in_a_subquery_keeps_its_meaning() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let sql = "CREATE TABLE n AS SELECT * FROM (VALUES (1), (1), (NULL), (NULL)) AS v(x);
               SELECT count(*) AS a FROM range(5) WHERE value NOT IN (SELECT x FROM n);
               SELECT count(*) AS b FROM range(5) WHERE value NOT IN (SELECT x FROM n WHERE x IS NOT NULL);
               SELECT count(*) AS c FROM range(5) WHERE value IN (SELECT x FROM n)";
    assert_eq!(ask(&session, sql), "a\n0\n\nb\n4\n\nc\n1\n");
}

#[test]
fn a_plan_is_shown_line_by_line() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let plan = ask(&session, "EXPLAIN SELECT count(*) FROM range(3)");
    assert!(plan.starts_with("plan_type,plan\nlogical_plan,"), "{plan}");
    assert!(plan.lines().count() > 5 && !plan.contains("\\n"), "{plan}");
}

#[test]
fn the_information_schema_is_there() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1";
    assert_eq!(
        cells(&session, sql).lines().collect::<Vec<_>>(),
        [
            "errors",
            "events",
            "fds",
            "files",
            "losses",
            "operations",
            "processes",
            "signals",
            "sockets",
            "syscalls",
            "threads",
            "traces",
            "unreturned"
        ]
    );
    assert!(ask(&session, "SHOW COLUMNS FROM syscalls").contains("duration_ns"));
}
