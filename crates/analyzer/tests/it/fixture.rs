//! Small traces, and short ways to ask them.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use trapline_analyzer::{Error, Filters, Format, Layout, Params, Session, SessionOptions, render, traces};
use trapline_trace::metadata::{Capture, Counts, End, Host};
use trapline_trace::{Metadata, Row, TraceWriter, WriterOptions};

/// When the traces begin: 2026-11-23 18:00:00 UTC.
pub const START: i64 = 1_795_456_800_000_000_000;
/// A millisecond in nanoseconds.
pub const MS: i64 = 1_000_000;

/// Numbers of x86_64.
const NR: [(&str, i32); 9] = [
    ("read", 0),
    ("write", 1),
    ("close", 3),
    ("connect", 42),
    ("socket", 41),
    ("execve", 59),
    ("exit_group", 231),
    ("openat", 257),
    ("copy_file_range", 326),
];

/// A system call of thread 1 of process 1, `at` and `took` in nanoseconds.
pub fn call<'a>(seq: i64, at: i64, took: i64, name: &'a str) -> Row<'a> {
    Row {
        seq,
        kind: "syscall",
        ts: START + at,
        duration_ns: Some(took),
        comm: Some("cat"),
        abi: Some("x86_64"),
        nr: NR.iter().find(|(known, _)| *known == name).map(|&(_, nr)| nr),
        syscall: Some(name),
        args: [0; 6].into(),
        ret: Some(0),
        outcome: Some("returned"),
        ..main_thread()
    }
}

/// What a row of the main thread has.
pub fn main_thread<'a>() -> Row<'a> {
    Row { pid: 100, tid: 100, upid: 1, utid: 1, comm: Some("cat"), ..Row::default() }
}

