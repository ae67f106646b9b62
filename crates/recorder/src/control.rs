//! What the tracer and the writer tell each other besides events.

use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use trapline_process::{Poke, Relay};

/// Shared by both threads. The tracer blocks in a wait that no condition can end, so whoever wants it to act pokes it,
/// again and again until it has.
#[derive(Debug)]
pub(crate) struct Control {
    /// The command's process; 0 once it has ended, and where there is none.
    command: AtomicI32,
    /// There is no command: a signal ends the recording at once.
    attached: bool,
    /// All tracees are to be let go.
    detach: AtomicBool,
    /// The tracer knows.
    acknowledged: AtomicBool,
    /// Tracer and tracees are on one CPU.
    together: AtomicBool,
    /// The tracer wants to look at the clock every so often.
    impatient: AtomicBool,
    relay: Relay,
    poke: Poke,
}

impl Control {
    /// For the calling thread as the tracer; of a command, or else of running processes.
    pub(crate) fn new(command: Option<i32>) -> Control {
        Control {
            command: AtomicI32::new(command.unwrap_or(0)),
            attached: command.is_none(),
            detach: AtomicBool::new(false),
            acknowledged: AtomicBool::new(false),
            together: AtomicBool::new(false),
            impatient: AtomicBool::new(false),
            relay: Relay::install(),
            poke: Poke::this_thread(),
        }
    }

    /// The command has ended.
    pub(crate) fn command_ended(&self) {
        self.command.store(0, Ordering::Release);
    }

    /// The command got a signal itself.
    pub(crate) fn delivered_to_command(&self, signal: i32, sender: Option<i32>) {
        self.relay.delivered_to_command(signal, sender);
    }

    /// The command was stopped.
    pub(crate) fn command_stopped(&self, signal: i32) {
        self.relay.command_stopped(signal);
    }

    /// The command goes on after that.
    pub(crate) fn command_continued(&self) {
        self.relay.command_continued();
    }

    /// Asks for all tracees to be let go.
    pub(crate) fn ask_to_detach(&self) {
        self.detach.store(true, Ordering::Release);
    }

    /// Whether the tracer wants its waits to return every so often.
    pub(crate) fn be_impatient(&self, impatient: bool) {
        self.impatient.store(impatient, Ordering::Release);
    }

    /// Whether that is asked for; the tracer's promise to do it.
    pub(crate) fn acknowledge_detach(&self) -> bool {
        let asked = self.detach.load(Ordering::Acquire) || self.attached && self.relay.any_arrived();
        if asked {
            self.acknowledged.store(true, Ordering::Release);
        }
        asked
    }

    /// Tracer and tracees are on one CPU, or no longer.
    pub(crate) fn tell_together(&self, together: bool) {
        self.together.store(together, Ordering::Relaxed);
    }

    /// Whether they are.
    pub(crate) fn is_together(&self) -> bool {
        self.together.load(Ordering::Relaxed)
    }

    /// Nothing has come for a while: a tracer that waits for a tracee that computes looks at where they are.
    pub(crate) fn tell_silence(&self) {
        if self.is_together() {
            self.poke.poke();
        }
    }

    /// What is to be done every so often: signals meant for the command are passed on; one that comes when the command
    /// has ended, and only its children still run, ends the recording, as any does where there is no command.
    pub(crate) fn tick(&self) {
        if self.attached && self.relay.any_arrived() {
            self.ask_to_detach();
        }
        while let Some(relayed) = self.relay.next_due() {
            let command = self.command.load(Ordering::Acquire);
            if command == 0 {
                self.ask_to_detach();
            } else if relayed.for_command
                && let Ok(signal) = Signal::try_from(relayed.signal)
            {
                // It may just have ended: then there is nobody to tell.
                let _ = kill(Pid::from_raw(command), signal);
            }
        }
        let unheard = self.detach.load(Ordering::Acquire) && !self.acknowledged.load(Ordering::Acquire);
        if unheard || self.impatient.load(Ordering::Acquire) {
            self.poke.poke();
        }
    }
}
