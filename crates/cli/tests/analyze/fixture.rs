//! A directory with a small trace in it, and the program run there.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use trapline_trace::metadata::{Capture, Counts, End, Host};
use trapline_trace::{Metadata, Row, TraceWriter, WriterOptions};

/// When the traces begin: 2026-11-23 18:00:00 UTC.
pub const START: i64 = 1_795_456_800_000_000_000;
const MS: i64 = 1_000_000;

/// A directory of its own, with `trace.parquet` in it.
pub struct Place(TempDir);

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Place {
    /// With a trace.
    pub fn new() -> Place {
        let place = Place::empty();
        place.record("trace.parquet", story());
        place
    }

    /// Without one.
    pub fn empty() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Writes a finished trace.
    pub fn record<'a>(&self, name: &str, rows: impl IntoIterator<Item = Row<'a>>) {
        self.record_as(name, &metadata(), rows);
    }

    /// Writes a finished trace in which a quarter of each call's time is spent on a CPU.
    pub fn record_sched(&self, name: &str) {
        let mut metadata = metadata();
        metadata.capture.sched = true;
        let rows = story().into_iter().map(|row| Row { cpu_ns: row.duration_ns.map(|duration| duration / 4), ..row });
        self.record_as(name, &metadata, rows.filter(|row| row.kind == "syscall"));
    }

    /// Writes a finished trace of operations of io_uring.
    pub fn record_ring(&self, name: &str) {
        let operation = |seq: i64, opcode: &'static str, path, ret: Option<i64>| Row {
            opcode: Some(opcode),
            path,
            ret,
            errno: ret.filter(|&ret| ret < 0).map(|ret| -ret as i32),
            bytes: ret.filter(|&ret| ret >= 0 && path.is_some()),
            duration_ns: ret.map(|_| seq * MS),
            outcome: Some(if ret.is_some() { "returned" } else { "unfinished" }),
            ..Row { seq, kind: "io_uring", ts: START + seq * MS, pid: 7, tid: 7, upid: 1, utid: 1, ..Row::default() }
        };
        let (log, data) = (Some("/var/log"), Some("/data"));
        let rows = [
            operation(1, "IORING_OP_NOP", None, Some(0)),
            operation(2, "IORING_OP_READ", data, Some(4096)),
            operation(3, "IORING_OP_READ", data, Some(-11)),
            operation(4, "IORING_OP_WRITE", log, Some(100)),
            operation(5, "IORING_OP_READ", data, None),
        ];
        let mut metadata = metadata();
        metadata.capture.io_uring = true;
        self.record_as(name, &metadata, rows);
    }

    fn record_as<'a>(&self, name: &str, metadata: &Metadata, rows: impl IntoIterator<Item = Row<'a>>) {
        let mut writer = TraceWriter::create(&self.path(name), metadata, WriterOptions::default()).unwrap();
        rows.into_iter().for_each(|row| writer.append(&row).unwrap());
        writer.finish(metadata).unwrap();
    }

    /// Writes a trace whose recorder is killed before it ends.
    pub fn cut_short(&self, name: &str) {
        let metadata = Metadata { end: None, ..metadata() };
        let mut writer = TraceWriter::create(&self.path(name), &metadata, WriterOptions::default()).unwrap();
        story().iter().for_each(|row| writer.append(row).unwrap());
        writer.flush([]).unwrap();
    }

    /// `analyze WORDS…`, here, in an environment of its own.
    pub fn command<S: AsRef<OsStr>>(&self, words: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_analyze"));
        command.args(words).current_dir(self.root()).env_clear().env("HOME", self.root()).stdin(Stdio::null());
        command
    }

    /// Runs it.
    pub fn run<S: AsRef<OsStr>>(&self, words: &[S]) -> Ended {
        Ended::of(self.command(words).output().unwrap())
    }

    /// Runs it with this on standard input.
    pub fn run_with_input<S: AsRef<OsStr>>(&self, words: &[S], input: &str) -> Ended {
        self.feed(&mut self.command(words), input)
    }

    /// Runs any program with this on standard input.
    pub fn feed(&self, command: &mut Command, input: &str) -> Ended {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Ended::of(child.wait_with_output().unwrap())
    }

    /// Runs it, which must succeed and say nothing on standard error.
    pub fn answer<S: AsRef<OsStr>>(&self, words: &[S]) -> String {
        let ended = self.run(words);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
        ended.out
    }

    /// Runs it, which must fail with this code and write nothing but one message.
    pub fn refusal<S: AsRef<OsStr>>(&self, code: i32, words: &[S]) -> String {
        let ended = self.run(words);
        assert_eq!((ended.code, ended.out.as_str()), (Some(code), ""), "{ended:?}");
        let message = ended.err.strip_prefix("analyze: ").unwrap().strip_suffix('\n').unwrap().to_owned();
        assert!(!message.contains("panicked"), "{message}");
        message
    }
}

