//! Both backends give the same rows: every column, and every argument as it is printed.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use trapline_testkit::tools;

use super::programs::{ENVIRONMENT, PROGRAMS, Program, TREE};
use super::same_calls::{PACKAGES, without_chance};
use super::{REC, analyze, http};

/// Recordings with each backend. What chance decides differs between those of one; what is wrong stays so.
const RUNS: usize = 3;
/// Recordings with each before a difference counts.
const MOST_RUNS: usize = 9;

/// Columns that do not tell times, ids and addresses: of every row, of calls, and of other rows.
const COLUMNS: &str = "comm, path, path2, fd_type, protocol, argv, cwd, uid, gid";
const OF_CALLS: &str = "syscall, outcome, error, ret, fd, fd2, new_fd, new_fd2, requested, bytes, file_offset, args";
const OF_OTHERS: &str = "kind, outcome, root, env_count, origin, fate, reads, writes, bytes_read, bytes_written, signal, \
    exit_code, core_dumped, lost";

/// How often each row came, by its text.
type Rows = BTreeMap<String, usize>;

#[test]
fn both_backends_give_the_same_rows() {
    for (program, package) in PACKAGES {
        tools::require(program, package);
    }
    let dir = tempfile::tempdir().unwrap();
    let stage = Stage { dir: dir.path().canonicalize().unwrap(), url: http::serve() };
    let failures: Vec<String> = PROGRAMS.iter().flat_map(|program| stage.compare(program)).collect();
    assert!(failures.is_empty(), "{} differences: {failures:#?}", failures.len());
}

struct Stage {
    dir: std::path::PathBuf,
    url: String,
}

impl Stage {
    fn compare(&self, program: &Program) -> Vec<String> {
        let mut runs: [Vec<Rows>; 2] = [Vec::new(), Vec::new()];
        loop {
            for (backend, runs) in ["ptrace", "ebpf"].into_iter().zip(&mut runs) {
                runs.push(self.record(program, backend));
            }
            let found = differences(&runs);
            if runs[0].len() >= RUNS && found.is_empty() || runs[0].len() == MOST_RUNS {
                return found.into_iter().map(|found| format!("{}: {found}", program.name)).collect();
            }
        }
    }

    fn record(&self, program: &Program, backend: &str) -> Rows {
        let work = self.dir.join("work");
        if work.exists() {
            std::fs::remove_dir_all(&work).unwrap();
        }
        std::fs::create_dir(&work).unwrap();
        let shell = |tracer: &[&str], script: &str| {
            // Without address space randomisation addresses are the same in every run.
            let mut command = Command::new("setarch");
            command.arg("-R").args(tracer).args(["sh", "-euc", script]).current_dir(&work).stdin(Stdio::null());
            command.env_clear().envs(ENVIRONMENT.iter().copied()).env("URL", &self.url);
            command.env("HOME", &work).env("TMPDIR", work.join("tmp"));
            let output = command.output().unwrap();
            assert!(output.status.success(), "{}, {tracer:?}: {output:?}", program.name);
        };
        shell(&[], &format!("{TREE}{}", program.prepare));
        let trace = self.dir.join("trace.parquet");
        let trace = trace.to_str().unwrap();
        shell(&[REC, "-q", "--backend", backend, "-o", trace, "--"], program.script);
        let statements = [
            format!("SELECT {OF_CALLS}, {COLUMNS} FROM syscalls"),
            format!("SELECT {OF_OTHERS}, {COLUMNS} FROM events WHERE kind <> 'syscall'"),
        ];
        let mut rows = Rows::new();
        for statement in &statements {
            for line in analyze(&["--format", "ndjson", trace, statement]).lines() {
                *rows.entry(masked(&line.replace(work.to_str().unwrap(), "/w"))).or_default() += 1;
            }
        }
        std::fs::remove_file(trace).unwrap();
        rows
    }
}

/// Rows whose number with one backend lies outside of what the other's recordings have.
fn differences(runs: &[Vec<Rows>; 2]) -> Vec<String> {
    let keys = runs.iter().flatten().flat_map(Rows::keys).collect::<std::collections::BTreeSet<_>>();
    let range = |runs: &[Rows], key: &String| {
        let counts = runs.iter().map(|rows| rows.get(key).copied().unwrap_or(0));
        (counts.clone().min().unwrap(), counts.max().unwrap())
    };
    let differs = |key: &&String| {
        let (ptrace, ebpf) = (range(&runs[0], key), range(&runs[1], key));
        (ptrace.1 < ebpf.0 || ebpf.1 < ptrace.0).then(|| format!("ptrace {ptrace:?}, ebpf {ebpf:?}: {key}"))
    };
    keys.iter().filter(|key| !is_known(key)).filter_map(differs).collect()
}

/// Differences that docs/ebpf.md explains.
fn is_known(row: &str) -> bool {
    // A signal that is ignored by default is seen by a tracer only, SIGKILL never; and the value of rt_sigreturn is whatever the
    // interrupted code had in its register.
    let signal = |name: &str| row.contains(&format!("\"signal\":\"{name}\""));
    let is_signal = row.contains("\"kind\":\"signal\"") && (signal("SIGCHLD") || signal("SIGKILL"));
    is_signal || row.contains("\"rt_sigreturn\"")
}

/// A row without what chance or time decides: numbers of processes and inodes, names of temporary files, clocks.
fn masked(line: &str) -> String {
    let line = without_stack(line);
    let Ok(serde_json::Value::Object(mut row)) = serde_json::from_str(&line) else { panic!("no row: {line}") };
    row.retain(|_, value| !value.is_null());
    for column in ["path", "path2", "cwd"] {
        if let Some(serde_json::Value::String(path)) = row.get_mut(column) {
            *path = without_chance(path, Path::new("/w"));
        }
    }
    let text = |column: &str| row.get(column).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let is_chance = CHANCE.contains(&text("syscall").as_str()) || text("args").contains("/w/tmp/");
    if is_chance {
        row.remove("args");
        row.remove("ret");
    }
    serde_json::Value::Object(row).to_string()
}

/// A text without addresses of the stack: where that begins depends on the recorder's own arguments.
fn without_stack(text: &str) -> String {
    let mut parts = text.split("0x7fff");
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        masked.push_str("STACK");
        masked.push_str(part.trim_start_matches(|digit: char| digit.is_ascii_hexdigit()));
    }
    masked
}

/// Calls whose arguments or results are ids, clocks, sizes of what else runs on the machine.
const CHANCE: [&str; 20] = [
    "getpid",
    "gettid",
    "getppid",
    "getpgrp",
    "set_tid_address",
    "wait4",
    "waitid",
    "clone",
    "clone3",
    "vfork",
    "fork",
    "kill",
    "tgkill",
    "setpgid",
    "sysinfo",
    "statfs",
    "fstatfs",
    "getrandom",
    "clock_gettime",
    "futex",
];
