//! What the programs keep of each processor, and its ring (`struct cpu`, bpf/layout.h): shared memory.
//!
//! A ring is an array's entry, not a `BPF_MAP_TYPE_RINGBUF`: of that, each record takes a lock and an exchange, which is for
//! producers that may meet. Here only one at a time produces, so that a position says it all: what stands between it and the
//! consumer's is whole.

use std::io;
use std::mem::offset_of;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr::{self, NonNull};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU32, AtomicU64};

use crate::layout::{ASIDE, BEYOND, Cpu, Head};
use crate::records::{FRAME, frame};
use crate::ring_size::entry;

/// Behind `struct cpu`, its ring.
const RING: usize = size_of::<Cpu>();

/// What programs could not hand over, and have not told of yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Untold {
    /// When the first was (CLOCK_MONOTONIC in ns), as far as that is known.
    pub since: Option<u64>,
    /// Calls that were asked for.
    pub calls: u32,
    /// Other records.
    pub others: u32,
}

/// The mapped array.
#[derive(Debug)]
pub(crate) struct Rings {
    memory: NonNull<u8>,
    processors: usize,
    size: usize,
}

// SAFETY: the mapping belongs to the process, whichever thread uses it.
unsafe impl Send for Rings {}

impl Rings {
    /// Maps the array of so many processors, whose rings have `size` bytes, a power of two.
    pub(crate) fn map(array: BorrowedFd<'_>, processors: usize, size: u32) -> io::Result<Rings> {
        let size = size as usize;
        let (length, access) = (Rings::length(processors, size), libc::PROT_READ | libc::PROT_WRITE);
        // SAFETY: a mapping at an address that the kernel chooses.
        let at = unsafe { libc::mmap(ptr::null_mut(), length, access, libc::MAP_SHARED, array.as_raw_fd(), 0) };
        if at == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let memory = NonNull::new(at.cast()).ok_or(io::ErrorKind::AddrNotAvailable)?;
        Ok(Rings { memory, processors, size })
    }

    fn length(processors: usize, size: usize) -> usize {
        processors * entry(size as u32) as usize
    }

    /// How many there are.
    pub(crate) fn processors(&self) -> usize {
        self.processors
    }

    /// Bytes of each.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Odd while a program runs on a processor.
    pub(crate) fn epoch(&self, processor: usize) -> u64 {
        self.word(processor, offset_of!(Cpu, epoch)).load(Acquire)
    }

    /// What was lost on a processor and not told of.
    pub(crate) fn untold(&self, processor: usize) -> Untold {
        let half = |offset| self.half(processor, offset).load(Relaxed);
        let (calls, others) = (half(offset_of!(Cpu, lost_calls)), half(offset_of!(Cpu, lost_others)));
        let since = || self.word(processor, offset_of!(Cpu, lost_since)).load(Relaxed);
        let since = (calls | others > 0).then(since);
        Untold { since, calls, others: others.saturating_add(half(offset_of!(Cpu, lost_aside))) }
    }

    /// Moves the frames that stand in a processor's ring to the end of `bytes`.
    pub(crate) fn drain(&mut self, processor: usize, bytes: &mut Vec<u8>) {
        let word = |offset| self.word(processor, offset);
        let (produced, consumed) = (word(offset_of!(Cpu, produced)), word(offset_of!(Cpu, consumed)));
        let (end, begin) = (produced.load(Acquire), consumed.load(Relaxed));
        // Only who writes into this memory from elsewhere could make it more than there is.
        let length = (end.wrapping_sub(begin) as usize).min(self.size);
        let at = begin as usize & (self.size - 1);
        let rest = (at + length).saturating_sub(self.size);
        if at + length < self.size {
            self.copy(processor, at, length, bytes);
        } else {
            // The last frame before the end goes beyond it, and the next begins behind its place.
            let beyond = (word(offset_of!(Cpu, beyond)).load(Relaxed) as usize).min(rest).min(BEYOND as usize);
            self.copy(processor, at, self.size - at + beyond, bytes);
            self.copy(processor, beyond, rest - beyond, bytes);
        }
        consumed.store(end, Release);
    }

    /// Moves what programs within others have put aside on a processor to the end of `bytes`, framed.
    pub(crate) fn drain_aside(&mut self, processor: usize, bytes: &mut Vec<u8>) {
        let word = |offset| self.word(processor, offset);
        let (put, taken) = (word(offset_of!(Cpu, put_aside)), word(offset_of!(Cpu, taken_aside)));
        let (end, begin) = (put.load(Acquire), taken.load(Relaxed));
        for number in (begin..end).take(ASIDE as usize) {
            let at = offset_of!(Cpu, aside) + number as usize % ASIDE as usize * size_of::<Head>();
            bytes.reserve(FRAME + size_of::<Head>());
            // SAFETY: the head is in this processor's entry, and no program writes there before it is taken.
            let head: [u8; size_of::<Head>()] = unsafe { self.entry(processor).add(at).cast::<[u8; _]>().read() };
            frame(&head, bytes);
        }
        taken.store(end, Release);
    }

    /// Copies a part of a ring, or of what is beyond its end.
    fn copy(&self, processor: usize, at: usize, length: usize, bytes: &mut Vec<u8>) {
        assert!(at + length <= self.size + BEYOND as usize, "a part of the ring");
        bytes.reserve(length);
        let from = self.entry(processor).wrapping_add(RING + at);
        // SAFETY: the range is in this processor's entry, and no program writes there before it is consumed; there is as much
        // room behind what is in `bytes`.
        unsafe {
            ptr::copy_nonoverlapping(from, bytes.as_mut_ptr().add(bytes.len()), length);
            bytes.set_len(bytes.len() + length);
        }
    }

