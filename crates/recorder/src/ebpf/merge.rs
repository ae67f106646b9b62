//! From records in the order of time to events.

use trapline_ebpf::layout::{call, exit, signal, what};
use trapline_ebpf::records::{self, BOOKS_LOST, Call, FileSeen, RING_FULL, Record, Request, parse, pieces};
use trapline_process::Clock;
use trapline_process::proc::snapshot;
use trapline_syscalls::Abi;
use trapline_syscalls::capture::Limits;
use trapline_syscalls::memory::{Record as Memory, Status, what as of};
use trapline_tracker::{Event, ExecSeen, IntMap, ProcessSeen};

use super::ahead::Ahead;
use super::argv;
use super::backlog::Round;
use super::memory::Sorter;
use super::names::Place;
use super::order::{Half, Order};
use super::plans::ABIS;
use super::processes::{Ended, Processes};
use super::waiting::Waiting;
use crate::mailbox::{Each, Seen};
use crate::seen::process_seen;

/// Flags of requests of io_uring: those of their submission (`IOSQE_FIXED_FILE`, `IOSQE_CQE_SKIP_SUCCESS`), and
/// `IORING_CQE_F_MORE` (io_uring_enter(2)).
const FIXED_FILE: u32 = 1;
const CQE_SKIP: u32 = 1 << 6;
const CQE_MORE: u32 = 1 << 1;

/// What is carried from one round to the next.
#[derive(Debug)]
pub(super) struct Merge {
    clock: Clock,
    order: Order,
    ahead: Ahead,
    /// Calls whose enter was given, by thread: when it was.
    inside: IntMap<i32, u64>,
    /// The end of the round that is being given.
    until: u64,
    sorter: Sorter,
    waiting: Waiting,
    page_kb: i64,
    processes: Processes,
    /// The recorded command: its signals are told.
    command: i32,
}

/// What a round told besides events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// A signal that the command got, and from whom.
    pub(super) delivered: Option<(i32, Option<i32>)>,
}

impl Merge {
    pub(super) fn new(clock: Clock, command: i32, limits: Limits, processes: Processes) -> Merge {
        Merge {
            clock,
            order: Order::default(),
            ahead: Ahead::default(),
            inside: IntMap::default(),
            until: 0,
            sorter: Sorter::default(),
            waiting: Waiting::new(limits),
            page_kb: trapline_process::page_size() as i64 / 1024,
            processes,
            command,
        }
    }

    /// Gives what happened before the round's end, in order.
    pub(super) fn take(&mut self, round: &Round, each: &mut Each<'_>, mut told: impl FnMut(Told)) {
        self.until = round.until;
        let all = self.order.put(round, &mut self.ahead);
        for (half, bytes) in all.iter() {
            match (half, records::call_record(bytes)) {
                (Half::Call, Some(call)) => {
                    if !self.whole(&call, each) {
                        self.enter(&call, each);
                        self.exit(&call, each);
                    }
                }
                (Half::Enter, Some(call)) => self.enter(&call, each),
                (Half::Exit, Some(call)) => self.exit(&call, each),
                _ => {
                    if let Some(record) = parse(bytes) {
                        self.give(&record, each, &mut told);
                    }
                }
            }
        }
        self.order.give_back(all);
    }

