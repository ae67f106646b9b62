//! DuckDB reads the same file and gives the same answer.

use std::process::Command;

use trapline_testkit::tools::python_with;

const SQL: &str = "SELECT syscall, count(*) AS calls, sum(duration_ns) AS total FROM syscalls \
                   GROUP BY syscall ORDER BY total DESC LIMIT 10";

/// Runs a statement over a trace, where `syscalls` stands for its rows of that kind, and prints CSV.
const SCRIPT: &str = r#"
import csv, duckdb, sys
trace, sql = sys.argv[1:]
duckdb.sql(f"CREATE VIEW syscalls AS SELECT * FROM read_parquet('{trace}') WHERE kind = 'syscall'")
result = duckdb.sql(sql)
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(result.columns)
out.writerows(result.fetchall())
"#;

#[test]
fn duckdb_gives_the_same_rows_in_the_same_order() {
    let python = python_with("duckdb");
    let dir = tempfile::tempdir().unwrap();
    let trace = dir.path().join("trace.parquet");
    super::record(&["sh", "-c", "ls -lR /etc | wc -l; cat /no/such/file; sleep 0.01"], dir.path(), &trace);
    let trace = trace.to_str().unwrap();
    let columns = "SELECT seq, tid, syscall, arg0, ret, errno, path, epoch_ns(ts) AS ts, duration_ns FROM syscalls \
                   ORDER BY duration_ns DESC, seq LIMIT 1000";
    for sql in [SQL, columns] {
        let theirs = Command::new(&python).args(["-c", SCRIPT, trace, sql]).output().unwrap();
        assert!(theirs.status.success(), "{theirs:?}");
        let ours = super::analyze(&["--format", "csv", trace, sql]);
        assert!(ours.lines().count() > 5, "{ours}");
        assert_eq!(ours, String::from_utf8(theirs.stdout).unwrap(), "{sql}");
    }
}
