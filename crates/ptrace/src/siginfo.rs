//! The siginfo of a signal-delivery-stop.

/// Size of the kernel's `siginfo_t` in bytes (`SI_MAX_SIZE`).
pub const SIGINFO_SIZE: usize = 128;

/// A raw `siginfo_t`: every field is in it, for whoever prints it later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(8))]
pub struct Siginfo(pub [u8; SIGINFO_SIZE]);

impl Siginfo {
    fn word(&self, at: usize) -> i32 {
        i32::from_ne_bytes([self.0[at], self.0[at + 1], self.0[at + 2], self.0[at + 3]])
    }

    /// `si_signo`.
    pub fn signal(&self) -> i32 {
        self.word(0)
    }

    /// `si_code` (sigaction(2)).
    pub fn code(&self) -> i32 {
        self.word(8)
    }

    /// `si_pid`, where the code says that there is one: a signal sent by a process, or SIGCHLD from the kernel.
    pub fn sender(&self) -> Option<i32> {
        let sent = matches!(self.code(), libc::SI_USER | libc::SI_QUEUE | libc::SI_TKILL | libc::SI_MESGQ);
        let child = self.signal() == libc::SIGCHLD && self.code() > 0 && self.code() != libc::SI_KERNEL;
        (sent || child).then(|| self.word(16))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn siginfo(signal: i32, code: i32, pid: i32) -> Siginfo {
        let mut bytes = [0; SIGINFO_SIZE];
        for (at, word) in [(0, signal), (8, code), (16, pid)] {
            bytes[at..at + 4].copy_from_slice(&word.to_ne_bytes());
        }
        Siginfo(bytes)
    }

    #[test]
    fn only_some_codes_have_a_sender() {
        assert_eq!(siginfo(libc::SIGTERM, libc::SI_USER, 9).sender(), Some(9));
        assert_eq!(siginfo(libc::SIGTERM, libc::SI_TKILL, 9).sender(), Some(9));
        assert_eq!(siginfo(libc::SIGCHLD, libc::CLD_EXITED, 9).sender(), Some(9));
        assert_eq!(siginfo(libc::SIGSEGV, 1, 9).sender(), None);
        assert_eq!(siginfo(libc::SIGINT, libc::SI_KERNEL, 9).sender(), None);
        assert_eq!(siginfo(libc::SIGALRM, libc::SI_TIMER, 9).sender(), None);
    }
}
