//! Emptying the rings.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use trapline_ebpf::records::{NO_STORAGE, RING_FULL, Record, SKIPPED, frame, frames, lost, parse};
use trapline_ebpf::{Programs, Untold};
use trapline_process::{Held, Released, Urgent, Waited, monotonic_ns, wait};

use super::backlog::{Backlog, Round};
use crate::Error;
use crate::control::Control;

/// How long to wait between two rounds at least, and at most when little happens.
const SHORTEST: Duration = Duration::from_millis(5);
const LONGEST: Duration = Duration::from_millis(50);
/// A round of so many bytes was a busy one, or less where it would be a fourth of a ring; one of less than a fourth of that a
/// quiet one.
const BUSY: usize = 512 << 10;
/// A processor's stores are seen by others after this long, at the very latest (in ns).
const SETTLED: u64 = 20_000;

/// Observes until everybody has ended, or is let go.
pub(super) struct Watch<'a> {
    pub(super) programs: Programs,
    pub(super) control: &'a Control,
    pub(super) backlog: &'a Backlog,
    /// It goes on when nobody is left, since others may come.
    pub(super) open_ended: bool,
}

/// How that ended.
#[derive(Debug, Default)]
pub(super) struct Watched {
    /// The command's raw wait status.
    pub(super) status: Option<i32>,
    pub(super) failure: Option<Error>,
    /// Some run on.
    pub(super) detached: bool,
    /// CLOCK_MONOTONIC in ns.
    pub(super) ended_at: i64,
    pub(super) exec_failure: Option<io::Error>,
}

impl Watch<'_> {
    /// Lets a command go through its gate, and empties the rings until it is over.
    pub(super) fn run(mut self, held: Option<Held>) -> Watched {
        let mut watched = Watched::default();
        let command = held.as_ref().map(Held::pid);
        let released = held.map(Held::release);
        if let Err(error) = self.observe(command, &mut watched) {
            watched.failure = Some(error);
        }
        let Watch { programs, control, .. } = self;
        // Whoever runs on is observed no longer.
        drop(programs);
        // After a failure, too, the command is waited for.
        if let (Some(pid), None) = (command, watched.status) {
            watched.status = end_of(pid, true, control).ok().flatten();
        }
        control.command_ended();
        watched.exec_failure = released.and_then(Released::failure);
        if watched.ended_at == 0 {
            watched.ended_at = monotonic_ns();
        }
        watched
    }

    fn observe(&mut self, command: Option<i32>, watched: &mut Watched) -> Result<(), Error> {
        let bell = Bell::new(&self.programs, command)?;
        let busy = BUSY.min(self.programs.ring_size() / 4);
        let (mut urgent, mut pause) = (None, SHORTEST);
        loop {
            bell.wait(pause)?;
            let bytes = self.round()?;
            if bytes >= busy {
                // Rings run over while this thread is ready and others have its CPU: it needs little, but at once.
                urgent = urgent.or_else(Urgent::begin);
                pause = SHORTEST;
            } else if bytes < busy / 4 {
                pause = (pause * 2).min(LONGEST);
                // An ordinary one is put where nobody else runs. Not after the first quiet round: who makes calls without end has
                // to wait for a processor, too.
                urgent = urgent.filter(|_| pause < LONGEST);
            }
            if let (Some(pid), None) = (command, watched.status) {
                watched.status = end_of(pid, false, self.control)?;
                if watched.status.is_some() {
                    self.control.command_ended();
                    pause = SHORTEST;
                }
            }
            let waited_for = !self.open_ended && command.is_none_or(|_| watched.status.is_some());
            let over = waited_for && self.programs.totals()?.live == 0;
            if over || self.control.acknowledge_detach() {
                watched.detached = !over;
                watched.ended_at = monotonic_ns();
                self.last_round()?;
                return Ok(());
            }
        }
    }

    /// Hands over everything that has happened so far. Gives its size in bytes.
    fn round(&mut self) -> Result<usize, Error> {
        let mut bytes = self.backlog.buffer();
        let until = monotonic_ns().cast_unsigned();
        let mut calls = Vec::new();
        // Whoever began before now has got so far that it can be told of.
        self.settle_all();
        // First those that have not returned, then the rings: who has returned in between is in there.
        self.programs.tell_calls(&mut calls)?;
        add_told(&calls, &mut bytes);
        self.settle_all();
        self.programs.drain(&mut bytes);
        let length = bytes.len();
        self.push(Round { until: until.saturating_sub(SETTLED), bytes })?;
        Ok(length)
    }

    /// The rest: nothing is left over after it.
    fn last_round(&mut self) -> Result<(), Error> {
        self.round()?;
        let mut bytes = self.backlog.buffer();
        self.settle_all();
        self.programs.drain(&mut bytes);
        self.add_untold_losses(&mut bytes)?;
        self.push(Round { until: u64::MAX, bytes })
    }

    /// What was lost and the programs could not tell of.
    fn add_untold_losses(&self, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let now = monotonic_ns().cast_unsigned();
        for processor in 0..self.programs.processors() {
            let Untold { since, calls, others } = self.programs.untold(processor);
            if calls > 0 || others > 0 {
                frame(&lost(since.unwrap_or(now), now, calls, others, RING_FULL), bytes);
            }
        }
        let unmarked = (self.programs.totals()?.no_storage, NO_STORAGE);
        let skipped = (self.programs.skipped()?, SKIPPED);
        for (count, reason) in [unmarked, skipped] {
            if count > 0 {
                frame(&lost(now, now, 0, u32::try_from(count).unwrap_or(u32::MAX), reason), bytes);
            }
        }
        Ok(())
    }

    fn settle_all(&self) {
        (0..self.programs.processors()).for_each(|processor| self.settle(processor));
    }

    /// Waits until no program that began before now runs on a processor: its record is in the ring then.
    fn settle(&self, processor: usize) {
        const PATIENCE: u32 = 10_000;
        let begun = self.programs.epoch(processor);
        if begun.is_multiple_of(2) {
            return;
        }
        for _ in 0..PATIENCE {
            std::thread::yield_now();
            if self.programs.epoch(processor) != begun {
                break;
            }
        }
    }

    fn push(&self, round: Round) -> Result<(), Error> {
        self.backlog.push(round).map(|_| ()).map_err(|source| Error::Spool { source })
    }
}

