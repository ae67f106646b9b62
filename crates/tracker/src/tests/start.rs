//! Processes that were there before, and those whose beginning was not seen.

use super::*;
use crate::FdSeen;

#[test]
fn a_process_is_reported_as_it_was_found() {
    let seen = ProcessSeen {
        parent_pid: Some(1),
        ns_pid: Some(7),
        exe: Some(b"/bin/old (deleted)".to_vec()),
        argv: vec![b"old".to_vec(), b"\xff".to_vec()],
        root: Some(b"/jail".to_vec()),
        uid: Some(5),
        gid: Some(6),
        cgroup: Some("/user.slice".into()),
        ..Default::default()
    };
    let world = World::with(Options::default(), seen);
    let row = world.last_of("process");
    assert_eq!((row.parent_pid, row.parent_upid, row.ns_pid), (Some(1), None, Some(7)));
    assert_eq!((row.path, row.argv.unwrap()[1].as_str()), (Some("/bin/old"), "\\xff"));
    assert_eq!((row.cwd, row.root, row.cgroup), (Some("/home"), Some("/jail"), Some("/user.slice")));
    assert_eq!((row.uid, row.gid, row.fd_table), (Some(5), Some(6), Some(1)));
    assert_eq!((world.last_of("thread").utid, world.last_of("thread").comm), (1, Some("main")));
}

#[test]
fn descriptors_found_at_the_start_are_known() {
    let file = |fd, same_file| FdSeen {
        fd,
        name: b"/log (deleted)".to_vec(),
        stat: Some((REGULAR, 0)),
        offset: Some(500),
        same_file,
        ..Default::default()
    };
    let socket = FdSeen {
        fd: 3,
        name: b"socket:[1]".to_vec(),
        stat: Some((0o140_777, 0)),
        cloexec: true,
        protocol: Some("TCP".into()),
        local_addr: Some("127.0.0.1:80".into()),
        ..Default::default()
    };
    let fds = vec![file(1, Some(4)), file(2, Some(4)), socket, file(5, None)];
    let mut world = World::with(Options::default(), ProcessSeen { fds, ..Default::default() });
    assert_eq!(world.call(100, "write").args(&[1, 0x99, 8]).ret(8).file_offset, Some(500));
    let row = world.call(100, "write").args(&[2, 0x99, 8]).ret(8);
    assert_eq!((row.file_offset, row.path, row.fd_type), (Some(508), Some("/log"), Some("file")));
    let row = world.call(100, "getpid").ret(100);
    assert_eq!(row.path, None);
    let row = world.call(100, "listen").args(&[3, 5]).ret(0);
    assert_eq!((row.protocol, row.local_addr, row.fd_type), (Some("TCP"), Some("127.0.0.1:80"), Some("socket")));
    world.finish();
    let rows = world.rows_of("fd");
    assert_eq!(rows.iter().map(|row| row.origin.unwrap()).collect::<Vec<_>>(), ["at_start"; 4]);
    assert_eq!(rows[0].file_id, rows[1].file_id);
    assert_ne!(rows[0].file_id, rows[3].file_id);
    assert_eq!(world.tracker.alive(), 0);
}

#[test]
fn other_threads_of_a_process_share_its_descriptors() {
    let mut world = World::new();
    world.see(Event::Thread { ts: 3, pid: 100, tid: 101, comm: "worker".into() });
    let row = *world.last_of("thread");
    assert_eq!((row.pid, row.tid, row.upid, row.utid, row.comm), (100, 101, 1, 2, Some("worker")));
    world.open(101, 3, "/x", 0);
    assert_eq!(world.numbers(100), [3]);
    world.exit(101, 0);
    let call = world.last_of("syscall");
    assert_eq!((call.syscall, call.tid), (Some("openat"), 101), "it has entered a call since it was found");
}

#[test]
fn a_process_found_after_its_child_is_its_parent_by_pid() {
    let mut world = World::new();
    let seen = ProcessSeen { ts: 3, pid: 200, parent_pid: Some(100), comm: "child".into(), ..Default::default() };
    world.see(Event::Process(Box::new(seen)));
    assert_eq!(world.last_of("process").parent_upid, Some(1));
}

#[test]
fn a_thread_that_was_never_announced_begins_with_its_first_event() {
    let mut world = World::new();
    let row = world.call(300, "openat").args(&[-100]).string(1, "x").ret(-2);
    assert_eq!((row.pid, row.tid, row.upid, row.utid, row.path, row.comm), (300, 300, 2, 2, Some("x"), None));
    let process = world.last_of("process");
    assert_eq!((process.pid, process.cwd, process.parent_pid), (300, None, None));
}

#[test]
fn a_process_that_was_heard_before_it_was_found_keeps_its_call() {
    let mut world = World::new();
    world.call(200, "getpid").enter();
    world.see(Event::Process(Box::new(ProcessSeen { ts: 9, pid: 200, comm: "late".into(), ..Default::default() })));
    world.exit(200, 200);
    let row = world.last_of("syscall");
    assert_eq!((row.syscall, row.outcome, row.comm), (Some("getpid"), Some("returned"), Some("late")));
}

#[test]
fn a_descriptor_that_appends_has_a_position_for_reads_alone() {
    let fd = FdSeen {
        fd: 2,
        name: b"/log".to_vec(),
        stat: Some((REGULAR, 0)),
        append: true,
        offset: Some(500),
        ..Default::default()
    };
    let mut world = World::with(Options::default(), ProcessSeen { fds: vec![fd], ..Default::default() });
    assert_eq!(world.call(100, "read").args(&[2, 0x99, 10]).ret(10).file_offset, Some(500));
    assert_eq!(world.call(100, "write").args(&[2, 0x99, 10]).ret(10).file_offset, None);
}

#[test]
fn equal_ids_in_two_processes_do_not_mean_one_open_file() {
    let found = |name: &[u8]| vec![FdSeen { fd: 1, name: name.to_vec(), same_file: Some(1), ..Default::default() }];
    let mut world = World::with(Options::default(), ProcessSeen { fds: found(b"/a"), ..Default::default() });
    let second = ProcessSeen { ts: 3, pid: 200, fds: found(b"/b"), ..Default::default() };
    world.see(Event::Process(Box::new(second)));
    assert_eq!(world.descriptors(100)[0].1, "/a");
    assert_eq!(world.descriptors(200)[0].1, "/b");
}
