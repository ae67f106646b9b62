//! Everything that the command starts is recorded, and waited for.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::{Place, REC, text};

#[test]
fn background_children_are_waited_for() {
    let place = Place::new();
    let begun = Instant::now();
    let output = place.script("(sleep 0.7; echo late) & exit 6");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(6), "late\n"));
    assert!(begun.elapsed() >= Duration::from_millis(700));
    let exits = place.rows_of_kind("exit");
    assert_eq!(exits.len(), place.rows_of_kind("process").len());
}

#[test]
fn a_daemon_that_leaves_its_session_is_still_followed() {
    let place = Place::new();
    assert_eq!(place.script("setsid sh -c 'sleep 0.3; : > done' & exit 0").status.code(), Some(0));
    assert!(place.path("done").exists());
    assert!(place.rows().iter().any(|row| row.text("path").ends_with("/done")));
}

#[test]
fn children_of_whoever_executed_rec_are_not_waited_for() {
    let place = Place::new();
    let begun = Instant::now();
    let script = format!("sleep 30 >/dev/null 2>&1 & exec {REC} -q -- true");
    let status = Command::new("sh").args(["-c", &script]).current_dir(place.0.path()).status();
    assert!(status.unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn every_process_has_a_parent_and_an_end() {
    let place = Place::new();
    place.script("for i in 1 2 3; do (ls / | cat) >/dev/null & done; wait");
    let processes = place.rows_of_kind("process");
    assert!(processes.len() >= 7, "{}", processes.len());
    let upids: BTreeSet<_> = processes.iter().map(|row| row.int("upid").unwrap()).collect();
    assert_eq!(upids.len(), processes.len());
    assert!(processes[1..].iter().all(|row| upids.contains(&row.int("parent_upid").unwrap())));
    let ended: BTreeSet<_> = place.rows_of_kind("exit").iter().map(|row| row.int("upid").unwrap()).collect();
    assert_eq!(ended, upids);
}
