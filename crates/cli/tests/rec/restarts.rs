//! Calls that a signal interrupts, as a tracer sees them: it sees signals, too, that nobody would get without it.

use trapline_testkit::rows::Row;

use super::Place;

#[test]
fn interrupted_calls_are_recorded_with_their_restart_codes_and_restart_syscall() {
    const INTERRUPTED: [&str; 7] = ["nanosleep", "restart_syscall", "poll", "futex", "pause", "pselect6", "read"];
    let place = Place::new();
    let recorded = place.record("restarts");
    let main = recorded.pid();
    let is_meant = |row: &&Row| {
        let name = row.text("syscall");
        row.int("tid") == Some(main)
            && INTERRUPTED.contains(&name)
            && (name != "read" || row.text("path").starts_with("pipe:"))
    };
    let calls = recorded.of_kind("syscall");
    let returns: Vec<String> = calls
        .iter()
        .filter(is_meant)
        .map(|row| format!("{} {}", row.text("syscall"), row.int("ret").unwrap()))
        .collect();
    assert_eq!(returns, recorded.lines);
    // A restart is no error, to whoever counts them.
    let restart = |row: &&Row| row.text("error").starts_with("ERESTART");
    let restarts = calls.iter().filter(restart).count();
    assert!(restarts >= 10);
    let failed = calls.iter().filter(|row| row.int("errno").is_some()).count();
    let file = trapline_trace::TraceFile::open(&place.path("trace.parquet")).unwrap();
    let counted = file.metadata().end.as_ref().unwrap().counts.errors;
    assert_eq!(counted as usize, failed - restarts);
}
