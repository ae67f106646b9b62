//! How long calls run, and how long they wait.

use std::process::Command;

use trapline_testkit::rows::Row;

use crate::{Place, output_of, text};

fn sum(rows: &[&Row], column: &str) -> i64 {
    rows.iter().filter_map(|row| row.int(column)).sum()
}

#[test]
fn waiting_and_working_are_told_apart() {
    let place = Place::new();
    let script = "sleep 0.2; head -c 300M /dev/zero > /dev/null";
    assert!(output_of(&mut place.rec(&["-q", "--sched", "sh", "-c", script])).status.success());
    let calls = place.rows_of_kind("syscall");
    for call in &calls {
        let (duration, cpu) = (call.int("duration_ns"), call.int("cpu_ns"));
        assert_eq!(duration.is_some(), cpu.is_some(), "{call:?}");
        assert!(cpu.is_none_or(|cpu| cpu >= 0 && Some(cpu) <= duration), "{call:?}");
    }
    for name in ["clock_nanosleep", "wait4"] {
        let longest =
            calls.iter().filter(|call| call.text("syscall") == name).max_by_key(|call| call.int("duration_ns"));
        let (duration, cpu) = longest.map(|call| (call.int("duration_ns"), call.int("cpu_ns"))).unwrap();
        assert!(duration.unwrap() > 100_000_000 && cpu.unwrap() < duration.unwrap() / 4, "{name}: {longest:?}");
    }
    // What the calls of a program that only works take is most of what the kernel says that it took there; ticks, and the
    // way into a call and out of it, are not theirs.
    let rows = place.rows();
    let head = |row: &&Row| row.text("comm") == "head";
    let end = rows.iter().filter(head).find(|row| row.text("kind") == "exit").unwrap();
    let reads: Vec<_> =
        calls.iter().filter(head).filter(|call| matches!(call.text("syscall"), "read" | "write")).collect();
    let (cpu, system) = (sum(&reads, "cpu_ns"), end.int("system_ns").unwrap());
    assert!(cpu > 5_000_000 && cpu > system / 5 && cpu < system + 50_000_000, "{cpu} ns of {system} ns");
}

#[test]
fn who_is_ready_while_others_run_does_not_work() {
    let place = Place::new();
    let script = "for i in 1 2 3; do head -c 500M /dev/zero > /dev/null & done; wait";
    let command = ["-q", "--sched", "taskset", "-c", "0", "sh", "-c", script];
    assert!(output_of(&mut place.rec(&command)).status.success());
    let calls = place.rows_of_kind("syscall");
    let reads: Vec<_> =
        calls.iter().filter(|row| row.text("comm") == "head" && row.text("syscall") == "read").collect();
    let begin = reads.iter().filter_map(|row| row.int("ts")).min().unwrap();
    let end = reads.iter().filter_map(|row| Some(row.int("ts")? + row.int("duration_ns")?)).max().unwrap();
    let (cpu, duration) = (sum(&reads, "cpu_ns"), sum(&reads, "duration_ns"));
    assert!(cpu <= end - begin, "one CPU ran {cpu} ns of {} ns", end - begin);
    assert!(duration > cpu * 3 / 2, "{duration} ns inside, {cpu} ns on the CPU");
}

#[test]
fn it_is_recorded_only_where_it_is_asked_for_and_needs_bpf() {
    let place = Place::new();
    assert!(output_of(&mut place.rec(&["-q", "true"])).status.success());
    assert!(place.rows_of_kind("syscall").iter().all(|call| call.int("cpu_ns").is_none()));
    let mut ptrace = Command::new(crate::REC);
    ptrace.args(["--backend", "ptrace", "--sched", "true"]).current_dir(place.0.path());
    let output = output_of(&mut ptrace);
    assert_eq!(output.status.code(), Some(125));
    assert!(text(&output.stderr).contains("--sched can be recorded through BPF only"), "{output:?}");
}
