//! Calls that are numbered otherwise: i386's and x32's.

use trapline_testkit::rows::Row;
use trapline_testkit::tracee;

use crate::{Place, assert_in_order, name_result_path};

#[test]
fn calls_by_int_0x80_are_followed_like_others() {
    let place = Place::new();
    let recorded = place.record("int80");
    let i386: Vec<Row> = recorded.of_kind("syscall").into_iter().filter(|row| row.text("abi") == "i386").collect();
    let (sockets, calls): (Vec<String>, Vec<String>) = recorded
        .lines
        .iter()
        .cloned()
        .partition(|line| ["listener ", "client ", "pair "].iter().any(|head| line.starts_with(head)));
    assert_eq!((sockets.len(), calls.len()), (3, 9));
    assert_in_order(&calls, &i386.iter().map(name_result_path).collect::<Vec<_>>());

    let said = |head: &str| {
        let line = sockets.iter().find_map(|line| line.strip_prefix(head)).unwrap();
        let (fd, rest) = line.split_once(' ').unwrap();
        (fd.parse::<i64>().ok(), rest.to_owned())
    };
    let own = recorded.of_kind("syscall");
    let x86_64 =
        |name: &'static str| own.iter().filter(move |row| row.text("syscall") == name && row.text("abi") == "x86_64");
    // What socketcall did is known to the calls that follow.
    let (listener, address) = said("listener ");
    let life =
        recorded.of_kind("fd").into_iter().find(|row| row.int("fd") == listener && row.text("fd_type") == "socket");
    assert_eq!(life.unwrap().text("local_addr"), address);
    let (client, _) = said("client ");
    let sent = x86_64("write").find(|row| row.int("fd") == client).unwrap();
    assert_eq!((sent.text("peer_addr"), sent.text("protocol")), (address.as_str(), "TCP"));
    assert!(sent.text("path").starts_with("socket:["));
    let (_, second) = said("pair ");
    let sent = x86_64("write").find(|row| row.int("fd") == second.parse().ok()).unwrap();
    assert_eq!((sent.text("protocol"), sent.int("bytes")), ("UNIX", Some(1)));
    // Each is recorded as what it is.
    let names: Vec<&str> = i386.iter().map(|row| row.text("syscall")).filter(|name| !FILES.contains(name)).collect();
    let expected = ["socket", "bind", "listen", "getsockname", "socket", "connect", "accept4", "socketpair"];
    assert_eq!(names, expected);
    let exec = recorded.of_kind("exec").pop().unwrap();
    assert_eq!(exec.list("argv")[1..], ["an argument"]);
}

/// The calls of the program that are about files and processes.
const FILES: [&str; 10] =
    ["open", "write", "pread64", "dup2", "close", "chdir", "access", "fork", "execve", "exit_group"];

#[test]
fn a_32_bit_program_is_recorded_from_its_exec_to_its_own() {
    let place = Place::new();
    tracee::build_i386("i386", place.0.path());
    let output = place.rec(&["-q", "./i386"]).output().unwrap();
    assert_eq!(output.status.code(), Some(12), "{output:?}");
    let mut calls = place.rows_of_kind("syscall");
    calls.sort_by_key(|row| row.int("seq"));
    let lines: Vec<String> = crate::text(&output.stdout).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2);
    let i386: Vec<Row> = calls.iter().filter(|row| row.text("abi") == "i386").cloned().collect();
    assert_in_order(&lines, &i386.iter().map(name_result_path).collect::<Vec<_>>());
    // Each exec is numbered as the program that called it, and what follows as the new one.
    let abis: Vec<&str> = calls.iter().map(|row| row.text("abi")).collect();
    let runs: Vec<&str> = abis.chunk_by(|a, b| a == b).map(|run| run[0]).collect();
    assert_eq!(runs, ["x86_64", "i386", "x86_64"]);
    let execs: Vec<&Row> = calls.iter().filter(|row| row.text("syscall") == "execve").collect();
    assert_eq!(execs.iter().map(|row| row.text("abi")).collect::<Vec<_>>(), ["x86_64", "i386"]);
    assert_eq!(execs[1].list("argv"), ["sh", "-c", "exit 12"]);
}

#[test]
fn calls_with_the_x32_bit_are_recorded_as_such() {
    let place = Place::new();
    let recorded = place.record("x32");
    let x32: Vec<Row> = recorded.of_kind("syscall").into_iter().filter(|row| row.text("abi") == "x32").collect();
    let told: Vec<String> =
        x32.iter().map(|row| format!("{} {}", row.text("syscall"), row.int("ret").unwrap().min(1))).collect();
    assert_eq!(told, recorded.lines);
    let numbers: Vec<i64> = x32.iter().map(|row| row.int("nr").unwrap()).collect();
    assert_eq!(numbers, [39, 21, 514, 999], "without the bit");
    assert_eq!(x32[1].text("path"), "/no/such/x32");
}