/// Adds what an iterator told, without what changed while it was read.
fn add_told(calls: &[u8], bytes: &mut Vec<u8>) {
    let mut before = bytes.len();
    for record in frames(calls) {
        if parse(record) == Some(Record::Torn) {
            bytes.truncate(before);
            continue;
        }
        before = bytes.len();
        frame(record, bytes);
    }
}

/// Rings when one of the programs' rings fills, and when the command ends.
struct Bell {
    epoll: Epoll,
    /// Of the command.
    _pidfd: Option<OwnedFd>,
}

impl Bell {
    fn new(programs: &Programs, command: Option<i32>) -> Result<Bell, Error> {
        let failed = |errno: Errno| Error::Wait { source: errno.into() };
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC).map_err(failed)?;
        // What rings it stays in it until it is emptied.
        let edge = EpollFlags::EPOLLIN | EpollFlags::EPOLLET;
        epoll.add(programs.bell(), EpollEvent::new(edge, 0)).map_err(failed)?;
        let pidfd = command.and_then(|pid| trapline_process::pidfd(pid).ok());
        if let Some(pidfd) = &pidfd {
            epoll.add(pidfd.as_fd(), EpollEvent::new(EpollFlags::EPOLLIN | EpollFlags::EPOLLET, 1)).map_err(failed)?;
        }
        Ok(Bell { epoll, _pidfd: pidfd })
    }

    fn wait(&self, most: Duration) -> Result<(), Error> {
        let timeout = EpollTimeout::try_from(most).unwrap_or(EpollTimeout::ZERO);
        match self.epoll.wait(&mut [EpollEvent::empty(); 8], timeout) {
            Ok(_) | Err(Errno::EINTR) => Ok(()),
            Err(errno) => Err(Error::Wait { source: errno.into() }),
        }
    }
}

/// The raw wait status of a child that has ended. One that was stopped is told of.
fn end_of(pid: i32, block: bool, control: &Control) -> Result<Option<i32>, Error> {
    loop {
        match wait(pid, block).map_err(|source| Error::Wait { source })? {
            Some(Waited::Ended(status)) => return Ok(Some(status)),
            Some(Waited::Stopped(signal)) => control.command_stopped(signal),
            Some(Waited::Continued) => control.command_continued(),
            None => return Ok(None),
        }
    }
}
