//! Rows to strace's text: lines, columns, names that are replayed from earlier rows.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use trapline_export::strace::{Layout, Naming, Options, Status, Statuses, Text, Time};
use trapline_syscalls::memory::{self, Record, what};
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

/// What `analyze print` has without options.
fn plain() -> Options {
    Options { naming: Naming::All, time: Time::Unix, durations: true, ..Options::default() }
}

fn strace() -> Options {
    Options { layout: Layout::Strace, ..Options::default() }
}

/// What is printed for rows that were written to a trace and read again.
fn print(rows: &[Row<'_>], shown: impl Fn(usize) -> bool) -> String {
    print_as(plain(), rows, shown)
}

fn print_as(options: Options, rows: &[Row<'_>], shown: impl Fn(usize) -> bool) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = TraceWriter::create(&path, &Metadata::default(), WriterOptions::default()).unwrap();
    for (row, seq) in rows.iter().zip(1..) {
        writer.append(&Row { seq, ..*row }).unwrap();
        // A batch has calls before its other rows; these rows are to be read in the order of `seq`.
        writer.flush([]).unwrap();
    }
    writer.finish(&Metadata::default()).unwrap();
    let (mut text, mut out) = (Text::new(options), Vec::new());
    for batch in TraceFile::open(&path).unwrap().batches(None).unwrap() {
        text.write(&batch.unwrap(), &shown, &mut out).unwrap();
    }
    text.finish(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn record(what: u8, address: u64, bytes: &[u8]) -> Vec<u8> {
    let mut memory = Vec::new();
    let full_length = bytes.len() as u32;
    Record { what, at_exit: false, status: memory::Status::Ok, recovered: false, full_length, address, bytes }
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
        Row { kind: "thread_exit", outcome: Some("superseded"), ..base },
        Row { kind: "thread_exit", outcome: Some("superseded"), tid: 8, utid: 2, ..base },
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
            "+++ exited with 0 +++",
            "+++ killed by SIGSEGV (core dumped) +++",
            "+++ exited with 0 +++"
        ]
    );
}

#[test]
fn names_from_a_trace_cannot_carry_control_characters() {
    let evil = "/tmp/\u{1b}[31m\n>\u{202e}x";
    let row = Row { fd: Some(3), path: Some(evil), ..call(3, "close", [3, 0, 0, 0, 0, 0], 0) };
    let unknown = Row { syscall: Some(evil), nr: Some(-7), ..call(3, "close", [3, 0, 0, 0, 0, 0], 0) };
    let socket = Row { protocol: Some(evil), local_addr: Some(evil), ..row };
    let signal = Row { signal: Some(evil), ..event("signal", 7, 1) };
    let rows = [row, unknown, socket, signal, Row { kind: "stop", ..signal }, Row { kind: "thread_exit", ..signal }];
    let text = print(&rows, |_| true);
    assert_eq!(text.matches('\n').count(), 6);
    assert!(text.chars().all(|c| c == '\n' || (' '..='~').contains(&c)), "{text:?}");
}

/// A call of a thread that begins and ends at these microseconds.
fn at<'a>(tid: i32, begin: i64, end: i64, call: Row<'a>) -> Row<'a> {
    Row { tid, pid: 7, utid: tid, ts: begin * 1000, duration_ns: Some((end - begin) * 1000), ..call }
}

