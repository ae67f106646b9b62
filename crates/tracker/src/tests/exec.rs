//! New programs.

use super::*;

#[test]
fn an_exec_has_a_row_and_renames_the_thread() {
    let mut world = World::new();
    world.exec(100, 100);
    let row = *world.last_of("exec");
    assert_eq!(
        (row.path, row.cwd, row.comm, row.env_count),
        (Some("/usr/bin/new"), Some("/home"), Some("new"), Some(40))
    );
    assert_eq!(row.argv.unwrap(), ["new", "arg"]);
    let call = *world.last_of("syscall");
    assert_eq!((call.path, call.comm, call.outcome), (Some("/bin/new"), Some("main"), Some("returned")));
    assert_eq!((call.argv.unwrap().len(), call.env_count), (2, Some(40)));
    assert!(call.seq < row.seq);
    assert_eq!(world.call(100, "getpid").ret(100).comm, Some("new"));
    world.fork(100, 200, 0);
    let child = world.last_of("process");
    assert_eq!((child.path, child.argv.unwrap().len()), (Some("/usr/bin/new"), 2));
}

#[test]
fn a_failed_exec_has_its_arguments_too() {
    let mut world = World::new();
    let call = world.call(100, "execve").string(0, "nothing").pointers(1, &[(0x5000, "a"), (0x5010, "b")]);
    let row = call.count(2, 3).ret(-2);
    assert_eq!(
        (row.path, row.argv.unwrap(), row.env_count),
        (Some("/home/nothing"), &["a".into(), "b".into()][..], Some(3))
    );
    assert!(world.rows_of("exec").is_empty());
}

#[test]
fn arguments_that_could_not_be_read_are_shown_by_their_address() {
    let mut world = World::new();
    let array: Vec<u8> = [0x5000u64, 0x6000].iter().flat_map(|word| word.to_le_bytes()).collect();
    let row = world.call(100, "execve").string(0, "/x").input(1, &array).nested(false, 0x5000, b"\xff").ret(-14);
    assert_eq!(row.argv.unwrap(), ["\\xff", "0x6000"]);
    assert_eq!(world.call(100, "execve").string(0, "/x").ret(-14).argv, None);
}

#[test]
fn arguments_of_32_bit_programs_have_short_pointers() {
    let mut world = World::new();
    let array: Vec<u8> = [0x5000u32, 0x6000].iter().flat_map(|word| word.to_le_bytes()).collect();
    let call = world.call_in(Abi::I386, 100, "execve").string(0, "/x").input(1, &array);
    let row = call.nested(false, 0x5000, b"a").nested(false, 0x6000, b"b").ret(-2);
    assert_eq!(row.argv.unwrap(), ["a", "b"]);
}

#[test]
fn descriptors_close_at_exec_if_they_are_marked() {
    let mut world = World::new();
    world.open(100, 3, "/gone", O_CLOEXEC);
    world.open(100, 4, "/kept", 0);
    world.exec(100, 100);
    assert_eq!(world.numbers(100), [4]);
    let row = world.last_of("fd");
    assert_eq!((row.fd, row.fate, row.comm), (Some(3), Some("exec"), Some("main")));
}

#[test]
fn exec_ends_the_sharing_of_a_descriptor_table() {
    let mut world = World::new();
    world.open(100, 3, "/x", O_CLOEXEC);
    world.fork(100, 200, 0x400);
    world.exec(200, 200);
    assert_eq!((world.numbers(100), world.numbers(200)), (vec![3], vec![]));
    assert!(world.rows_of("fd").is_empty(), "only the copy is gone, and nobody used it");
}

#[test]
fn an_exec_from_another_thread_takes_over_the_process() {
    let mut world = World::new();
    world.spawn(100, 101);
    world.spawn(100, 102);
    world.call(100, "pause").enter();
    world.exec(101, 100);
    let ends: Vec<_> = world.rows_of("thread_exit").iter().map(|row| (row.tid, row.utid, row.outcome)).collect();
    assert_eq!(ends, [(100, 1, Some("superseded")), (102, 3, Some("superseded"))]);
    assert!(world.rows_of("exit").is_empty());
    assert_eq!((world.last_of("exec").tid, world.last_of("exec").utid, world.last_of("exec").upid), (100, 2, 1));
    let calls = world.rows_of("syscall");
    let exec = calls.iter().find(|row| row.syscall == Some("execve")).unwrap();
    assert_eq!((exec.tid, exec.utid, exec.outcome, exec.comm), (101, 2, Some("returned"), Some("main")));
    assert_eq!(calls.iter().find(|row| row.syscall == Some("pause")).unwrap().outcome, Some("killed"));
    let next = world.call(100, "getpid").ret(100);
    assert_eq!((next.tid, next.utid, next.comm), (100, 2, Some("new")));
    world.end(100, 0);
    assert_eq!(world.rows_of("exit").len(), 1);
}

