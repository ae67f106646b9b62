//! Descriptor tables: high numbers, tables that are shared and then are not, positions of files that are appended to.

use std::process::Command;

use trapline_testkit::rows::Row;

use crate::{Place, REC, Recorded};

/// The writes of so many bytes, as tracee programs tell them.
fn writes(recorded: &Recorded, bytes: i64, tell: impl Fn(&Row) -> String) -> Vec<String> {
    let calls = recorded.of_kind("syscall");
    calls.iter().filter(|row| row.text("syscall") == "write" && row.int("requested") == Some(bytes)).map(tell).collect()
}

#[test]
fn descriptors_above_1024_have_their_names() {
    let place = Place::new();
    let program = place.build("high_descriptors");
    let mut rec = place.rec(&["-q", &program]);
    let recorded = place.recorded(&mut rec);
    let tell = |row: &Row| format!("{} {}", row.int("fd").unwrap(), row.text("path").split(":[").next().unwrap());
    assert_eq!(writes(&recorded, 1, tell), recorded.lines);
    // All of the closed ones have had a life.
    let lives = recorded.of_kind("fd");
    assert!(lives.iter().filter(|row| row.int("fd") >= Some(1024) && row.text("fate") == "closed").count() >= 8);
}

#[test]
fn threads_with_tables_of_their_own_mean_different_files_by_one_number() {
    let place = Place::new();
    let recorded = place.record("unshared");
    let tell = |row: &Row| {
        let name = if row.0.contains_key("path") { row.text("path") } else { "-" };
        format!("{} {} {name}", row.int("tid").unwrap(), row.int("fd").unwrap())
    };
    assert_eq!(writes(&recorded, 1, tell), recorded.lines);
}

#[test]
fn positions_are_told_only_where_writes_do_not_go_to_the_end() {
    let place = Place::new();
    let program = place.build("appends");
    std::fs::write(place.path("log"), "earlier").unwrap();
    let mut rec = Command::new("sh");
    rec.args(["-c", &format!("exec {REC} -q {program} 2>> log")]).current_dir(place.0.path());
    let recorded = place.recorded(&mut rec);
    let calls = recorded.of_kind("syscall");
    let told: Vec<String> = calls
        .iter()
        .filter(|row| {
            (row.text("syscall"), row.int("requested")) == ("write", Some(2))
                || row.text("syscall") == "read" && row.text("path").ends_with("/appended")
        })
        .map(|row| {
            let position = row.int("file_offset").map_or("-".to_owned(), |position| position.to_string());
            format!("{} {position}", row.text("syscall"))
        })
        .collect();
    assert_eq!(told, recorded.lines);
}
