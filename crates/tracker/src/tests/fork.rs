//! New processes and threads.

use super::*;

#[test]
fn a_child_is_like_its_parent_with_copies_of_its_own() {
    let mut world = World::with(
        Options::default(),
        ProcessSeen {
            exe: Some(b"/bin/sh".to_vec()),
            uid: Some(1000),
            gid: Some(100),
            argv: vec![b"sh".to_vec()],
            ..Default::default()
        },
    );
    world.open(100, 3, "/x", O_CLOEXEC);
    world.fork(100, 200, 0);
    let (parent, child) = (*world.rows_of("process")[0], *world.rows_of("process")[1]);
    assert_eq!((child.pid, child.tid, child.comm), (200, 200, Some("main")));
    assert_eq!((child.parent_pid, child.parent_upid), (Some(100), Some(parent.upid)));
    assert_eq!((child.path, child.cwd, child.uid, child.gid), (Some("/bin/sh"), Some("/home"), Some(1000), Some(100)));
    assert_eq!(child.argv.unwrap(), ["sh"]);
    assert_ne!(child.fd_table, parent.fd_table);
    assert_eq!(world.descriptors(200), world.descriptors(100));
    world.call(200, "close").args(&[3]).ret(0);
    assert_eq!((world.numbers(100), world.numbers(200)), (vec![3], vec![]));
}

#[test]
fn numbers_count_from_one_and_are_never_used_again() {
    let mut world = World::new();
    world.fork(100, 200, 0);
    world.end(200, 0);
    world.fork(100, 200, 0);
    let ids: Vec<_> = world.rows_of("process").iter().map(|row| (row.pid, row.upid, row.utid)).collect();
    assert_eq!(ids, [(100, 1, 1), (200, 2, 2), (200, 3, 3)]);
    assert_eq!(world.call(200, "getpid").ret(200).upid, 3);
}

#[test]
fn a_thread_shares_everything_with_its_process() {
    let mut world = World::new();
    world.spawn(100, 101);
    assert_eq!(world.rows_of("process").len(), 1);
    let threads = world.rows_of("thread");
    assert_eq!(
        threads.iter().map(|row| (row.pid, row.tid, row.upid, row.utid)).collect::<Vec<_>>(),
        [(100, 100, 1, 1), (100, 101, 1, 2),]
    );
    assert_eq!(threads[0].fd_table, threads[1].fd_table);
    world.open(101, 3, "/x", 0);
    assert_eq!(world.numbers(100), [3]);
}

#[test]
fn clone3_has_its_flags_in_memory() {
    let mut world = World::new();
    world.call(100, "clone3").args(&[0, 88]).input(0, &0x3d0f00u64.to_le_bytes()).enter();
    world.see(Event::Fork { ts: 9, parent: 100, child: 101, pid: None, ns_pid: None });
    assert_eq!((world.last_of("thread").pid, world.last_of("thread").tid), (100, 101));
}

#[test]
fn processes_can_share_a_descriptor_table() {
    let mut world = World::new();
    world.fork(100, 200, 0x400);
    world.open(200, 3, "/x", 0);
    assert_eq!(world.numbers(100), [3]);
    world.end(100, 0);
    assert!(world.rows_of("fd").is_empty(), "the other one still has it");
    world.end(200, 0);
    assert_eq!(world.last_of("fd").fate, Some("exit"));
}

#[test]
fn a_clone_can_be_the_sibling_of_its_maker() {
    let mut world = World::new();
    world.fork(100, 200, 0);
    world.fork(200, 300, 0x8000);
    let row = world.last_of("process");
    assert_eq!((row.pid, row.parent_pid, row.parent_upid), (300, Some(100), Some(1)));
}

#[test]
fn what_the_source_looked_up_stands_in_for_a_call_that_was_not_seen() {
    let mut world = World::new();
    world.see(Event::Fork { ts: 5, parent: 100, child: 101, pid: Some(100), ns_pid: None });
    world.see(Event::Fork { ts: 6, parent: 101, child: 200, pid: Some(200), ns_pid: Some(2) });
    world.open(101, 3, "/x", 0);
    assert_eq!((world.numbers(100), world.numbers(200)), (vec![3], vec![]));
    let row = world.last_of("process");
    assert_eq!((row.pid, row.parent_pid, row.ns_pid), (200, Some(100), Some(2)));
}

#[test]
fn a_child_that_was_heard_before_its_parent_told_of_it_keeps_its_call() {
    let mut world = World::new();
    world.call(200, "getpid").enter();
    world.fork(100, 200, 0);
    world.exit(200, 200);
    let row = world.last_of("syscall");
    assert_eq!((row.syscall, row.outcome, row.pid), (Some("getpid"), Some("returned"), 200));
    let child = world.last_of("process");
    assert_eq!((row.upid, child.parent_pid), (child.upid, Some(100)));
    assert!(world.rows_of("exit").is_empty());
}

#[test]
fn an_id_that_is_used_again_means_that_an_end_was_missed() {
    let mut world = World::new();
    world.fork(100, 200, 0);
    world.call(200, "pause").enter();
    world.fork(100, 200, 0);
    assert_eq!(
        world.rows_of("syscall").iter().find(|row| row.syscall == Some("pause")).unwrap().outcome,
        Some("unfinished")
    );
    let end = world.last_of("exit");
    assert_eq!((end.upid, end.exit_code, end.signal, end.core_dumped), (2, None, None, None));
    assert_eq!(world.last_of("process").upid, 3);
}
