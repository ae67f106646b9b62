//! The loop.

use std::collections::HashMap;

use trapline_process::proc::{Buffer, Links};
use trapline_process::{Clock, monotonic_ns};
use trapline_ptrace::{Change, Error, Stop, Stopped, Waiter, interrupt};
use trapline_tracker::{Event, ProcessSeen};

use super::namespaces::Namespaces;
use super::thread::Thread;
use crate::capture::Capture;
use crate::control::Control;
use crate::mailbox::Mailbox;

/// How tracing ended.
#[derive(Debug)]
pub(crate) struct TracerEnd {
    /// The command's raw wait status, if its end was seen.
    pub(crate) status: Option<i32>,
    /// A failure that ended tracing early.
    pub(crate) failure: Option<Error>,
    /// Tracees were let go before their end.
    pub(crate) detached: bool,
    /// Calls whose CLONE_UNTRACED was taken away.
    pub(crate) untraced_cleared: u64,
}

/// Follows a command and all that it starts.
pub(crate) struct Tracer<'a> {
    pub(super) clock: Clock,
    pub(super) control: &'a Control,
    mailbox: &'a Mailbox,
    waiter: Waiter,
    pub(super) capture: Capture,
    pub(super) links: Links,
    pub(super) buffer: Buffer,
    pub(super) command: i32,
    pub(super) threads: HashMap<i32, Thread>,
    /// Threads that reported their first stop before their parent's event told of them.
    pub(super) early: HashMap<i32, (Stopped, Stop)>,
    /// Raw wait status of threads that ended even before that.
    pub(super) ended_early: HashMap<i32, i32>,
    pub(super) namespaces: Namespaces,
    /// Calls whose CLONE_UNTRACED was taken away.
    pub(super) untraced_cleared: u64,
    /// This process has other children, which must not be waited for.
    foreign_children: bool,
    /// Everybody is let go at the next stop.
    detaching: bool,
    /// The writer takes no more events.
    abandoned: bool,
    end: TracerEnd,
}

/// What became of one stop: `Err(Gone)` is the tracee's death, which will be reported.
pub(super) type Handled = Result<(), Error>;

impl<'a> Tracer<'a> {
    /// `foreign_children`: this process had children before it started the command.
    pub(crate) fn new(
        clock: Clock,
        control: &'a Control,
        mailbox: &'a Mailbox,
        waiter: Waiter,
        capture: Capture,
        foreign_children: bool,
    ) -> Tracer<'a> {
        Tracer {
            clock,
            control,
            mailbox,
            waiter,
            capture,
            links: Links::default(),
            buffer: Buffer::default(),
            command: 0,
            threads: HashMap::new(),
            early: HashMap::new(),
            ended_early: HashMap::new(),
            namespaces: Namespaces::default(),
            untraced_cleared: 0,
            foreign_children,
            detaching: false,
            abandoned: false,
            end: TracerEnd { status: None, failure: None, detached: false, untraced_cleared: 0 },
        }
    }

    /// Traces the command from its gate on, until it and all that it started have ended, or were let go and the command
    /// has ended.
    pub(crate) fn run(mut self, seen: ProcessSeen) -> TracerEnd {
        self.command = seen.pid;
        self.threads.insert(self.command, Thread { at_gate: true, ..Thread::new(self.command) });
        self.send(Event::Process(Box::new(seen)));
        while !self.is_over() {
            match self.waiter.next(self.threads.len()) {
                Ok(Change::NothingLeft) => break,
                Ok(Change::Interrupted) => {}
                Ok(Change::Stopped { at, stopped, why }) => {
                    let handled = self.stop(at, stopped, why);
                    self.judge(handled);
                }
                Ok(Change::Ended { at, tid, status }) => self.ended(at, tid, status),
                Err(error) => {
                    self.end.failure = Some(error);
                    break;
                }
            }
            if !self.detaching && (self.abandoned || self.control.acknowledge_detach()) {
                self.detach_all();
            }
        }
        TracerEnd { untraced_cleared: self.untraced_cleared, ..self.end }
    }

    /// Whether there is nobody left whose end matters. Without other children the last word is the kernel's: a process
    /// whose parent was killed as it was made may be known to nobody else.
    fn is_over(&self) -> bool {
        let command_ended = self.end.status.is_some();
        match self.detaching {
            true => command_ended && self.threads.is_empty(),
            false => command_ended && self.foreign_children && self.threads.is_empty() && self.early.is_empty(),
        }
    }

    pub(super) fn stop(&mut self, at: i64, stopped: Stopped, why: Stop) -> Handled {
        let tid = stopped.tid();
        if self.detaching {
            return self.let_go(at, stopped, why);
        }
        match why {
            Stop::Exec => self.exec(at, stopped),
            _ if !self.threads.contains_key(&tid) => {
                self.early.insert(tid, (stopped, why));
                Ok(())
            }
            Stop::Syscall => self.syscall(at, stopped),
            Stop::Signal(signal) => self.signal(at, stopped, signal),
            Stop::Group(signal) => self.group_stop(at, stopped, signal),
            Stop::Trap => self.trap(at, stopped),
            Stop::Fork => self.fork(at, stopped),
            Stop::Exit => self.begins_to_exit(stopped),
            Stop::Other => stopped.restart(None),
        }
    }

    /// Death is a state. Any other failure of a request ends the recording, and the tracees go on.
    pub(super) fn judge(&mut self, handled: Handled) {
        match handled {
            Ok(()) | Err(Error::Gone { .. }) => {}
            Err(error) => {
                self.end.failure.get_or_insert(error);
                self.control.ask_to_detach();
            }
        }
    }

    /// Asks every tracee to stop, so that it can be let go.
    fn detach_all(&mut self) {
        self.detaching = true;
        self.control.acknowledge_detach();
        let at = monotonic_ns();
        for (_, (stopped, why)) in std::mem::take(&mut self.early) {
            let handled = self.let_go(at, stopped, why);
            self.judge(handled);
        }
        for &tid in self.threads.keys() {
            // Gone: its end will be reported. Anything else cannot happen to a tracee.
            let _ = interrupt(tid);
        }
    }

    /// Lets go of a tracee; a signal that it was about to get is not lost. A child that it has just made stops by itself
    /// and is let go then.
    fn let_go(&mut self, at: i64, stopped: Stopped, why: Stop) -> Handled {
        let tid = stopped.tid();
        self.threads.remove(&tid);
        self.end.detached = true;
        self.send(Event::Detach { ts: self.clock.at(at), tid });
        let signal = if let Stop::Signal(signal) = why { Some(signal) } else { None };
        stopped.detach(signal)
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
