//! Programs with seccomp filters of their own, as the kernel sees them.

use crate::Place;

#[test]
fn a_call_that_a_filter_answers_is_a_row_without_an_enter() {
    let place = Place::new();
    let recorded = place.record("filtered");
    let main = recorded.pid();
    let calls = recorded.of_kind("syscall");
    let refused: Vec<(&str, i64)> = calls
        .iter()
        .filter(|row| row.int("pid") == Some(main) && row.text("outcome") == "refused")
        .map(|row| (row.text("syscall"), row.int("ret").unwrap()))
        .collect();
    assert!(refused.contains(&("getppid", -18)), "{refused:?}");
    assert!(refused.contains(&("getpgrp", 0)), "{refused:?}");
    assert!(calls.iter().filter(|row| row.text("outcome") == "refused").all(|row| row.int("duration_ns").is_none()));
    // What the filter only logs is a call like any other.
    let logged = calls.iter().find(|row| row.text("syscall") == "geteuid" && row.int("pid") == Some(main)).unwrap();
    assert_eq!(logged.text("outcome"), "returned");
}
