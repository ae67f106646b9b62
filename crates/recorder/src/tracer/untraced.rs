//! CLONE_UNTRACED: a child with this flag would escape. It is taken away for the time that the kernel looks at it, and
//! put back before the program, or its child, can.

use trapline_ptrace::{Error, Stopped, SyscallEnter, Word};
use trapline_syscalls::Effect;

use super::run::{Handled, Tracer};
use super::thread::Call;

/// clone(2).
const CLONE_UNTRACED: u64 = 0x80_0000;

/// A word from which the flag was taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cleared {
    at: Word,
    word: u64,
}

impl Cleared {
    /// Puts the flag back.
    fn restore(self, stopped: &Stopped) -> Handled {
        match stopped.set_word(self.at, self.word) {
            // A child without its parent's memory mapped there has nothing to put back.
            Err(Error::Request { .. }) => Ok(()),
            result => result,
        }
    }
}

impl Tracer<'_> {
    /// At the enter of a call: takes the flag away, if it is there.
    pub(super) fn clear_untraced(&mut self, stopped: &Stopped, enter: &SyscallEnter, call: &Call) -> Handled {
        let at = match call.effect() {
            Effect::Clone if call.args[0] & CLONE_UNTRACED != 0 => enter.first_argument(),
            Effect::Clone3 => Word::Memory(call.args[0]),
            _ => return Ok(()),
        };
        let word = match stopped.word(at) {
            Ok(word) if word & CLONE_UNTRACED != 0 => word,
            // What cannot be read the kernel cannot read either.
            Ok(_) | Err(Error::Request { .. }) => return Ok(()),
            Err(gone) => return Err(gone),
        };
        match stopped.set_word(at, word & !CLONE_UNTRACED) {
            // In memory of a device, say: then the child escapes.
            Err(Error::Request { .. }) => return Ok(()),
            result => result?,
        }
        self.untraced_cleared += 1;
        if let Some(thread) = self.threads.get_mut(&stopped.tid()) {
            thread.cleared = Some(Cleared { at, word });
        }
        Ok(())
    }

    /// Puts it back: in the parent, once the child is made or the call has failed, and in the child at its first stop.
    /// Gives what was put back.
    pub(super) fn restore_untraced(&mut self, stopped: &Stopped) -> Option<Cleared> {
        let cleared = self.threads.get_mut(&stopped.tid())?.cleared.take()?;
        let restored = cleared.restore(stopped);
        self.judge(restored);
        Some(cleared)
    }
}
