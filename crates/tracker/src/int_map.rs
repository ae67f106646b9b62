//! A hash map for integer keys.
//!
//! The keys are ids that the kernel or the tracker itself numbers, so a multiplication spreads them well enough; the
//! standard hasher would be the dearest part of observing a call.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map from an integer.
pub type IntMap<K, V> = HashMap<K, V, BuildHasherDefault<IntHasher>>;

/// Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, 6.4).
#[derive(Clone, Copy, Debug, Default)]
pub struct IntHasher(u64);

impl Hasher for IntHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_i32(&mut self, number: i32) {
        self.write_u64(u64::from(number as u32));
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number as u64);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        // The map takes its buckets from the low bits, and a product has its best bits at the top.
        self.0 ^ (self.0 >> 32)
    }
}