#[test]
fn threads_that_end_before_the_exec_is_told_are_superseded_too() {
    let mut world = World::new();
    world.spawn(100, 101);
    world.spawn(100, 102);
    world.call(102, "exit").enter();
    world.call(101, "execve").string(0, "/bin/new").enter();
    world.end(100, 0);
    world.end(102, 0);
    let ends: Vec<_> = world.rows_of("thread_exit").iter().map(|row| (row.tid, row.outcome)).collect();
    assert_eq!(ends, [(100, Some("superseded")), (102, None)]);
    world.exec(101, 100);
    assert_eq!(world.last_of("exec").utid, 2);
    world.end(100, 0x0700);
    assert_eq!(world.last_of("exit").exit_code, Some(7));
}

#[test]
fn ids_change_with_a_set_user_id_program_and_with_calls() {
    let mut world = World::new();
    world.call(100, "execve").string(0, "/bin/su").enter();
    let seen = ExecSeen { ts: 5, tid: 100, former_tid: 100, ids: Some((0, 0)), ..Default::default() };
    world.see(Event::Exec(Box::new(seen)));
    world.exit(100, 0);
    assert_eq!((world.last_of("exec").uid, world.last_of("exec").gid), (Some(0), Some(0)));
    world.call(100, "setuid").args(&[1000]).ids(1000, 0).ret(0);
    world.fork(100, 200, 0);
    assert_eq!((world.last_of("process").uid, world.last_of("process").gid), (Some(1000), Some(0)));
}

#[test]
fn the_environment_is_kept_as_far_as_asked_for() {
    let environment = [(0x6000, "HOME=/root"), (0x6010, "TOKEN=secret")];
    let exec = |level| {
        let mut world = World::with_env(level);
        let call = world.call(100, "execve").string(0, "/bin/new").pointers(1, &[(0x5000, "new")]);
        call.pointers(2, &environment).enter();
        let seen = ExecSeen { ts: 5, tid: 100, former_tid: 100, ..Default::default() };
        world.see(Event::Exec(Box::new(seen)));
        world.exit(100, 0);
        let (row, call) = (*world.last_of("exec"), *world.last_of("syscall"));
        assert_eq!((row.env_count, call.argv.unwrap().len()), (Some(2), 1));
        let memory = String::from_utf8_lossy(call.memory.unwrap()).into_owned();
        (row.env.map(<[String]>::to_vec), memory.contains("TOKEN"), memory.contains("secret"))
    };
    let list = |strings: [&str; 2]| Some(strings.map(String::from).to_vec());
    assert_eq!(exec(EnvLevel::Values), (list(["HOME=/root", "TOKEN=secret"]), true, true));
    assert_eq!(exec(EnvLevel::Names), (list(["HOME", "TOKEN"]), true, false));
    assert_eq!(exec(EnvLevel::Off), (None, false, false));
}

#[test]
fn an_exec_of_a_thread_that_nobody_knows_begins_its_process() {
    let mut world = World::new();
    let seen = ExecSeen { ts: 5, tid: 500, former_tid: 501, exe: Some(b"/x".to_vec()), ..Default::default() };
    world.see(Event::Exec(Box::new(seen)));
    assert_eq!(
        (world.last_of("exec").pid, world.last_of("exec").path, world.last_of("exec").argv),
        (500, Some("/x"), None)
    );
}

#[test]
fn a_call_of_the_leader_ends_when_another_threads_exec_takes_its_id() {
    let mut world = World::new();
    world.call(500, "read").args(&[0, 0x99, 8]).enter();
    world.call(501, "execve").string(0, "/x").enter();
    world.see(Event::Exec(Box::new(ExecSeen { ts: 9, tid: 500, former_tid: 501, ..Default::default() })));
    let row = world.last_of("syscall");
    assert_eq!((row.syscall, row.tid, row.outcome), (Some("read"), 500, Some("killed")));
}

#[test]
fn an_exec_whose_enter_was_before_leaves_the_arguments_as_they_were_found() {
    let seen = ProcessSeen { argv: vec![b"new".to_vec(), b"x".to_vec()], ..Default::default() };
    let mut world = World::with(Options::default(), seen);
    world.see(Event::Exec(Box::new(ExecSeen { ts: 9, tid: 100, former_tid: 100, ..Default::default() })));
    assert_eq!(world.last_of("exec").argv.unwrap(), ["new", "x"]);
    world.exit(100, 0);
    assert_eq!(world.last_of("syscall").outcome, Some("entered_before"));
}
