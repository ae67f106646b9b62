//! Signals and job control.

use trapline_ptrace::{SIGINFO_SIZE, Stopped};
use trapline_syscalls::memory::{Record, Status, what};
use trapline_tracker::Event;

use super::run::{Handled, Tracer};

impl Tracer<'_> {
    /// signal-delivery-stop: the program gets the signal when it is restarted with it.
    pub(super) fn signal(&mut self, at: i64, stopped: Stopped, signal: i32) -> Handled {
        let tid = stopped.tid();
        let siginfo = stopped.siginfo()?;
        if siginfo.signal() != signal {
            // Killed at this stop, and already at the next: the program never got it.
            return self.begins_to_exit(at, stopped);
        }
        let restarted = self.restart(stopped, Some(signal));
        let thread = self.threads.get(&tid);
        // The kernel tells the receiver the number that its own namespace has for the sender.
        let namespace = thread.and_then(|thread| thread.namespace);
        let seen_from_outside =
            |sender| namespace.map_or(Some(sender), |namespace| self.namespaces.pid(namespace, sender));
        let (code, sender) = (siginfo.code(), siginfo.sender().and_then(seen_from_outside));
        if thread.is_some_and(|thread| thread.pid == self.command) {
            self.control.delivered_to_command(signal, sender);
        }
        self.capture.clear();
        let record = Record {
            what: what::SIGINFO,
            at_exit: false,
            status: Status::Ok,
            recovered: false,
            full_length: SIGINFO_SIZE as u32,
            address: 0,
            bytes: &siginfo.0,
        };
        record.write(&mut self.capture.memory);
        self.send_captured(Event::Signal { ts: self.clock.at(at), tid, signal, code, sender });
        restarted
    }

    /// group-stop: the program stays stopped, as it would untraced.
    pub(super) fn group_stop(&mut self, at: i64, stopped: Stopped, signal: i32) -> Handled {
        let tid = stopped.tid();
        self.restore_untraced(&stopped);
        let listening = self.listen(stopped)?;
        if let Some(thread) = self.threads.get_mut(&tid)
            && !std::mem::replace(&mut thread.group_stopped, true)
        {
            self.send(Event::Stop { ts: self.clock.at(at), tid, signal });
            if tid == self.command {
                self.control.command_stopped(signal);
            }
        }
        listening.map_or(Ok(()), |killed| self.begins_to_exit(at, killed))
    }

    /// The first stop of a new thread, or the end of a group-stop.
    pub(super) fn trap(&mut self, at: i64, stopped: Stopped) -> Handled {
        let tid = stopped.tid();
        self.restore_untraced(&stopped);
        let restarted = self.restart(stopped, None);
        let Some(thread) = self.threads.get_mut(&tid) else { return restarted };
        if std::mem::take(&mut thread.group_stopped) {
            self.send(Event::Continue { ts: self.clock.at(at), tid });
            if tid == self.command {
                self.control.command_continued();
            }
        }
        restarted
    }
}
