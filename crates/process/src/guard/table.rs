//! What the recorder and its guard share.

use std::ptr::NonNull;
use std::sync::atomic::{AtomicI32, AtomicU32, AtomicU64, Ordering};

use crate::{CpuSet, Error};

/// Threads that there is room for. Memory is used only as far as slots are.
const SLOTS: usize = 1 << 16;
const WORDS: usize = size_of::<CpuSet>() / size_of::<u64>();

/// In memory that both processes map.
#[repr(C)]
struct Shared {
    /// The CPU that threads are confined to, plus one; 0: none is confined.
    cpu: AtomicI32,
    /// Slots from here on were never used.
    used: AtomicU32,
    slots: [Entry; SLOTS],
}

#[repr(C)]
struct Entry {
    /// 0: free.
    tid: AtomicI32,
    cpus: [AtomicU64; WORDS],
}

/// One writer (the recorder), one reader (the guard, after the writer's end).
#[derive(Debug)]
pub(super) struct Table(NonNull<Shared>);

// SAFETY: every field is atomic.
unsafe impl Send for Table {}

impl Table {
    pub(super) fn new() -> Result<Table, Error> {
        // SAFETY: a new anonymous mapping, of zeros, which is a valid `Shared`.
        let memory = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                size_of::<Shared>(),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if memory == libc::MAP_FAILED {
            return Err(Error::last("mmap"));
        }
        NonNull::new(memory.cast()).map(Table).ok_or_else(|| Error::last("mmap"))
    }

    fn shared(&self) -> &Shared {
        // SAFETY: mapped until drop, and all of it is atomic.
        unsafe { self.0.as_ref() }
    }

    pub(super) fn len(&self) -> u32 {
        SLOTS as u32
    }

    pub(super) fn set_used(&self, used: u32) {
        self.shared().used.store(used, Ordering::Release);
    }

    pub(super) fn set(&self, slot: u32, tid: i32, cpus: &CpuSet) {
        let Some(entry) = self.shared().slots.get(slot as usize) else { return };
        // Free while it changes: the writer may be killed between two stores.
        entry.tid.store(0, Ordering::Release);
        entry.cpus.iter().zip(cpus.words()).for_each(|(word, &value)| word.store(value, Ordering::Relaxed));
        entry.tid.store(tid, Ordering::Release);
    }

    pub(super) fn clear(&self, slot: u32) {
        if let Some(entry) = self.shared().slots.get(slot as usize) {
            entry.tid.store(0, Ordering::Release);
        }
    }

    pub(super) fn set_cpu(&self, cpu: Option<usize>) {
        let cpu = cpu.and_then(|cpu| i32::try_from(cpu + 1).ok()).unwrap_or(0);
        self.shared().cpu.store(cpu, Ordering::Release);
    }

    /// The CPU that threads are confined to.
    pub(super) fn cpu(&self) -> Option<usize> {
        usize::try_from(self.shared().cpu.load(Ordering::Acquire)).ok()?.checked_sub(1)
    }

    /// Threads and the CPUs that are theirs.
    pub(super) fn threads(&self) -> impl Iterator<Item = (i32, CpuSet)> + '_ {
        let used = self.shared().used.load(Ordering::Acquire) as usize;
        self.shared().slots.iter().take(used).filter_map(|entry| {
            let tid = entry.tid.load(Ordering::Acquire);
            let mut words = [0; WORDS];
            words.iter_mut().zip(&entry.cpus).for_each(|(word, value)| *word = value.load(Ordering::Relaxed));
            (tid != 0).then_some((tid, CpuSet(words)))
        })
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        // SAFETY: the mapping made in `new`, of which nothing is borrowed any more.
        unsafe { libc::munmap(self.0.as_ptr().cast(), size_of::<Shared>()) };
    }
}
