//! Operations of io_uring.

use super::*;

const READ: i32 = 22;
const OPENAT: i32 = 18;
const CLOSE: i32 = 19;

impl World {
    fn submit(&mut self, tid: i32, request: u64, operation: i32, fd: Option<i32>) {
        let ts = self.now();
        self.see(Event::Submitted { ts, tid, request, operation, fd, is_silent: false });
    }

    fn complete(&mut self, request: u64, ret: i64, goes_on: bool) -> Row<'static> {
        self.complete_with(request, ret, goes_on, &[])
    }

    fn complete_with(&mut self, request: u64, ret: i64, goes_on: bool, memory: &[u8]) -> Row<'static> {
        let ts = self.now();
        self.see_with(Event::Completed { ts, request, ret, cpu: Some(1), made: None, goes_on }, memory);
        self.rows.iter().rfind(|row| row.kind == "io_uring").cloned().unwrap()
    }
}

fn named(fd: u64, name: &str) -> Vec<u8> {
    let mut memory = Vec::new();
    let bytes = name.as_bytes();
    let full_length = bytes.len() as u32;
    Record {
        what: what::FD_NAME,
        at_exit: true,
        status: Status::Ok,
        recovered: false,
        full_length,
        address: fd,
        bytes,
    }
    .write(&mut memory);
    memory
}

#[test]
fn a_request_has_the_file_that_its_descriptor_was_when_it_was_submitted() {
    let mut world = World::new();
    world.open(100, 3, "/first", 0);
    world.submit(100, 0xa, READ, Some(3));
    world.call(100, "close").args(&[3]).ret(0);
    world.open(100, 3, "/second", 0);
    let row = world.complete(0xa, 5, false);
    assert_eq!((row.opcode, row.path, row.fd), (Some("IORING_OP_READ"), Some("/first"), Some(3)));
    assert_eq!((row.ret, row.bytes, row.outcome, row.cpu), (Some(5), Some(5), Some("returned"), Some(1)));
    // What was read then is not of the descriptor that has the number now.
    world.call(100, "close").args(&[3]).ret(0);
    let reads: Vec<_> = world.rows.iter().filter(|row| row.kind == "fd").map(|row| (row.path, row.reads)).collect();
    assert_eq!(reads, [(Some("/first"), Some(0)), (Some("/second"), Some(0))]);
}

#[test]
fn descriptors_are_made_and_closed_by_completions() {
    let mut world = World::new();
    world.submit(100, 0xa, OPENAT, None);
    let row = world.complete_with(0xa, 5, false, &named(5, "/made"));
    assert_eq!((row.new_fd, row.path, row.fd_type), (Some(5), Some("/made"), None));
    assert_eq!(world.tracker.descriptors(100), [(5, "/made".to_owned(), false)]);
    world.submit(100, 0xb, CLOSE, Some(5));
    world.complete(0xb, -9, false);
    assert_eq!(world.tracker.descriptors(100).len(), 1, "it failed");
    world.submit(100, 0xb, CLOSE, Some(5));
    world.complete(0xb, 0, false);
    assert_eq!(world.tracker.descriptors(100), []);
    // Without a name it is none of the process.
    world.submit(100, 0xc, OPENAT, None);
    world.complete(0xc, 0, false);
    assert_eq!(world.tracker.descriptors(100), []);
}

#[test]
fn each_completion_is_a_row_that_begins_where_the_one_before_ended() {
    let mut world = World::new();
    world.submit(100, 0xa, 6, None);
    let (first, second) = (world.complete(0xa, 1, true), world.complete(0xa, 1, false));
    assert_eq!(first.ts + first.duration_ns.unwrap(), second.ts);
    assert!(first.seq < second.seq);
    let ts = world.now();
    let before = world.rows.len();
    world.see(Event::Completed { ts, request: 0xa, ret: 1, cpu: None, made: None, goes_on: false });
    assert_eq!(world.rows.len(), before, "it is over");
}

#[test]
fn what_does_not_complete_is_told_at_the_end_or_when_its_address_is_used_again() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    world.submit(100, 0xa, READ, Some(3));
    world.submit(100, 0xa, 99, Some(3));
    let row = world.rows.iter().rfind(|row| row.kind == "io_uring").unwrap();
    assert_eq!(
        (row.opcode, row.outcome, row.ret, row.duration_ns),
        (Some("IORING_OP_READ"), Some("unfinished"), None, None)
    );
    let mut in_progress = Vec::new();
    world.tracker.in_progress(&mut |row| in_progress.push(kept(row)));
    assert_eq!(in_progress.iter().map(|row| row.opcode).collect::<Vec<_>>(), [Some("IORING_OP_99")]);
    let ts = world.now();
    let mut rows = Vec::new();
    world.tracker.finish(ts, &mut |row| rows.push(kept(row)));
    assert!(rows.iter().any(|row| row.opcode == Some("IORING_OP_99") && row.outcome == Some("unfinished")));
    assert_eq!(world.tracker.alive(), 0);
}
