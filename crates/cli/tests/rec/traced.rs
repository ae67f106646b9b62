//! What a tracer is seen by, and what sees it.

use std::process::{Command, Stdio};

use trapline_testkit::rows::Row;
use trapline_testkit::tools::require;

use crate::attach::{Recording, Running, refusal, status_of, stuck_threads};
use crate::{Place, text, until};

#[test]
fn a_process_that_another_traces() {
    let place = Place::new();
    let running = Running::tracee(&place, "blocked", &[]);
    let recording = Recording::start(&place, &["-o", "first.parquet", "-p", &running.id()], 1);
    let said = refusal(&place, &["-p", &running.id()]);
    let expected = format!(
        "rec: cannot attach to {}: process {} (rec) traces it already, and only one can\n",
        running.id(),
        recording.rec.id()
    );
    assert_eq!(said, expected);
    recording.interrupt();
    assert_eq!(stuck_threads(running.pid()), [""; 0]);
}

#[test]
fn one_of_several_is_told_and_the_others_are_recorded() {
    let place = Place::new();
    let running = Running::script(&place, "echo ready; read line; exit 0");
    let mut rec =
        place.rec(&["-p", &format!("2147483647,{}", running.id()), "-v"]).stderr(Stdio::piped()).spawn().unwrap();
    until("it has attached", || status_of(running.pid(), "TracerPid").unwrap() == rec.id().to_string());
    running.finish();
    assert_eq!(crate::end_of(&mut rec).code(), Some(0));
    let mut said = String::new();
    std::io::Read::read_to_string(&mut rec.stderr.take().unwrap(), &mut said).unwrap();
    assert!(said.starts_with("rec: cannot attach to 2147483647: no such process\n"), "{said}");
    assert_eq!(place.rows_of_kind("exit").len(), 1);
}

#[test]
fn a_program_that_traces_sees_what_it_sees_under_strace() {
    let place = Place::new();
    let recorded = place.record("ptraces");
    let mut strace = Command::new(require("strace", "strace"));
    let theirs = strace.args(["-f", "-o", "/dev/null", "./ptraces"]).current_dir(place.0.path()).output().unwrap();
    assert_eq!(recorded.lines, text(&theirs.stdout).lines().collect::<Vec<_>>());
    let refused = |row: &&Row| row.text("syscall") == "ptrace" && row.text("error") == "EPERM";
    let said = recorded.lines.iter().filter(|line| line.ends_with("EPERM")).count();
    assert_eq!((recorded.of_kind("syscall").iter().filter(refused).count(), said), (5, 5));
}
