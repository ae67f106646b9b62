//! The columns of a system call that say what it was and how it went.

use super::*;
use crate::FdSeen;

#[test]
fn a_row_has_the_order_and_time_of_its_enter() {
    let mut world = World::new();
    world.spawn(100, 101);
    let mut slow = world.call(100, "getpid");
    slow.enter();
    let quick = world.call(101, "getpid").ret(100);
    world.exit(100, 100);
    let slow = *world.last_of("syscall");
    assert!(slow.seq < quick.seq);
    assert!(slow.ts < quick.ts);
    assert_eq!((quick.duration_ns, slow.duration_ns), (Some(1), Some(3)));
    assert_eq!((slow.tid, slow.pid, slow.outcome), (100, 100, Some("returned")));
}

#[test]
fn a_failure_has_its_error_and_no_result() {
    let mut world = World::new();
    let row = world.call(100, "openat").args(&[-100, 0, 0]).string(1, "/nowhere").ret(-2);
    assert_eq!((row.ret, row.errno, row.error), (Some(-2), Some(2), Some("ENOENT")));
    assert_eq!((row.new_fd, row.bytes, row.path), (None, None, Some("/nowhere")));
}

#[test]
fn restart_codes_have_names() {
    let mut world = World::new();
    let row = world.call(100, "read").args(&[0, 0, 8]).ret(-512);
    assert_eq!((row.errno, row.error), (Some(512), Some("ERESTARTSYS")));
}

#[test]
fn an_error_without_a_name_still_is_an_error() {
    let row = World::new().call(100, "getpid").ret(-4000);
    assert_eq!((row.errno, row.error), (Some(4000), Some("ERRNO_4000")));
}

#[test]
fn addresses_are_no_errors() {
    let row = World::new().call(100, "mmap").args(&[0, 4096, 3, 0x22, -1, 0]).ret(0x7fff_ffff_f000);
    assert_eq!((row.errno, row.ret, row.fd), (None, Some(0x7fff_ffff_f000), Some(-1)));
}

#[test]
fn calls_that_the_table_does_not_know_have_their_number_for_a_name() {
    let mut world = World::new();
    for (abi, name) in [(Some(Abi::X86_64), Some("x86_64")), (None, None)] {
        world.see(Event::Enter { ts: 1, tid: 100, abi, nr: 0x7777, args: [1; 6] });
        world.exit(100, 0);
        let row = world.last_of("syscall");
        assert_eq!((row.syscall, row.abi, row.nr), (Some("syscall_0x7777"), name, Some(0x7777)));
        assert_eq!(row.args, [1; 6].into());
    }
}

#[test]
fn calls_of_other_abis_have_their_names() {
    let mut world = World::new();
    let row = world.call_in(Abi::I386, 100, "open").string(0, "/x").name(3, "/x").ret(3);
    assert_eq!((row.abi, row.syscall, row.nr), (Some("i386"), Some("open"), Some(5)));
    assert_eq!(world.numbers(100), [3]);
}

#[test]
fn a_signal_return_is_no_ordinary_return() {
    let row = World::new().call(100, "rt_sigreturn").ret(-4);
    assert_eq!((row.outcome, row.errno), (Some("no_return"), Some(4)));
}

#[test]
fn an_exit_without_an_enter_is_a_call_from_before() {
    let mut world = World::new();
    let attached = world.ts;
    world.exit(100, 5);
    let row = *world.last_of("syscall");
    assert_eq!((row.outcome, row.ret, row.syscall), (Some("entered_before"), Some(5), None));
    assert_eq!((row.ts, row.duration_ns), (attached, None));
    world.exit(100, 6);
    assert_eq!(world.rows_of("syscall").len(), 1, "a thread can have been inside only once");
}

/// A call that was in progress when its thread was first looked at.
fn before(world: &mut World, name: &str, args: [u64; 6], ret: Option<i64>) {
    let (nr, _) = table::by_name(Abi::X86_64, name).unwrap();
    let ts = world.now();
    world.see(Event::EnteredBefore { ts, tid: 100, abi: Some(Abi::X86_64), nr, args, ret });
}

#[test]
fn a_call_from_before_tells_how_it_ends_but_not_how_long_it_took() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    before(&mut world, "read", [3, 0x99, 8, 0, 0, 0], None);
    let attached = world.ts;
    world.exit(100, 8);
    let row = *world.last_of("syscall");
    assert_eq!(
        (row.syscall, row.outcome, row.ret, row.bytes),
        (Some("read"), Some("entered_before"), Some(8), Some(8))
    );
    assert_eq!((row.ts, row.duration_ns, row.path), (attached, None, Some("/x")));
}

#[test]
fn a_call_that_a_filter_answers_is_a_row_and_changes_nothing() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    let (nr, _) = table::by_name(Abi::X86_64, "close").unwrap();
    let ts = world.now();
    world.see(Event::Refused { ts, tid: 100, abi: Some(Abi::X86_64), nr, args: [3, 0, 0, 0, 0, 0], ret: 0 });
    let row = *world.last_of("syscall");
    assert_eq!((row.syscall, row.outcome, row.ret), (Some("close"), Some("refused"), Some(0)));
    assert_eq!((row.ts, row.duration_ns, row.path), (ts, None, Some("/x")));
    let read = world.call(100, "read").args(&[3, 0x99, 8]).ret(8);
    assert_eq!(read.path, Some("/x"), "the kernel closed nothing");
}

