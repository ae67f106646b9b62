//! The threads, by their ids.

use std::cell::Cell;

use crate::int_map::IntMap;
use crate::thread::Thread;

/// A map from thread ids that is quick to find the thread that it found last: what is done with an event asks for its
/// thread several times, and the next event is often the same thread's.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    places: IntMap<i32, usize>,
    threads: Vec<Option<Thread>>,
    free: Vec<usize>,
    /// A thread and its place.
    last: Cell<Option<(i32, usize)>>,
}

impl Threads {
    #[inline]
    fn place(&self, tid: i32) -> Option<usize> {
        match self.last.get() {
            Some((last, place)) if last == tid => Some(place),
            _ => self.look_up(tid),
        }
    }

    fn look_up(&self, tid: i32) -> Option<usize> {
        let place = *self.places.get(&tid)?;
        self.last.set(Some((tid, place)));
        Some(place)
    }

    #[inline]
    pub(crate) fn contains_key(&self, tid: &i32) -> bool {
        self.place(*tid).is_some()
    }

    #[inline]
    pub(crate) fn get(&self, tid: &i32) -> Option<&Thread> {
        self.threads[self.place(*tid)?].as_ref()
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, tid: &i32) -> Option<&mut Thread> {
        let place = self.place(*tid)?;
        self.threads[place].as_mut()
    }

    /// Gives the thread that had the id before.
    pub(crate) fn insert(&mut self, tid: i32, thread: Thread) -> Option<Thread> {
        if let Some(before) = self.get_mut(&tid) {
            return Some(std::mem::replace(before, thread));
        }
        let place = self.free.pop().unwrap_or_else(|| {
            self.threads.push(None);
            self.threads.len() - 1
        });
        self.threads[place] = Some(thread);
        self.places.insert(tid, place);
        None
    }

    pub(crate) fn remove(&mut self, tid: &i32) -> Option<Thread> {
        let place = self.places.remove(tid)?;
        self.last.set(None);
        self.free.push(place);
        self.threads[place].take()
    }

    /// In no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&i32, &Thread)> {
        self.places.iter().filter_map(|(tid, place)| Some((tid, self.threads[*place].as_ref()?)))
    }

    /// In no order.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Thread> {
        self.iter().map(|(_, thread)| thread)
    }
}