/// The same row of the second process.
pub fn child(row: Row<'_>) -> Row<'_> {
    Row { pid: 101, tid: 101, upid: 2, utid: 2, comm: Some("sh"), ..row }
}

/// A call that failed.
pub fn failed<'a>(row: Row<'a>, errno: i32, error: &'a str) -> Row<'a> {
    Row { ret: Some(-i64::from(errno)), errno: Some(errno), error: Some(error), ..row }
}

/// What describes the recordings here.
pub fn metadata() -> Metadata {
    Metadata {
        tool: "rec 0.1.0".into(),
        start_ns: START,
        command: vec!["cat".into(), "/etc/passwd".into()],
        cwd: "/root".into(),
        host: Host { kernel: "6.18.0".into(), architecture: "x86_64".into(), cpus: 2, ..Host::default() },
        capture: Capture { backend: "ebpf".into(), sched: true, io_uring: true, ..Capture::default() },
        end: Some(End {
            end_ns: START + 100 * MS,
            reason: "command ended".into(),
            exit_code: Some(0),
            counts: Counts { rows: 18, syscalls: 10, errors: 2, processes: 2, threads: 2, lost: 3 },
            ..End::default()
        }),
        ..Metadata::default()
    }
}

/// Two processes: `cat` opens, misses, reads, copies and forks `sh`, which connects and is killed inside a read.
pub fn story(append: &mut dyn FnMut(Row<'_>)) {
    let argv = ["cat".to_owned(), "/etc/passwd".to_owned()];
    let sh = ["sh".to_owned(), "-c".to_owned(), "true".to_owned()];
    let born = Row { kind: "process", ts: START, path: Some("/usr/bin/cat"), argv: Some(&argv), ..main_thread() };
    append(Row { seq: 1, cwd: Some("/root"), uid: Some(0), gid: Some(0), ..born });
    append(Row { seq: 2, kind: "thread", ts: START, fd_table: Some(1), ..main_thread() });
    let missed = Row { path: Some("/etc/missing"), ..call(3, MS, 20_000, "openat") };
    append(failed(missed, 2, "ENOENT"));
    let opened = Row {
        path: Some("/etc/passwd"),
        fd_type: Some("file"),
        new_fd: Some(3),
        ret: Some(3),
        ..call(4, 2 * MS, 50_000, "openat")
    };
    append(Row { args: [0xffff_ff9c, 0x1000, 0, 0, 0, 0].into(), ..opened });
    let read = Row {
        path: Some("/etc/passwd"),
        fd: Some(3),
        fd_type: Some("file"),
        requested: Some(4096),
        ..call(5, 3 * MS, 5 * MS, "read")
    };
    append(Row { bytes: Some(1024), ret: Some(1024), args: [3, 0x2000, 4096, 0, 0, 0].into(), ..read });
    append(Row { bytes: Some(0), seq: 6, ts: START + 9 * MS, duration_ns: Some(1_000), ..read });
    let copy = Row {
        path: Some("/etc/passwd"),
        path2: Some("/tmp/copy"),
        fd: Some(3),
        fd2: Some(4),
        ..call(7, 10 * MS, MS, "copy_file_range")
    };
    append(Row { bytes: Some(500), ret: Some(500), ..copy });
    append(Row { path: Some("/etc/passwd"), fd: Some(3), ..call(8, 12 * MS, 500, "close") });
    let born = Row {
        seq: 9,
        kind: "process",
        ts: START + 20 * MS,
        parent_pid: Some(100),
        parent_upid: Some(1),
        path: Some("/usr/bin/cat"),
        argv: Some(&argv),
        cwd: Some("/root"),
        ..Row::default()
    };
    append(child(born));
    append(child(Row { seq: 10, kind: "thread", ts: START + 20 * MS, ..Row::default() }));
    append(child(Row {
        seq: 11,
        kind: "exec",
        ts: START + 22 * MS,
        path: Some("/usr/bin/sh"),
        argv: Some(&sh),
        cwd: Some("/tmp"),
        ..Row::default()
    }));
    let socket = Row {
        path: Some("socket:[77]"),
        fd: Some(5),
        fd_type: Some("socket"),
        protocol: Some("TCP"),
        peer_addr: Some("127.0.0.1:80"),
        ..Row::default()
    };
    append(child(Row {
        path: socket.path,
        fd: socket.fd,
        fd_type: socket.fd_type,
        protocol: socket.protocol,
        peer_addr: socket.peer_addr,
        ..failed(call(12, 30 * MS, 2 * MS, "connect"), 111, "ECONNREFUSED")
    }));
    append(child(Row {
        path: socket.path,
        fd: socket.fd,
        fd_type: socket.fd_type,
        bytes: Some(10),
        ret: Some(10),
        ..call(13, 33 * MS, 100, "write")
    }));
    append(child(failed(Row { path: Some("pipe:[5]"), ..call(14, 34 * MS, 30 * MS, "read") }, 512, "ERESTARTSYS")));
    append(child(Row {
        seq: 15,
        kind: "signal",
        ts: START + 64 * MS,
        signal: Some("SIGTERM"),
        sender_pid: Some(100),
        si_code: Some(0),
        ..Row::default()
    }));
    append(child(Row {
        duration_ns: None,
        ret: None,
        outcome: Some("killed"),
        path: Some("pipe:[5]"),
        ..call(16, 65 * MS, 0, "read")
    }));
    append(child(Row {
        seq: 17,
        kind: "thread_exit",
        ts: START + 70 * MS,
        signal: Some("SIGKILL"),
        user_ns: Some(5 * MS),
        system_ns: Some(MS),
        ..Row::default()
    }));
    append(child(Row {
        seq: 18,
        kind: "exit",
        ts: START + 70 * MS,
        signal: Some("SIGKILL"),
        user_ns: Some(5 * MS),
        system_ns: Some(MS),
        max_rss_kb: Some(2048),
        ..Row::default()
    }));
    let life = Row {
        seq: 19,
        kind: "fd",
        ts: START + 2 * MS,
        duration_ns: Some(10 * MS),
        fd: Some(3),
        path: Some("/etc/passwd"),
        fd_type: Some("file"),
        ..main_thread()
    };
    append(Row {
        origin: Some("opened"),
        fate: Some("closed"),
        reads: Some(2),
        writes: Some(0),
        bytes_read: Some(1024),
        bytes_written: Some(0),
        ..life
    });
    append(Row {
        seq: 20,
        kind: "lost",
        ts: START + 80 * MS,
        duration_ns: Some(MS),
        lost: Some(3),
        lost_reason: Some("ring_full"),
        ..Row::default()
    });
    append(Row { duration_ns: None, ret: None, outcome: Some("no_return"), ..call(21, 99 * MS, 0, "exit_group") });
    append(Row {
        seq: 22,
        kind: "exit",
        ts: START + 99 * MS,
        exit_code: Some(0),
        user_ns: Some(2 * MS),
        system_ns: Some(3 * MS),
        max_rss_kb: Some(1024),
        ..main_thread()
    });
}

/// Calls that did not return, each for another reason, between calls that did; the recording takes 100 ms.
pub fn inside(append: &mut dyn FnMut(Row<'_>)) {
    let open = |row: Row<'static>, outcome| Row { duration_ns: None, ret: None, outcome: Some(outcome), ..row };
    let fifo = |row: Row<'static>| Row { path: Some("/run/fifo"), ..row };
    let thread = |number: i32, row: Row<'static>| Row { tid: 100 + number, utid: number, ..row };
    append(fifo(call(1, MS, 40 * MS, "close")));
    append(Row { fd: Some(3), ..fifo(open(call(2, 50 * MS, 0, "read"), "unfinished")) });
    // Found inside: one that went on to the end, one whose end was seen.
    append(thread(2, open(call(3, 2 * MS, 0, "write"), "entered_before")));
    append(thread(3, Row { ret: Some(0), ..open(call(4, 2 * MS, 0, "write"), "entered_before") }));
    append(thread(3, open(call(5, 90 * MS, 0, "connect"), "detached")));
    append(thread(4, open(call(6, 10 * MS, 0, "read"), "killed")));
    append(thread(5, open(call(7, 10 * MS, 0, "read"), "killed")));
    append(thread(6, open(call(8, 10 * MS, 0, "exit_group"), "no_return")));
    let ended = Row { kind: "thread_exit", ts: START + 70 * MS, ..main_thread() };
    append(thread(4, Row { seq: 9, signal: Some("SIGKILL"), ..ended }));
    append(thread(5, Row { seq: 10, exit_code: Some(0), ..ended }));
}

/// A directory for traces, removed at the end.
pub struct Place {
    dir: TempDir,
}

impl Place {
    pub fn new() -> Place {
        Place { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A finished trace of that name, by a function that appends its rows.
    pub fn finished(&self, name: &str, rows: impl FnOnce(&mut dyn FnMut(Row<'_>))) -> PathBuf {
        self.grouped(name, 1_000_000, rows)
    }

    /// A finished trace with so many rows in each row group.
    pub fn grouped(&self, name: &str, row_group_rows: usize, rows: impl FnOnce(&mut dyn FnMut(Row<'_>))) -> PathBuf {
        self.described(name, &metadata(), row_group_rows, rows)
    }

    /// A finished trace that says this of itself.
    pub fn described(
        &self,
        name: &str,
        metadata: &Metadata,
        row_group_rows: usize,
        rows: impl FnOnce(&mut dyn FnMut(Row<'_>)),
    ) -> PathBuf {
        let path = self.path(name);
        let options = WriterOptions { row_group_rows, ..WriterOptions::default() };
        let mut writer = TraceWriter::create(&path, metadata, options).unwrap();
        rows(&mut |row| writer.append(&row).unwrap());
        writer.finish(metadata).unwrap();
        path
    }

    /// The story, finished.
    pub fn story(&self) -> PathBuf {
        self.finished("trace.parquet", story)
    }
}

/// A session over files.
pub fn open(paths: &[&Path]) -> Session {
    open_with(paths, SessionOptions::default()).unwrap()
}

/// A session with options.
pub fn open_with(paths: &[&Path], options: SessionOptions) -> Result<Session, Error> {
    Session::open(&traces::resolve(paths)?, &SessionOptions { threads: Some(2), ..options })
}

/// A session with filters.
pub fn filtered(paths: &[&Path], filters: Filters) -> Session {
    open_with(paths, SessionOptions { filters, ..SessionOptions::default() }).unwrap()
}

/// The answers to statements in a format.
pub fn try_ask(session: &Session, sql: &str, format: Format) -> Result<String, Error> {
    let mut out = Vec::new();
    render::render(session.query(sql, &Params::new())?, &Layout::new(format), &mut out)?;
    Ok(String::from_utf8(out).unwrap())
}

/// The answers to statements as CSV.
pub fn ask(session: &Session, sql: &str) -> String {
    try_ask(session, sql, Format::Csv).unwrap()
}

/// The answer to a statement as CSV without its header.
pub fn cells(session: &Session, sql: &str) -> String {
    ask(session, sql).split_once('\n').unwrap().1.trim_end().to_owned()
}

/// The message of the error that statements end with.
pub fn refusal(session: &Session, sql: &str) -> String {
    try_ask(session, sql, Format::Csv).unwrap_err().to_string()
}
