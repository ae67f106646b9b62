//! Attaching to a process that has a tracer.

use crate::Place;
use crate::attach::{Recording, Running, refusal, stuck_threads};

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
