//! Every way in which processes and threads come into the world.

use trapline_syscalls::memory;
use trapline_testkit::rows::{Row, Value};

use crate::{Place, Recorded};

/// The calls of a process.
fn calls(recorded: &Recorded, pid: i64) -> Vec<Row> {
    recorded.of_kind("syscall").into_iter().filter(|row| row.int("pid") == Some(pid)).collect()
}

/// Checks the lines `PID access PATH`: that call is in the recording, by that process.
fn assert_accesses(recorded: &Recorded) -> Vec<i64> {
    let accesses = recorded.lines.iter().filter_map(|line| line.split_once(" access "));
    let pids = accesses.map(|(pid, path)| {
        let pid = pid.parse().unwrap();
        let calls = calls(recorded, pid);
        assert!(calls.iter().any(|row| row.text("path") == path), "{pid} {path}: {calls:#?}");
        pid
    });
    pids.collect()
}

#[test]
fn a_vfork_returns_when_its_child_has_given_the_memory_back() {
    let place = Place::new();
    let recorded = place.record("vforks");
    let main = recorded.pid();
    let cwd = place.0.path().canonicalize().unwrap();
    assert_eq!(recorded.lines.len(), 5);
    for line in &recorded.lines {
        let [pid, how, call]: [&str; 3] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let pid = pid.parse().unwrap();
        assert_eq!(recorded.only("process", pid).int("parent_pid"), Some(main), "{line}");
        let call_of_parent = |row: &&Row| row.text("syscall") == call && row.int("ret") == Some(pid);
        let vfork = calls(&recorded, main).iter().find(call_of_parent).cloned().unwrap_or_else(|| panic!("{line}"));
        let ends = match how {
            "exit" => "exit_group",
            "exec" => "execve",
            _ => "tgkill",
        };
        let calls = calls(&recorded, pid);
        let gives_back = calls.iter().find(|row| row.text("syscall") == ends).unwrap_or_else(|| panic!("{line}"));
        let returned = vfork.int("ts").unwrap() + vfork.int("duration_ns").unwrap();
        assert!(returned >= gives_back.int("ts").unwrap(), "{line}: {vfork:?} {gives_back:?}");
        let execs = recorded.of_kind("exec").iter().filter(|row| row.int("pid") == Some(pid)).count();
        assert_eq!(execs, usize::from(how == "exec"), "{line}");
    }
    // The children changed directory and opened a file; their parent did not.
    let children = |row: &&Row| row.text("path") == "/etc/passwd" && row.text("kind") == "syscall";
    let opened: Vec<&Row> = recorded.rows.iter().filter(children).collect();
    assert!(opened.len() == 3 && opened.iter().all(|row| row.int("pid") != Some(main)), "{opened:#?}");
    let here = cwd.join("here");
    assert!(calls(&recorded, main).iter().any(|row| row.text("path") == here.to_str().unwrap()));
}

#[test]
fn clone3_shares_what_its_structure_says() {
    let place = Place::new();
    let recorded = place.record("clone3");
    let pids = assert_accesses(&recorded);
    let table = |pid| recorded.only("thread", pid).int("fd_table").unwrap();
    let main = recorded.pid();
    let shared: Vec<bool> = pids.iter().map(|&pid| table(pid) == table(main)).collect();
    let said = recorded.lines.iter().filter_map(|line| line.strip_prefix("table "));
    assert_eq!(shared, said.map(|sharing| sharing == "shared").collect::<Vec<_>>());
    let pidfd: i64 = recorded.lines.iter().find_map(|line| line.strip_prefix("pidfd ")?.parse().ok()).unwrap();
    let life = recorded.of_kind("fd").into_iter().find(|row| row.text("fd_type") == "pidfd").unwrap();
    assert_eq!((life.int("fd"), life.int("pid"), life.text("origin")), (Some(pidfd), Some(main), "opened"));
    let failed = |row: &Row| row.text("syscall") == "clone3" && row.text("error") == "EINVAL";
    assert_eq!(calls(&recorded, main).iter().filter(|row| failed(row)).count(), 1);
}

#[test]
fn a_child_that_asks_not_to_be_traced_is_recorded_and_notices_nothing() {
    const CLONE_UNTRACED: u64 = 0x80_0000;
    let place = Place::new();
    let recorded = place.record("untraced");
    let pids = assert_accesses(&recorded);
    assert!(pids.len() >= 2);
    for &pid in &pids {
        assert_eq!(recorded.only("process", pid).int("parent_pid"), Some(recorded.pid()));
        assert_eq!(recorded.end(pid), "exit 0");
    }
    // The calls are recorded as the program made them.
    let asked =
        calls(&recorded, recorded.pid()).iter().filter_map(flags).filter(|flags| flags & CLONE_UNTRACED != 0).count();
    assert_eq!(asked, pids.len() + 1, "and the one that failed");
}

/// The flags of a clone or clone3, as the program gave them.
fn flags(row: &Row) -> Option<u64> {
    match row.text("syscall") {
        "clone" => Some(row.int("arg0").unwrap().cast_unsigned()),
        "clone3" => {
            let Some(Value::Bytes(bytes)) = row.0.get("memory") else { panic!("no structure: {row:?}") };
            let given = memory::records(bytes).find(|record| record.what == 0 && !record.at_exit).unwrap();
            Some(u64::from_le_bytes(*given.bytes.first_chunk().unwrap()))
        }
        _ => None,
    }
}

#[test]
fn a_thousand_processes_at_once_are_recorded_each_to_its_end() {
    let place = Place::new();
    let recorded = place.record("swarm");
    assert_eq!(recorded.lines.len(), 1000);
    let exits = recorded.of_kind("exit");
    assert_eq!((recorded.of_kind("process").len(), exits.len()), (1001, 1001));
    let code = |pid: i64| exits.iter().find(|row| row.int("pid") == Some(pid)).and_then(|row| row.int("exit_code"));
    let accesses: Vec<(i64, String)> = recorded
        .rows
        .iter()
        .filter(|row| row.text("path").starts_with("/swarm/"))
        .map(|row| (row.int("pid").unwrap(), row.text("path").to_owned()))
        .collect();
    assert_eq!(accesses.len(), 1000);
    for (number, line) in recorded.lines.iter().enumerate() {
        let (pid, ended) = line.split_once(' ').unwrap();
        let pid: i64 = pid.parse().unwrap();
        assert_eq!(code(pid), ended.parse().ok(), "{line}");
        assert!(accesses.contains(&(pid, format!("/swarm/{number}"))), "{line}");
    }
}

#[test]
fn two_hundred_threads_are_recorded_each_with_all_its_calls() {
    let place = Place::new();
    let recorded = place.record("threads");
    assert_eq!(recorded.lines.len(), 200);
    let calls = recorded.of_kind("syscall");
    for line in &recorded.lines {
        let (tid, path) = line.split_once(' ').unwrap();
        let tids: Vec<i64> =
            calls.iter().filter(|row| row.text("path") == path).map(|row| row.int("tid").unwrap()).collect();
        assert_eq!(tids, [tid.parse::<i64>().unwrap(); 20], "{line}");
    }
    assert_eq!((recorded.of_kind("thread").len(), recorded.of_kind("thread_exit").len()), (201, 201));
    assert_eq!(recorded.of_kind("process").len(), 1);
}