    /// What is no call.
    fn give(&mut self, record: &Record<'_>, each: &mut Each<'_>, told: &mut impl FnMut(Told)) {
        let at = |ts: u64| self.clock.at(ts.cast_signed());
        match *record {
            Record::Fork { ts, parent, child, pid, ns_pid, namespace } => {
                self.processes.begin(pid, child, ns_pid.map(|id| (namespace, id)));
                each(Seen::event(&Event::Fork { ts: at(ts), parent, child, pid: Some(pid), ns_pid }));
            }
            Record::Exec { ts, tid, memory, .. } => {
                let seen = self.program(ts, tid, memory);
                self.processes.replace(tid);
                each(Seen::event(&Event::Exec(Box::new(seen))));
            }
            Record::Call(_) | Record::Torn | Record::Part { .. } => {}
            Record::Exit { ts, tid, status, flags, cpu_times, max_rss } => {
                self.inside.remove(&tid);
                self.ahead.forget_thread(tid);
                if flags & exit::BY_EXEC != 0 {
                    self.processes.forget(tid);
                    return;
                }
                let (of_group, is_last) = (flags & exit::GROUP != 0, flags & exit::LAST != 0);
                let max_rss_kb = Some(max_rss.cast_signed() * self.page_kb).filter(|&kb| kb > 0);
                let ended = Ended { ts: at(ts), tid, status, of_group, is_last, cpu_times, max_rss_kb };
                self.processes.end(ended, |event| each(Seen::event(&event)));
            }
            Record::Signal { ts, tid, signal, flags, info } => {
                let ts = at(ts);
                if flags & signal::FATAL != 0 && !self.processes.first_fatal(tid) {
                    return;
                }
                self.signal(ts, tid, signal, info, each, told);
                if flags & signal::STOPS != 0 {
                    self.processes.stop(ts, tid, Some(signal), |event| each(Seen::event(&event)));
                }
            }
            Record::Continue { ts, tid } => {
                self.processes.stop(at(ts), tid, None, |event| each(Seen::event(&event)));
            }
            Record::Lost { ts, until, calls, others, reason } => {
                let duration_ns = Some(until.saturating_sub(ts).cast_signed());
                let others_for = if reason == RING_FULL { BOOKS_LOST } else { reason };
                for (count, reason) in [(calls, reason), (others, others_for)] {
                    if count > 0 {
                        each(Seen::event(&Event::Lost { ts: at(ts), duration_ns, count: count.into(), reason }));
                    }
                }
            }
            Record::Submitted(request) => {
                let Request { address, operation, fd, flags, tid, ts, .. } = request;
                let is_silent = flags & CQE_SKIP != 0;
                // A fixed file is one of the ring's own table.
                let fd = fd.filter(|_| flags & FIXED_FILE == 0);
                let ts = at(ts);
                each(Seen::event(&Event::Submitted { ts, tid, request: address, operation, fd, is_silent }));
            }
            Record::Completed(request) => self.completed(&request, each),
            Record::Task { ts, tid, pid, ns_pid, namespace, comm, .. } => {
                // One that has come into the control group, or was not there when all were looked at.
                let ts = at(ts);
                let comm = String::from_utf8_lossy(comm).into_owned();
                if self.processes.begin(pid, tid, ns_pid.map(|id| (namespace, id))) {
                    let seen = match snapshot(pid) {
                        Some(found) => process_seen(ts, pid, found),
                        None => ProcessSeen { ts, pid, ns_pid, comm: comm.clone(), ..ProcessSeen::default() },
                    };
                    each(Seen::event(&Event::Process(Box::new(seen))));
                }
                if tid != pid {
                    each(Seen::event(&Event::Thread { ts, pid, tid, comm }));
                }
            }
        }
    }

    /// Gives a call as a whole, if there is nothing particular about it.
    fn whole(&mut self, call: &Call<'_>, each: &mut Each<'_>) -> bool {
        let Some(end) = call.exit else { return false };
        let is_particular = call.flags & (call::BEFORE | call::UNSEEN | call::REFUSED) != 0
            || call.tid != call.enter_tid
            || !self.ahead.is_empty()
            || !self.inside.is_empty() && self.inside.contains_key(&call.tid);
        if is_particular {
            return false;
        }
        let Some(memory_at_exit) = self.sorter.take_both(call.tid, call.memory) else { return false };
        let Sorter { memory, data, said, .. } = &self.sorter;
        each(Seen::Call(&trapline_tracker::Call {
            ts: self.clock.at(call.enter.cast_signed()),
            end: self.clock.at(end.cast_signed()),
            tid: call.tid,
            abi: abi(call),
            nr: call.nr,
            args: &call.args,
            ret: call.ret,
            cpu: i16::try_from(call.cpu).ok(),
            off_cpu: call.off_cpu.map(u64::cast_signed),
            made: said.made,
            ids: said.ids,
            memory,
            memory_at_exit,
            data,
        }));
        true
    }

