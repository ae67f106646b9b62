//! What cannot be attached to.

use std::process::Command;

use trapline_testkit::tools::require;

use super::calls::UNINTERRUPTED;
use super::{Running, refusal, status_of, stuck_threads};
use crate::{Place, text, until};

#[test]
fn a_process_that_is_not_there() {
    let place = Place::new();
    assert_eq!(refusal(&place, &["-p", "2147483647"]), "rec: cannot attach to 2147483647: no such process\n");
}

#[test]
fn a_process_that_has_ended() {
    let place = Place::new();
    let mut ended = Command::new("true").spawn().unwrap();
    until("it has ended", || status_of(ended.id().cast_signed(), "State").unwrap().starts_with('Z'));
    assert!(refusal(&place, &["-p", &ended.id().to_string()]).contains("the process has ended"));
    ended.wait().unwrap();
}

#[test]
fn the_recorder_itself() {
    let place = Place::new();
    let script = format!("exec {} --backend {} -p $$", crate::REC, crate::BACKEND);
    let output = Command::new("sh").args(["-c", &script]).current_dir(place.0.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(125));
    assert!(text(&output.stderr).ends_with(": that is the recorder itself\n"), "{output:?}");
}

#[test]
fn a_process_of_another_user() {
    // The build directory may be closed to others.
    let place = Place::new();
    std::fs::copy(crate::REC, place.path("rec")).unwrap();
    let own = std::process::id().to_string();
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let (output, whose) = if root {
        std::fs::set_permissions(place.0.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
        let mut command = Command::new(require("setpriv", "util-linux"));
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"]);
        (command.args(["./rec", "-p", &own]).current_dir(place.0.path()).output().unwrap(), "user 0's")
    } else {
        (place.rec(&["-p", "1"]).output().unwrap(), "user 0's")
    };
    assert_eq!(output.status.code(), Some(125));
    let said = text(&output.stderr);
    assert!(said.contains("not permitted") && said.contains(whose) && said.contains("`sudo rec -p`"), "{said}");
}

#[test]
fn every_one_that_fails_is_told() {
    let place = Place::new();
    let said = refusal(&place, &["-p", "2147483646", "-p", "2147483647"]);
    assert_eq!(said.lines().count(), 2, "{said}");
}

#[test]
fn a_command_and_processes_at_once() {
    let place = Place::new();
    let said = refusal(&place, &["-p", "1", "ls"]);
    assert_eq!(said, "rec: either a COMMAND or running processes (-p) can be recorded, not both at once\n");
    assert!(refusal(&place, &["-p", "12", "13"]).contains("-p 12,13"));
    assert!(refusal(&place, &["-p", ""]).contains("there is no process id in it"));
    assert!(refusal(&place, &["-p", "12,x"]).contains("x is no process id"));
}

#[test]
fn a_trace_that_cannot_be_written_lets_go_of_the_process() {
    let place = Place::new();
    let mut running = Running::tracee(&place, "blocked", &[]);
    let output = place.rec(&["-o", "no/such/dir/trace", "-p", &running.id()]).output().unwrap();
    assert_eq!(output.status.code(), Some(125), "{output:?}");
    assert_eq!(stuck_threads(running.pid()), [""; 0]);
    running.go();
    assert_eq!(running.finish(), UNINTERRUPTED);
}
