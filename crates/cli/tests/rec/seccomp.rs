//! Programs with seccomp filters of their own, as a tracer sees them.

use std::process::Command;

use trapline_testkit::rows::Row;

use super::{Place, assert_in_order, text};

#[test]
fn a_programs_own_seccomp_filter_answers_as_it_would() {
    let place = Place::new();
    let recorded = place.record("filtered");
    let main = recorded.pid();
    let (ends, returns): (Vec<String>, Vec<String>) =
        recorded.lines.iter().cloned().partition(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    let calls = recorded.of_kind("syscall");
    let own = calls.iter().filter(|row| row.int("pid") == Some(main));
    let own: Vec<String> =
        own.map(|row| format!("{} {}", row.text("syscall"), row.int("ret").unwrap_or_default())).collect();
    assert_in_order(&returns, &own);
    // No tracer answers for it (SECCOMP_RET_TRACE), so the kernel does, as if there were none.
    let plain = Command::new(place.path("filtered")).output().unwrap();
    let plain: Vec<&str> = text(&plain.stdout).lines().filter(|line| returns.iter().any(|told| told == line)).collect();
    assert_eq!(plain, returns);
    assert!(returns.len() == 7 && returns.contains(&"getgid -38".to_owned()), "{returns:?}");
    let trapped: Vec<Row> =
        recorded.of_kind("signal").into_iter().filter(|row| row.text("signal") == "SIGSYS").collect();
    assert_eq!(trapped.len(), 1);
    assert_eq!((trapped[0].int("pid"), trapped[0].int("si_code")), (Some(main), Some(1)));
    // One filter kills the process, the other the thread alone.
    let pid = |line: &str| line.split(' ').next().unwrap().parse::<i64>().unwrap();
    assert_eq!(recorded.end(pid(&ends[0])), "SIGSYS");
    assert_eq!(recorded.end(pid(&ends[1])), "exit 5");
    let killed: Vec<(&str, &str)> = calls
        .iter()
        .filter(|row| row.text("outcome") == "killed")
        .map(|row| (row.text("syscall"), row.text("error")))
        .collect();
    // The process dies at the exit of its call, by a signal that nobody can catch; the thread dies inside.
    assert_eq!(killed, [("sethostname", "")]);
    let deadly = calls.iter().find(|row| row.text("syscall") == "setdomainname").unwrap();
    assert_eq!(deadly.int("ret"), Some(171), "its own number: {deadly:?}");
    let threads = recorded.of_kind("thread_exit");
    let killed = threads.iter().filter(|row| row.int("pid") == Some(pid(&ends[1])) && row.text("signal") == "SIGSYS");
    assert_eq!(killed.count(), 1);
}
