//! Rows to strace's text: lines, columns, names that are replayed from earlier rows.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use trapline_export::strace::Text;
use trapline_syscalls::decode::Style;
use trapline_syscalls::memory::{Record, Status, what};
use trapline_trace::{Metadata, Row, TraceFile, TraceWriter, WriterOptions};

const TS: i64 = 1_700_000_000_123_456_789;

fn call<'a>(nr: i32, name: &'a str, args: [u64; 6], ret: i64) -> Row<'a> {
    Row {
        kind: "syscall",
        ts: TS,
        duration_ns: Some(1_500_007_000),
        pid: 7,
        tid: 7,
        upid: 1,
        utid: 1,
        abi: Some("x86_64"),
        nr: Some(nr),
        syscall: Some(name),
        args: args.into(),
        ret: Some(ret),
        outcome: Some("returned"),
        ..Row::default()
    }
}

/// What is printed for rows that were written to a trace and read again.
fn print(rows: &[Row<'_>], shown: impl Fn(usize) -> bool) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = TraceWriter::create(&path, &Metadata::default(), WriterOptions::default()).unwrap();
    for (row, seq) in rows.iter().zip(1..) {
        writer.append(&Row { seq, ..*row }).unwrap();
        // A batch has calls before its other rows; these rows are to be read in the order of `seq`.
        writer.flush([]).unwrap();
    }
    writer.finish(&Metadata::default()).unwrap();
    let (mut text, mut out) = (Text::new(Style::default()), Vec::new());
    for batch in TraceFile::open(&path).unwrap().batches(None).unwrap() {
        text.write(&batch.unwrap(), &shown, &mut out).unwrap();
    }
    String::from_utf8(out).unwrap()
}

fn record(what: u8, address: u64, bytes: &[u8]) -> Vec<u8> {
    let mut memory = Vec::new();
    let full_length = bytes.len() as u32;
    Record { what, at_exit: false, status: Status::Ok, recovered: false, full_length, address, bytes }
        .write(&mut memory);
    memory
}

const AT_FDCWD: u64 = -100i64 as u64;

#[test]
fn a_line_has_time_thread_call_result_and_duration() {
    let open =
        Row { new_fd: Some(3), path: Some("/etc/passwd"), ..call(257, "openat", [AT_FDCWD, 1, 0x80000, 0, 0, 0], 3) };
    let close = Row { fd: Some(3), path: Some("/etc/passwd"), ..call(3, "close", [3, 0, 0, 0, 0, 0], 0) };
    assert_eq!(
        print(&[open, close], |_| true),
        "7     1700000000.123456 openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|O_CLOEXEC) = 3</etc/passwd> <1.500007>\n\
         7     1700000000.123456 close(3</etc/passwd>) = 0 <1.500007>\n"
    );
}

#[test]
fn short_calls_are_padded_to_straces_column() {
    let line = print(&[Row { duration_ns: None, ..call(39, "getpid", [0; 6], 7) }], |_| true);
    assert_eq!(line, "7     1700000000.123456 getpid()        = 7\n");
    assert_eq!(line.find(" = "), Some(39));
}

#[test]
fn directories_are_named_by_earlier_rows_even_if_those_are_not_shown() {
    let process = Row { kind: "process", cwd: Some("/home/x"), upid: 1, ..Row::default() };
    let open = Row { new_fd: Some(4), path: Some("/srv"), ..call(257, "openat", [AT_FDCWD, 1, 0, 0, 0, 0], 4) };
    let chdir_memory = record(what::CWD, 0, b"/srv/real");
    let chdir =
        Row { path: Some("/srv/link"), memory: Some(&chdir_memory), ..call(80, "chdir", [1, 0, 0, 0, 0, 0], 0) };
    let name = record(1, 1, b"f");
    let missing = Row { path: Some("/srv/f"), memory: Some(&name), ..call(257, "openat", [4, 1, 0, 0, 0, 0], -2) };
    let here =
        Row { path: Some("/srv/real/f"), memory: Some(&name), ..call(257, "openat", [AT_FDCWD, 1, 0, 0, 0, 0], -2) };
    let child = Row { kind: "process", upid: 2, parent_upid: Some(1), ..Row::default() };
    let in_child = Row { upid: 2, ..missing };
    let text = print(&[process, open, missing, chdir, here, child, in_child], |row| ![0, 1, 3, 5].contains(&row));
    let calls: Vec<&str> = text.lines().map(|line| &line[24..line.find(" = ").unwrap()]).collect();
    let (from_dir, from_cwd) = ("openat(4</srv>, \"f\", O_RDONLY)", "openat(AT_FDCWD</srv/real>, \"f\", O_RDONLY)");
    assert_eq!(calls, [from_dir, from_cwd, from_dir]);
}

#[test]
fn signals_stops_and_ends_have_their_lines() {
    let info = record(what::SIGINFO, 0, &[15, 0, 0, 0]);
    let base = Row { ts: TS, pid: 7, tid: 7, upid: 1, utid: 1, ..Row::default() };
    let rows = [
        Row { kind: "signal", signal: Some("SIGTERM"), memory: Some(&info), ..base },
        Row { kind: "stop", signal: Some("SIGTSTP"), ..base },
        Row { kind: "thread_exit", outcome: Some("superseded"), tid: 8, ..base },
        Row { kind: "thread_exit", signal: Some("SIGSEGV"), core_dumped: Some(true), ..base },
        Row { kind: "thread_exit", exit_code: Some(0), ..base },
        Row { kind: "exit", exit_code: Some(0), ..base },
        Row { kind: "of a later format", ..base },
    ];
    let text = print(&rows, |_| true);
    let lines: Vec<&str> = text.lines().map(|line| &line[24..]).collect();
    assert!(lines[0].starts_with("--- SIGTERM {") && lines[0].ends_with("} ---"), "{}", lines[0]);
    assert_eq!(
        lines[1..],
        [
            "--- stopped by SIGTSTP ---",
            "+++ superseded by execve in pid 7 +++",
            "+++ killed by SIGSEGV (core dumped) +++",
            "+++ exited with 0 +++"
        ]
    );
}

#[test]
fn names_from_a_trace_cannot_carry_control_characters() {
    let evil = "/tmp/\u{1b}[31m\n>\u{202e}x";
    let row = Row { fd: Some(3), path: Some(evil), ..call(3, "close", [3, 0, 0, 0, 0, 0], 0) };
    let text = print(&[row], |_| true);
    assert_eq!(text.matches('\n').count(), 1);
    assert!(text.chars().all(|c| c == '\n' || (' '..='~').contains(&c)), "{text:?}");
}
