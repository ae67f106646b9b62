//! Giving threads back their CPUs, also when this process is killed.
//!
//! Whoever confines other processes' threads to one CPU must undo that, and a process that gets SIGKILL undoes nothing:
//! the kernel leaves the masks as they are. So a guard, a small process of its own, waits for the end of this one. What
//! it must restore stands in memory that both share, and costs the recorder a few stores.

mod restore;
mod table;

use std::os::fd::{AsRawFd, OwnedFd};
use std::ptr;

use nix::fcntl::OFlag;
use nix::unistd::pipe2;

use crate::{CpuSet, Error};
use table::Table;

/// The recorder's end. Dropped, or when this process ends in whatever way, the guard restores every mask that it knows of
/// if they are [confined](Guard::confining), and exits.
#[derive(Debug)]
pub struct Guard {
    table: Table,
    /// Free slots.
    free: Vec<u32>,
    /// The slot after the last that was ever used.
    next: u32,
    /// Its end tells the guard of ours.
    _alive: OwnedFd,
}

/// A thread's place in what the guard knows. Given back with [`Guard::forget`].
#[derive(Debug, PartialEq, Eq)]
pub struct Slot(u32);

impl Guard {
    /// Starts the guard. It is no child of this process, keeps none of its descriptors open, and is in a session of its
    /// own, so that no signal of a terminal reaches it.
    ///
    /// # Errors
    /// [`Error::Os`].
    pub fn start() -> Result<Guard, Error> {
        let table = Table::new()?;
        let (waits, alive) =
            pipe2(OFlag::O_CLOEXEC).map_err(|errno| Error::Os { call: "pipe2", source: errno.into() })?;
        // SAFETY: the child forks once more and exits; the grandchild runs `guard` alone, which needs nothing that
        // a thread of this process could hold: libc makes its allocator usable after a fork.
        match unsafe { libc::fork() } {
            -1 => return Err(Error::last("fork")),
            // SAFETY: as above.
            0 => unsafe {
                match libc::fork() {
                    0 => guard(&table, waits.as_raw_fd()),
                    -1 => libc::_exit(1),
                    _ => libc::_exit(0),
                }
            },
            child => {
                let mut status = 0;
                // SAFETY: waits for the child made above; `status` is valid to write to.
                while unsafe { libc::waitpid(child, &raw mut status, 0) } == -1
                    && std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted
                {}
                if status != 0 {
                    return Err(Error::Os { call: "fork", source: std::io::ErrorKind::OutOfMemory.into() });
                }
            }
        }
        Ok(Guard { table, free: Vec::new(), next: 0, _alive: alive })
    }

    /// Notes where thread `tid` may run once it is no longer confined; `None` if there is no room for more threads: it
    /// must not be confined then.
    pub fn keep(&mut self, tid: i32, cpus: &CpuSet) -> Option<Slot> {
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None if self.next < self.table.len() => {
                self.next += 1;
                self.table.set_used(self.next);
                self.next - 1
            }
            None => return None,
        };
        self.table.set(slot, tid, cpus);
        Some(Slot(slot))
    }

    /// The thread asked for other CPUs, or has another id from now on.
    pub fn change(&mut self, slot: &Slot, tid: i32, cpus: &CpuSet) {
        self.table.set(slot.0, tid, cpus);
    }

    /// The thread is gone.
    pub fn forget(&mut self, slot: Slot) {
        self.table.clear(slot.0);
        self.free.push(slot.0);
    }

    /// Says on which CPU threads are about to be confined, or (`None`) that none of them is any longer.
    pub fn confining(&mut self, cpu: Option<usize>) {
        self.table.set_cpu(cpu);
    }
}

/// The guard's life.
fn guard(table: &Table, waits: i32) -> ! {
    // SAFETY: system calls on our own descriptors and signals, with memory that outlives them.
    unsafe {
        libc::setsid();
        let mut all = std::mem::MaybeUninit::uninit();
        libc::sigfillset(all.as_mut_ptr());
        libc::sigprocmask(libc::SIG_SETMASK, all.as_ptr(), ptr::null_mut());
        libc::prctl(libc::PR_SET_NAME, c"rec-guard".as_ptr());
        close_all_but(waits);
        libc::chdir(c"/".as_ptr());
        let mut byte = 0u8;
        // Nobody writes: it returns at the end of the last process that has the other end open.
        while libc::read(waits, (&raw mut byte).cast(), 1) == -1 && *libc::__errno_location() == libc::EINTR {}
    }
    if let Some(cpu) = table.cpu() {
        restore::restore(table, cpu);
    }
    // SAFETY: ends this process without running the recorder's exit handlers.
    unsafe { libc::_exit(0) }
}

/// Closes every descriptor but one: whoever waits for the end of our output must not wait for the guard.
fn close_all_but(kept: i32) {
    let kept = kept.unsigned_abs();
    for (first, last) in [(0, kept.wrapping_sub(1)), (kept + 1, u32::MAX)] {
        if first > last {
            continue;
        }
        // SAFETY: nothing in this process uses descriptors any more.
        let result = unsafe { libc::syscall(libc::SYS_close_range, first, last, 0) };
        if result != 0 {
            // Before Linux 5.9.
            for fd in first..=last.min(65_536) {
                // SAFETY: as above.
                unsafe { libc::close(fd.cast_signed()) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::process::Command;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::FORKS;

    fn eventually(what: impl Fn() -> bool) -> bool {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(30) {
            if what() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }

    #[test]
    fn masks_of_known_threads_and_of_their_children_are_restored_at_the_end() {
        let _one = FORKS.lock().unwrap();
        let mut known = Command::new("sh").args(["-c", "sleep 60 & wait"]).spawn().unwrap();
        let pid = known.id().cast_signed();
        let before = CpuSet::of(pid).unwrap();
        assert!(before.len() > 1, "this test needs two CPUs");
        let children = || std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        assert!(eventually(|| !children().trim().is_empty()));
        let child: i32 = children().trim().parse().unwrap();
        let cpu = before.iter().next().unwrap();

        let mut guard = Guard::start().unwrap();
        let slot = guard.keep(pid, &before).unwrap();
        guard.confining(Some(cpu));
        // The child is one that was made while its parent was confined, and of which the recorder never heard.
        [pid, child].iter().for_each(|&tid| CpuSet::only(cpu).confine(tid).unwrap());
        let _still_kept = slot;
        drop(guard);
        assert!(eventually(|| CpuSet::of(pid).unwrap() == before), "the known one");
        assert!(eventually(|| CpuSet::of(child).unwrap() == before), "the unknown child");

        nix::sys::signal::kill(nix::unistd::Pid::from_raw(child), nix::sys::signal::SIGKILL).unwrap();
        known.kill().unwrap();
        known.wait().unwrap();
    }

    #[test]
    fn slots_are_used_again() {
        let _one = FORKS.lock().unwrap();
        let mut guard = Guard::start().unwrap();
        let cpus = CpuSet::only(0);
        let first = guard.keep(1, &cpus).unwrap();
        let second = guard.keep(2, &cpus).unwrap();
        assert_ne!(first, second);
        guard.forget(first);
        assert_eq!(guard.keep(3, &cpus).unwrap(), Slot(0));
        guard.confining(None);
    }
}
