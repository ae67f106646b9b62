//! On which CPUs a thread may run (sched_setaffinity(2)).

use std::io;

/// CPUs that a set has room for (`CPU_SETSIZE` of libc).
const MOST_CPUS: usize = 1024;
const WORDS: usize = MOST_CPUS / 64;

/// A set of CPUs, as the kernel writes it: bit N of the little-endian bytes is CPU N.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CpuSet(pub(crate) [u64; WORDS]);

impl CpuSet {
    /// One CPU; none if it is beyond the room there is.
    pub fn only(cpu: usize) -> CpuSet {
        let mut words = [0; WORDS];
        if let Some(word) = words.get_mut(cpu / 64) {
            *word = 1 << (cpu % 64);
        }
        CpuSet(words)
    }

    /// Where thread `tid` may run (0: the calling one).
    ///
    /// # Errors
    /// ESRCH; EINVAL on a machine with more CPUs than a set has room for.
    pub fn of(tid: i32) -> io::Result<CpuSet> {
        let mut words = [0u64; WORDS];
        // SAFETY: the kernel writes at most the size that is passed. The raw call is used because libc's type is opaque.
        let result =
            unsafe { libc::syscall(libc::SYS_sched_getaffinity, tid, size_of_val(&words), words.as_mut_ptr()) };
        if result < 0 { Err(io::Error::last_os_error()) } else { Ok(CpuSet(words)) }
    }

    /// Lets thread `tid` (0: the calling one) run on these CPUs only.
    ///
    /// # Errors
    /// ESRCH; EINVAL if none of them may be used; EPERM for another user's thread.
    pub fn confine(&self, tid: i32) -> io::Result<()> {
        // SAFETY: the kernel reads as many bytes as are passed.
        let result = unsafe { libc::syscall(libc::SYS_sched_setaffinity, tid, size_of_val(&self.0), self.0.as_ptr()) };
        if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    /// Whether it holds a CPU.
    pub fn contains(&self, cpu: usize) -> bool {
        self.0.get(cpu / 64).is_some_and(|word| word >> (cpu % 64) & 1 == 1)
    }

    /// How many it holds.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    /// The CPUs that are in both.
    pub fn and(&self, other: &CpuSet) -> CpuSet {
        let mut both = *self;
        both.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
        both
    }

    /// The CPUs in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..MOST_CPUS).filter(|&cpu| self.contains(cpu))
    }

    /// The kernel's words, the lowest CPUs first.
    pub fn words(&self) -> &[u64] {
        &self.0
    }
}

impl std::fmt::Debug for CpuSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The CPU that the calling thread runs on at this moment.
pub fn current_cpu() -> Option<usize> {
    // SAFETY: no memory is passed.
    usize::try_from(unsafe { libc::sched_getcpu() }).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn sets_hold_what_was_put_in() {
        let set = CpuSet::only(70);
        assert!(set.contains(70) && !set.contains(6) && !set.contains(5000));
        assert_eq!((set.len(), set.iter().collect::<Vec<_>>()), (1, vec![70]));
        assert!(CpuSet::only(5000).is_empty() && set.and(&CpuSet::only(71)).is_empty());
        assert_eq!(set.and(&set), set);
    }

    #[test]
    fn a_thread_is_confined_and_let_go_again() {
        std::thread::spawn(|| {
            let before = CpuSet::of(0).unwrap();
            let cpu = before.iter().last().unwrap();
            CpuSet::only(cpu).confine(0).unwrap();
            assert_eq!(CpuSet::of(0).unwrap(), CpuSet::only(cpu));
            assert_eq!(current_cpu(), Some(cpu));
            before.confine(0).unwrap();
            assert_eq!(CpuSet::of(0).unwrap(), before);
        })
        .join()
        .unwrap();
    }

    #[test]
    fn impossible_requests_are_errors() {
        assert_eq!(CpuSet([0; WORDS]).confine(0).unwrap_err().raw_os_error(), Some(libc::EINVAL));
        assert_eq!(CpuSet::of(i32::MAX).unwrap_err().raw_os_error(), Some(libc::ESRCH));
    }
}
