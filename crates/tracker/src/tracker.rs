//! The tracker: events in, rows out.

use trapline_trace::Row;

use crate::call_row::{Outcome, Over, Scratch};
use crate::end::How;
use crate::enter::Registers;
use crate::exit::Exit;
use crate::fork::Fork;
use crate::operations::{Completion, Submission};
use crate::process::End;
use crate::rows::row;
use crate::state::{Sink, State};
use crate::thread::Who;
use crate::{Call, Event};

/// How much of a program's environment becomes part of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EnvLevel {
    /// Only the number of its variables.
    #[default]
    Off,
    /// Names of variables (`--env=names`): values are cut from the captured memory too.
    Names,
    /// Names and values (`--env`).
    Values,
}

/// What a tracker is asked to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// How much of the environment to keep.
    pub env: EnvLevel,
    /// The source does not see every call: a filter keeps some from it, and it tells of descriptors and working
    /// directories as it finds them ([`Event::Descriptor`], [`Event::Directory`]). Then nothing is said of what would need
    /// all calls: file positions, and the lives of descriptors.
    pub partial: bool,
}

/// Processes, threads, descriptor tables and working directories, kept up to date from events.
///
/// Total: every sequence of events is accepted. A thread that was never announced begins with its first event, as the
/// leader of a process of which nothing else is known.
#[derive(Debug, Default)]
pub struct Tracker {
    state: State,
    scratch: Scratch,
}

impl Tracker {
    /// A tracker that knows of no process.
    pub fn new(options: Options) -> Tracker {
        Tracker { state: State { options, ..State::default() }, scratch: Scratch::default() }
    }

