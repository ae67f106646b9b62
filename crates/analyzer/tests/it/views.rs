//! What the views make of the story in the fixture.

use trapline_analyzer::{Format, Session};
use trapline_trace::Row;

use crate::fixture::{Place, call, cells, open, try_ask};

fn table(session: &Session, sql: &str) -> String {
    try_ask(session, sql, Format::Table).unwrap()
}

#[test]
fn processes_have_parents_programs_ends_and_totals() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let sql = "SELECT t, end_t, pid, parent_pid, comm, command, exe, cwd, exit_code, signal, cpu_ns, max_rss_kb, threads, children, execs,
                 calls, errors, call_ns, bytes_read, bytes_written, upid, parent_upid FROM processes ORDER BY upid";
    insta::assert_snapshot!(try_ask(&session, sql, Format::Ndjson).unwrap(), @r#"
    {"t": 0, "end_t": 99000000, "pid": 100, "parent_pid": null, "comm": "cat", "command": "cat /etc/passwd", "exe": "/usr/bin/cat", "cwd": "/root", "exit_code": 0, "signal": null, "cpu_ns": 5000000, "max_rss_kb": 1024, "threads": 1, "children": 1, "execs": 0, "calls": 7, "errors": 1, "call_ns": 6071500, "bytes_read": 1524, "bytes_written": 500, "upid": 1, "parent_upid": null}
    {"t": 20000000, "end_t": 70000000, "pid": 101, "parent_pid": 100, "comm": "sh", "command": "sh -c true", "exe": "/usr/bin/sh", "cwd": "/tmp", "exit_code": null, "signal": "SIGKILL", "cpu_ns": 6000000, "max_rss_kb": 2048, "threads": 1, "children": 0, "execs": 1, "calls": 4, "errors": 1, "call_ns": 32000100, "bytes_read": 0, "bytes_written": 10, "upid": 2, "parent_upid": 1}
    "#);
    insta::assert_snapshot!(table(&session, "SELECT start, finish, wall_ns, argv FROM processes ORDER BY upid"), @r#"
    start                          finish                          wall_ns  argv
    -----------------------------  -----------------------------  --------  ----------------------
    2026-11-23 18:00:00.000000000  2026-11-23 18:00:00.099000000  99000000  ["cat", "/etc/passwd"]
    2026-11-23 18:00:00.020000000  2026-11-23 18:00:00.070000000  50000000  ["sh", "-c", "true"]
    "#);
}

#[test]
fn threads_have_names_ends_and_totals() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let sql = "SELECT * EXCLUDE (start, finish) FROM threads ORDER BY utid";
    insta::assert_snapshot!(try_ask(&session, sql, Format::Ndjson).unwrap(), @r#"
    {"t": 0, "end_t": null, "wall_ns": null, "pid": 100, "tid": 100, "comm": "cat", "is_leader": true, "exit_code": null, "signal": null, "outcome": null, "cpu_ns": null, "user_ns": null, "system_ns": null, "calls": 7, "errors": 1, "call_ns": 6071500, "fd_table": 1, "upid": 1, "utid": 1, "trace": "trace"}
    {"t": 20000000, "end_t": 70000000, "wall_ns": 50000000, "pid": 101, "tid": 101, "comm": "sh", "is_leader": true, "exit_code": null, "signal": "SIGKILL", "outcome": null, "cpu_ns": 6000000, "user_ns": 5000000, "system_ns": 1000000, "calls": 4, "errors": 1, "call_ns": 32000100, "fd_table": null, "upid": 2, "utid": 2, "trace": "trace"}
    "#);
}

#[test]
fn files_count_what_was_done_to_each_path() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    insta::assert_snapshot!(table(&session, "SELECT * FROM files ORDER BY path"), @r"
           t     end_t  path          calls  opens  reads  writes  bytes_read  bytes_written  duration_ns  errors  missing  processes  trace
    --------  --------  ------------  -----  -----  -----  ------  ----------  -------------  -----------  ------  -------  ---------  -----
     1000000   1020000  /etc/missing      1      0      0       0           0              0        20000       1        1          1  trace
     2000000  12000500  /etc/passwd       5      1      3       0        1524              0      6051500       0        0          1  trace
    10000000  11000000  /tmp/copy         1      0      0       1           0            500      1000000       0        0          1  trace
    ");
}

#[test]
fn sockets_know_their_ends() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    insta::assert_snapshot!(try_ask(&session, "SELECT * FROM sockets", Format::Ndjson).unwrap(), @r#"{"t": 30000000, "end_t": 33000100, "pid": 101, "comm": "sh", "socket": "socket:[77]", "protocol": "TCP", "local_addr": null, "peer_addr": "127.0.0.1:80", "calls": 2, "connects": 1, "accepts": 0, "reads": 0, "writes": 1, "bytes_read": 0, "bytes_written": 10, "duration_ns": 2000100, "errors": 1, "upid": 2, "trace": "trace"}"#);
}

#[test]
fn a_listening_socket_has_no_peer() {
    let place = Place::new();
    let path = place.finished("listening.parquet", |append| {
        let socket = Row { path: Some("socket:[1]"), local_addr: Some("[::1]:80"), ..call(1, 0, 1, "listen") };
        append(socket);
        let accepted = Row { seq: 2, syscall: Some("accept4"), peer_addr: Some("[::1]:4000"), ..socket };
        append(Row { new_fd: Some(4), ret: Some(4), ..accepted });
    });
    let session = open(&[&path]);
    let sql = "SELECT socket, local_addr, peer_addr, accepts FROM sockets";
    assert_eq!(cells(&session, sql), "socket:[1],[::1]:80,,1");
}

#[test]
fn errors_are_failed_calls_and_not_restarts() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    insta::assert_snapshot!(table(&session, "SELECT t, pid, syscall, error, message, category, path FROM errors ORDER BY t"), @r"
           t  pid  syscall  error         message                    category  path
    --------  ---  -------  ------------  -------------------------  --------  ------------
     1000000  100  openat   ENOENT        No such file or directory  file      /etc/missing
    30000000  101  connect  ECONNREFUSED  Connection refused         network   socket:[77]
    ");
}

#[test]
fn signals_fds_and_losses_are_rows_of_their_kinds() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    insta::assert_snapshot!(table(&session, "SELECT t, end_t, signal, sender_pid, pid FROM signals"), @r"
           t     end_t  signal   sender_pid  pid
    --------  --------  -------  ----------  ---
    64000000  64000000  SIGTERM         100  101
    ");
    insta::assert_snapshot!(table(&session, "SELECT t, end_t, fd, path, origin, fate, reads, bytes_read FROM fds"), @r"
          t     end_t  fd  path         origin  fate    reads  bytes_read
    -------  --------  --  -----------  ------  ------  -----  ----------
    2000000  12000000   3  /etc/passwd  opened  closed      2        1024
    ");
    insta::assert_snapshot!(table(&session, "SELECT t, end_t, lost, lost_reason FROM losses"), @r"
           t     end_t  lost  lost_reason
    --------  --------  ----  -----------
    80000000  81000000     3  ring_full
    ");
}

#[test]
fn traces_hold_the_metadata() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let sql = "SELECT * EXCLUDE (id, path) FROM traces";
    insta::assert_snapshot!(try_ask(&session, sql, Format::Ndjson).unwrap(), @r#"{"t": 0, "end_t": 100000000, "start": "2026-11-23 18:00:00.000000000", "finish": "2026-11-23 18:00:00.100000000", "wall_ns": 100000000, "state": "finished", "command": "cat /etc/passwd", "attached": null, "exit_code": 0, "signal": null, "reason": "command ended", "rows": 22, "syscalls": 10, "errors": 2, "processes": 2, "threads": 2, "lost": 3, "backend": "ebpf", "filters": null, "limits": null, "memory_limit": 0, "data_limit": 0, "env": null, "sched": "yes", "io_uring": "yes", "cpu_policy": null, "timing": null, "floor_ns": null, "clock": null, "clock_source": null, "kernel": "6.18.0", "architecture": "x86_64", "cpus": 2, "page_size": 0, "distribution": null, "cwd": "/root", "tool": "rec 0.1.0", "recovered": null, "redacted": null, "start_ns": "1795456800000000000", "trace": "trace"}"#);
}

#[test]
fn calls_have_times_since_the_beginning_and_decoded_text() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let sql =
        "SELECT t, end_t, ts, syscall, args, result, category FROM syscalls WHERE seq IN (4, 5, 14, 16, 21) ORDER BY t";
    insta::assert_snapshot!(table(&session, sql), @r#"
           t     end_t  ts                             syscall     args                               result                                                category
    --------  --------  -----------------------------  ----------  ---------------------------------  ----------------------------------------------------  --------
     2000000   2050000  2026-11-23 18:00:00.002000000  openat      AT_FDCWD, "/etc/passwd", O_RDONLY  3                                                     file
     3000000   8000000  2026-11-23 18:00:00.003000000  read        3, 0x2000, 4096                    1024                                                  desc
    34000000  64000000  2026-11-23 18:00:00.034000000  read        0, NULL, 0                         ? ERESTARTSYS (To be restarted if SA_RESTART is set)  desc
    65000000            2026-11-23 18:00:00.065000000  read        0, NULL, 0                         ?                                                     desc
    99000000            2026-11-23 18:00:00.099000000  exit_group  0                                  ?                                                     process
    "#);
}

#[test]
fn calls_that_did_not_return_had_been_inside_until_their_thread_or_the_recording_ended() {
    let place = Place::new();
    let path = place.finished("inside.parquet", |append| crate::fixture::inside(append));
    let session = open(&[&path]);
    let sql = "SELECT seq, t, end_t, inside_ns, syscall, args, outcome, signal, path FROM unreturned ORDER BY seq";
    insta::assert_snapshot!(table(&session, sql), @r"
    seq         t  end_t  inside_ns  syscall  args        outcome         signal   path
    ---  --------  -----  ---------  -------  ----------  --------------  -------  ---------
      2  50000000          50000000  read     0, NULL, 0  unfinished               /run/fifo
      3   2000000          98000000  write    0, NULL, 0  entered_before
      5  90000000          10000000  connect  0, NULL, 0  detached
      6  10000000          60000000  read     0, NULL, 0  killed          SIGKILL
    ");
    let counts = "SELECT opens, reads, calls FROM files WHERE path = '/run/fifo'";
    assert_eq!(cells(&session, counts), "0,0,2");
}
