//! Calls that were in progress when `rec` attached, or when it let go.

use std::collections::BTreeMap;

use trapline_testkit::rows::{self, Row};

use super::{Recording, Running, stuck_threads, threads_of};
use crate::{Place, until};

/// What the tracee prints when nothing has interrupted it.
pub(super) const UNINTERRUPTED: &str = "read_pipe 1 0\nread_timed 1 0\nread_eventfd 8 0\nwrite_full 1 0\nrecvfrom 1 0\n\
    recvfrom_timed 1 0\naccept 0 0\naccept_timed 0 0\nepoll_wait 1 0\nepoll_wait_timed 1 0\nepoll_pwait 1 0\npoll 1 0\n\
    poll_timed 1 0\nppoll 1 0\nselect 1 0\npselect6 1 0\nfutex 0 0\nfutex_timed 0 0\nsigwaitinfo 10 0\nsigtimedwait 10 0\n\
    semop 0 0\nmsgrcv 8 0\nflock 0 0\nopenat_fifo 0 0\nwait4 0 0\n";

/// The calls of each thread, in order.
fn calls(rows: &[Row]) -> BTreeMap<i64, Vec<Row>> {
    let mut calls: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
    for row in rows::of_kind(rows, "syscall") {
        calls.entry(row.int("tid").unwrap()).or_default().push(row);
    }
    calls.values_mut().for_each(|calls| calls.sort_by_key(|row| row.int("seq")));
    calls
}

#[test]
fn no_call_in_progress_fails_because_rec_comes_or_goes() {
    let place = Place::new();
    let mut running = Running::tracee(&place, "blocked", &[]);
    for _ in 0..5 {
        Recording::of(&place, &running.id()).interrupt();
        assert_eq!(stuck_threads(running.pid()), [""; 0]);
    }
    running.go();
    assert_eq!(running.finish(), UNINTERRUPTED);
}

#[test]
fn a_call_in_progress_is_one_row_and_not_counted_again_when_the_kernel_restarts_it() {
    let place = Place::new();
    let running = Running::tracee(&place, "blocked", &[]);
    // What it says when the others wait may be on its way yet.
    let in_read = format!("{} ", nix::libc::SYS_read);
    let call = format!("/proc/{}/syscall", running.id());
    until("its first thread waits, too", || std::fs::read_to_string(&call).unwrap().starts_with(&in_read));
    let threads = threads_of(running.pid()).len();
    Recording::of(&place, &running.id()).interrupt();
    let rows = place.rows();
    let calls = calls(&rows);
    assert_eq!(calls.len(), threads);
    for calls in calls.values() {
        let [call] = calls.as_slice() else { panic!("{calls:?}") };
        assert_eq!((call.text("outcome"), call.int("ret"), call.int("duration_ns")), ("entered_before", None, None));
    }
    let mut names: Vec<_> = calls.values().map(|calls| calls[0].text("syscall").to_owned()).collect();
    names.sort();
    names.dedup();
    assert_eq!(
        names,
        [
            "accept",
            "epoll_pwait",
            "epoll_wait",
            "flock",
            "futex",
            "msgrcv",
            "openat",
            "poll",
            "ppoll",
            "pselect6",
            "read",
            "recvfrom",
            "rt_sigtimedwait",
            "select",
            "semtimedop",
            "wait4",
            "write",
        ]
    );
    let process = &rows::of_kind(&rows, "process")[0];
    let attached = process.int("ts").unwrap();
    assert!(calls.values().all(|calls| (calls[0].int("ts").unwrap() - attached).abs() < 20_000_000_000));
    let opens = rows.iter().find(|row| row.text("syscall") == "openat").unwrap();
    assert_eq!(opens.text("path"), place.path("fifo").canonicalize().unwrap().to_str().unwrap());
    let locks = rows.iter().find(|row| row.text("syscall") == "flock").unwrap();
    assert_eq!(locks.text("path"), place.path("lock").canonicalize().unwrap().to_str().unwrap());
}

#[test]
fn a_call_in_progress_that_ends_while_it_is_recorded_tells_how() {
    let place = Place::new();
    let mut running = Running::tracee(&place, "blocked", &[]);
    let recording = Recording::of(&place, &running.id());
    running.go();
    assert_eq!(running.finish(), UNINTERRUPTED);
    let said = recording.end();
    assert!(said.contains(" 0 lost (ptrace, "), "{said}");
    let rows = place.rows();
    let leader = rows::of_kind(&rows, "process")[0].int("pid").unwrap();
    let mut results: Vec<String> = Vec::new();
    for (tid, calls) in calls(&rows) {
        let before: Vec<_> = calls.iter().filter(|row| row.text("outcome") == "entered_before").collect();
        let [call] = before.as_slice() else { panic!("{calls:?}") };
        assert_eq!(calls[0], **call, "it comes first");
        assert_eq!((call.int("errno"), call.int("duration_ns")), (None, None), "{call:?}");
        let again =
            calls.iter().filter(|row| row.int("arg1") == call.int("arg1") && row.0.get("arg1") == call.0.get("arg1"));
        let again = again.filter(|row| row.text("syscall") == call.text("syscall")).count();
        if tid != leader {
            assert_eq!(again, 1, "{calls:?}");
            results.push(format!("{} {}", call.text("syscall"), call.int("ret").unwrap()));
        }
    }
    for expected in ["read 8", "write 1", "rt_sigtimedwait 10", "msgrcv 8", "semtimedop 0", "epoll_wait 1", "poll 1"] {
        assert!(results.iter().any(|result| result == expected), "{expected}: {results:?}");
    }
    assert_eq!(rows::of_kind(&rows, "thread").len(), rows::of_kind(&rows, "thread_exit").len());
    assert_eq!(rows::of_kind(&rows, "exit")[0].int("exit_code"), Some(0));
}

#[test]
fn a_sleep_lasts_as_long_as_it_should() {
    let place = Place::new();
    let running = Running::tracee(&place, "blocked", &["sleep", "6"]);
    for _ in 0..3 {
        Recording::of(&place, &running.id()).interrupt();
    }
    let said = running.finish();
    let words: Vec<_> = said.split_whitespace().collect();
    assert_eq!(words[..3], ["slept", "0", "0"], "{said}");
    assert!((6000..9000).contains(&words[3].parse::<u32>().unwrap()), "{said}");
}

#[test]
fn a_thread_that_nothing_can_stop_holds_nobody_up() {
    // It waits for its vfork child; neither an attach nor a detach reaches it.
    let place = Place::new();
    let mut running = Running::tracee(&place, "blocked", &["vfork"]);
    let recording = Recording::of(&place, &running.id());
    recording.interrupt();
    let rows = place.rows();
    let calls = rows::of_kind(&rows, "syscall");
    let [call] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((call.text("syscall"), call.text("outcome")), ("vfork", "entered_before"));
    assert_eq!(stuck_threads(running.pid()), [""; 0]);
    running.go();
    assert_eq!(running.finish(), "vfork 1 0\n");
}
