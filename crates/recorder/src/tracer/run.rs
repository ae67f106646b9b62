//! The loop.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use trapline_process::proc::{Buffer, Links};
use trapline_process::{Clock, monotonic_ns};
use trapline_ptrace::{Change, Error, Stop, Stopped, Waiter};
use trapline_tracker::{Event, IntMap, ProcessSeen};

use super::birth::Early;
use super::names::Told;
use super::namespaces::Namespaces;
use super::thread::Thread;
use crate::capture::Capture;
use crate::control::Control;
use crate::filter::Filter;
use crate::mailbox::Mailbox;
use crate::placement::Placing;

/// How tracing ended.
#[derive(Debug)]
pub(crate) struct TracerEnd {
    /// The command's raw wait status, if its end was seen.
    pub(crate) status: Option<i32>,
    /// A failure that ended tracing early.
    pub(crate) failure: Option<Error>,
    /// Tracees were let go before their end.
    pub(crate) detached: bool,
    /// When the last of them was let go, while the command ran on (CLOCK_MONOTONIC in ns).
    pub(crate) let_go_at: Option<i64>,
    /// Calls whose CLONE_UNTRACED was taken away.
    pub(crate) untraced_cleared: u64,
}

/// Follows a command, or running processes, and all that they start.
pub(crate) struct Tracer<'a> {
    pub(super) clock: Clock,
    pub(super) control: &'a Control,
    mailbox: &'a Mailbox,
    pub(super) waiter: Waiter,
    pub(super) capture: Capture,
    pub(super) links: Links,
    pub(super) buffer: Buffer,
    /// The command's process; 0 where there is none.
    pub(super) command: i32,
    pub(super) threads: IntMap<i32, Thread>,
    /// Threads that reported their first stop before their parent's event told of them.
    pub(super) early: HashMap<i32, Early>,
    /// Raw wait status of threads that ended even before that.
    pub(super) ended_early: HashMap<i32, i32>,
    pub(super) namespaces: Namespaces,
    /// Calls whose CLONE_UNTRACED was taken away.
    pub(super) untraced_cleared: u64,
    /// This process has other children, which must not be waited for.
    foreign_children: bool,
    /// Since when everybody is let go at the next stop.
    pub(super) detaching: Option<Instant>,
    /// Those who have not stopped yet are not waited for any more.
    pub(super) gave_up: bool,
    /// The writer takes no more events.
    abandoned: bool,
    /// A seccomp filter stops calls, and only those. Nobody can be let go then: what the filter hands to a tracer would
    /// fail.
    pub(super) filtered: bool,
    /// Names are read at each stop, because calls that change them are not seen.
    pub(super) names_from_proc: bool,
    /// Names that were told, by process, where they are read at each stop.
    pub(super) told: HashMap<i32, Told>,
    /// Counts calls that were seen to change names.
    pub(super) names: u64,
    /// Processes that are made are followed.
    pub(super) follow: bool,
    /// Processes that are not, and have not stopped yet.
    pub(super) unfollowed: HashSet<i32>,
    /// Which calls are copied.
    pub(super) filter: &'a Filter,
    /// Moves threads between CPUs, where that is done.
    pub(super) placing: Option<Placing>,
    pub(super) end: TracerEnd,
}

/// What a tracer is made of.
pub(crate) struct Setup<'a> {
    pub(crate) clock: Clock,
    pub(crate) control: &'a Control,
    pub(crate) mailbox: &'a Mailbox,
    pub(crate) waiter: Waiter,
    pub(crate) capture: Capture,
    /// This process had children before it started the command.
    pub(crate) foreign_children: bool,
    /// Processes that are made are followed.
    pub(crate) follow: bool,
    pub(crate) filter: &'a Filter,
    /// The filter works in the kernel.
    pub(crate) filtered: bool,
    pub(crate) placing: Option<Placing>,
}

/// What became of one stop: `Err(Gone)` is the tracee's death, which will be reported.
pub(super) type Handled = Result<(), Error>;

