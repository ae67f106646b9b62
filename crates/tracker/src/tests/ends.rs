//! Ends of threads, processes and recordings, signals and stops.

use super::*;

#[test]
fn a_process_ends_with_its_last_thread() {
    let mut world = World::new();
    world.spawn(100, 101);
    let exit = |ts, tid, status, cpu_times, max_rss_kb| Event::ThreadExit { ts, tid, status, cpu_times, max_rss_kb };
    world.see(exit(20, 101, Some(0), Some((5, 7)), Some(900)));
    assert!(world.rows_of("exit").is_empty());
    world.see(exit(21, 100, Some(3 << 8), Some((10, 20)), Some(800)));
    let thread = world.last_of("thread_exit");
    assert_eq!((thread.tid, thread.exit_code, thread.user_ns, thread.system_ns), (100, Some(3), Some(10), Some(20)));
    assert_eq!((thread.outcome, thread.signal, thread.core_dumped), (None, None, Some(false)));
    let process = world.last_of("exit");
    assert_eq!((process.exit_code, process.user_ns, process.system_ns), (Some(3), Some(15), Some(27)));
    assert_eq!((process.max_rss_kb, process.ts), (Some(900), 21));
}

#[test]
fn the_leader_says_how_a_process_ended_even_if_it_ends_first() {
    let mut world = World::new();
    world.spawn(100, 101);
    world.end(100, 5 << 8);
    world.end(101, 0);
    assert_eq!((world.last_of("exit").exit_code, world.last_of("exit").upid), (Some(5), 1));
}

#[test]
fn a_fatal_signal_has_its_name() {
    let mut world = World::new();
    world.end(100, 11 | 0x80);
    let row = world.last_of("exit");
    assert_eq!((row.signal, row.core_dumped, row.exit_code), (Some("SIGSEGV"), Some(true), None));
}

#[test]
fn calls_end_with_their_thread() {
    let mut world = World::new();
    world.spawn(100, 101);
    world.call(101, "pause").enter();
    world.call(100, "exit_group").enter();
    world.end(101, 0);
    world.end(100, 0);
    let calls: Vec<_> =
        world.rows_of("syscall").iter().map(|row| (row.syscall.unwrap(), row.outcome.unwrap())).collect();
    assert_eq!(calls[1..], [("pause", "killed"), ("exit_group", "no_return")]);
    assert!(world.rows_of("syscall")[1..].iter().all(|row| row.duration_ns.is_none() && row.ret.is_none()));
}

#[test]
fn a_thread_that_is_let_go_lives_on() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    world.call(100, "pause").enter();
    world.see(Event::Detach { ts: 50, tid: 100 });
    assert_eq!(world.last_of("syscall").outcome, Some("detached"));
    assert_eq!(world.last_of("fd").fate, Some("open_at_end"));
    assert!(world.rows_of("thread_exit").is_empty() && world.rows_of("exit").is_empty());
}

#[test]
fn the_end_of_the_recording_leaves_nothing_behind() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    world.spawn(100, 101);
    world.fork(100, 200, 0);
    world.call(101, "read").args(&[3, 0x99, 5]).enter();
    world.call(200, "exit_group").enter();
    world.finish();
    let outcomes: Vec<_> =
        world.rows_of("syscall").iter().rev().take(2).map(|row| (row.tid, row.outcome.unwrap())).collect();
    assert_eq!(outcomes, [(200, "no_return"), (101, "unfinished")]);
    let row = world.last_of("fd");
    assert_eq!((row.fate, row.duration_ns), (Some("open_at_end"), Some(world.ts - row.ts)));
    assert_eq!(world.tracker.alive(), 0);
    let rows = world.rows.len();
    world.finish();
    assert_eq!(world.rows.len(), rows);
}

#[test]
fn the_end_of_a_thread_that_nobody_knows_is_nothing() {
    let mut world = World::new();
    let rows = world.rows.len();
    world.end(77, 0);
    world.see(Event::Detach { ts: 50, tid: 78 });
    assert_eq!(world.rows.len(), rows);
}

#[test]
fn a_signal_tells_who_sent_it() {
    let mut world = World::new();
    let memory = {
        let mut memory = Vec::new();
        record(what::SIGINFO, false, 0, b"siginfo").write(&mut memory);
        memory
    };
    world.see_with(Event::Signal { ts: 9, tid: 100, signal: 15, code: 0, sender: Some(42) }, &memory);
    let row = world.last_of("signal");
    assert_eq!((row.signal, row.si_code, row.sender_pid), (Some("SIGTERM"), Some(0), Some(42)));
    assert_eq!((row.memory, row.tid, row.ts), (Some(&memory[..]), 100, 9));
}

#[test]
fn a_group_stop_begins_and_ends() {
    let mut world = World::new();
    world.see(Event::Stop { ts: 8, tid: 100, signal: 19 });
    world.see(Event::Continue { ts: 9, tid: 100 });
    assert_eq!(world.last_of("stop").signal, Some("SIGSTOP"));
    assert_eq!(world.last_of("continue").signal, Some("SIGSTOP"));
    world.see(Event::Continue { ts: 10, tid: 100 });
    assert_eq!(world.last_of("continue").signal, None);
}

#[test]
fn what_is_lost_is_said() {
    let mut world = World::new();
    world.see(Event::Lost { ts: 7, duration_ns: Some(4), count: 12, reason: "ring_full" });
    let row = world.last_of("lost");
    assert_eq!((row.lost, row.lost_reason, row.duration_ns), (Some(12), Some("ring_full"), Some(4)));
    assert_eq!((row.pid, row.upid), (0, 0));
}
