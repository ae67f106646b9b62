//! A recorder that dies takes nobody with it.

use std::process::Stdio;

use crate::{Place, kill, until};

#[test]
fn the_command_runs_on_when_rec_is_killed() {
    let place = Place::new();
    let script = ": > ready; i=0; while [ $i -lt 30 ]; do i=$((i+1)); ls / >/dev/null; sleep 0.02; done; : > survived";
    let mut rec = place.rec(&["-q", "--", "sh", "-c", script]).stdout(Stdio::null()).spawn().unwrap();
    until("the script runs", || place.path("ready").exists());
    kill("KILL", &rec.id().to_string());
    rec.wait().unwrap();
    assert!(!place.path("survived").exists());
    until("the script has ended by itself", || place.path("survived").exists());
}

#[test]
fn a_command_at_its_gate_does_not_run_when_rec_is_killed() {
    // Killed at odd moments of its first milliseconds: either the command ran, and then there is a recording of it, or
    // it did not run at all.
    for delay in 0..30u64 {
        let place = Place::new();
        let mut rec = place.rec(&["-q", "touch", "it-ran"]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_micros(delay * 200));
        let _ = rec.kill();
        rec.wait().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        let recorded = place.path("trace.parquet.part").exists() || place.path("trace.parquet").exists();
        assert!(recorded || !place.path("it-ran").exists(), "after {delay} × 200 µs");
    }
}
