//! Memory of tracees: where it ends, and where reading it is refused.

use std::process::Command;

use trapline_syscalls::memory::{Record, Status, records};
use trapline_testkit::rows::{Row, Value};

use crate::{BACKEND, Place, REC, Recorded, assert_in_order, name_result_path};

/// The lengths and states of what was copied for a call: its payload, or every record.
fn copied(row: &Row) -> Vec<String> {
    let text = |record: Record<'_>| match record.status {
        Status::Ok => format!("ok {}", record.bytes.len()),
        Status::Fault => format!("fault {}", record.bytes.len()),
        Status::Truncated => format!("truncated {}", record.bytes.len()),
    };
    match (row.text("syscall"), row.0.get("data"), row.0.get("memory")) {
        ("write", Some(Value::Bytes(payload)), _) if row.int("requested") == Some(payload.len() as i64) => {
            vec![format!("ok {}", payload.len())]
        }
        ("write", Some(Value::Bytes(payload)), _) => vec![format!("fault {}", payload.len())],
        ("write", ..) => vec!["fault 0".to_owned()],
        ("writev", Some(Value::Bytes(payload)), Some(Value::Bytes(memory))) => {
            records(memory).map(text).chain([format!("data {}", payload.len())]).collect()
        }
        (_, _, Some(Value::Bytes(memory))) => records(memory).map(text).collect(),
        _ => Vec::new(),
    }
}

/// Checks the lines `NAME RESULT STATUS LENGTH` of the program.
fn assert_copied(recorded: &Recorded) {
    let calls = recorded.of_kind("syscall");
    let mut rest = calls.iter();
    assert_eq!(recorded.lines.len(), 13);
    for line in &recorded.lines {
        let (call, state) = line.match_indices(' ').nth(1).map(|(at, _)| (&line[..at], &line[at + 1..])).unwrap();
        let matches = |row: &Row| {
            format!("{} {}", row.text("syscall"), row.int("ret").unwrap_or_default()) == call
                && copied(row).iter().any(|copied| copied == state)
        };
        assert!(rest.any(matches), "{line}: {:#?}", calls.iter().rev().take(30).collect::<Vec<_>>());
    }
}

#[test]
fn memory_is_copied_up_to_the_edge_of_what_is_mapped() {
    let place = Place::new();
    let program = place.build("edge_buffers");
    assert_copied(&place.recorded(&mut place.rec(&["-q", "--data", "8192", &program])));
}

#[test]
fn memory_is_copied_word_by_word_where_process_vm_readv_is_refused() {
    let place = Place::new();
    place.build("refuses");
    let program = place.build("edge_buffers");
    let mut rec = Command::new(place.path("refuses"));
    let refused = nix::libc::SYS_process_vm_readv.to_string();
    rec.args([&refused, "1", REC, "--backend", BACKEND, "-q", "--data", "8192", &program]).current_dir(place.0.path());
    let recorded = place.recorded(&mut rec);
    assert_copied(&recorded);
    let payload = recorded.rows.iter().find_map(|row| match row.0.get("data") {
        Some(Value::Bytes(payload)) if row.text("path").ends_with("/out") => Some(payload.clone()),
        _ => None,
    });
    assert_eq!(payload, Some(vec![b'p'; 100]));
    assert_eq!(recorded.of_kind("exec")[0].list("argv"), [program]);
}

#[test]
fn paths_of_every_length_and_encoding_are_whole() {
    let place = Place::new();
    let recorded = place.record("names");
    let (calls, argv) = recorded.lines.split_at(recorded.lines.len() - 1);
    assert_eq!(calls.len(), 7);
    assert!(calls[4].len() > 4095 && calls[6].len() > 5000);
    assert_in_order(calls, &recorded.of_kind("syscall").iter().map(name_result_path).collect::<Vec<_>>());
    let exec = recorded.of_kind("exec").pop().unwrap();
    assert_eq!(exec.list("argv")[1], argv[0].strip_prefix("argv ").unwrap());
}

#[test]
fn a_string_that_is_longer_than_what_is_copied_is_cut_and_says_so() {
    let recorded = Place::new().record("overlong");
    let calls = recorded.of_kind("syscall");
    let found = calls.iter().filter(|row| row.text("syscall") == "memfd_create").map(|row| {
        let state = copied(row).join(" ");
        format!("memfd_create {} {state}", row.int("ret").unwrap())
    });
    assert_eq!(recorded.lines.len(), 4);
    assert_eq!(found.collect::<Vec<_>>(), recorded.lines);
}