    fn enter(&mut self, call: &Call<'_>, each: &mut Each<'_>) {
        if !self.inside.is_empty() && self.inside.get(&call.enter_tid) == Some(&call.enter) {
            return;
        }
        let returns_in_this_round = call.exit.is_some_and(|exit| exit < self.until);
        if !returns_in_this_round {
            self.inside.insert(call.enter_tid, call.enter);
        }
        let parts = self.ahead.memory(call);
        self.sorter.take(call.tid, false, &parts, call.memory);
        if let Some(argv) = self.ahead.argv(call) {
            argv::write(call, &argv, &mut self.sorter.memory);
        }
        let (mut memory, mut data) = (self.sorter.memory.as_slice(), self.sorter.data.as_slice());
        if call.flags & call::BEFORE != 0 && call.exit.is_none() {
            (memory, data) = self.waiting.copy(call);
        }
        let (ts, tid, abi) = (self.clock.at(call.enter.cast_signed()), call.enter_tid, abi(call));
        let Call { nr, args, .. } = *call;
        let event = if call.flags & (call::BEFORE | call::UNSEEN) != 0 {
            Event::EnteredBefore { ts, tid, abi, nr, args, ret: None }
        } else if call.flags & call::REFUSED != 0 {
            Event::Refused { ts, tid, abi, nr, args, ret: call.ret }
        } else {
            Event::Enter { ts, tid, abi, nr, args }
        };
        each(Seen::Event(&event, memory, data));
    }

    fn exit(&mut self, call: &Call<'_>, each: &mut Each<'_>) {
        if !self.inside.is_empty() {
            self.inside.remove(&call.enter_tid);
        }
        let parts = self.ahead.memory(call);
        self.ahead.forget(call);
        if call.flags & call::REFUSED != 0 {
            return;
        }
        self.sorter.take(call.tid, true, &parts, call.memory);
        let Sorter { memory, data, said, .. } = &self.sorter;
        let event = Event::Exit {
            ts: self.clock.at(call.exit.unwrap_or(call.enter).cast_signed()),
            tid: call.tid,
            ret: call.ret,
            cpu: i16::try_from(call.cpu).ok(),
            off_cpu: call.off_cpu.map(u64::cast_signed),
            made: said.made,
            ids: said.ids,
        };
        each(Seen::Event(&event, memory, data));
    }

    /// An operation of io_uring has completed.
    fn completed(&mut self, request: &Request<'_>, each: &mut Each<'_>) {
        self.sorter.take(request.tid, true, &[], request.memory);
        let Sorter { memory, said, .. } = &self.sorter;
        let event = Event::Completed {
            ts: self.clock.at(request.ts.cast_signed()),
            request: request.address,
            ret: request.result,
            cpu: i16::try_from(request.cpu).ok(),
            made: said.made,
            goes_on: request.flags & CQE_MORE != 0,
        };
        each(Seen::Event(&event, memory, &[]));
    }

    /// A new program.
    fn program(&mut self, ts: u64, tid: i32, memory: &[u8]) -> ExecSeen {
        let mut seen = ExecSeen { ts: self.clock.at(ts.cast_signed()), tid, former_tid: tid, ..ExecSeen::default() };
        for piece in pieces(memory) {
            match piece.what {
                what::PROGRAM => {
                    let word = |at: usize| Some(i32::from_ne_bytes(*piece.bytes.get(at..)?.first_chunk()?));
                    seen.former_tid = word(0).unwrap_or(tid);
                    seen.ids = word(4).zip(word(8));
                    let comm = piece.bytes.get(16..).unwrap_or_default();
                    let comm = comm.split(|&byte| byte == 0).next().unwrap_or_default();
                    seen.comm = Some(String::from_utf8_lossy(comm).into_owned());
                }
                what::EXE => {
                    if let Some(file) = FileSeen::parse(piece.bytes) {
                        seen.exe = self.sorter.name_of(&file, tid, Place::Exe).map(<[u8]>::to_vec);
                    }
                }
                _ => {}
            }
        }
        seen.argv = argv::of_program(memory);
        seen
    }