impl<'a> Tracer<'a> {
    pub(crate) fn new(setup: Setup<'a>) -> Tracer<'a> {
        let Setup { clock, control, mailbox, waiter, capture, foreign_children, follow, filter, filtered, placing } =
            setup;
        Tracer {
            clock,
            control,
            mailbox,
            waiter,
            capture,
            links: Links::default(),
            buffer: Buffer::default(),
            command: 0,
            threads: IntMap::default(),
            early: HashMap::new(),
            ended_early: HashMap::new(),
            namespaces: Namespaces::default(),
            untraced_cleared: 0,
            foreign_children,
            detaching: None,
            gave_up: false,
            abandoned: false,
            filtered,
            names_from_proc: filtered && filter.is_partial(),
            told: HashMap::new(),
            names: 0,
            follow,
            unfollowed: HashSet::new(),
            filter,
            placing,
            end: TracerEnd { status: None, failure: None, detached: false, let_go_at: None, untraced_cleared: 0 },
        }
    }

    /// Traces the command from its gate on, until it and all that it started have ended, or were let go and the command
    /// has ended.
    pub(crate) fn run(mut self, seen: ProcessSeen) -> TracerEnd {
        self.command = seen.pid;
        let place = self.placing.as_mut().and_then(|placing| placing.first(seen.pid));
        self.threads.insert(self.command, Thread { at_gate: true, place, ..Thread::new(self.command) });
        self.send(Event::Process(Box::new(seen)));
        self.bring_together();
        self.follow()
    }

    /// Handles one change after the other until it is over.
    pub(super) fn follow(mut self) -> TracerEnd {
        while !self.is_over() {
            match self.waiter.next(self.threads.len()) {
                Ok(Change::NothingLeft) => break,
                Ok(Change::Interrupted) => {
                    self.review(monotonic_ns());
                    self.give_up_waiting();
                }
                Ok(Change::Stopped { at, stopped, why }) => {
                    if self.placing.as_mut().is_some_and(|placing| placing.count_stop(at)) {
                        self.review(at);
                    }
                    let handled = self.stop(at, stopped, why);
                    self.judge(handled);
                }
                Ok(Change::Ended { at, tid, status }) => self.ended(at, tid, status),
                Err(error) => {
                    self.end.failure = Some(error);
                    break;
                }
            }
            if self.detaching.is_none() && (self.abandoned || self.control.acknowledge_detach()) {
                self.detach_all();
            }
        }
        self.release();
        TracerEnd { untraced_cleared: self.untraced_cleared, ..self.end }
    }

    /// Whether there is nobody left whose end matters. Without other children the last word is the kernel's: a process
    /// whose parent was killed as it was made may be known to nobody else.
    fn is_over(&self) -> bool {
        let command_ended = self.command == 0 || self.end.status.is_some();
        let last_word = self.foreign_children || self.detaching.is_some();
        command_ended && last_word && self.threads.is_empty() && self.early.is_empty()
    }

    pub(super) fn stop(&mut self, at: i64, stopped: Stopped, why: Stop) -> Handled {
        let tid = stopped.tid();
        if why != Stop::Exec && !self.threads.contains_key(&tid) {
            if self.gave_up || self.unfollowed.remove(&tid) {
                return self.forgo(stopped, why);
            }
            self.early_stop(at, stopped, why);
            return Ok(());
        }
        if self.command == 0 {
            self.first_stop(&stopped, why)?;
        }
        match self.detaching {
            Some(_) => self.let_go(at, stopped, why),
            None => self.observe(at, stopped, why),
        }
    }

    /// Takes notice of a stop, and lets the tracee go on.
    pub(super) fn observe(&mut self, at: i64, stopped: Stopped, why: Stop) -> Handled {
        match why {
            Stop::Exec => self.exec(at, stopped),
            Stop::Syscall | Stop::Seccomp => self.syscall(at, stopped),
            Stop::Signal(signal) => self.signal(at, stopped, signal),
            Stop::Group(signal) => self.group_stop(at, stopped, signal),
            Stop::Trap => self.trap(at, stopped),
            Stop::Fork => self.fork(at, stopped),
            Stop::Exit => self.begins_to_exit(at, stopped),
            Stop::Other => self.restart(stopped, None),
        }
    }

    /// Death is a state. Any other failure of a request ends the recording, and the tracees go on.
    pub(super) fn judge(&mut self, handled: Handled) {
        match handled {
            Ok(()) | Err(Error::Gone { .. }) => {}
            Err(error) => self.fail(error),
        }
    }

    /// The end of the recording.
    pub(super) fn fail(&mut self, error: Error) {
        self.end.failure.get_or_insert(error);
        self.control.ask_to_detach();
    }

    /// Notes how the command ended.
    pub(super) fn command_ended(&mut self, status: i32) {
        self.end.status = Some(status);
        self.control.command_ended();
    }

    /// Sends an event without memory.
    pub(super) fn send(&mut self, event: Event) {
        self.abandoned |= self.mailbox.push(event, &[], &[]).is_err();
    }

    /// Sends an event with what was captured.
    pub(super) fn send_captured(&mut self, event: Event) {
        self.abandoned |= self.mailbox.push(event, &self.capture.memory, &self.capture.data).is_err();
    }
}
