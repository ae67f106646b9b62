//! Between the thread that empties the rings and the one that writes: a queue without a limit but the disk's.
//!
//! **Emptying the rings never waits for anybody.** What is not yet written waits in memory. From a limit on, a third thread moves
//! the latest to a file; only where that is too slow does the one who fills write to it.

use std::collections::VecDeque;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::spool::{Spool, Stored};

/// What was taken out of the rings in one round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Round {
    /// All that happened before this time (CLOCK_MONOTONIC in ns) is in this round and those before.
    pub(super) until: u64,
    /// Records in their frames, of one processor after the other.
    pub(super) bytes: Vec<u8>,
}

/// A queue of rounds.
///
/// Whoever fills it runs before the others. So nobody reads or writes a file while he has the lock: the one who must not wait
/// would wait for one who waits for a processor.
#[derive(Debug)]
pub(super) struct Backlog {
    state: Mutex<State>,
    filled: Condvar,
    /// There is more in memory than there should be, or no more comes.
    exceeded: Condvar,
    spool: Spool,
    limits: Limits,
}

/// Bytes that are kept in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    /// What is more is moved.
    much: usize,
    /// More is not taken.
    most: usize,
}

impl Limits {
    /// Those of a machine with so much memory: a sixty-fourth and a thirty-second of it, within bounds.
    pub(super) fn of(memory: u64) -> Limits {
        const LEAST: u64 = 256 << 20;
        const MOST: u64 = 1 << 30;
        let most = (memory / 32).clamp(LEAST, MOST) as usize;
        Limits { much: most / 2, most }
    }
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Kept>,
    /// How many rounds were taken before the first in the queue.
    taken: u64,
    in_memory: usize,
    /// Emptied buffers.
    spare: Vec<Vec<u8>>,
    /// Bytes of the last round.
    last: usize,
    closed: bool,
    abandoned: bool,
}

/// A round, and where its bytes are.
#[derive(Debug)]
struct Kept {
    until: u64,
    bytes: Place,
}

#[derive(Debug)]
enum Place {
    Memory(Vec<u8>),
    /// On their way from memory to the file.
    Moving,
    File(Stored),
}

/// Buffers that are kept for use again.
const SPARE: usize = 8;

impl Backlog {
    pub(super) fn new(limits: Limits) -> Backlog {
        let (filled, exceeded) = (Condvar::new(), Condvar::new());
        Backlog { state: Mutex::default(), filled, exceeded, spool: Spool::default(), limits }
    }

    /// An empty buffer, for a round about as long as the last.
    pub(super) fn buffer(&self) -> Vec<u8> {
        let mut state = self.lock();
        let (spare, last) = (state.spare.pop(), state.last);
        drop(state);
        let mut buffer = spare.unwrap_or_default();
        // One that grows by and by is copied again and again.
        buffer.reserve(last + last / 4);
        buffer
    }

    /// Adds a round. Says whether anybody takes any more.
    ///
    /// # Errors
    /// If it fits neither into memory nor on the disk: it is lost then.
    pub(super) fn push(&self, Round { until, bytes }: Round) -> io::Result<bool> {
        let length = bytes.len();
        let mut state = self.lock();
        state.last = length;
        if state.abandoned {
            return Ok(false);
        }
        if state.in_memory + length > self.limits.most && !state.queue.is_empty() {
            drop(state);
            let stored = self.spool.write(&bytes)?;
            state = self.lock();
            state.queue.push_back(Kept { until, bytes: Place::File(stored) });
            state.give_back(bytes);
        } else {
            state.in_memory += length;
            state.queue.push_back(Kept { until, bytes: Place::Memory(bytes) });
        }
        let exceeds = state.in_memory > self.limits.much;
        drop(state);
        self.filled.notify_one();
        if exceeds {
            self.exceeded.notify_one();
        }
        Ok(true)
    }

    /// The next round, after waiting for it at most so long; and whether more may come.
    ///
    /// # Errors
    /// If what was spooled cannot be read.
    pub(super) fn pop(&self, patience: Duration) -> io::Result<(Option<Round>, bool)> {
        let state = self.lock();
        let waiting = |state: &mut State| match state.queue.front() {
            Some(first) => matches!(first.bytes, Place::Moving),
            None => !state.closed,
        };
        let waited = self.filled.wait_timeout_while(state, patience, waiting);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if waiting(&mut state) {
            return Ok((None, true));
        }
        let Some(Kept { until, bytes }) = state.queue.pop_front() else { return Ok((None, false)) };
        state.taken += 1;
        let bytes = match bytes {
            Place::Memory(bytes) => {
                state.in_memory -= bytes.len();
                bytes
            }
            Place::File(stored) => {
                let mut bytes = state.spare.pop().unwrap_or_default();
                drop(state);
                self.spool.read(&stored, &mut bytes)?;
                bytes
            }
            Place::Moving => unreachable!("it was waited for"),
        };
        Ok((Some(Round { until, bytes }), true))
    }

