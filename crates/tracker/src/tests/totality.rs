//! Any events in any order, with any memory.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::{Call, FdSeen};

/// Few ids, so that they meet.
fn tid() -> impl Strategy<Value = i32> {
    prop_oneof![9 => 1..6i32, 1 => any::<i32>()]
}

fn number() -> impl Strategy<Value = i32> {
    let known: Vec<i32> = table::all().iter().map(|call| call.nr).collect();
    prop_oneof![9 => prop::sample::select(known), 1 => any::<i32>()]
}

fn word() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0..8u64, 1 => Just(0xffff_ff9c), 1 => Just(u64::MAX), 2 => 0x1000..0x1004u64, 1 => any::<u64>()]
}

/// Records that fit the calls, and bytes that fit nothing.
fn memory() -> impl Strategy<Value = Vec<u8>> {
    let status = prop::sample::select(vec![Status::Ok, Status::Fault, Status::Truncated]);
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        prop::collection::vec(0..4u8, 0..80),
        prop::collection::vec(word(), 0..20)
            .prop_map(|words| words.iter().flat_map(|word| word.to_le_bytes()).collect()),
        prop::sample::select(vec!["", "/", "a", "/etc//./x (deleted)", "a=b"])
            .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let record = (0..11u8, any::<bool>(), status, any::<bool>(), any::<u32>(), word(), bytes).prop_map(
        |(what, at_exit, status, recovered, full_length, address, bytes)| {
            let mut memory = Vec::new();
            Record { what, at_exit, status, recovered, full_length, address, bytes: &bytes }.write(&mut memory);
            memory
        },
    );
    prop_oneof![
        9 => prop::collection::vec(record, 0..6).prop_map(|records| records.concat()),
        1 => prop::collection::vec(any::<u8>(), 0..100),
    ]
}

fn abi() -> impl Strategy<Value = Option<Abi>> {
    prop::sample::select(vec![Some(Abi::X86_64), Some(Abi::X86_64), Some(Abi::I386), Some(Abi::X32), None])
}

fn name() -> impl Strategy<Value = Option<Vec<u8>>> {
    prop::option::of(prop::collection::vec(any::<u8>(), 0..10))
}

/// The enter and the exit of one call.
fn call() -> impl Strategy<Value = ((Event, Vec<u8>), (Event, Vec<u8>))> {
    let (enter, exit) = (enter(), exit());
    (enter, memory(), exit, memory()).prop_map(|(enter, at_enter, mut exit, at_exit)| {
        if let (Event::Enter { tid, .. }, Event::Exit { tid: same, .. }) = (&enter, &mut exit) {
            *same = *tid;
        }
        ((enter, at_enter), (exit, at_exit))
    })
}

fn enter() -> impl Strategy<Value = Event> {
    (any::<i64>(), tid(), abi(), number(), prop::array::uniform6(word()))
        .prop_map(|(ts, tid, abi, nr, args)| Event::Enter { ts, tid, abi, nr, args })
}

fn exit() -> impl Strategy<Value = Event> {
    let ret = prop_oneof![5 => 0..8i64, 2 => -520..0i64, 1 => any::<i64>()];
    (
        any::<i64>(),
        tid(),
        ret,
        prop::option::of((any::<u32>(), any::<u64>())),
        any::<Option<(i32, i32)>>(),
        any::<Option<i64>>(),
    )
        .prop_map(|(ts, tid, ret, made, ids, off_cpu)| Event::Exit { ts, tid, ret, cpu: None, off_cpu, made, ids })
}

