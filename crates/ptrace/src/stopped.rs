//! A tracee that stands at a stop.

use std::marker::PhantomData;

use crate::request::{
    CONT, DETACH, GET_SYSCALL_INFO, GETEVENTMSG, GETSIGINFO, LISTEN, PEEKDATA, POKEDATA, SETOPTIONS, SYSCALL,
};
use crate::syscall::Raw;
use crate::{Error, SIGINFO_SIZE, Seizing, Siginfo, SyscallStop};

/// A tracee at a stop: the right to inspect it, and the duty to restart it.
///
/// Every request may find it gone ([`Error::Gone`]): SIGKILL ends any stop.
#[derive(Debug)]
#[must_use = "a stopped tracee stands still until it is restarted"]
pub struct Stopped {
    tid: i32,
    /// Only the thread that seized may make requests.
    tracer_thread: PhantomData<*const ()>,
}

impl Stopped {
    pub(crate) fn new(tid: i32) -> Stopped {
        Stopped { tid, tracer_thread: PhantomData }
    }

    /// Its thread id.
    pub fn tid(&self) -> i32 {
        self.tid
    }

    /// What syscall-stop this is; `None` where it is another stop.
    ///
    /// # Errors
    /// [`Error::Gone`]; EIO on a kernel older than 5.3.
    pub fn syscall(&self) -> Result<Option<SyscallStop>, Error> {
        let mut raw = Raw::default();
        GET_SYSCALL_INFO.with_buffer(self.tid, size_of::<Raw>(), &mut raw)?;
        Ok(raw.read())
    }

    /// The siginfo of a signal-delivery-stop.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub fn siginfo(&self) -> Result<Siginfo, Error> {
        let mut siginfo = Siginfo([0; SIGINFO_SIZE]);
        GETSIGINFO.with_buffer(self.tid, 0, &mut siginfo)?;
        Ok(siginfo)
    }

    /// What came with a [`Fork`](crate::Stop::Fork) or [`Exec`](crate::Stop::Exec); `None` if it was killed at that stop and
    /// stands at its exit already, whose message is a wait status.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub fn event_message(&self) -> Result<Option<u64>, Error> {
        /// `si_code` of an event's stop: SIGTRAP and the event (ptrace(2), "PTRACE_EVENT stops").
        const EXIT: i32 = libc::SIGTRAP | libc::PTRACE_EVENT_EXIT << 8;
        let mut message: libc::c_ulong = 0;
        GETEVENTMSG.with_buffer(self.tid, 0, &mut message)?;
        Ok(Some(message).filter(|_| self.siginfo().is_ok_and(|siginfo| siginfo.code() != EXIT)))
    }

    /// Changes what was asked of the kernel at the seizing.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub fn set(&self, how: Seizing) -> Result<(), Error> {
        SETOPTIONS.with_numbers(self.tid, 0, how.options() as usize).map(drop)
    }

    /// Lets it run to its next stop, at a system call or elsewhere, and get `signal`.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub fn restart(self, signal: Option<i32>) -> Result<(), Error> {
        SYSCALL.with_numbers(self.tid, 0, signal.unwrap_or(0) as usize).map(drop)
    }

    /// Lets it run to its next stop that is no syscall-stop, and get `signal`: calls stop only where a seccomp filter says
    /// so.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub fn restart_to_filter(self, signal: Option<i32>) -> Result<(), Error> {
        CONT.with_numbers(self.tid, 0, signal.unwrap_or(0) as usize).map(drop)
    }

    /// Writes bytes into its memory, and nothing beyond them. Meant for a few: it takes a request a word.
    ///
    /// # Errors
    /// [`Error::Gone`]; EIO where memory is not mapped.
    pub fn write(&self, address: u64, bytes: &[u8]) -> Result<(), Error> {
        const WORD: usize = size_of::<libc::c_ulong>();
        for (index, piece) in bytes.chunks(WORD).enumerate() {
            let address = (address as usize).wrapping_add(index * WORD);
            let mut word = [0; WORD];
            if piece.len() < WORD {
                let mut there: libc::c_ulong = 0;
                PEEKDATA.with_buffer(self.tid, address, &mut there)?;
                word = there.to_ne_bytes();
            }
            word[..piece.len()].copy_from_slice(piece);
            POKEDATA.with_numbers(self.tid, address, libc::c_ulong::from_ne_bytes(word) as usize)?;
        }
        Ok(())
    }

    /// Leaves it in its group-stop until SIGCONT, and hears of that. Gives it back if it was killed there and stands at its
    /// exit already.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub fn listen(self) -> Result<Option<Stopped>, Error> {
        match LISTEN.with_numbers(self.tid, 0, 0) {
            Ok(_) => Ok(None),
            Err(error) if error.errno() == libc::EIO => Ok(Some(self)),
            Err(error) => Err(error),
        }
    }

    /// Lets go of it for good; it gets `signal`. In a group-stop it stays stopped.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub fn detach(self, signal: Option<i32>) -> Result<(), Error> {
        DETACH.with_numbers(self.tid, 0, signal.unwrap_or(0) as usize).map(drop)
    }
}
