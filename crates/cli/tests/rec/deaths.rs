//! Ends that come at any moment.

use std::collections::BTreeMap;

use crate::{Place, Recorded};

/// Every process and every thread that was born has died, once.
fn assert_all_have_ended(recorded: &Recorded) {
    for (born, died, id) in [("process", "exit", "upid"), ("thread", "thread_exit", "utid")] {
        let ids = |kind| {
            let mut ids: Vec<i64> = recorded.of_kind(kind).iter().map(|row| row.int(id).unwrap()).collect();
            ids.sort_unstable();
            ids
        };
        assert_eq!(ids(born), ids(died), "{born} and {died}");
    }
}

#[test]
fn a_process_that_is_killed_at_any_moment_is_recorded_up_to_it() {
    let place = Place::new();
    let recorded = place.record("killed");
    assert_eq!(recorded.lines.len(), 80);
    for pid in &recorded.lines {
        assert_eq!(recorded.end(pid.parse().unwrap()), "SIGKILL", "{pid}");
    }
    assert_all_have_ended(&recorded);
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for call in recorded.of_kind("syscall") {
        *outcomes.entry(call.text("outcome").to_owned()).or_default() += 1;
    }
    let known = ["returned", "no_return", "killed"];
    assert!(outcomes.keys().all(|outcome| known.contains(&outcome.as_str())), "{outcomes:?}");
    // Those in pause, at least; without stops at their calls more are killed before they get there, or after.
    let least = if crate::BACKEND == "ptrace" { 10 } else { 3 };
    assert!(outcomes["killed"] >= least, "{outcomes:?}");
}

#[test]
fn a_child_whose_maker_was_killed_before_it_could_tell_of_it_lives_on() {
    let place = Place::new();
    let recorded = place.record("killed_forks");
    let number = |head: &str| -> usize {
        recorded.lines.iter().find_map(|line| line.strip_prefix(head)).and_then(|number| number.parse().ok()).unwrap()
    };
    assert_eq!(number("killed "), 600);
    assert_all_have_ended(&recorded);
    let exits = recorded.of_kind("exit");
    let survivors = exits.iter().filter(|row| row.int("exit_code") == Some(7)).count();
    assert!(survivors >= number("survivors "), "{survivors} of {:?}", recorded.lines);
    assert_eq!(exits.iter().filter(|row| row.text("signal") == "SIGKILL").count(), exits.len() - survivors - 1);
}

#[test]
fn threads_that_end_while_others_exit_or_exec_leave_one_end_each() {
    let place = Place::new();
    let recorded = place.record("thread_races");
    assert_eq!(recorded.lines.len(), 60);
    for line in &recorded.lines {
        let (pid, how) = line.split_once(' ').unwrap();
        assert_eq!(recorded.end(pid.parse().unwrap()), how, "{line}");
    }
    assert_all_have_ended(&recorded);
    assert_eq!(recorded.of_kind("process").len(), 61);
    // Where a thread took over its process, the call that did so succeeded under the id that it had before.
    let execs = recorded.of_kind("exec").len();
    let succeeded = |row: &trapline_testkit::rows::Row| row.text("syscall") == "execve" && row.int("ret") == Some(0);
    assert_eq!(recorded.rows.iter().filter(|row| succeeded(row)).count(), execs);
    let by_others = recorded.rows.iter().filter(|row| succeeded(row) && row.int("tid") != row.int("pid")).count();
    assert_eq!(by_others, 12, "a fifth of sixty");
}
