//! The same calls, errors and paths as strace shows, for programs that do the same work on every run.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use trapline_testkit::agreement::{Tally, contradictions, coverage};
use trapline_testkit::{observed, rows, strace, tools};

use super::http;
use super::programs::{ENVIRONMENT, PROGRAMS, Program, TEMPORARY, TREE};

/// Runs of strace whose agreement makes a key count.
const RUNS: usize = 5;
/// Runs of strace before a difference counts as one: a key that chance decides differs then, and what is wrong stays so.
/// What the runs do not agree on is recorded again with each; other differences with every fifth, since two SIGCHLD that
/// become one do so as rarely under strace as under a recorder. (That no call is lost now and then is for tests whose
/// tracees count their calls.)
const MOST_RUNS: usize = 15;
/// The least share of a program's calls whose keys count.
const COVERAGE: f64 = 0.9;

#[test]
fn calls_errors_and_paths_equal_what_strace_shows() {
    for (program, package) in PACKAGES {
        tools::require(program, package);
    }
    let dir = tempfile::tempdir().unwrap();
    let stage = Stage { dir: dir.path().canonicalize().unwrap(), url: http::serve() };
    let failures: Vec<String> = PROGRAMS.iter().flat_map(|program| stage.compare(program)).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Programs that the scripts run, and the Debian packages that have them.
pub const PACKAGES: &[(&str, &str)] = &[
    ("strace", "strace"),
    ("setarch", "util-linux"),
    ("taskset", "util-linux"),
    ("bash", "bash"),
    ("find", "findutils"),
    ("diff", "diffutils"),
    ("tar", "tar"),
    ("gzip", "gzip"),
    ("gcc", "gcc"),
    ("make", "make"),
    ("python3", "python3"),
    ("perl", "perl"),
    ("git", "git"),
    ("sqlite3", "sqlite3"),
    ("ssh-keygen", "openssh-client"),
    ("awk", "mawk"),
    ("xz", "xz-utils"),
    ("curl", "curl"),
];

/// Where strace and the program run. Each is an extreme of how their steps interleave: left to the scheduler they wait for
/// each other's CPU, on a single one the tracer's answer comes at once.
#[derive(Clone, Copy)]
enum Cpus {
    All,
    One,
}

impl Cpus {
    /// What stands before strace.
    fn prefix(self) -> Vec<String> {
        match self {
            Cpus::All => Vec::new(),
            Cpus::One => vec!["taskset".to_owned(), "-c".to_owned(), first_cpu()],
        }
    }
}

/// The first CPU that this process may run on.
fn first_cpu() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap().trim();
    list.split([',', '-']).next().unwrap().to_owned()
}

/// Where programs run, one after another.
struct Stage {
    dir: PathBuf,
    /// Of the web server.
    url: String,
}

impl Stage {
    /// What a recording of a program has otherwise than strace.
    fn compare(&self, program: &Program) -> Vec<String> {
        let name = program.name;
        // The first run fills caches, and says what the program prints.
        let expected = self.run(program, &[]);
        let mut runs = vec![self.strace(program, &expected, Cpus::All)];
        let mut recorded = self.records(program, &expected);
        let again = |runs: &mut Vec<Tally>| {
            let cpus = if runs.len().is_multiple_of(2) { Cpus::All } else { Cpus::One };
            runs.push(self.strace(program, &expected, cpus));
        };
        while runs.len() < RUNS {
            again(&mut runs);
        }
        let (share, varying) = coverage(&runs);
        let all = |runs: &[Tally], [ptrace, ebpf]: &[Tally; 2]| -> Vec<_> {
            let unslowed = contradictions(runs, ebpf).into_iter().filter(|found| !follows_from_speed(&found.text));
            contradictions(runs, ptrace).into_iter().chain(unslowed).collect()
        };
        let mut found = all(&runs, &recorded);
        while !found.is_empty() && runs.len() < MOST_RUNS {
            again(&mut runs);
            if found.iter().all(|contradiction| contradiction.varies) || runs.len().is_multiple_of(RUNS) {
                recorded = self.records(program, &expected);
            }
            found = all(&runs, &recorded);
        }
        let mut failures: Vec<String> = found.into_iter().map(|found| format!("{name}: {}", found.text)).collect();
        if share < COVERAGE {
            failures.push(format!("{name}: strace agrees with itself on {share:.3} of the calls only: {varying:#?}"));
        }
        failures
    }

