//! Traces of every released format can be read, for ever.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use trapline_trace::{BatchRows, State, TraceFile};

fn open(name: &str) -> TraceFile {
    TraceFile::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(name)).unwrap()
}

/// Rows per kind.
fn kinds(trace: &TraceFile) -> BTreeMap<String, u32> {
    let mut kinds = BTreeMap::new();
    for batch in trace.batches(None).unwrap() {
        let rows = BatchRows::new(&batch.unwrap()).unwrap();
        rows.iter().for_each(|row| *kinds.entry(row.kind.to_owned()).or_default() += 1);
    }
    kinds
}

fn expected(kinds: &[(&str, u32)]) -> BTreeMap<String, u32> {
    kinds.iter().map(|&(kind, count)| (kind.to_owned(), count)).collect()
}

#[test]
fn a_shell_of_format_1_has_its_rows_and_its_end() {
    let trace = open("shell.parquet");
    let counts = [("exec", 4), ("exit", 5), ("fd", 71), ("process", 5), ("signal", 4), ("syscall", 462)];
    assert_eq!(kinds(&trace), expected(&[&counts[..], &[("thread", 5), ("thread_exit", 5)]].concat()));
    assert_eq!(trace.state(), State::Finished);
    assert_eq!(trace.metadata().command[..2], ["sh", "-c"]);
    assert_eq!(trace.metadata().end.as_ref().unwrap().exit_code, Some(3));
}

#[test]
fn a_server_of_format_1_has_its_addresses() {
    let trace = open("server.parquet");
    let mut accepted = Vec::new();
    for batch in trace.batches(None).unwrap() {
        let rows = BatchRows::new(&batch.unwrap()).unwrap();
        let calls = rows.iter().filter(|row| row.syscall == Some("accept4") && row.ret >= Some(0));
        accepted.extend(calls.map(|row| (row.protocol.unwrap().to_owned(), row.local_addr.unwrap().to_owned())));
    }
    assert_eq!(accepted, [("TCP".to_owned(), "127.0.0.1:38505".to_owned())]);
}

#[test]
fn a_recording_of_format_1_that_was_cut_short_is_read_from_its_journal() {
    let trace = open("cut-short.parquet.part");
    assert!(matches!(trace.state(), State::CutShort { .. }));
    let counts = [("exec", 1), ("fd", 22), ("process", 1), ("syscall", 203), ("thread", 1)];
    assert_eq!(kinds(&trace), expected(&counts));
}