/// A row of another kind.
fn event(kind: &'static str, tid: i32, ts: i64) -> Row<'static> {
    Row { kind, tid, pid: 7, upid: 1, utid: tid, ts: ts * 1000, ..Row::default() }
}

const GETPID: i32 = 39;
const READ: [u64; 6] = [3, 0x10, 9, 0, 0, 0];

#[test]
fn calls_that_overlap_are_cut_as_strace_cuts_them() {
    let rows = [
        at(7, 10, 50, call(0, "read", READ, 5)),
        at(8, 20, 30, call(GETPID, "getpid", [0; 6], 7)),
        at(8, 40, 60, call(1, "write", [1, 0x10, 9, 0, 0, 0], 9)),
        at(7, 70, 80, call(GETPID, "getpid", [0; 6], 7)),
        at(8, 80, 90, call(GETPID, "getpid", [0; 6], 7)),
    ];
    assert_eq!(
        print_as(strace(), &rows, |_| true),
        "7     read(3,  <unfinished ...>\n\
         8     getpid()                          = 7\n\
         8     write(1, 0x10, 9 <unfinished ...>\n\
         7     <... read resumed>0x10, 9)        = 5\n\
         8     <... write resumed>)              = 9\n\
         7     getpid()                          = 7\n\
         8     getpid()                          = 7\n"
    );
    // What is not shown cuts nothing.
    let alone = print_as(strace(), &rows, |row| [0, 3].contains(&row));
    assert_eq!(alone, "7     read(3, 0x10, 9)                  = 5\n7     getpid()                          = 7\n");
}

#[test]
fn a_call_ends_where_its_thread_ends() {
    let killed =
        Row { outcome: Some("killed"), ret: None, duration_ns: None, ..at(8, 10, 10, call(0, "read", READ, 0)) };
    let pause =
        Row { outcome: Some("killed"), ret: None, duration_ns: None, ..at(9, 11, 11, call(34, "pause", [0; 6], 0)) };
    let exit = Row {
        outcome: Some("no_return"),
        ret: None,
        duration_ns: None,
        ..at(7, 20, 20, call(231, "exit_group", [7, 0, 0, 0, 0, 0], 0))
    };
    let ended = |tid, ts| Row { exit_code: Some(7), ..event("thread_exit", tid, ts) };
    let rows = [killed, pause, exit, ended(8, 30), ended(9, 31), ended(7, 32)];
    assert_eq!(
        print_as(strace(), &rows, |_| true),
        "8     read(3,  <unfinished ...>\n\
         9     pause( <unfinished ...>\n\
         7     exit_group(7)                     = ?\n\
         8     <... read resumed> <unfinished ...>) = ?\n\
         8     +++ exited with 7 +++\n\
         9     <... pause resumed>)              = ?\n\
         9     +++ exited with 7 +++\n\
         7     +++ exited with 7 +++\n"
    );
}

#[test]
fn an_execve_of_another_thread_takes_the_place_of_the_leader() {
    let execve = at(8, 20, 40, call(59, "execve", [0; 6], 0));
    let superseded = Row { outcome: Some("superseded"), ..event("thread_exit", 7, 30) };
    assert_eq!(
        print_as(strace(), &[execve, superseded], |_| true),
        "8     execve(NULL, NULL, NULL <pid changed to 7 ...>\n\
         7     +++ superseded by execve in pid 8 +++\n\
         7     <... execve resumed>)             = 0\n"
    );
}

#[test]
fn a_restarted_call_says_what_it_goes_on_with() {
    let rows = [
        at(7, 10, 20, call(7, "poll", [0; 6], -516)),
        at(7, 30, 40, call(219, "restart_syscall", [0; 6], -516)),
        at(7, 50, 60, call(219, "restart_syscall", [0; 6], 0)),
        at(8, 70, 80, call(219, "restart_syscall", [0; 6], 0)),
    ];
    let text = print_as(strace(), &rows, |row| row > 0);
    let calls: Vec<&str> = text.lines().map(|line| line[6..].split(" = ").next().unwrap()).collect();
    assert_eq!(
        calls,
        [
            "restart_syscall(<... resuming interrupted poll ...>)",
            "restart_syscall(<... resuming interrupted restart_syscall ...>)",
            "restart_syscall(<... resuming interrupted system call ...>)"
        ]
    );
}

#[test]
fn what_a_recording_ends_in_is_told() {
    let inside = |outcome, call| Row { outcome: Some(outcome), ret: None, duration_ns: None, ..call };
    let read = |tid, ts| at(tid, ts, ts, call(0, "read", READ, 0));
    let rows = [inside("detached", read(7, 10)), inside("detached", read(8, 20))];
    assert_eq!(print_as(strace(), &rows, |_| true), "7     read(3,  <unfinished ...>\n8     read(3,  <detached ...>\n");
    assert_eq!(print_as(strace(), &[inside("unfinished", read(7, 10))], |_| true), "7     read(3,  <unfinished ...>\n");
    let whole = print_as(Options::default(), &[rows[0], inside("unfinished", read(7, 30))], |_| true);
    assert_eq!(
        whole,
        "7     read(3, 0x10, 9)                  = ? <detached ...>\n\
         7     read(3, 0x10, 9)                  = ? <unfinished ...>\n"
    );
    // What was in progress when the recorder came stands where it came; its end is known if it was seen.
    let before = Row { outcome: Some("entered_before"), ret: None, duration_ns: None, ..read(7, 10) };
    assert_eq!(print_as(strace(), &[before], |_| true), "7     read(3,  <unfinished ...>\n");
    let ended = Row { ret: Some(0), ..before };
    assert_eq!(print_as(strace(), &[ended], |_| true), "7     read(3, \"\", 9)                    = 0\n");
    let nameless = Row { syscall: None, ..before };
    assert_eq!(print_as(strace(), &[nameless], |_| true), "");
}

#[test]
fn outcomes_choose_whole_lines_in_the_order_of_their_ends() {
    let rows = [
        at(7, 10, 50, call(0, "read", READ, 5)),
        at(8, 20, 30, call(GETPID, "getpid", [0; 6], 7)),
        at(8, 40, 45, call(0, "read", READ, -9)),
    ];
    let options = |statuses| Options { statuses, time: Time::Unix, ..strace() };
    let successful = print_as(options(Statuses::only(Status::Successful)), &rows, |_| true);
    assert_eq!(
        successful,
        "8     0.000020 getpid()                 = 7\n7     0.000010 read(3, 0x10, 9)         = 5\n"
    );
    let failed = print_as(options(Statuses::only(Status::Failed)), &rows, |_| true);
    assert_eq!(failed, "8     0.000040 read(3, 0x10, 9)         = -1 EBADF (Bad file descriptor)\n");
    assert_eq!(print_as(options(Statuses::parse("none").unwrap()), &rows, |_| true), "");
}

#[test]
fn expressions_choose_calls_and_signals() {
    let info = record(what::SIGINFO, 0, &[15, 0, 0, 0]);
    let rows = [
        at(7, 10, 20, call(0, "read", READ, 5)),
        at(7, 30, 40, call(GETPID, "getpid", [0; 6], 7)),
        Row { signal: Some("SIGTERM"), memory: Some(&info), ..event("signal", 7, 50) },
    ];
    let lines = |exprs: &[&str]| {
        let mut options = strace();
        exprs.iter().for_each(|expr| options.apply(expr).unwrap());
        print_as(options, &rows, |_| true).lines().map(|line| line[6..10].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(lines(&[]), ["read", "getp", "--- "]);
    assert_eq!(lines(&["trace=%desc", "signal=none"]), ["read"]);
    assert_eq!(lines(&["read", "!read", "signal=!term"]), ["getp"]);
    assert_eq!(lines(&["status=failed", "signal=TERM"]), ["--- "]);
    for wrong in ["opnat", "signal=foo", "status=foo", "quiet=foo", "inject=read", "decode-fds=all"] {
        assert!(strace().apply(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn changes_of_the_abi_are_told_unless_quiet() {
    let i386 = Row { abi: Some("i386"), ..at(7, 10, 20, call(20, "getpid", [0; 6], 7)) };
    let rows = [i386, at(7, 30, 40, call(GETPID, "getpid", [0; 6], 7))];
    let text = print_as(strace(), &rows, |_| true);
    let lines: Vec<&str> = text.lines().map(|line| &line[6..]).collect();
    assert_eq!(lines[0], "[ Process PID=7 runs in 32 bit mode. ]");
    assert_eq!(lines[2], "[ Process PID=7 runs in 64 bit mode. ]");
    let mut quiet = strace();
    quiet.quiet.personality = true;
    assert_eq!(print_as(quiet, &rows, |_| true).lines().count(), 2);
}

#[test]
fn a_table_counts_calls_that_returned() {
    let exit = Row { outcome: Some("no_return"), ret: None, duration_ns: None, ..call(231, "exit_group", [0; 6], 0) };
    let rows = [
        at(7, 0, 30, call(0, "read", READ, 5)),
        at(7, 30, 130, call(0, "read", READ, -9)),
        at(7, 130, 131, call(GETPID, "getpid", [0; 6], 7)),
        exit,
    ];
    let table = |sort: &str, columns: &str, rows: &[Row<'_>]| {
        let mut options = strace();
        (options.summary.wanted, options.summary.only) = (true, true);
        options.summary.sort_by = trapline_export::strace::SortBy::parse(sort).unwrap();
        if !columns.is_empty() {
            options.summary.columns = trapline_export::strace::Column::parse_list(columns).unwrap();
        }
        print_as(options, rows, |_| true)
    };
    assert_eq!(
        table("time", "", &rows),
        "% time     seconds  usecs/call     calls    errors syscall\n\
         ------ ----------- ----------- --------- --------- ----------------\n\
         \u{20}99.24    0.000130          65         2         1 read\n\
         \u{20} 0.76    0.000001           1         1           getpid\n\
         ------ ----------- ----------- --------- --------- ----------------\n\
         100.00    0.000131          43         3         1 total\n"
    );
    let names = table("name", "name,min-time,max-time", &rows);
    let names: Vec<&str> = names.lines().collect();
    assert_eq!(names[0], "syscall          shortest  longest");
    assert_eq!(names[2], "getpid           0.000001 0.000001");
    assert_eq!(names[3], "read             0.000030 0.000100");
    assert_eq!(table("nothing", "calls", &[]).lines().last(), Some("        0 total"));
}

#[test]
fn times_beyond_all_bounds_do_no_harm() {
    let row = Row { ts: i64::MAX, duration_ns: Some(i64::MAX), ..call(GETPID, "getpid", [0; 6], 7) };
    let early = Row { ts: i64::MIN, duration_ns: Some(i64::MIN), utid: 2, ..row };
    for options in [strace(), plain(), Options { relative: true, time: Time::Seconds, ..strace() }] {
        assert_eq!(print_as(options, &[row, early], |_| true).lines().filter(|line| line.contains("= 7")).count(), 2);
    }
}

#[test]
fn a_call_ends_with_its_thread_also_where_the_end_is_not_shown() {
    let killed =
        Row { outcome: Some("killed"), ret: None, duration_ns: None, ..at(8, 10, 10, call(0, "read", READ, 0)) };
    let rows = [killed, event("thread_exit", 8, 20), at(7, 30, 40, call(GETPID, "getpid", [0; 6], 7))];
    assert_eq!(
        print_as(strace(), &rows, |row| row != 1),
        "8     read(3,  <unfinished ...>)        = ?\n7     getpid()                          = 7\n"
    );
}

#[test]
fn descriptors_are_named_as_far_as_asked_for() {
    let null =
        Row { fd: Some(3), path: Some("/dev/null"), fd_type: Some("char"), ..call(3, "close", [3, 0, 0, 0, 0, 0], 0) };
    let socket = Row {
        path: Some("socket:[77]"),
        fd_type: Some("socket"),
        protocol: Some("TCP"),
        local_addr: Some("127.0.0.1:41055"),
        peer_addr: Some("127.0.0.1:80"),
        ..null
    };
    let bound = Row { protocol: Some("UNIX-STREAM"), local_addr: Some("unix:/run/\"x"), peer_addr: None, ..socket };
    let abstract_name = Row { local_addr: Some("unix:@x"), ..bound };
    let pair = Row {
        new_fd: Some(4),
        new_fd2: Some(5),
        fd: None,
        path: Some("socket:[1]"),
        path2: Some("socket:[2]"),
        protocol: Some("UNIX"),
        local_addr: None,
        peer_addr: None,
        memory: Some(&[]),
        ..Row { nr: Some(53), syscall: Some("socketpair"), args: [1, 2, 0, 0x10, 0, 0].into(), ..socket }
    };
    let of_pair = |fd| Row {
        fd: None,
        path: None,
        protocol: None,
        local_addr: None,
        peer_addr: None,
        ..call(3, "close", [fd, 0, 0, 0, 0, 0], 0)
    };
    let rows = [null, socket, bound, abstract_name, pair, of_pair(4), of_pair(5)];
    let names = |naming| {
        let text = print_as(Options { naming, ..Options::default() }, &rows, |row| row != 4);
        text.lines().map(|line| line[12..line.find(')').unwrap()].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(Naming::Numbers), ["3", "3", "3", "3", "4", "5"]);
    let sockets = ["3<socket:[77]>"; 3];
    assert_eq!(names(Naming::Paths), [&["3</dev/null>"], &sockets[..], &["4<socket:[1]>", "5<socket:[2]>"]].concat());
    assert_eq!(
        names(Naming::All),
        [
            "3</dev/null<char 1:3>>",
            "3<TCP:[127.0.0.1:41055->127.0.0.1:80]>",
            r#"3<UNIX-STREAM:[77,"/run/\"x"]>"#,
            "3<UNIX-STREAM:[77,@\"x\"]>",
            "4<UNIX:[1->2]>",
            "5<UNIX:[2->1]>",
        ]
    );
}

#[test]
fn an_end_by_a_signal_is_one_of_its_signal_and_an_exit_is_an_exit() {
    let end = Row { kind: "thread_exit", ts: TS, pid: 7, tid: 7, upid: 1, utid: 1, ..Row::default() };
    let rows = [Row { signal: Some("SIGKILL"), ..end }, Row { exit_code: Some(0), tid: 8, utid: 2, ..end }];
    let lines = |expr: &str| {
        let mut options = strace();
        options.apply(expr).unwrap();
        let text = print_as(options, &rows, |_| true);
        text.lines().map(|line| line[6..].to_owned()).collect::<Vec<_>>()
    };
    let (killed, exited) = ("+++ killed by SIGKILL +++", "+++ exited with 0 +++");
    assert_eq!(lines("signal=all"), [killed, exited]);
    assert_eq!(lines("signal=none"), [exited]);
    assert_eq!(lines("signal=!KILL"), [exited]);
    assert_eq!(lines("quiet=exit"), [killed]);
}

#[test]
fn a_socket_has_the_addresses_that_it_had_when_the_call_began() {
    let about = |row: Row<'static>, local, peer| Row {
        fd: Some(3),
        path: Some("socket:[77]"),
        fd_type: Some("socket"),
        local_addr: local,
        peer_addr: peer,
        ..row
    };
    let tcp = |row, local, peer| Row { protocol: Some("TCP"), ..about(row, local, peer) };
    let udp = |row, local, peer| Row { protocol: Some("UDP"), ..about(row, local, peer) };
    let first = |rows: &[Row<'_>]| {
        let text = print_as(Options { naming: Naming::All, ..Options::default() }, rows, |_| true);
        text.lines().map(|line| line[6..].split([',', ')']).next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (here, there) = (Some("127.0.0.1:80"), Some("127.0.0.1:4000"));
    let bind = call(49, "bind", [3, 0, 16, 0, 0, 0], 0);
    let listen = call(50, "listen", [3, 5, 0, 0, 0, 0], 0);
    let accept = Row { new_fd: Some(4), ..tcp(call(43, "accept", [3, 0, 0, 0, 0, 0], 4), here, there) };
    let of_listener = Row { path: None, ..call(3, "close", [3, 0, 0, 0, 0, 0], 0) };
    assert_eq!(
        first(&[tcp(bind, here, None), tcp(listen, here, None), accept, of_listener]),
        [
            "bind(3<TCP:[77]>",
            "listen(3<TCP:[127.0.0.1:80]>",
            "accept(3<TCP:[127.0.0.1:80]>",
            "close(3<TCP:[127.0.0.1:80]>"
        ]
    );
    // Port 0 leaves it to the kernel.
    let open = Some("127.0.0.1:0");
    assert_eq!(first(&[tcp(bind, open, None), of_listener]), ["bind(3<TCP:[77]>", "close(3<TCP:[77]>"]);
    // What a connect asks for is the peer if it worked.
    let connect = |ret| tcp(call(42, "connect", [3, 0, 16, 0, 0, 0], ret), here, there);
    let connected = "3<TCP:[127.0.0.1:80->127.0.0.1:4000]>";
    for (ret, after) in [(0, connected), (-115, connected), (-111, "3<TCP:[127.0.0.1:80]>")] {
        assert_eq!(first(&[connect(ret), of_listener])[1], format!("close({after}"), "{ret}");
    }
    // A datagram's address is its own.
    let sendto = udp(call(44, "sendto", [3, 0, 1, 0, 0, 16], 1), here, there);
    assert_eq!(first(&[sendto, of_listener]), ["sendto(3<UDP:[127.0.0.1:80]>", "close(3<UDP:[127.0.0.1:80]>"]);
    let connect = udp(call(42, "connect", [3, 0, 16, 0, 0, 0], 0), here, Some("127.0.0.1:9"));
    assert_eq!(first(&[connect, sendto])[1], "sendto(3<UDP:[127.0.0.1:80->127.0.0.1:9]>");
}

#[test]
fn the_other_descriptor_of_a_call_has_the_name_that_earlier_calls_gave_it() {
    let socket = Row {
        new_fd: Some(5),
        path: Some("socket:[77]"),
        protocol: Some("TCP"),
        ..call(41, "socket", [2, 1, 0, 0, 0, 0], 5)
    };
    let watch = Row {
        fd: Some(4),
        fd2: Some(5),
        path: Some("anon_inode:[eventpoll]"),
        path2: Some("socket:[77]"),
        ..call(233, "epoll_ctl", [4, 2, 5, 0, 0, 0], 0)
    };
    let text = print_as(Options { naming: Naming::All, ..Options::default() }, &[socket, watch], |row| row == 1);
    assert!(text.contains("EPOLL_CTL_DEL, 5<TCP:[77]>, "), "{text}");
    let other = Row { path2: Some("socket:[78]"), ..watch };
    let text = print_as(Options { naming: Naming::All, ..Options::default() }, &[socket, other], |row| row == 1);
    assert!(text.contains("EPOLL_CTL_DEL, 5<socket:[78]>, "), "{text}");
}

#[test]
fn what_dup2_replaces_has_its_former_name_before_the_call() {
    let open = Row { new_fd: Some(5), path: Some("/old"), ..call(257, "openat", [AT_FDCWD, 0, 0, 0, 0, 0], 5) };
    let dup2 = Row {
        fd: Some(4),
        fd2: Some(5),
        new_fd: Some(5),
        path: Some("/new"),
        path2: Some("/old"),
        ..call(33, "dup2", [4, 5, 0, 0, 0, 0], 5)
    };
    let close = Row { fd: Some(5), path: Some("/new"), ..call(3, "close", [5, 0, 0, 0, 0, 0], 0) };
    let options = || Options { naming: Naming::Paths, ..Options::default() };
    let lines = |rows: &[Row<'_>], last: usize| {
        let text = print_as(options(), rows, |row| row == last);
        text[6..].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(lines(&[open, dup2], 1), "dup2(4</new>, 5</old>) = 5</new>");
    assert_eq!(lines(&[open, close, dup2], 2), "dup2(4</new>, 5) = 5</new>");
}

/// The lines of each thread, halves of calls joined, without padding.
fn joined(text: &str) -> Vec<(String, Vec<String>)> {
    let mut threads: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines() {
        let (tid, event) = line.split_once(' ').unwrap();
        if threads.iter().all(|(known, _)| known != tid) {
            threads.push((tid.to_owned(), Vec::new()));
        }
        let (_, lines) = threads.iter_mut().find(|(known, _)| known == tid).unwrap();
        let event = event.split_whitespace().collect::<Vec<_>>().join(" ");
        match event.strip_prefix("<... ") {
            Some(rest) => {
                let first = lines.last_mut().unwrap();
                let cut = first.strip_suffix("<unfinished ...>").expect("what is resumed was cut");
                *first = format!("{}{}", cut.trim_end(), rest.split_once(" resumed>").unwrap().1);
            }
            None => {
                assert!(!lines.last().is_some_and(|last| last.ends_with("<unfinished ...>")), "{text}");
                lines.push(event);
            }
        }
    }
    threads.sort();
    threads
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Each thread's calls one after the other, threads side by side: nothing is lost, doubled or put in another order.
    #[test]
    fn cut_lines_joined_are_the_whole_lines(steps in proptest::collection::vec((7..11i32, 0..4i64, 0..9i64, 0..3usize), 1..40)) {
        let mut free = [0i64; 4];
        let mut rows = Vec::new();
        for (tid, pause, length, kind) in steps {
            let begin = &mut free[tid as usize - 7];
            *begin += pause;
            let row = match kind {
                0 => call(0, "read", READ, 5),
                1 => call(1, "write", [1, 0x10, 9, 0, 0, 0], 9),
                _ => call(35, "nanosleep", [0x10, 0, 0, 0, 0, 0], 0),
            };
            rows.push(at(tid, *begin, *begin + length, row));
            *begin += length;
        }
        rows.sort_by_key(|row| row.ts);
        let lines = |layout| print_as(Options { layout, ..Options::default() }, &rows, |_| true);
        let squeezed = |text: &str| joined(&text.replace(", ", ","));
        proptest::prop_assert_eq!(squeezed(&lines(Layout::Strace)), squeezed(&lines(Layout::Whole)));
    }
}