#[test]
fn a_call_from_before_without_an_end_is_one_still() {
    let mut world = World::new();
    before(&mut world, "pause", [0; 6], None);
    world.call(100, "getpid").ret(100);
    before(&mut world, "pause", [0; 6], None);
    world.see(Event::Detach { ts: 50, tid: 100 });
    let calls = world.rows_of("syscall");
    let outcomes: Vec<_> = calls.iter().map(|row| (row.syscall.unwrap(), row.outcome.unwrap(), row.ret)).collect();
    assert_eq!(
        outcomes,
        [("pause", "entered_before", None), ("getpid", "returned", Some(100)), ("pause", "entered_before", None)]
    );
}

#[test]
fn what_a_call_from_before_did_is_not_done_again() {
    // The file was looked at when the call had moved its position, and closed the other.
    let found = |fd, name: &[u8]| FdSeen {
        fd,
        name: name.to_vec(),
        stat: Some((REGULAR, 0)),
        offset: Some(108),
        ..Default::default()
    };
    let seen = ProcessSeen { fds: vec![found(3, b"/x"), found(4, b"/y")], ..Default::default() };
    let mut world = World::with(Options::default(), seen);
    before(&mut world, "read", [3, 0x99, 8, 0, 0, 0], Some(8));
    let row = *world.last_of("syscall");
    assert_eq!((row.outcome, row.ret, row.bytes, row.path), (Some("entered_before"), Some(8), Some(8), Some("/x")));
    assert_eq!(row.duration_ns, None);
    assert_eq!(world.call(100, "read").args(&[3, 0x99, 8]).ret(8).file_offset, Some(108));
    before(&mut world, "dup", [3, 0, 0, 0, 0, 0], Some(4));
    assert_eq!(world.numbers(100), [3, 4]);
    assert!(world.rows_of("fd").is_empty(), "nothing was replaced");
    world.exit(100, 4);
    assert_eq!(world.last_of("syscall").syscall, Some("dup"), "an exit of its own would be one too many");
}

#[test]
fn the_return_of_a_new_thread_from_its_parents_clone_is_no_call_of_its_own() {
    let mut world = World::new();
    world.fork(100, 200, 0);
    let calls = world.rows_of("syscall").len();
    world.exit(200, 0);
    assert_eq!(world.rows_of("syscall").len(), calls);
}

#[test]
fn an_enter_ends_the_call_before_it() {
    let mut world = World::new();
    world.call(100, "getppid").enter();
    world.call(100, "rt_sigreturn").enter();
    world.call(100, "getpid").ret(100);
    let outcomes: Vec<_> = world.rows_of("syscall").iter().map(|row| row.outcome.unwrap()).collect();
    assert_eq!(outcomes, ["unfinished", "no_return", "returned"]);
}

#[test]
fn calls_in_progress_can_be_had_at_any_time() {
    let mut world = World::new();
    world.spawn(100, 101);
    world.call(101, "read").args(&[0, 0, 8]).enter();
    world.call(100, "openat").args(&[-100]).string(1, "x").enter();
    for _ in 0..2 {
        let mut rows = Vec::new();
        world.tracker.in_progress(&mut |row| rows.push(kept(row)));
        assert_eq!(rows.iter().map(|row| row.tid).collect::<Vec<_>>(), [101, 100]);
        assert_eq!((rows[1].outcome, rows[1].duration_ns, rows[1].ret), (Some("unfinished"), None, None));
        assert_eq!(rows[1].path, Some("/home/x"));
        assert_eq!(rows[0].requested, Some(8));
    }
    world.exit(100, -2);
    assert_eq!(world.last_of("syscall").outcome, Some("returned"));
}

#[test]
fn a_thread_is_called_by_the_name_that_it_had_at_the_time() {
    let mut world = World::new();
    let row = world.call(100, "prctl").args(&[15]).string(1, "worker-with-a-long-name").ret(0);
    assert_eq!(row.comm, Some("main"));
    assert_eq!(world.call(100, "getpid").ret(100).comm, Some("worker-with-a-l"));
    world.spawn(100, 101);
    assert_eq!(world.call(101, "getpid").ret(100).comm, Some("worker-with-a-l"));
}

#[test]
fn what_a_call_does_not_wait_it_runs() {
    let mut world = World::new();
    let mut cpu_ns = |duration: i64, off_cpu| {
        let (nr, _) = table::by_name(Abi::X86_64, "getpid").unwrap();
        world.see(Event::Enter { ts: 1000, tid: 100, abi: Some(Abi::X86_64), nr, args: [0; 6] });
        let ts = 1000 + duration;
        world.see(Event::Exit { ts, tid: 100, ret: 100, cpu: None, off_cpu, made: None, ids: None });
        world.rows.pop().unwrap().cpu_ns
    };
    assert_eq!(cpu_ns(100, None), None, "not asked for");
    assert_eq!(cpu_ns(100, Some(0)), Some(100));
    assert_eq!(cpu_ns(100, Some(30)), Some(70));
    assert_eq!(cpu_ns(100, Some(101)), Some(0), "two readings of the clock");
}

#[test]
fn payload_of_enter_and_exit_is_data() {
    let mut world = World::new();
    let mut rows = Vec::new();
    let (nr, _) = table::by_name(Abi::X86_64, "write").unwrap();
    let enter = Event::Enter { ts: 1, tid: 100, abi: Some(Abi::X86_64), nr, args: [1, 2, 3, 0, 0, 0] };
    let exit = Event::Exit { ts: 2, tid: 100, ret: 3, cpu: None, off_cpu: None, made: None, ids: None };
    world.tracker.observe_with_data(&enter, &[], b"ab", &mut |row| rows.push(kept(row)));
    world.tracker.observe_with_data(&exit, &[], b"c", &mut |row| rows.push(kept(row)));
    assert_eq!(rows[0].data, Some(&b"abc"[..]));
}