    /// Moves what is too much for memory to the file, the latest first, until no more comes.
    pub(super) fn spool(&self) {
        let mut state = self.lock();
        loop {
            let is_enough = |state: &mut State| !state.closed && state.latest_to_move(self.limits.much).is_none();
            state = self.exceeded.wait_while(state, is_enough).unwrap_or_else(PoisonError::into_inner);
            let Some(index) = state.latest_to_move(self.limits.much).filter(|_| !state.closed) else { return };
            let Place::Memory(bytes) = std::mem::replace(&mut state.queue[index].bytes, Place::Moving) else {
                continue;
            };
            let number = state.taken + index as u64;
            drop(state);
            let stored = self.spool.write(&bytes);
            state = self.lock();
            // It was not taken meanwhile, but perhaps everything was abandoned.
            let index = (number - state.taken.min(number)) as usize;
            let Some(place) = state.queue.get_mut(index).map(|kept| &mut kept.bytes) else { return };
            match stored {
                Ok(stored) => {
                    *place = Place::File(stored);
                    state.in_memory -= bytes.len();
                    state.give_back(bytes);
                    self.filled.notify_one();
                }
                Err(_) => {
                    // Whoever fills meets the failure when memory is full, and tells of it.
                    *place = Place::Memory(bytes);
                    self.filled.notify_one();
                    return;
                }
            }
        }
    }

    /// Takes back a buffer.
    pub(super) fn give_back(&self, bytes: Vec<u8>) {
        self.lock().give_back(bytes);
    }

    /// No more will come.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_one();
        self.exceeded.notify_one();
    }

    /// No more will be taken.
    pub(super) fn abandon(&self) {
        let mut state = self.lock();
        *state = State { abandoned: true, closed: state.closed, ..State::default() };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The latest round in memory, if there are more bytes than `much` and it is not the next to be taken.
    fn latest_to_move(&self, much: usize) -> Option<usize> {
        let latest = || self.queue.iter().rposition(|kept| matches!(kept.bytes, Place::Memory(_)));
        (self.in_memory > much).then(latest).flatten().filter(|&index| index > 0)
    }

    fn give_back(&mut self, mut bytes: Vec<u8>) {
        if self.spare.len() < SPARE {
            bytes.clear();
            self.spare.push(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SOON: Duration = Duration::from_millis(1);
    const LATER: Duration = Duration::from_secs(20);

    fn round(until: u64, length: usize) -> Round {
        Round { until, bytes: vec![until as u8; length] }
    }

    fn in_file(backlog: &Backlog) -> usize {
        backlog.lock().queue.iter().filter(|kept| matches!(kept.bytes, Place::File(_))).count()
    }

    #[test]
    fn a_large_machine_keeps_more_in_memory() {
        let most = |memory| Limits::of(memory).most;
        assert_eq!([0, 4 << 30, 16 << 30, 1 << 40].map(most), [256 << 20, 256 << 20, 512 << 20, 1 << 30]);
    }

    #[test]
    fn rounds_come_out_in_order_whether_they_were_spooled_or_not() {
        let backlog = Backlog::new(Limits { much: 1000, most: 1000 });
        for turn in 0..3u64 {
            let base = turn * 100;
            (0..20).for_each(|index| assert!(backlog.push(round(base + index, 300)).unwrap()));
            assert!(in_file(&backlog) > 10);
            for index in 0..20 {
                assert_eq!(backlog.pop(SOON).unwrap(), (Some(round(base + index, 300)), true));
            }
        }
        assert_eq!(backlog.pop(SOON).unwrap(), (None, true));
        backlog.close();
        assert_eq!(backlog.pop(SOON).unwrap(), (None, false));
    }

    #[test]
    fn a_third_thread_moves_what_is_too_much_and_rounds_come_out_in_order() {
        let backlog = Backlog::new(Limits { much: 1000, most: usize::MAX });
        std::thread::scope(|scope| {
            let spooler = scope.spawn(|| backlog.spool());
            for turn in 0..3u64 {
                let base = turn * 100;
                (0..20).for_each(|index| assert!(backlog.push(round(base + index, 300)).unwrap()));
                let begun = std::time::Instant::now();
                while backlog.lock().in_memory > 1000 && begun.elapsed() < LATER {
                    std::thread::sleep(SOON);
                }
                assert!(backlog.lock().in_memory <= 1000 && in_file(&backlog) > 10);
                for index in 0..20 {
                    assert_eq!(backlog.pop(LATER).unwrap(), (Some(round(base + index, 300)), true));
                }
            }
            backlog.close();
            spooler.join().unwrap();
        });
        assert_eq!(backlog.pop(SOON).unwrap(), (None, false));
    }

    #[test]
    fn who_takes_and_who_moves_do_not_meet() {
        const ROUNDS: u64 = 20_000;
        let backlog = Backlog::new(Limits { much: 0, most: usize::MAX });
        std::thread::scope(|scope| {
            scope.spawn(|| backlog.spool());
            scope.spawn(|| {
                (0..ROUNDS).for_each(|index| assert!(backlog.push(round(index, 50)).unwrap()));
                backlog.close();
            });
            let mut expected = 0;
            loop {
                match backlog.pop(LATER).unwrap() {
                    (Some(found), _) => {
                        assert_eq!(found, round(expected, 50));
                        expected += 1;
                        backlog.give_back(found.bytes);
                    }
                    (None, open) => {
                        assert!(!open, "a round is on its way for ever");
                        break;
                    }
                }
            }
            assert_eq!(expected, ROUNDS);
        });
        assert_eq!(backlog.lock().in_memory, 0);
    }

    #[test]
    fn one_round_larger_than_the_limit_still_passes() {
        let backlog = Backlog::new(Limits { much: 5, most: 10 });
        assert!(backlog.push(round(1, 5000)).unwrap());
        assert_eq!(backlog.pop(SOON).unwrap(), (Some(round(1, 5000)), true));
    }

    #[test]
    fn whoever_fills_learns_that_nobody_takes_any_more() {
        let backlog = Backlog::new(Limits { much: 1000, most: 1000 });
        assert!(backlog.push(round(1, 10)).unwrap());
        backlog.abandon();
        assert!(!backlog.push(round(2, 10)).unwrap());
    }
}
