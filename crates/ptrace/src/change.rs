//! Changing what a stopped tracee's call is given.

use std::mem::offset_of;

use crate::request::{PEEKDATA, PEEKUSER, POKEDATA, POKEUSER};
use crate::{Error, Stopped, SyscallEnter};

/// Where a word of a tracee is that its call is given: a register, or memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The register at this offset in `struct user` (sys/user.h).
    Register(usize),
    /// The memory at this address.
    Memory(u64),
}

impl SyscallEnter {
    /// The register of the first argument: `rdi`, and `rbx` for calls of the i386 table (syscall(2)).
    pub fn first_argument(&self) -> Word {
        /// `AUDIT_ARCH_I386` of linux/audit.h.
        const I386: u32 = 0x4000_0003;
        Word::Register(match self.arch {
            I386 => offset_of!(libc::user_regs_struct, rbx),
            _ => offset_of!(libc::user_regs_struct, rdi),
        })
    }
}

impl Stopped {
    /// Reads a word.
    ///
    /// # Errors
    /// [`Error::Gone`]; EIO for an address that is not mapped.
    pub fn word(&self, at: Word) -> Result<u64, Error> {
        let mut word: libc::c_ulong = 0;
        match at {
            Word::Register(offset) => PEEKUSER.with_buffer(self.tid(), offset, &mut word)?,
            Word::Memory(address) => PEEKDATA.with_buffer(self.tid(), address as usize, &mut word)?,
        };
        Ok(word)
    }

    /// Writes a word; also to memory that the program itself may only read.
    ///
    /// # Errors
    /// As [`Stopped::word`].
    pub fn set_word(&self, at: Word, word: u64) -> Result<(), Error> {
        let written = match at {
            Word::Register(offset) => POKEUSER.with_numbers(self.tid(), offset, word as usize),
            Word::Memory(address) => POKEDATA.with_numbers(self.tid(), address as usize, word as usize),
        };
        written.map(drop)
    }
}
