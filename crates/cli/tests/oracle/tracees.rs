//! Programs that say on their standard output what must have been recorded.

use std::collections::BTreeMap;
use std::path::Path;

use trapline_testkit::rows::{self, Row};
use trapline_testkit::strace;
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

/// A tracee program whose threads each make the same calls in every run, and what of them chance decides.
struct Same {
    name: &'static str,
    /// Calls that are left out: whether a thread has to wait for another, and where its stack comes from.
    but: &'static [&'static str],
    /// Only the first thread is compared.
    alone: bool,
}

const fn same(name: &'static str) -> Same {
    Same { name, but: &[], alone: false }
}

const WAITS: &[&str] = &["futex", "mmap", "munmap", "mprotect", "madvise", "brk"];

const SAME: &[Same] = &[
    same("appends"),
    same("clone3"),
    same("descriptors"),
    same("dispositions"),
    same("edge_buffers"),
    same("edges"),
    Same { but: WAITS, ..same("filtered") },
    same("high_descriptors"),
    same("i386"),
    same("ids"),
    same("int80"),
    same("names"),
    Same { but: WAITS, ..same("namespaced") },
    same("ptraces"),
    same("queued"),
    // Its children look at it as often as they must.
    Same { alone: true, ..same("restarts") },
    same("rooted"),
    same("sheds"),
    same("stops"),
    same("swarm"),
    Same { but: WAITS, ..same("threads") },
    Same { but: WAITS, ..same("unshared") },
    // strace loses the children.
    Same { alone: true, ..same("untraced") },
    same("vforks"),
    same("x32"),
];

/// The calls of each thread, as `NAME ERROR`, and how many threads made exactly these.
type Threads = BTreeMap<Vec<String>, usize>;

impl Same {
    /// From thread, name and error of every call, in their order.
    fn threads(&self, calls: impl Iterator<Item = (i64, String, String)>) -> Threads {
        let mut by_thread: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        let mut first = None;
        for (tid, name, error) in calls {
            first.get_or_insert(tid);
            let own = by_thread.entry(tid).or_default();
            let restarted = error.starts_with("ERESTART") && self.name != "restarts";
            if self.but.contains(&name.as_str()) || restarted {
                continue;
            }
            // What it "returns" is the register that the signal interrupted. accept is what i386 has accept4 for.
            let error = if name == "rt_sigreturn" { String::new() } else { error };
            let name = if name == "accept" { "accept4".to_owned() } else { name };
            own.push(format!("{name} {error}"));
        }
        let mut threads = Threads::new();
        for (_, calls) in by_thread.into_iter().filter(|(tid, _)| !self.alone || Some(*tid) == first) {
            *threads.entry(calls).or_default() += 1;
        }
        threads
    }

    fn recorded(&self, rows: &[Row]) -> Threads {
        let mut calls = rows::of_kind(rows, "syscall");
        calls.sort_by_key(|row| row.int("seq"));
        self.threads(calls.iter().map(|row| {
            let error = if row.int("ret").is_none() { "?" } else { row.text("error") };
            (row.int("tid").unwrap(), row.text("syscall").to_owned(), error.to_owned())
        }))
    }

    fn shown(&self, calls: Vec<strace::Call>) -> Threads {
        self.threads(calls.into_iter().map(|call| {
            let error = if call.ret == "?" && call.error.is_empty() { "?".to_owned() } else { call.error };
            (call.tid.into(), call.name, error)
        }))
    }
}

#[test]
fn each_thread_of_a_tracee_makes_the_calls_that_strace_shows() {
    for same in SAME {
        let dir = tempfile::tempdir().unwrap();
        let program = match same.name {
            "i386" => tracee::build_i386(same.name, dir.path()),
            name => tracee::build(name, dir.path()),
        };
        let command = [program.to_str().unwrap()];
        // Each in a directory without what the other left behind.
        let place = |name: &str| {
            let place = dir.path().join(name);
            std::fs::create_dir(&place).unwrap();
            place
        };
        let trace = dir.path().join("trace.parquet");
        super::record(&command, &place("recorded"), &trace);
        let recorded = same.recorded(&rows::read(&trace));
        let mut shown = Threads::new();
        let equal = (0..MOST_RUNS).any(|run| {
            shown = same.shown(strace::run(&command, &place(&format!("shown-{run}"))));
            shown == recorded
        });
        let only = |one: &Threads, other: &Threads| -> Vec<String> {
            let differs = |(calls, count): &(&Vec<String>, &usize)| other.get(*calls) != Some(count);
            one.iter().filter(differs).map(|(calls, count)| format!("{count} × {}", in_short(calls))).collect()
        };
        let (ours, theirs) = (only(&recorded, &shown), only(&shown, &recorded));
        assert!(equal, "{}: recorded {ours:#?}, strace shows {theirs:#?}", same.name);
    }
}

/// Calls, equal ones in a row as one.
fn in_short(calls: &[String]) -> String {
    let runs = calls.chunk_by(|a, b| a == b).map(|run| match run.len() {
        1 => run[0].trim_end().to_owned(),
        count => format!("{} ×{count}", run[0].trim_end()),
    });
    runs.collect::<Vec<_>>().join(", ")
}

/// Runs of strace before a difference counts as one.
const MOST_RUNS: usize = 4;
