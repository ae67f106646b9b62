//! Between the tracer and the writer: a bounded, recycled batch.
//!
//! Waking another thread costs far more than passing an event, above all in a virtual machine. So a push wakes nobody
//! until the batch is half full; until then the consumer looks every so often by itself. The consumer swaps the batch
//! for its own empty one: in a steady state nothing is allocated.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use trapline_tracker::{Call, Event};

/// Events that a batch holds at most.
const MOST_EVENTS: usize = 1 << 15;
/// Bytes of captured memory that a batch holds at most; a single event with more is taken when the batch is empty.
const MOST_BYTES: usize = 16 << 20;
/// An emptied batch keeps room for this many bytes; more is given back.
const KEPT_BYTES: usize = 2 * MOST_BYTES;

/// Where an event's memory stands in its batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: usize,
    memory: usize,
    data: usize,
}

/// Events and the memory that belongs to them.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) events: Vec<(Event, Span)>,
    bytes: Vec<u8>,
}

impl Batch {
    /// An event's memory records and its payload.
    pub(crate) fn memory(&self, span: Span) -> (&[u8], &[u8]) {
        let (memory, rest) = self.bytes[span.start..].split_at(span.memory);
        (memory, &rest[..span.data])
    }

    pub(crate) fn clear(&mut self) {
        self.events.clear();
        self.bytes.clear();
        self.bytes.shrink_to(KEPT_BYTES);
    }

    fn push(&mut self, event: Event, memory: &[u8], data: &[u8]) {
        let span = Span { start: self.bytes.len(), memory: memory.len(), data: data.len() };
        self.bytes.extend_from_slice(memory);
        self.bytes.extend_from_slice(data);
        self.events.push((event, span));
    }

    fn has_room_for(&self, bytes: usize) -> bool {
        self.events.is_empty() || self.events.len() < MOST_EVENTS && self.bytes.len() + bytes <= MOST_BYTES
    }

    fn is_half_full(&self) -> bool {
        self.events.len() >= MOST_EVENTS / 2 || self.bytes.len() >= MOST_BYTES / 2
    }
}

/// What has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Seen<'a> {
    /// An event, its memory records and its payload.
    Event(&'a Event, &'a [u8], &'a [u8]),
    /// A whole call.
    Call(&'a Call<'a>),
}

impl<'a> Seen<'a> {
    /// An event alone.
    pub(crate) fn event(event: &'a Event) -> Seen<'a> {
        Seen::Event(event, &[], &[])
    }
}

/// Takes what has come.
pub(crate) type Each<'a> = dyn FnMut(Seen<'_>) + 'a;

/// Where the writer's thread gets its events.
pub(crate) trait Intake {
    /// Gives what has come, after waiting at most about so long. Tells whether more may come.
    fn take(&mut self, patience: Duration, each: &mut Each<'_>) -> bool;

    /// Says that nothing will be taken any more.
    fn abandon(&mut self);
}

/// The consumer's end of a mailbox.
#[derive(Debug)]
pub(crate) struct Inbox<'a> {
    mailbox: &'a Mailbox,
    batch: Batch,
}

impl<'a> Inbox<'a> {
    pub(crate) fn new(mailbox: &'a Mailbox) -> Inbox<'a> {
        Inbox { mailbox, batch: Batch::default() }
    }
}

impl Intake for Inbox<'_> {
    fn take(&mut self, patience: Duration, each: &mut Each<'_>) -> bool {
        let open = self.mailbox.take(&mut self.batch, patience);
        for (event, span) in &self.batch.events {
            let (memory, data) = self.batch.memory(*span);
            each(Seen::Event(event, memory, data));
        }
        open
    }

    fn abandon(&mut self) {
        self.mailbox.abandon();
    }
}

/// One producer, one consumer.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    state: Mutex<State>,
    /// Signalled when the batch is half full, and at the end.
    filled: Condvar,
    /// Signalled when the batch was taken, and when nobody will take another.
    taken: Condvar,
}

#[derive(Debug, Default)]
struct State {
    batch: Batch,
    /// The consumer has been told of the batch that is half full.
    told: bool,
    /// No more will come.
    closed: bool,
    /// No more will be taken.
    abandoned: bool,
}

/// The consumer has stopped taking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Abandoned;