    fn word(&self, processor: usize, offset: usize) -> &AtomicU64 {
        // SAFETY: an aligned field of this processor's `Cpu`, which lives as long as the mapping; programs write it as a whole.
        unsafe { AtomicU64::from_ptr(self.entry(processor).add(offset).cast()) }
    }

    fn half(&self, processor: usize, offset: usize) -> &AtomicU32 {
        // SAFETY: as above.
        unsafe { AtomicU32::from_ptr(self.entry(processor).add(offset).cast()) }
    }

    fn entry(&self, processor: usize) -> *mut u8 {
        assert!(processor < self.processors, "a processor of this machine");
        self.memory.as_ptr().wrapping_add(Rings::length(processor, self.size))
    }
}

impl Drop for Rings {
    fn drop(&mut self) {
        // SAFETY: what `map` has mapped, to which nobody has a reference any more.
        unsafe { libc::munmap(self.memory.as_ptr().cast(), Rings::length(self.processors, self.size)) };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::VecDeque;
    use std::os::fd::AsFd;

    use proptest::prelude::*;

    use super::*;
    use crate::records::frames;

    const SIZE: u32 = 1 << 14;
    /// The longest record that has room behind a ring.
    const LONGEST: usize = BEYOND as usize - FRAME;

    fn rings(processors: usize) -> Rings {
        let file = tempfile::tempfile().unwrap();
        file.set_len(Rings::length(processors, SIZE as usize) as u64).unwrap();
        Rings::map(file.as_fd(), processors, SIZE).unwrap()
    }

    /// As the programs do (`put`, bpf/ring.h).
    fn put(rings: &mut Rings, processor: usize, record: &[u8]) -> bool {
        let word = |offset| rings.word(processor, offset);
        let (produced, consumed) = (word(offset_of!(Cpu, produced)), word(offset_of!(Cpu, consumed)).load(Acquire));
        let at = produced.load(Relaxed);
        let mut framed = Vec::new();
        frame(record, &mut framed);
        if at.wrapping_sub(consumed) as usize + framed.len() > SIZE as usize {
            return false;
        }
        let begin = at as usize % SIZE as usize;
        let end = begin + framed.len();
        // SAFETY: the longest record goes no further than what is kept behind the ring.
        unsafe { ptr::copy(framed.as_ptr(), rings.entry(processor).add(RING + begin), framed.len()) };
        if end >= SIZE as usize {
            word(offset_of!(Cpu, beyond)).store((end - SIZE as usize) as u64, Relaxed);
        }
        produced.store(at.wrapping_add(framed.len() as u64), Release);
        true
    }

    proptest! {
        #[test]
        fn what_is_put_in_comes_out_once_in_order(
            begin in prop_oneof![Just(0_u64), Just(u64::MAX - 8191)],
            steps in prop::collection::vec(prop_oneof![6 => (0..2_usize, 0..=LONGEST / 8).prop_map(Some), 1 => Just(None)], 1..200),
        ) {
            let mut rings = rings(2);
            for processor in 0..2 {
                for offset in [offset_of!(Cpu, produced), offset_of!(Cpu, consumed)] {
                    rings.word(processor, offset).store(begin, Relaxed);
                }
            }
            let mut expected = [VecDeque::new(), VecDeque::new()];
            for (number, step) in steps.into_iter().chain([None]).enumerate() {
                if let Some((processor, words)) = step {
                    let record = (number as u64).to_ne_bytes().repeat(words);
                    let (there, length) = (&mut expected[processor], |record: &Vec<u8>| FRAME + record.len());
                    let fits = there.iter().map(length).sum::<usize>() + length(&record) <= SIZE as usize;
                    prop_assert_eq!(put(&mut rings, processor, &record), fits);
                    if fits {
                        there.push_back(record);
                    }
                } else {
                    for (processor, there) in expected.iter_mut().enumerate() {
                        let mut bytes = b"12345678".to_vec();
                        rings.drain(processor, &mut bytes);
                        prop_assert_eq!(&bytes[..8], b"12345678");
                        prop_assert_eq!(frames(&bytes[8..]).collect::<Vec<_>>(), there.drain(..).collect::<Vec<_>>());
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_put_aside_comes_out_once_in_order() {
        let mut rings = rings(2);
        let mut number = 0;
        for count in [0, 1, 300, 300, ASIDE as u64, 5] {
            let mut expected = Vec::new();
            for _ in 0..count {
                let record = [number; 2].map(u64::to_ne_bytes).concat();
                let at = offset_of!(Cpu, aside) + (number % u64::from(ASIDE)) as usize * size_of::<Head>();
                // SAFETY: a place of what is put aside.
                unsafe { ptr::copy(record.as_ptr(), rings.entry(1).add(at), record.len()) };
                number += 1;
                expected.push(record);
            }
            rings.word(1, offset_of!(Cpu, put_aside)).store(number, Release);
            let mut bytes = Vec::new();
            (0..2).for_each(|processor| rings.drain_aside(processor, &mut bytes));
            assert_eq!(frames(&bytes).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn what_cannot_be_mapped_is_an_error() {
        let file = std::fs::File::open("/dev/null").unwrap();
        assert!(Rings::map(file.as_fd(), 1, SIZE).is_err());
    }
}
