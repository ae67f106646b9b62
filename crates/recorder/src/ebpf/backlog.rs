//! Between the thread that empties the rings and the one that writes: a queue without a limit but the disk's.
//!
//! **Emptying the rings never waits for anybody.** What is not yet written waits in memory up to a limit, and beyond it in
//! a file that has no name and is gone with this process.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What was taken out of the rings in one round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Round {
    /// All that happened before this time (CLOCK_MONOTONIC in ns) is in this round and those before.
    pub(super) until: u64,
    /// Records, each behind its size (`u32`), of one processor after the other.
    pub(super) bytes: Vec<u8>,
}

/// A queue of rounds.
#[derive(Debug)]
pub(super) struct Backlog {
    state: Mutex<State>,
    filled: Condvar,
    /// Bytes that are kept in memory.
    limit: usize,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Kept>,
    in_memory: usize,
    spool: Option<Spool>,
    /// Emptied buffers.
    spare: Vec<Vec<u8>>,
    /// Bytes of the last round.
    last: usize,
    closed: bool,
    abandoned: bool,
}

#[derive(Debug)]
enum Kept {
    Here(Round),
    Spooled { until: u64, at: u64, length: usize },
}

/// The file for what does not fit into memory.
#[derive(Debug)]
struct Spool {
    file: File,
    end: u64,
    /// Rounds in it that were not taken.
    waiting: usize,
}

/// Bytes that are kept in memory on a machine with so much of it: a thirty-second, within bounds. To write what is more takes
/// the thread that empties the rings so much time that it may come too late to them.
pub(super) fn limit(memory: u64) -> usize {
    const LEAST: u64 = 256 << 20;
    const MOST: u64 = 1 << 30;
    (memory / 32).clamp(LEAST, MOST) as usize
}

/// Buffers that are kept for use again.
const SPARE: usize = 8;

impl Backlog {
    pub(super) fn new(limit: usize) -> Backlog {
        Backlog { state: Mutex::default(), filled: Condvar::new(), limit }
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

    /// Adds a round. Gives it back if nobody takes any more.
    ///
    /// # Errors
    /// If it fits neither into memory nor on the disk: it is lost then.
    pub(super) fn push(&self, round: Round) -> io::Result<bool> {
        let mut state = self.lock();
        if state.abandoned {
            return Ok(false);
        }
        let length = round.bytes.len();
        state.last = length;
        if state.in_memory + length <= self.limit || state.queue.is_empty() {
            state.in_memory += length;
            state.queue.push_back(Kept::Here(round));
        } else {
            let spool = match &mut state.spool {
                Some(spool) => spool,
                none => none.insert(Spool { file: tempfile::tempfile()?, end: 0, waiting: 0 }),
            };
            spool.file.write_all_at(&round.bytes, spool.end)?;
            let at = spool.end;
            spool.end += length as u64;
            spool.waiting += 1;
            state.queue.push_back(Kept::Spooled { until: round.until, at, length });
            state.give_back(round.bytes);
        }
        drop(state);
        self.filled.notify_one();
        Ok(true)
    }

    /// The next round, after waiting for it at most so long; and whether more may come.
    ///
    /// # Errors
    /// If what was spooled cannot be read.
    pub(super) fn pop(&self, patience: Duration) -> io::Result<(Option<Round>, bool)> {
        let state = self.lock();
        let waiting = |state: &mut State| state.queue.is_empty() && !state.closed;
        let (mut state, _) =
            self.filled.wait_timeout_while(state, patience, waiting).unwrap_or_else(PoisonError::into_inner);
        let next = state.queue.pop_front();
        let open = !state.closed || next.is_some();
        let round = match next {
            None => None,
            Some(Kept::Here(round)) => {
                state.in_memory -= round.bytes.len();
                Some(round)
            }
            Some(Kept::Spooled { until, at, length }) => {
                let mut bytes = state.spare.pop().unwrap_or_default();
                bytes.resize(length, 0);
                if let Some(spool) = &mut state.spool {
                    spool.file.read_exact_at(&mut bytes, at)?;
                    spool.waiting -= 1;
                    if spool.waiting == 0 {
                        spool.end = 0;
                        // It only takes room until this process ends.
                        let _ = spool.file.set_len(0);
                    }
                }
                Some(Round { until, bytes })
            }
        };
        Ok((round, open))
    }

    /// Takes back a buffer.
    pub(super) fn give_back(&self, bytes: Vec<u8>) {
        self.lock().give_back(bytes);
    }

    /// No more will come.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_one();
    }

    /// No more will be taken.
    pub(super) fn abandon(&self) {
        let mut state = self.lock();
        state.abandoned = true;
        *state = State { abandoned: true, closed: state.closed, ..State::default() };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
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

    fn round(until: u64, length: usize) -> Round {
        Round { until, bytes: vec![until as u8; length] }
    }

    #[test]
    fn a_large_machine_keeps_more_in_memory() {
        assert_eq!([0, 4 << 30, 16 << 30, 1 << 40].map(limit), [256 << 20, 256 << 20, 512 << 20, 1 << 30]);
    }

    #[test]
    fn rounds_come_out_in_order_whether_they_were_spooled_or_not() {
        let backlog = Backlog::new(1000);
        for turn in 0..3u64 {
            let base = turn * 100;
            (0..20).for_each(|index| assert!(backlog.push(round(base + index, 300)).unwrap()));
            assert!(backlog.lock().spool.as_ref().unwrap().waiting > 10);
            for index in 0..20 {
                assert_eq!(backlog.pop(SOON).unwrap(), (Some(round(base + index, 300)), true));
            }
            assert_eq!(backlog.lock().spool.as_ref().unwrap().end, 0, "room is used again");
        }
        assert_eq!(backlog.pop(SOON).unwrap(), (None, true));
        backlog.close();
        assert_eq!(backlog.pop(SOON).unwrap(), (None, false));
    }

    #[test]
    fn one_round_larger_than_the_limit_still_passes() {
        let backlog = Backlog::new(10);
        assert!(backlog.push(round(1, 5000)).unwrap());
        assert_eq!(backlog.pop(SOON).unwrap(), (Some(round(1, 5000)), true));
    }

    #[test]
    fn whoever_fills_learns_that_nobody_takes_any_more() {
        let backlog = Backlog::new(1000);
        assert!(backlog.push(round(1, 10)).unwrap());
        backlog.abandon();
        assert!(!backlog.push(round(2, 10)).unwrap());
    }
}