    fn signal(
        &mut self,
        ts: i64,
        tid: i32,
        signal: i32,
        info: Option<&[u8]>,
        each: &mut Each<'_>,
        told: &mut impl FnMut(Told),
    ) {
        /// `sizeof(siginfo_t)`; the kernel keeps the first part of it only, and the rest is zero.
        const SIGINFO: usize = 128;
        let mut bytes = [0; SIGINFO];
        match info {
            Some(info) => bytes[..info.len()].copy_from_slice(info),
            // A signal without any: from the kernel (SEND_SIG_PRIV) or, as the kernel says it, from a process.
            None => bytes[..4].copy_from_slice(&signal.to_ne_bytes()),
        }
        let siginfo = trapline_ptrace::Siginfo(bytes);
        let seen_from_outside = |sender| self.processes.seen_from_outside(tid, sender);
        let sender = siginfo.sender().filter(|_| info.is_some()).and_then(seen_from_outside);
        let code = siginfo.code();
        if tid == self.command {
            told(Told { delivered: Some((signal, sender)) });
        }
        let mut memory = Vec::new();
        let full_length = SIGINFO as u32;
        Memory {
            what: of::SIGINFO,
            at_exit: false,
            status: Status::Ok,
            recovered: false,
            full_length,
            address: 0,
            bytes: &bytes,
        }
        .write(&mut memory);
        each(Seen::Event(&Event::Signal { ts, tid, signal, code, sender }, &memory, &[]));
    }
}

/// The ABI of a call.
pub(super) fn abi(call: &Call<'_>) -> Option<Abi> {
    ABIS.get(usize::from(call.abi)).copied()
}

#[cfg(test)]
mod tests {
    use trapline_ebpf::layout::{piece, record::CALL, record::PART};

    use super::*;
    use crate::ebpf::order::tests::record;

    /// A piece of three bytes of the first argument (`struct piece`, bpf/layout.h).
    fn piece(flags: u8) -> Vec<u8> {
        let (length, address) = (3_u32.to_ne_bytes(), [0; 8]);
        [&[0, flags, 0, 0][..], &length, &length, &[0; 4], &address, b"abc\0\0\0\0\0"].concat()
    }

    /// What is given of each round, which ends at its time, and how many bytes of memory with it.
    fn given(rounds: &[(u64, Vec<u8>)]) -> Vec<(&'static str, usize)> {
        let mut merge = Merge::new(Clock::start(), 0, Limits::default(), Processes::default());
        let mut given = Vec::new();
        for (until, bytes) in rounds {
            let round = Round { until: *until, bytes: bytes.clone() };
            let each = &mut |seen: Seen<'_>| {
                given.push(match seen {
                    Seen::Call(call) => ("call", call.memory.len()),
                    Seen::Event(Event::Enter { .. }, memory, _) => ("enter", memory.len()),
                    Seen::Event(Event::Exit { .. }, memory, _) => ("exit", memory.len()),
                    Seen::Event(..) => ("another", 0),
                });
            };
            merge.take(&round, each, |_| {});
        }
        given
    }

    #[test]
    fn a_call_is_given_at_once_unless_there_is_something_particular_about_it() {
        /// A record of memory, head included.
        const MEMORY: usize = 23;
        let one = |pieces: &[u8]| record(CALL, (1, 5), (1, 6), pieces);
        let (at_enter, at_exit) = (piece(0), piece(piece::AT_EXIT));
        assert_eq!(given(&[(10, one(&[at_enter.as_slice(), &at_exit].concat()))]), [("call", 2 * MEMORY)]);
        let apart = [("enter", MEMORY), ("exit", MEMORY)];
        assert_eq!(given(&[(10, one(&[at_exit.as_slice(), &at_enter].concat()))]), apart, "the other way round");
        let ahead = [record(PART, (1, 5), (1, 0), &at_enter), one(&at_exit)].concat();
        assert_eq!(given(&[(10, ahead)]), apart, "a part of its memory went ahead");
        let other = record(CALL, (1, 5), (2, 6), &[at_enter, at_exit].concat());
        assert_eq!(given(&[(10, other)]), apart, "another thread returned");
        let in_progress = record(CALL, (1, 5), (1, 0), &[]);
        let told_twice = [(10, in_progress), (30, record(CALL, (1, 5), (1, 20), &[]))];
        assert_eq!(given(&told_twice), [("enter", 0), ("exit", 0)], "its enter was given before");
    }
}
