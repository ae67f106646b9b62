//! The same calls, results and paths as strace shows for the same command.
//!
//! Programs differ a little from run to run, so strace runs twice: what both runs agree on, a recording must show as
//! well, and it must show nothing that neither run has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use trapline_syscalls::memory;
use trapline_testkit::rows::{self, Row, Value};
use trapline_testkit::strace;

/// How often each key occurs: (call, error) or (call, path).
type Counts = BTreeMap<(String, String), u64>;

const COMMANDS: &[&[&str]] = &[
    &["true"],
    &["ls", "-l", "/etc"],
    &["cat", "/no/such/file"],
    &["find", "/usr/share/doc", "-maxdepth", "1", "-name", "a*"],
    &["grep", "-r", "root", "/etc/pam.d"],
    &["sh", "-c", "echo a | cat | wc -c; cd /usr && ls -d include; exit 3"],
    &["bash", "-c", "for i in 1 2 3; do (cd /tmp; echo $i > /dev/null); done; : < /etc/passwd"],
    &["bash", "-c", "tar cf - /usr/include/linux | gzip -1 | wc -c"],
    &["python3", "-c", "import json, os, sqlite3; os.stat('/etc'); os.listdir('.')"],
    &["perl", "-e", "open(my $f, '<', '/etc/passwd'); my @lines = <$f>; system('true'); kill 0, $$"],
];

#[test]
fn calls_errors_and_paths_equal_what_strace_shows() {
    let dir = tempfile::tempdir().unwrap();
    for command in COMMANDS {
        let cwd = dir.path();
        let trace = dir.path().join("trace.parquet");
        // Without address space randomisation, a program's heap and hash tables are the same in every run.
        let command = &[&["setarch", "-R", "env", "PYTHONHASHSEED=0", "PERL_HASH_SEED=0"], *command].concat();
        let first = strace::run(command, cwd);
        super::record(command, cwd, &trace);
        let rows = rows::of_kind(&rows::read(&trace), "syscall");
        let second = strace::run(command, cwd);
        std::fs::remove_file(&trace).unwrap();

        let errors = compare(&strace::counts(&first), &strace::counts(&second), &recorded_counts(&rows));
        assert!(errors.is_empty(), "{command:?}, calls per (call, error): {errors:#?}");
        let errors = compare(&strace_paths(&first), &strace_paths(&second), &recorded_paths(&rows));
        assert!(errors.is_empty(), "{command:?}, calls per (call, path): {errors:#?}");
    }
}

/// What of a recording contradicts two runs of strace.
fn compare(first: &Counts, second: &Counts, recorded: &Counts) -> Vec<String> {
    let keys: BTreeSet<_> = first.keys().chain(second.keys()).chain(recorded.keys()).collect();
    let count = |counts: &Counts, key| counts.get(key).copied().unwrap_or(0);
    let mut errors = Vec::new();
    for key in keys {
        let (a, b, ours) = (count(first, key), count(second, key), count(recorded, key));
        if (a == b && ours != a) || (a == 0 && b == 0) {
            errors.push(format!("{key:?}: strace {a} and {b}, recorded {ours}"));
        }
    }
    errors
}

fn recorded_counts(rows: &[Row]) -> Counts {
    let mut counts = Counts::new();
    for row in rows {
        let error = if row.int("ret").is_none() { "?" } else { row.text("error") };
        *counts.entry((row.text("syscall").to_owned(), error.to_owned())).or_default() += 1;
    }
    counts
}

fn strace_paths(calls: &[strace::Call]) -> Counts {
    let mut counts = Counts::new();
    for call in calls {
        if let Some(path) = strace::path(call).filter(|path| comparable(path)) {
            *counts.entry((call.name.clone(), path)).or_default() += 1;
        }
    }
    counts
}

fn recorded_paths(rows: &[Row]) -> Counts {
    let mut counts = Counts::new();
    for row in rows {
        let name = row.text("syscall");
        let Some(path) = row.0.contains_key("path").then(|| row.text("path")) else { continue };
        if !strace::shows_path(name) || (strace::BY_PATH.contains(&name) && is_relative(row)) {
            continue;
        }
        let path = if path.starts_with("pipe:[") { "pipe" } else { path };
        let path = if path.starts_with("socket:[") { "socket" } else { path };
        if comparable(path) {
            *counts.entry((name.to_owned(), path.to_owned())).or_default() += 1;
        }
    }
    counts
}

/// Whether a path is the same in every run: not one that holds a process id.
fn comparable(path: &str) -> bool {
    !path.strip_prefix("/proc/").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether the path argument was relative: such a path is recorded beside the joined one.
fn is_relative(row: &Row) -> bool {
    let Some(Value::Bytes(bytes)) = row.0.get("memory") else { return false };
    memory::records(bytes).any(|record| record.what == 0 && !record.bytes.starts_with(b"/"))
}

#[test]
fn the_oracle_notices_a_missing_call_and_one_too_many() {
    let counts = |n| Counts::from([(("read".to_owned(), String::new()), n)]);
    assert!(compare(&counts(2), &counts(2), &counts(2)).is_empty());
    assert!(compare(&counts(2), &counts(3), &counts(9)).is_empty());
    assert_eq!(compare(&counts(2), &counts(2), &counts(1)).len(), 1);
    assert_eq!(compare(&counts(2), &counts(2), &Counts::new()).len(), 1);
    assert_eq!(compare(&Counts::new(), &Counts::new(), &counts(1)).len(), 1);
    assert!(Path::new(super::REC).exists());
}
