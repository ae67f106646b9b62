//! Rows for tests: any values in any columns.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use trapline_trace::{Args, BatchRows, Metadata, Row, TraceFile, TraceWriter, WriterOptions};

/// What rows borrow their text from, and a number for each choice that a row makes.
#[derive(Clone, Debug)]
pub struct Material {
    texts: Vec<String>,
    lists: Vec<Vec<String>>,
    bytes: Vec<Vec<u8>>,
    choices: Vec<Vec<u64>>,
}

/// Material for up to `rows` rows.
pub fn material(rows: usize) -> impl Strategy<Value = Material> {
    let number = prop_oneof![Just(0), Just(u64::MAX), Just(1 << 63), 0..100_u64, any::<u64>()];
    (
        proptest::collection::vec(".{0,12}", 1..6),
        proptest::collection::vec(proptest::collection::vec(".{0,5}", 0..4), 1..4),
        proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..20), 1..4),
        proptest::collection::vec(proptest::collection::vec(number, 1..80), 0..rows),
    )
        .prop_map(|(texts, lists, bytes, choices)| Material { texts, lists, bytes, choices })
}

impl Material {
    /// The rows; `seq` counts from 1.
    pub fn rows(&self) -> Vec<Row<'_>> {
        self.choices.iter().enumerate().map(|(index, numbers)| self.row(index as i64 + 1, numbers)).collect()
    }

    fn row<'a>(&'a self, seq: i64, numbers: &'a [u64]) -> Row<'a> {
        let mut choices = Choices { material: self, numbers: numbers.iter().cycle() };
        let c = &mut choices;
        Row {
            seq,
            kind: c.text().unwrap_or("syscall"),
            ts: c.number().unwrap_or(0),
            duration_ns: c.number(),
            pid: c.int().unwrap_or(0),
            tid: c.int().unwrap_or(0),
            cpu: c.int().map(|cpu| cpu as i16),
            cpu_ns: c.number(),
            upid: c.int().unwrap_or(0),
            utid: c.int().unwrap_or(0),
            parent_pid: c.int(),
            parent_upid: c.int(),
            ns_pid: c.int(),
            comm: c.text(),
            abi: c.text(),
            nr: c.int(),
            syscall: c.text(),
            opcode: c.text(),
            args: c.number().map_or(Args::default(), |first| {
                Args::first(first as usize % 7, &[first as u64, 1, u64::MAX, 0, 3, first as u64 ^ 7])
            }),
            ret: c.number(),
            errno: c.int(),
            error: c.text(),
            outcome: c.text(),
            fd: c.int(),
            fd2: c.int(),
            new_fd: c.int(),
            new_fd2: c.int(),
            path: c.text(),
            path2: c.text(),
            fd_type: c.text(),
            protocol: c.text(),
            local_addr: c.text(),
            peer_addr: c.text(),
            requested: c.number(),
            bytes: c.number(),
            file_offset: c.number(),
            argv: c.list(),
            cwd: c.text(),
            root: c.text(),
            fd_table: c.int(),
            file_id: c.number(),
            uid: c.int(),
            gid: c.int(),
            cgroup: c.text(),
            env_count: c.int(),
            env: c.list(),
            origin: c.text(),
            fate: c.text(),
            reads: c.number(),
            writes: c.number(),
            bytes_read: c.number(),
            bytes_written: c.number(),
            exit_code: c.int(),
            signal: c.text(),
            core_dumped: c.number().map(|number| number & 1 == 1),
            user_ns: c.number(),
            system_ns: c.number(),
            max_rss_kb: c.number(),
            lost: c.number(),
            lost_reason: c.text(),
            sender_pid: c.int(),
            si_code: c.int(),
            memory: c.bytes(),
            data: c.bytes(),
        }
    }
}

struct Choices<'a> {
    material: &'a Material,
    numbers: std::iter::Cycle<std::slice::Iter<'a, u64>>,
}

impl<'a> Choices<'a> {
    /// Half of all values are absent.
    fn next(&mut self) -> Option<u64> {
        let number = *self.numbers.next()?;
        (number & 2 == 0).then_some(number)
    }

    fn number(&mut self) -> Option<i64> {
        self.next().map(|number| number as i64)
    }

    fn int(&mut self) -> Option<i32> {
        self.next().map(|number| number as i32)
    }

    fn text(&mut self) -> Option<&'a str> {
        self.next().map(|number| self.material.texts[number as usize % self.material.texts.len()].as_str())
    }

    fn list(&mut self) -> Option<&'a [String]> {
        self.next().map(|number| self.material.lists[number as usize % self.material.lists.len()].as_slice())
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        self.next().map(|number| self.material.bytes[number as usize % self.material.bytes.len()].as_slice())
    }
}

/// The batches of a trace, ready to give rows.
pub fn read(trace: &TraceFile) -> Vec<BatchRows> {
    let batches = trace.batches(None).unwrap();
    batches.map(|batch| BatchRows::new(&batch.unwrap()).unwrap()).collect()
}

/// All rows of the batches.
pub fn all(batches: &[BatchRows]) -> Vec<Row<'_>> {
    batches.iter().flat_map(BatchRows::iter).collect()
}

/// The values of `seq` in a trace.
pub fn sequence(trace: &TraceFile) -> Vec<i64> {
    all(&read(trace)).iter().map(|row| row.seq).collect()
}

/// A call with a few columns, as most rows have.
pub fn call(seq: i64) -> Row<'static> {
    Row {
        seq,
        kind: "syscall",
        ts: 1_700_000_000_000_000_000 + seq * 1000,
        duration_ns: Some(300 + seq % 7),
        pid: 10,
        tid: 10,
        upid: 1,
        utid: 1,
        syscall: Some(["read", "openat", "close"][seq as usize % 3]),
        args: [seq as u64, 2, 3, 4, 5, 6].into(),
        ret: Some(seq % 5 - 1),
        outcome: Some("returned"),
        path: Some(["/etc/passwd", "/usr/lib/libc.so.6"][seq as usize % 2]),
        memory: Some(b"memory"),
        ..Row::default()
    }
}

/// The same, still inside.
pub fn unfinished(seq: i64) -> Row<'static> {
    Row { duration_ns: None, ret: None, outcome: Some("unfinished"), ..call(seq) }
}

/// Metadata as at the start of a recording.
pub fn started() -> Metadata {
    Metadata {
        tool: "test 1".into(),
        start_ns: 1_700_000_000_000_000_000,
        command: vec!["ls".into(), "-l".into()],
        ..Metadata::default()
    }
}

/// A writer with small row groups and batches.
pub fn small(path: &Path, row_group_rows: usize, batch_rows: usize) -> TraceWriter {
    let options = WriterOptions { row_group_rows, batch_rows, ..WriterOptions::default() };
    TraceWriter::create(path, &started(), options).unwrap()
}

/// Batches are written by another thread: waits until it has done so.
pub fn soon(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it never came true");
        sleep(Duration::from_millis(1));
    }
}
