//! Reports that do not say `engine: trapline` run in DuckDB as they are printed, over the views written to Parquet.

use std::process::Command;

use trapline_testkit::tools::python_with;

use crate::fixture::Place;

/// A real recording.
const TRACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/shell.parquet");

/// Runs SQL over the views and compares with CSV on standard input, numbers as numbers.
const SCRIPT: &str = r#"
import csv, duckdb, sys
for view in ("syscalls", "unreturned", "files", "traces"):
    duckdb.sql(f"CREATE VIEW {view} AS SELECT * FROM read_parquet('{view}.parquet')")
result = duckdb.sql(sys.argv[1])
ours = list(csv.reader(sys.stdin))
assert ours[0] == result.columns, (ours[0], result.columns)
theirs = result.fetchall()
assert len(ours) - 1 == len(theirs), (len(ours) - 1, len(theirs))
for mine, other in zip(ours[1:], theirs):
    for name, a, b in zip(ours[0], mine, other):
        if b is None or isinstance(b, str):
            same = a == (b or "")
        else:
            # DataFusion interpolates percentiles in steps of a millionth; other integers are exact.
            slack = {"p50": 1 + 1e-6 * abs(b), "p99": 1 + 1e-6 * abs(b), "share": 1e-12}
            same = abs(float(a) - b) <= slack.get(name, 0)
        assert same, (name, mine, other)
print(len(theirs))
"#;

#[test]
fn portable_reports_give_the_same_rows_in_duckdb() {
    let python = python_with("duckdb");
    let place = Place::empty();
    for view in ["syscalls", "unreturned", "files", "traces"] {
        place.answer(&[TRACE, &format!("SELECT * FROM {view}"), "-o", &format!("{view}.parquet")]);
    }
    let summary =
        ["syscall", "category", "comm", "pid", "tid", "path", "error", "errno", "fd_type", "peer", "outcome", "cpu"];
    let files = ["path", "dir", "ext"];
    let runs = summary.map(|key| ("summary", key)).into_iter().chain(files.map(|key| ("files", key)));
    let mut rows = 0;
    for (report, key) in runs {
        let sql = place.answer(&[report, "--by", key, "--sql"]);
        let ours = place.answer(&[report, "--by", key, "--format", "csv", TRACE]);
        let mut command = Command::new(&python);
        let theirs = place.feed(command.args(["-c", SCRIPT, &sql]).current_dir(place.root()), &ours);
        assert_eq!((theirs.code, theirs.err.as_str()), (Some(0), ""), "{report} --by {key}");
        rows += theirs.out.trim().parse::<usize>().unwrap();
    }
    assert!(rows > 100, "a comparison of {rows} rows says little");
}