impl Ended {
    fn of(output: Output) -> Ended {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

fn metadata() -> Metadata {
    Metadata {
        tool: "rec 0.1.0".into(),
        start_ns: START,
        command: vec!["make".into(), "-j2".into(), "all the rest".into()],
        cwd: "/src".into(),
        host: Host {
            kernel: "6.18.0".into(),
            architecture: "x86_64".into(),
            cpus: 2,
            distribution: "Debian GNU/Linux 12".into(),
            ..Host::default()
        },
        capture: Capture { backend: "ptrace".into(), env: "none".into(), ..Capture::default() },
        end: Some(End {
            end_ns: START + 200 * MS,
            reason: "command ended".into(),
            exit_code: Some(2),
            counts: Counts { rows: 12, syscalls: 9, errors: 2, processes: 2, threads: 2, lost: 0 },
            ..End::default()
        }),
        ..Metadata::default()
    }
}

/// A call of `make` (process 1) or `cc` (process 2).
fn call(seq: i64, process: i32, syscall: (&'static str, i32), took: Option<i64>) -> Row<'static> {
    let (name, nr) = syscall;
    Row {
        kind: "syscall",
        duration_ns: took,
        comm: Some(if process == 1 { "make" } else { "cc" }),
        abi: Some("x86_64"),
        nr: Some(nr),
        syscall: Some(name),
        args: [0; 6].into(),
        ret: took.map(|_| 0),
        outcome: Some(if took.is_some() { "returned" } else { "no_return" }),
        ..born(seq, process, "")
    }
}

/// A row about a process.
fn born(seq: i64, process: i32, kind: &'static str) -> Row<'static> {
    let pid = 4710 + process;
    Row { seq, kind, ts: START + seq * 10 * MS, pid, tid: pid, upid: process, utid: process, ..Row::default() }
}

/// `make` looks for a file, reads another and waits for `cc`, which writes one.
pub fn story() -> Vec<Row<'static>> {
    const OPENAT: (&str, i32) = ("openat", 257);
    const READ: (&str, i32) = ("read", 0);
    const WRITE: (&str, i32) = ("write", 1);
    let missing = Row { ret: Some(-2), errno: Some(2), error: Some("ENOENT"), ..Row::default() };
    let missing = |row: Row<'static>| Row { ret: missing.ret, errno: missing.errno, error: missing.error, ..row };
    let file = |row: Row<'static>, path| Row { path: Some(path), fd_type: Some("file"), ..row };
    let bytes = |row: Row<'static>, bytes: i64| Row { bytes: Some(bytes), ret: Some(bytes), ..row };
    vec![
        Row { path: Some("/usr/bin/make"), ..born(0, 1, "process") },
        born(1, 1, "thread"),
        missing(file(call(2, 1, OPENAT, Some(20_000)), "/src/GNUmakefile")),
        Row { ret: Some(3), new_fd: Some(3), ..file(call(3, 1, OPENAT, Some(60_000)), "/src/Makefile") },
        bytes(file(call(4, 1, READ, Some(5_200_000)), "/src/Makefile"), 4_096),
        bytes(file(call(5, 1, READ, Some(1_500)), "/src/Makefile"), 0),
        Row { path: Some("/usr/bin/cc"), parent_pid: Some(4711), parent_upid: Some(1), ..born(6, 2, "process") },
        born(7, 2, "thread"),
        missing(file(call(8, 2, OPENAT, Some(15_000)), "/src/it's \x1b[31mred\n.h")),
        bytes(file(call(9, 2, WRITE, Some(700_000)), "/src/a.o"), 70_000),
        bytes(file(call(10, 2, WRITE, Some(800_000)), "/src/a.o"), 70_000),
        call(11, 2, ("exit_group", 231), None),
        Row { ret: Some(4712), ..call(12, 1, ("wait4", 61), Some(61_000_000)) },
    ]
}
