//! Programs that say on their standard output what must have been recorded.

use std::path::Path;

use trapline_testkit::rows::{self, Row};
use trapline_testkit::tracee;

/// Builds and records a tracee; what it printed, and the rows.
fn run(name: &str, dir: &Path) -> (Vec<String>, Vec<Row>) {
    let program = tracee::build(name, dir);
    let trace = dir.join("trace.parquet");
    let output = super::record(&[program.to_str().unwrap()], dir, &trace);
    assert!(output.status.success(), "{output:?}");
    let stdout = String::from_utf8(output.stdout).unwrap();
    (stdout.lines().map(str::to_owned).collect(), rows::read(&trace))
}

#[test]
fn every_write_has_the_name_of_its_file() {
    let dir = tempfile::tempdir().unwrap();
    let (expected, rows) = run("descriptors", &dir.path().canonicalize().unwrap());
    let recorded: Vec<String> = rows::of_kind(&rows, "syscall")
        .iter()
        .filter(|row| row.text("syscall") == "write" && row.int("bytes") == Some(1))
        .map(|row| {
            let path = row.text("path").split(":[").next().unwrap();
            format!("{} {path}", row.int("fd").unwrap())
        })
        .collect();
    assert_eq!(recorded, expected);
}

#[test]
fn every_process_ends_as_it_did() {
    let dir = tempfile::tempdir().unwrap();
    let (expected, rows) = run("endings", dir.path());
    let ends = rows::of_kind(&rows, "exit");
    for line in expected {
        let (pid, how) = line.split_once(' ').unwrap();
        let found: Vec<&Row> = ends.iter().filter(|row| row.int("pid") == pid.parse().ok()).collect();
        assert_eq!(found.len(), 1, "one exit row for {line}");
        let recorded = match found[0].int("exit_code") {
            Some(code) => format!("exit {code}"),
            None => found[0].text("signal").to_owned(),
        };
        assert_eq!(recorded, how, "{line}");
    }
    let superseded =
        rows::of_kind(&rows, "thread_exit").iter().filter(|row| row.text("outcome") == "superseded").count();
    assert_eq!(superseded, 2, "the other thread at one exec, the leader at the other");
}

#[test]
fn edges_of_memory_and_other_numberings_are_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let (expected, rows) = run("edges", dir.path());
    let calls = rows::of_kind(&rows, "syscall");
    let recorded: Vec<String> = calls
        .iter()
        .map(|row| {
            let path = if row.0.contains_key("path") { row.text("path") } else { "-" };
            format!("{} {} {path}", row.text("syscall"), row.int("ret").unwrap_or_default())
        })
        .collect();
    let mut rest = recorded.iter();
    for line in &expected {
        assert!(rest.any(|call| call == line), "{line} is missing, or not in this order, in {recorded:#?}");
    }
    let i386: Vec<&Row> = calls.iter().filter(|row| row.text("abi") == "i386").collect();
    assert_eq!(i386.len(), 1);
    assert_eq!(i386[0].text("path"), "/no/such/i386");
}
