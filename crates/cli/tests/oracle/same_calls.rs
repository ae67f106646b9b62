//! The same calls, results and paths as strace shows for the same command.
//!
//! Programs differ a little from run to run (how many signals arrive, which call one interrupts), so strace runs several
//! times: what all runs agree on, a recording must show as well, and it must show nothing that no run has. Where a
//! recording differs, strace runs again a few times: a key that chance decides differs then, and what is wrong stays so.

use std::collections::{BTreeMap, BTreeSet};

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
        let mut runs = vec![strace::run(command, cwd)];
        super::record(command, cwd, &trace);
        let rows = rows::of_kind(&rows::read(&trace), "syscall");
        std::fs::remove_file(&trace).unwrap();
        runs.push(strace::run(command, cwd));

        let mut errors = contradictions(&runs, &rows);
        while !errors.is_empty() && runs.len() < MOST_RUNS {
            runs.push(strace::run(command, cwd));
            errors = contradictions(&runs, &rows);
        }
        assert!(errors.is_empty(), "{command:?}: {errors:#?}");
    }
}

/// Runs of strace before a difference counts as one.
const MOST_RUNS: usize = 8;

/// What of a recording contradicts the runs of strace: calls per (call, error), calls per (call, path).
fn contradictions(runs: &[Vec<strace::Call>], rows: &[Row]) -> Vec<String> {
    let counts: Vec<Counts> = runs.iter().map(|calls| without_sigreturn(strace::counts(calls))).collect();
    let paths: Vec<Counts> = runs.iter().map(|calls| strace_paths(calls)).collect();
    let mut errors = compare(&counts, &without_sigreturn(recorded_counts(rows)));
    errors.extend(compare(&paths, &recorded_paths(rows)));
    errors
}

/// The keys that all runs agree on and the recording does not, and those that no run has.
fn compare(runs: &[Counts], recorded: &Counts) -> Vec<String> {
    let keys: BTreeSet<_> = runs.iter().flat_map(Counts::keys).chain(recorded.keys()).collect();
    let count = |counts: &Counts, key| counts.get(key).copied().unwrap_or(0);
    let mut errors = Vec::new();
    for key in keys {
        let theirs: Vec<u64> = runs.iter().map(|run| count(run, key)).collect();
        let ours = count(recorded, key);
        let agreed = theirs.iter().all(|&count| count == theirs[0]);
        if agreed && ours != theirs[0] {
            errors.push(format!("{key:?}: strace {theirs:?}, recorded {ours}"));
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

/// What rt_sigreturn "returns" is the register that the signal interrupted: any call's result, by chance.
fn without_sigreturn(counts: Counts) -> Counts {
    let mut merged = Counts::new();
    for ((name, error), count) in counts {
        let error = if name == "rt_sigreturn" { String::new() } else { error };
        *merged.entry((name, error)).or_default() += count;
    }
    merged
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
    assert!(compare(&[counts(2), counts(2)], &counts(2)).is_empty());
    assert!(compare(&[counts(2), counts(3)], &counts(9)).is_empty());
    assert_eq!(compare(&[counts(2), counts(2)], &counts(1)).len(), 1);
    assert_eq!(compare(&[counts(2), counts(2)], &Counts::new()).len(), 1);
    assert_eq!(compare(&[Counts::new(), Counts::new()], &counts(1)).len(), 1);
}