fn event() -> impl Strategy<Value = Event> {
    let ts = any::<i64>;
    let fork = (ts(), tid(), tid(), prop::option::of(tid())).prop_map(|(ts, parent, child, pid)| Event::Fork {
        ts,
        parent,
        child,
        pid,
        ns_pid: None,
    });
    let exec = (ts(), tid(), tid(), name()).prop_map(|(ts, tid, former_tid, exe)| {
        Event::Exec(Box::new(ExecSeen { ts, tid, former_tid, exe, ..ExecSeen::default() }))
    });
    let fd = || {
        (0..8i32, any::<bool>(), prop::option::of(0..3i64), prop::option::of(any::<i64>())).prop_map(
            |(fd, cloexec, same_file, offset)| FdSeen {
                fd,
                cloexec,
                same_file,
                offset,
                name: b"/seen".to_vec(),
                stat: Some((REGULAR, 0)),
                ..FdSeen::default()
            },
        )
    };
    let descriptor = (ts(), tid(), 0..8i32, prop::option::of(fd())).prop_map(|(ts, tid, fd, seen)| Event::Descriptor {
        ts,
        tid,
        fd,
        seen: seen.map(Box::new),
    });
    let process = (ts(), tid(), name(), prop::collection::vec(fd(), 0..4)).prop_map(|(ts, pid, cwd, fds)| {
        Event::Process(Box::new(ProcessSeen { ts, pid, cwd, fds, ..ProcessSeen::default() }))
    });
    let thread = (ts(), tid(), tid()).prop_map(|(ts, pid, tid)| Event::Thread { ts, pid, tid, comm: "thread".into() });
    let end = (ts(), tid(), any::<Option<i32>>(), any::<Option<(i64, i64)>>())
        .prop_map(|(ts, tid, status, cpu_times)| Event::ThreadExit { ts, tid, status, cpu_times, max_rss_kb: None });
    let signal = (ts(), tid(), any::<i32>()).prop_map(|(ts, tid, signal)| Event::Signal {
        ts,
        tid,
        signal,
        code: 0,
        sender: None,
    });
    let submitted = (ts(), tid(), 0..4u64, -1..70i32, prop::option::of(0..8i32), any::<bool>()).prop_map(
        |(ts, tid, request, operation, fd, is_silent)| Event::Submitted { ts, tid, request, operation, fd, is_silent },
    );
    let completed = (ts(), 0..4u64, prop_oneof![0..8i64, -520..0i64, any::<i64>()], any::<bool>())
        .prop_map(|(ts, request, ret, goes_on)| Event::Completed { ts, request, ret, cpu: None, made: None, goes_on });
    prop_oneof![
        12 => enter(),
        12 => exit(),
        3 => fork,
        2 => exec,
        1 => process,
        1 => thread,
        2 => end,
        1 => signal,
        1 => descriptor,
        1 => (ts(), tid(), name()).prop_map(|(ts, tid, cwd)| {
            Event::Directory { ts, tid, cwd: cwd.unwrap_or_default() }
        }),
        4 => submitted,
        4 => completed,
        1 => (ts(), tid()).prop_map(|(ts, tid)| Event::Detach { ts, tid }),
        1 => (ts(), tid(), any::<i32>()).prop_map(|(ts, tid, signal)| Event::Stop { ts, tid, signal }),
        1 => (ts(), tid()).prop_map(|(ts, tid)| Event::Continue { ts, tid }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_enter_gives_one_row_and_nothing_panics(
        events in prop::collection::vec((event(), memory()), 1..60),
        env in prop::sample::select(vec![EnvLevel::Off, EnvLevel::Names, EnvLevel::Values]),
        partial in any::<bool>(),
    ) {
        let mut tracker = Tracker::new(Options { env, partial });
        let (mut calls, mut seqs, mut begun, mut ended) = (0, HashSet::new(), 0, 0);
        let mut sink = |row: &Row<'_>| {
            assert!(seqs.insert(row.seq), "seq {} twice", row.seq);
            assert!(row.duration_ns.is_none_or(|duration| duration >= 0));
            calls += i32::from(row.kind == "syscall" && row.outcome != Some("entered_before"));
            begun += i32::from(row.kind == "process");
            ended += i32::from(row.kind == "exit");
        };
        let enters = events.iter().filter(|(event, _)| matches!(event, Event::Enter { .. })).count();
        for (event, memory) in &events {
            tracker.observe(event, memory, &mut sink);
            tracker.in_progress(&mut |_| {});
        }
        tracker.finish(0, &mut sink);
        prop_assert_eq!(calls as usize, enters);
        prop_assert!(ended <= begun);
        prop_assert_eq!(tracker.alive(), 0, "everything is given back");
    }

    #[test]
    fn a_call_at_once_is_the_same_as_its_enter_and_its_exit(
        steps in prop::collection::vec(prop_oneof![
            (event(), memory()).prop_map(|step| vec![step]),
            call().prop_map(|(enter, exit)| vec![enter, exit]),
        ], 1..40),
        env in prop::sample::select(vec![EnvLevel::Off, EnvLevel::Names, EnvLevel::Values]),
    ) {
        let options = Options { env, ..Options::default() };
        let (mut apart, mut at_once) = (Tracker::new(options), Tracker::new(options));
        let (mut rows_apart, mut rows_at_once) = (Vec::new(), Vec::new());
        let mut sink = |row: &Row<'_>| rows_at_once.push(kept(row));
        for step in &steps {
            for (event, memory) in step {
                apart.observe_with_data(event, memory, memory, &mut |row| rows_apart.push(kept(row)));
            }
            match &step[..] {
                [(event, memory)] => at_once.observe_with_data(event, memory, memory, &mut sink),
                [(Event::Enter { ts, tid, abi, nr, args }, enter), (exit, left)] => {
                    let &Event::Exit { ts: end, ret, cpu, off_cpu, made, ids, .. } = exit else { unreachable!() };
                    let memory = &[enter.as_slice(), left].concat();
                    let (ts, tid, abi, nr) = (*ts, *tid, *abi, *nr);
                    let (memory_at_exit, data) = (enter.len(), memory);
                    let call = Call {
                        ts, end, tid, abi, nr, args, ret, cpu, off_cpu, made, ids, memory, memory_at_exit, data,
                    };
                    at_once.observe_call(&call, &mut sink);
                }
                _ => unreachable!(),
            }
        }
        apart.finish(0, &mut |row| rows_apart.push(kept(row)));
        at_once.finish(0, &mut sink);
        // What a late end of the thread's call before gives comes first or last.
        rows_apart.sort_by_key(|row| row.seq);
        rows_at_once.sort_by_key(|row| row.seq);
        prop_assert_eq!(rows_apart, rows_at_once);
    }
}
