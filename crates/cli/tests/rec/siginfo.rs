//! Signals with what they say, calls that they interrupt, and the state that the command starts with.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use trapline_syscalls::{memory, signal};
use trapline_testkit::rows::{Row, Value};

use crate::{Place, REC, text};

/// A number in the siginfo of a signal's row.
fn number(row: &Row, at: usize, size: usize) -> u64 {
    let Some(Value::Bytes(bytes)) = row.0.get("memory") else { panic!("no siginfo: {row:?}") };
    let siginfo = memory::records(bytes).find(|record| record.what == memory::what::SIGINFO).unwrap();
    siginfo.bytes[at..at + size].iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// The place of `si_value`, `si_addr` and `si_status` in the structure (sigaction(2), asm-generic/siginfo.h).
fn value(row: &Row) -> u64 {
    const SI_USER: i64 = 0;
    const SI_TKILL: i64 = -6;
    match (row.text("signal"), row.int("si_code").unwrap()) {
        (_, SI_USER | SI_TKILL) => 0,
        ("SIGSEGV", _) => number(row, 16, 8),
        ("SIGCHLD", _) => number(row, 24, 4),
        _ => number(row, 24, 8),
    }
}

#[test]
fn a_signal_is_recorded_with_all_that_its_handler_gets() {
    let place = Place::new();
    let recorded = place.record("queued");
    let signals: Vec<String> = recorded
        .of_kind("signal")
        .iter()
        .map(|row| {
            let number = number(row, 0, 4);
            assert_eq!(row.text("signal"), signal::name(number as i32));
            let sender = row.int("sender_pid").map_or("-".to_owned(), |pid| pid.to_string());
            format!("{number} {} {sender} {:x}", row.int("si_code").unwrap(), value(row))
        })
        .collect();
    assert_eq!(signals.len(), 21);
    // All but the last wait for their delivery: handlers run last delivered first, so two of one batch change places.
    let sorted = |lines: &[String]| {
        let mut lines = lines.to_vec();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&signals), sorted(&recorded.lines));
    let queued = |lines: &[String]| lines.iter().filter(|line| line.contains(" -1 ")).cloned().collect::<Vec<_>>();
    assert_eq!(queued(&signals), queued(&recorded.lines), "equal ones in their order");
}

#[test]
fn the_command_starts_with_every_disposition_and_the_mask_that_rec_was_started_with() {
    let place = Place::new();
    let program = place.build("dispositions");
    let run = |words: &[&str]| {
        let output = Command::new(place.path("dispositions")).args(words).current_dir(place.0.path()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        text(&output.stdout).to_owned()
    };
    let direct = run(&[&program]);
    // Every third signal but SIGKILL, every fifth.
    assert_eq!(direct, "ignored 4924924924924824 blocked 8421084210842108\n".replace("8421084210842108", &mask()));
    assert_eq!(run(&[REC, "-q", &program]), direct);
}

/// Every fifth signal. The kernel leaves SIGKILL and SIGSTOP out, which are none of them.
fn mask() -> String {
    let mask = (1..=64u32).filter(|signal| signal % 5 == 0).fold(0u64, |mask, signal| mask | 1 << (signal - 1));
    format!("{mask:016x}")
}

#[test]
fn a_signal_that_dumps_core_leaves_the_core_of_the_command_alone() {
    let place = Place::new();
    let run = |command: &str| {
        let script = format!("ulimit -c unlimited && exec {command}");
        Command::new("sh").args(["-c", &script]).current_dir(place.0.path()).output().unwrap()
    };
    let plain = run("sh -c 'kill -QUIT $$'");
    assert!(plain.status.core_dumped(), "this test needs core dumps (ulimit -Hc, kernel.core_pattern): {plain:?}");
    let recorded = run(&format!("{REC} -q -- sh -c 'kill -QUIT $$'"));
    assert_eq!(recorded.status.signal(), plain.status.signal(), "{recorded:?}");
    assert!(!recorded.status.core_dumped(), "rec dumped core as well");
    assert_eq!(place.rows_of_kind("exit")[0].0.get("core_dumped"), Some(&Value::Bool(true)));
}
