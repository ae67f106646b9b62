//! The threads, by their ids.

use std::cell::Cell;

use crate::int_map::IntMap;
use crate::thread::Thread;

/// A map from thread ids that is quick to find the thread that it found last: what is done with an event asks for its
/// thread several times, and the next event is often the same thread's.
#[derive(Debug)]
pub(crate) struct Threads<T = Thread> {
    places: IntMap<i32, usize>,
    threads: Vec<Option<T>>,
    free: Vec<usize>,
    /// A thread and its place.
    last: Cell<Option<(i32, usize)>>,
}

impl<T> Default for Threads<T> {
    fn default() -> Threads<T> {
        Threads { places: IntMap::default(), threads: Vec::new(), free: Vec::new(), last: Cell::new(None) }
    }
}

impl<T> Threads<T> {
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
    pub(crate) fn get(&self, tid: &i32) -> Option<&T> {
        self.threads[self.place(*tid)?].as_ref()
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, tid: &i32) -> Option<&mut T> {
        let place = self.place(*tid)?;
        self.threads[place].as_mut()
    }

    /// Gives the thread that had the id before.
    pub(crate) fn insert(&mut self, tid: i32, thread: T) -> Option<T> {
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

    pub(crate) fn remove(&mut self, tid: &i32) -> Option<T> {
        let place = self.places.remove(tid)?;
        self.last.set(None);
        self.free.push(place);
        self.threads[place].take()
    }

    /// In no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&i32, &T)> {
        self.places.iter().filter_map(|(tid, place)| Some((tid, self.threads[*place].as_ref()?)))
    }

    /// In no order.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.iter().map(|(_, thread)| thread)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn threads_are_found_as_in_any_map(steps in prop::collection::vec((0..6_i32, 0..4_u8), 0..100)) {
            let (mut threads, mut map) = (Threads::default(), HashMap::new());
            for (step, (tid, what)) in steps.into_iter().enumerate() {
                match what {
                    0 => prop_assert_eq!(threads.insert(tid, step), map.insert(tid, step)),
                    1 => prop_assert_eq!(threads.remove(&tid), map.remove(&tid)),
                    2 => prop_assert_eq!(threads.get_mut(&tid), map.get_mut(&tid)),
                    _ => prop_assert_eq!(threads.contains_key(&tid), map.contains_key(&tid)),
                }
                for tid in 0..6 {
                    prop_assert_eq!(threads.get(&tid), map.get(&tid));
                }
                prop_assert_eq!(threads.iter().collect::<HashMap<_, _>>(), map.iter().collect::<HashMap<_, _>>());
            }
        }
    }
}
