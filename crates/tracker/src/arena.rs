//! Values that several others share, counted by reference.
//!
//! What the kernel shares by reference counts (open file descriptions, descriptor tables, working directories) is
//! shared the same way here: an [`Id`] is a reference, and the value goes with its last one.

use std::fmt;
use std::marker::PhantomData;

/// A reference to a value in an [`Arena`]. Copying one does not count: see [`Arena::retain`].
pub(crate) struct Id<T> {
    slot: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Id<T> {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Id<T>) -> bool {
        self.slot == other.slot
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.slot)
    }
}

#[derive(Debug)]
struct Slot<T> {
    references: u32,
    value: Option<T>,
}

/// Values with reference counts. Slots are used again, so a value costs no allocation of its own.
#[derive(Debug)]
pub(crate) struct Arena<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
}

impl<T> Default for Arena<T> {
    fn default() -> Arena<T> {
        Arena { slots: Vec::new(), free: Vec::new() }
    }
}

impl<T> Arena<T> {
    /// Stores a value with one reference.
    pub(crate) fn insert(&mut self, value: T) -> Id<T> {
        let filled = Slot { references: 1, value: Some(value) };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = filled;
                slot
            }
            None => {
                self.slots.push(filled);
                u32::try_from(self.slots.len() - 1).expect("four billion values do not fit into memory")
            }
        };
        Id { slot, of: PhantomData }
    }

    /// Counts one more reference and returns it.
    pub(crate) fn retain(&mut self, id: Id<T>) -> Id<T> {
        self.slots[id.slot as usize].references += 1;
        id
    }

    /// Gives back one reference; the value, if it was the last.
    pub(crate) fn release(&mut self, id: Id<T>) -> Option<T> {
        let slot = &mut self.slots[id.slot as usize];
        slot.references -= 1;
        if slot.references > 0 {
            return None;
        }
        self.free.push(id.slot);
        slot.value.take()
    }

    /// Whether there are other references than this one.
    pub(crate) fn is_shared(&self, id: Id<T>) -> bool {
        self.slots[id.slot as usize].references > 1
    }

    pub(crate) fn get(&self, id: Id<T>) -> &T {
        self.slots[id.slot as usize].value.as_ref().expect("a reference keeps its value alive")
    }

    pub(crate) fn get_mut(&mut self, id: Id<T>) -> &mut T {
        self.slots[id.slot as usize].value.as_mut().expect("a reference keeps its value alive")
    }

    /// Number of values that are alive.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_goes_with_its_last_reference_and_its_slot_is_used_again() {
        let mut arena = Arena::default();
        let first = arena.insert("first");
        let again = arena.retain(first);
        assert!(arena.is_shared(first));
        assert_eq!(arena.release(again), None);
        assert!(!arena.is_shared(first));
        assert_eq!(arena.release(first), Some("first"));
        let second = arena.insert("second");
        assert_eq!(second, first);
        assert_eq!(arena.get(second), &"second");
        assert_eq!(arena.len(), 1);
    }
}
