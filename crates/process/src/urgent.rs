//! A thread that runs before all ordinary ones (sched(7)).

use std::marker::PhantomData;

/// What raw calls take as `struct sched_param`: for ordinary threads, 0.
const ORDINARY: libc::c_int = 0;
/// The least priority of all that come before ordinary threads.
const LEAST: libc::c_int = 1;

/// The calling thread is scheduled first-in, first-out, at the least of those priorities, until this is dropped. What it
/// starts meanwhile is not.
///
/// For one that has little to do, and that something is lost without when it does not get to it in time: an ordinary thread
/// waits for up to tens of milliseconds while others are busy.
#[derive(Debug)]
pub struct Urgent {
    /// The policy before.
    before: libc::c_int,
    /// It is of this thread.
    _of_thread: PhantomData<*const ()>,
}

impl Urgent {
    /// Begins, where that is permitted (CAP_SYS_NICE, or RLIMIT_RTPRIO) and the thread is an ordinary one.
    pub fn begin() -> Option<Urgent> {
        // SAFETY: it takes numbers. The raw calls are used because those of musl do nothing.
        let before = unsafe { libc::syscall(libc::SYS_sched_getscheduler, 0) } as libc::c_int;
        let is_ordinary = matches!(before, libc::SCHED_OTHER | libc::SCHED_BATCH | libc::SCHED_IDLE);
        let begun = is_ordinary && set(libc::SCHED_FIFO | libc::SCHED_RESET_ON_FORK, LEAST);
        begun.then_some(Urgent { before, _of_thread: PhantomData })
    }
}

impl Drop for Urgent {
    fn drop(&mut self) {
        set(self.before, ORDINARY);
    }
}

fn set(policy: libc::c_int, priority: libc::c_int) -> bool {
    // SAFETY: the kernel reads one number at the address that is passed (`struct sched_param`).
    unsafe { libc::syscall(libc::SYS_sched_setscheduler, 0, policy, &raw const priority) == 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> libc::c_int {
        // SAFETY: it takes a number.
        unsafe { libc::syscall(libc::SYS_sched_getscheduler, 0) as libc::c_int }
    }

    #[test]
    fn a_thread_is_urgent_for_a_while_or_may_not_be() {
        assert_eq!(policy(), libc::SCHED_OTHER);
        let urgent = Urgent::begin();
        // SAFETY: it takes nothing.
        assert!(urgent.is_some() || unsafe { libc::geteuid() } != 0, "as root this test needs CAP_SYS_NICE");
        if let Some(urgent) = urgent {
            assert_eq!(policy(), libc::SCHED_FIFO | libc::SCHED_RESET_ON_FORK);
            assert!(Urgent::begin().is_none(), "it is urgent already");
            let started = std::thread::spawn(policy).join().unwrap_or(-1);
            assert_eq!(started, libc::SCHED_OTHER, "what it starts is ordinary");
            drop(urgent);
        }
        assert_eq!(policy(), libc::SCHED_OTHER);
    }
}
