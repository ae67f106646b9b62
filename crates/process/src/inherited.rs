//! What this process was started with, before the Rust runtime changed it.
//!
//! Ahead of `main` the runtime ignores SIGPIPE and opens `/dev/null` in place of closed standard descriptors. Both would
//! leak into a command that we start. So a function in `.init_array`, which the dynamic linker (or libc's start code in
//! a static program) calls before that, writes down how things were.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

/// Highest signal number of the kernel (`_NSIG` in `asm/signal.h`).
const SIGNALS: i32 = 64;
/// Size of the kernel's signal set in bytes, which is not that of libc's `sigset_t`.
const SET_SIZE: usize = 8;

static IGNORED: AtomicU64 = AtomicU64::new(0);
static MASK: AtomicU64 = AtomicU64::new(0);
static CLOSED: AtomicU8 = AtomicU8::new(0);

#[used]
#[unsafe(link_section = ".init_array")]
static CAPTURE: extern "C" fn() = capture;

/// The kernel's `struct sigaction`: handler, flags, restorer, mask on x86_64; nowhere larger than this.
type KernelAction = [u64; 4];

/// Runs before the Rust runtime: nothing but system calls and atomics here.
extern "C" fn capture() {
    let mut mask = 0u64;
    // SAFETY: reads the mask into eight bytes, the size that is passed. No Rust runtime is needed.
    unsafe {
        libc::syscall(libc::SYS_rt_sigprocmask, libc::SIG_BLOCK, std::ptr::null::<u64>(), &raw mut mask, SET_SIZE)
    };
    let mut ignored = 0u64;
    for signal in 1..=SIGNALS {
        let mut action: KernelAction = [0; 4];
        // SAFETY: reads the disposition into a buffer as large as the kernel's structure.
        let result = unsafe {
            libc::syscall(
                libc::SYS_rt_sigaction,
                signal,
                std::ptr::null::<KernelAction>(),
                action.as_mut_ptr(),
                SET_SIZE,
            )
        };
        if result == 0 && action[0] == libc::SIG_IGN as u64 {
            ignored |= bit(signal);
        }
    }
    let mut closed = 0u8;
    for fd in 0..3 {
        // SAFETY: asks for flags of a descriptor number; harmless for a closed one.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } == -1 {
            closed |= 1 << fd;
        }
    }
    MASK.store(mask, Ordering::Relaxed);
    IGNORED.store(ignored, Ordering::Relaxed);
    CLOSED.store(closed, Ordering::Relaxed);
}

fn bit(signal: i32) -> u64 {
    1 << (signal - 1)
}

/// What this process was started with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inherited {
    ignored: u64,
    mask: u64,
    closed: u8,
}

impl Inherited {
    /// As it was before the Rust runtime started.
    pub fn get() -> Inherited {
        Inherited {
            ignored: IGNORED.load(Ordering::Relaxed),
            mask: MASK.load(Ordering::Relaxed),
            closed: CLOSED.load(Ordering::Relaxed),
        }
    }

    /// Whether `signal` (1 to 64) was ignored.
    pub fn ignores(&self, signal: i32) -> bool {
        (1..=SIGNALS).contains(&signal) && self.ignored & bit(signal) != 0
    }

    /// Whether the standard descriptor `fd` (0 to 2) was closed.
    pub fn was_closed(&self, fd: i32) -> bool {
        (0..3).contains(&fd) && self.closed & 1 << fd != 0
    }

    /// Puts dispositions and mask back. For a child between fork and exec: system calls only.
    pub(crate) fn restore_signals(&self) {
        for signal in 1..=SIGNALS {
            let handler = if self.ignores(signal) { libc::SIG_IGN } else { libc::SIG_DFL };
            let action: KernelAction = [handler as u64, 0, 0, 0];
            // SAFETY: a complete kernel action without a handler function. The kernel refuses SIGKILL and SIGSTOP.
            unsafe {
                libc::syscall(
                    libc::SYS_rt_sigaction,
                    signal,
                    action.as_ptr(),
                    std::ptr::null_mut::<KernelAction>(),
                    SET_SIZE,
                )
            };
        }
        // SAFETY: the mask is eight bytes, the size that is passed.
        unsafe {
            libc::syscall(
                libc::SYS_rt_sigprocmask,
                libc::SIG_SETMASK,
                &raw const self.mask,
                std::ptr::null_mut::<u64>(),
                SET_SIZE,
            )
        };
    }

    /// Closes the standard descriptors that were closed. For a child between fork and exec: system calls only.
    pub(crate) fn restore_descriptors(&self) {
        for fd in 0..3 {
            if self.was_closed(fd) {
                // SAFETY: in the child nothing uses the descriptor: the runtime opened it as a placeholder.
                unsafe { libc::close(fd) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_is_captured_before_the_runtime_ignores_sigpipe() {
        // The test harness starts this program as any other: SIGPIPE is not ignored by whoever runs `cargo test`,
        // unless that one ignores it itself; then the kernel says so of our parent too.
        let parent = std::fs::read_to_string(format!("/proc/{}/status", std::os::unix::process::parent_id()));
        let ignored_by_parent = parent
            .ok()
            .and_then(|text| {
                let line = text.lines().find_map(|line| line.strip_prefix("SigIgn:").map(str::to_owned))?;
                u64::from_str_radix(line.trim(), 16).ok()
            })
            .is_some_and(|set| set & bit(libc::SIGPIPE) != 0);
        if !ignored_by_parent {
            assert!(!Inherited::get().ignores(libc::SIGPIPE));
        }
        let own = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = own.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or("0");
        let now = u64::from_str_radix(line.trim(), 16).unwrap_or(0);
        assert!(now & bit(libc::SIGPIPE) != 0, "the runtime no longer ignores SIGPIPE");
    }

    #[test]
    fn numbers_out_of_range_are_not_inherited() {
        let all = Inherited { ignored: u64::MAX, mask: 0, closed: u8::MAX };
        assert!(all.ignores(64) && !all.ignores(0) && !all.ignores(65));
        assert!(all.was_closed(2) && !all.was_closed(3) && !all.was_closed(-1));
    }
}
