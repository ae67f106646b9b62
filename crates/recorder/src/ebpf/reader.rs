//! The writer's end of the backlog.

use std::time::Duration;

use trapline_process::{Clock, monotonic_ns};
use trapline_syscalls::capture::Limits;
use trapline_tracker::Event;

use super::backlog::Backlog;
use super::merge::Merge;
use super::processes::Processes;
use crate::control::Control;
use crate::mailbox::{Each, Intake, Seen};

/// Takes rounds, and gives events.
pub(super) struct Reader<'a> {
    backlog: &'a Backlog,
    control: &'a Control,
    clock: Clock,
    merge: Merge,
    /// Events with which the recording begins.
    first: Vec<Event>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        backlog: &'a Backlog,
        control: &'a Control,
        clock: Clock,
        command: i32,
        limits: Limits,
        first: Vec<Event>,
    ) -> Reader<'a> {
        let mut processes = Processes::default();
        for event in &first {
            match event {
                Event::Process(seen) => drop(processes.begin(seen.pid, seen.pid, None)),
                Event::Thread { pid, tid, .. } => drop(processes.begin(*pid, *tid, None)),
                Event::Stop { ts, tid, signal } => processes.stop(*ts, *tid, Some(*signal), |_| {}),
                _ => {}
            }
        }
        let merge = Merge::new(clock, command, limits, processes);
        Reader { backlog, control, clock, merge, first }
    }
}

impl Intake for Reader<'_> {
    fn take(&mut self, patience: Duration, each: &mut Each<'_>) -> bool {
        for event in self.first.drain(..) {
            each(Seen::event(&event));
        }
        match self.backlog.pop(patience) {
            Ok((Some(round), open)) => {
                let control = self.control;
                self.merge.take(&round, each, |told| {
                    if let Some((signal, sender)) = told.delivered {
                        control.delivered_to_command(signal, sender);
                    }
                });
                self.backlog.give_back(round.bytes);
                open
            }
            Ok((None, open)) => open,
            Err(_) => {
                // How many records that was nobody can tell any more.
                let ts = self.clock.at(monotonic_ns());
                each(Seen::event(&Event::Lost { ts, duration_ns: None, count: 1, reason: "spool" }));
                true
            }
        }
    }

    fn abandon(&mut self) {
        self.backlog.abandon();
    }
}