impl Mailbox {
    /// Adds an event with copies of its memory; waits while there is no room.
    pub(crate) fn push(&self, event: Event, memory: &[u8], data: &[u8]) -> Result<(), Abandoned> {
        let mut state = self.lock();
        while !state.abandoned && !state.batch.has_room_for(memory.len() + data.len()) {
            state = self.taken.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.abandoned {
            return Err(Abandoned);
        }
        state.batch.push(event, memory, data);
        if !state.told && state.batch.is_half_full() {
            state.told = true;
            drop(state);
            self.filled.notify_one();
        }
        Ok(())
    }

    /// Swaps what has come for `empty`, after waiting until the batch is half full or `patience` is over. Tells whether
    /// more may come.
    pub(crate) fn take(&self, empty: &mut Batch, patience: Duration) -> bool {
        empty.clear();
        let state = self.lock();
        let waiting = |state: &mut State| !state.closed && !state.batch.is_half_full();
        let (mut state, _) =
            self.filled.wait_timeout_while(state, patience, waiting).unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut state.batch, empty);
        state.told = false;
        let open = !state.closed;
        drop(state);
        self.taken.notify_one();
        open
    }

    /// The producer's end.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_one();
    }

    /// The consumer's end: pushes fail from now on.
    pub(crate) fn abandon(&self) {
        self.lock().abandoned = true;
        self.taken.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::thread;
    use std::time::Instant;

    use super::*;

    const SOON: Duration = Duration::from_millis(1);
    const LONG: Duration = Duration::from_secs(60);

    fn event(ts: i64) -> Event {
        Event::Detach { ts, tid: 1 }
    }

    fn times(batch: &Batch) -> Vec<i64> {
        let time = |(event, _): &(Event, Span)| match event {
            Event::Detach { ts, .. } => *ts,
            other => panic!("{other:?}"),
        };
        batch.events.iter().map(time).collect()
    }

    #[test]
    fn events_come_out_in_order_with_their_own_memory() {
        let mailbox = Mailbox::default();
        mailbox.push(event(1), b"abc", b"").unwrap();
        mailbox.push(event(2), b"", b"xy").unwrap();
        mailbox.push(event(3), b"de", b"z").unwrap();
        let mut batch = Batch::default();
        assert!(mailbox.take(&mut batch, SOON));
        assert_eq!(times(&batch), [1, 2, 3]);
        let memory: Vec<_> = batch.events.iter().map(|&(_, span)| batch.memory(span)).collect();
        assert_eq!(memory, [(&b"abc"[..], &b""[..]), (b"", b"xy"), (b"de", b"z")]);
        assert!(mailbox.take(&mut batch, SOON));
        assert!(batch.events.is_empty());
    }

    #[test]
    fn a_half_full_batch_ends_the_consumers_wait() {
        let mailbox = Mailbox::default();
        thread::scope(|scope| {
            scope.spawn(|| (0..MOST_EVENTS as i64 / 2).for_each(|ts| mailbox.push(event(ts), &[], &[]).unwrap()));
            let begun = Instant::now();
            let mut batch = Batch::default();
            assert!(mailbox.take(&mut batch, LONG));
            assert!(begun.elapsed() < LONG);
            assert_eq!(batch.events.len(), MOST_EVENTS / 2);
        });
    }

    #[test]
    fn a_full_batch_holds_the_producer_back_and_nothing_is_lost() {
        let mailbox = Mailbox::default();
        let all = 3 * MOST_EVENTS as i64;
        thread::scope(|scope| {
            scope.spawn(|| {
                (0..all).for_each(|ts| mailbox.push(event(ts), b"12345678", b"").unwrap());
                mailbox.close();
            });
            let mut batch = Batch::default();
            let mut next = 0;
            let mut open = true;
            while open {
                open = mailbox.take(&mut batch, SOON);
                assert!(batch.events.len() <= MOST_EVENTS);
                for ts in times(&batch) {
                    assert_eq!(ts, next);
                    next += 1;
                }
            }
            assert_eq!(next, all);
        });
    }

    #[test]
    fn one_event_larger_than_the_limit_still_passes() {
        let mailbox = Mailbox::default();
        mailbox.push(event(1), &vec![7; MOST_BYTES + 1], &[]).unwrap();
        let mut batch = Batch::default();
        assert!(mailbox.take(&mut batch, LONG));
        assert_eq!(batch.memory(batch.events[0].1).0.len(), MOST_BYTES + 1);
    }

    #[test]
    fn a_producer_that_waits_for_room_learns_that_nobody_takes_any_more() {
        let mailbox = Mailbox::default();
        thread::scope(|scope| {
            let producer = scope.spawn(|| (0..).find_map(|ts| mailbox.push(event(ts), &[], &[]).err()));
            thread::sleep(Duration::from_millis(20));
            mailbox.abandon();
            assert_eq!(producer.join().unwrap(), Some(Abandoned));
        });
    }

    #[test]
    fn after_the_close_the_rest_is_taken_at_once() {
        let mailbox = Mailbox::default();
        mailbox.push(event(1), &[], &[]).unwrap();
        mailbox.close();
        let mut batch = Batch::default();
        assert!(!mailbox.take(&mut batch, LONG));
        assert_eq!(times(&batch), [1]);
    }
}