    fn strace(&self, program: &Program, expected: &[u8], cpus: Cpus) -> Tally {
        let log = self.dir.join("log");
        let mut tracer: Vec<OsString> = cpus.prefix().into_iter().map(OsString::from).collect();
        tracer.extend(["strace"].iter().chain(&strace::OPTIONS).map(OsString::from));
        tracer.extend(["-o".into(), log.clone().into(), "--".into()]);
        assert_eq!(self.run(program, &tracer), expected, "{}: the output under strace", program.name);
        let text = std::fs::read(&log).unwrap();
        let calls = strace::parse(&String::from_utf8_lossy(&text));
        let work = self.work();
        Tally::of(&observed::from_strace(&calls, work.to_str().unwrap()), |path| without_chance(path, &work))
    }

    /// A recording by each backend.
    fn records(&self, program: &Program, expected: &[u8]) -> [Tally; 2] {
        ["ptrace", "ebpf"].map(|backend| self.record(program, expected, backend))
    }

    fn record(&self, program: &Program, expected: &[u8], backend: &str) -> Tally {
        let trace = self.dir.join("trace.parquet");
        let tracer: Vec<OsString> = [super::REC, "-q", "--backend", backend, "-o"]
            .map(OsStr::new)
            .into_iter()
            .chain([trace.as_os_str(), OsStr::new("--")])
            .map(OsStr::to_owned)
            .collect();
        assert_eq!(self.run(program, &tracer), expected, "{}: the output under rec", program.name);
        let rows = rows::read(&trace);
        std::fs::remove_file(&trace).unwrap();
        Tally::of(&observed::from_rows(&rows), |path| without_chance(path, &self.work()))
    }

    fn work(&self) -> PathBuf {
        self.dir.join("work")
    }

    /// Runs a program under a tracer in a directory made anew, and returns what it printed; panics where it failed.
    fn run(&self, program: &Program, tracer: &[OsString]) -> Vec<u8> {
        let work = self.work();
        if work.exists() {
            std::fs::remove_dir_all(&work).unwrap();
        }
        std::fs::create_dir(&work).unwrap();
        self.shell(&[], &format!("{TREE}{}", program.prepare), program.name);
        self.shell(tracer, program.script, program.name)
    }

    fn shell(&self, tracer: &[OsString], script: &str, name: &str) -> Vec<u8> {
        let work = self.work();
        // Without address space randomisation, a program's heap and hash tables are the same in every run.
        let mut command = Command::new("setarch");
        command.arg("-R").args(tracer).args(["sh", "-euc", script]).current_dir(&work).stdin(Stdio::null());
        command.env_clear().envs(ENVIRONMENT.iter().copied()).env("URL", &self.url);
        command.env("HOME", &work).env("TMPDIR", work.join("tmp"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{name}, {tracer:?}: {output:?}");
        output.stdout
    }
}

/// Whether a key counts how often a shell was told of the ends of children: where nobody slows them down, two that end
/// together are one SIGCHLD more often.
fn follows_from_speed(key: &str) -> bool {
    key.contains("(\"rt_sigreturn\"") || key.contains("(\"wait4\"")
}

/// A path with what differs from run to run taken out: process ids, inode numbers, names of temporary files.
pub fn without_chance(path: &str, work: &Path) -> String {
    for kind in ["pipe", "socket"] {
        if path.strip_prefix(kind).is_some_and(|rest| rest.starts_with(":[")) {
            return kind.to_owned();
        }
    }
    let file = path.rsplit('/').next().unwrap_or_default();
    let temporary = TEMPORARY.iter().find(|prefix| file.starts_with(*prefix));
    if let Some(prefix) = temporary {
        return format!("{}{prefix}*", path.strip_suffix(file).unwrap_or_default());
    }
    let tmp = work.join("tmp");
    if Path::new(path).starts_with(&tmp) && Path::new(path) != tmp {
        return format!("{}/*", tmp.display());
    }
    match path.strip_prefix("/proc/").and_then(|rest| rest.split_once('/')) {
        Some((pid, rest)) if pid.parse::<u32>().is_ok() => format!("/proc/PID/{rest}"),
        _ => path.to_owned(),
    }
}

#[test]
fn only_what_chance_decides_is_taken_out_of_paths() {
    let cases = [
        ("pipe:[77]", "pipe"),
        ("socket:[77]", "socket"),
        ("socket", "socket"),
        ("/proc/77/maps", "/proc/PID/maps"),
        ("/proc/self/maps", "/proc/self/maps"),
        ("/w/tmp/x/y", "/w/tmp/*"),
        ("/w/tmp", "/w/tmp"),
        ("/w/.git/objects/ab/tmp_obj_Xy12Zz", "/w/.git/objects/ab/tmp_obj_*"),
    ];
    for (path, expected) in cases {
        assert_eq!(without_chance(path, Path::new("/w")), expected);
    }
}