    /// Takes in one event with the memory records that were captured for it, and gives the rows that are finished by it.
    pub fn observe(&mut self, event: &Event, memory: &[u8], sink: &mut impl FnMut(&Row<'_>)) {
        self.observe_with_data(event, memory, &[], sink);
    }

    /// The same with the I/O payload that was captured at an enter or exit: the `data` column is that of both.
    pub fn observe_with_data(&mut self, event: &Event, memory: &[u8], data: &[u8], sink: &mut impl FnMut(&Row<'_>)) {
        self.take_in(event, memory, data, sink);
        self.state.report_ended(sink);
    }

    /// Takes in the enter and the exit of a call at once.
    pub fn observe_call(&mut self, call: &Call<'_>, sink: &mut impl FnMut(&Row<'_>)) {
        self.state.whole_call(call, &mut self.scratch, sink);
        self.state.report_ended(sink);
    }

    /// Gives the rows that the calls in progress would have if the recording ended now: outcome `unfinished`.
    pub fn in_progress(&self, sink: &mut impl FnMut(&Row<'_>)) {
        let mut scratch = Scratch::default();
        let mut inside: Vec<_> =
            self.state.threads.values().filter_map(|thread| Some((thread, thread.inside.as_deref()?))).collect();
        inside.sort_unstable_by_key(|(_, inside)| inside.seq);
        for (thread, inside) in inside {
            let over = Over::without_exit(Outcome::Unfinished.unless_never(inside), inside);
            self.state.report_call(thread, inside, &over, &mut scratch, sink);
        }
        self.state.report_requests(sink);
    }

    /// Ends the recording: gives rows for calls that are unfinished and descriptors that are still open, and forgets
    /// every process. Numbers go on from where they were.
    pub fn finish(&mut self, ts: i64, sink: &mut impl FnMut(&Row<'_>)) {
        self.state.finish(ts, &mut self.scratch, sink);
    }

    fn take_in(&mut self, event: &Event, memory: &[u8], data: &[u8], sink: &mut Sink<'_>) {
        let Tracker { state, scratch } = self;
        match *event {
            Event::Enter { ts, tid, abi, nr, args } => {
                state.know(ts, tid, sink);
                state.end_call(tid, Outcome::Unfinished, scratch, sink);
                state.enter(ts, tid, Registers { abi, nr, args: &args }, memory, data);
            }
            Event::EnteredBefore { ts, tid, abi, nr, args, ret } => {
                state.know(ts, tid, sink);
                state.end_call(tid, Outcome::Unfinished, scratch, sink);
                state.enter(ts, tid, Registers { abi, nr, args: &args }, memory, data);
                state.entered_before(tid, ret.map(|ret| Exit { ts, tid, ret, ..Exit::default() }), scratch, sink);
            }
            Event::Refused { ts, tid, abi, nr, args, ret } => {
                state.know(ts, tid, sink);
                state.end_call(tid, Outcome::Unfinished, scratch, sink);
                state.enter(ts, tid, Registers { abi, nr, args: &args }, memory, data);
                let exit = Exit { ts, tid, ret, ..Exit::default() };
                state.end_call_as(tid, Outcome::Refused, Some(&exit), scratch, sink);
            }
            Event::Exit { ts, tid, ret, cpu, off_cpu, made, ids } => {
                state.know(ts, tid, sink);
                let exit = Exit { ts, tid, ret, cpu, off_cpu, mode: made.map(|(mode, _)| mode), ids };
                state.exit_call(&exit, memory, data, scratch, sink);
            }
            Event::Submitted { ts, tid, request, operation, fd, is_silent } => {
                state.know(ts, tid, sink);
                state.submit(Submission { ts, tid, request, operation, fd, is_silent }, sink);
            }
            Event::Completed { ts, request, ret, cpu, made, goes_on } => {
                let mode = made.map(|(mode, _)| mode);
                state.complete(Completion { ts, request, ret, cpu, mode, goes_on }, memory, sink);
            }
            Event::Process(ref seen) => state.process_seen(seen, scratch, sink),
            Event::Thread { ts, pid, tid, ref comm } => state.thread_seen(ts, (pid, tid), comm, scratch, sink),
            Event::Fork { ts, parent, child, pid, ns_pid } => {
                state.fork(Fork { ts, parent, child, pid, ns_pid }, scratch, sink);
            }
            Event::Exec(ref seen) => state.exec(seen, scratch, sink),
            Event::Descriptor { ts, tid, fd, ref seen } => {
                state.know(ts, tid, sink);
                state.descriptor_seen(ts, tid, fd, seen.as_deref());
            }
            Event::Directory { ts, tid, ref cwd } => {
                state.know(ts, tid, sink);
                state.directory_seen(tid, cwd);
            }
            Event::Signal { ts, tid, signal, code, sender } => {
                state.know(ts, tid, sink);
                state.report_signal(ts, tid, (signal, code, sender), memory, sink);
            }
            Event::Stop { ts, tid, signal } => {
                state.know(ts, tid, sink);
                state.report_group_stop("stop", ts, tid, Some(signal), sink);
                if let Some(thread) = state.threads.get_mut(&tid) {
                    thread.stopped_by = Some(signal);
                }
            }
            Event::Continue { ts, tid } => {
                state.know(ts, tid, sink);
                let signal = state.threads.get_mut(&tid).and_then(|thread| thread.stopped_by.take());
                state.report_group_stop("continue", ts, tid, signal, sink);
            }
            Event::ThreadExit { ts, tid, status, cpu_times, max_rss_kb } => {
                state.thread_exit(ts, tid, End { status, cpu_times, max_rss_kb }, scratch, sink);
            }
            Event::Detach { ts, tid } => state.end_thread(ts, tid, How::Detached, End::default(), scratch, sink),
            Event::Lost { ts, duration_ns, count, reason } => {
                let nobody = Who::default();
                sink(&Row {
                    duration_ns,
                    lost: Some(count),
                    lost_reason: Some(reason),
                    ..row(state.last.next_seq(), "lost", ts, &nobody)
                });
            }
        }
    }

    /// Open descriptors of a thread: number, name, close-on-exec.
    #[cfg(test)]
    pub(crate) fn descriptors(&self, tid: i32) -> Vec<(i32, String, bool)> {
        let Some(thread) = self.state.threads.get(&tid) else { return Vec::new() };
        let open = self.state.tables.get(thread.table).iter();
        open.map(|(fd, descriptor)| {
            let name = self.state.files.get(descriptor.file).name_text().unwrap_or_default();
            (fd, name.to_owned(), descriptor.cloexec)
        })
        .collect()
    }

    /// Number of shared values that are alive.
    #[cfg(test)]
    pub(crate) fn alive(&self) -> usize {
        self.state.tables.len() + self.state.files.len() + self.state.directories.len()
    }
}
