//! The call that a stop has come upon.

use std::mem::offset_of;

use libc::user_regs_struct as Registers;

use crate::request::{GET_SYSCALL_INFO, GETREGS, POKEUSER};
use crate::syscall::Raw;
use crate::{Error, Stopped};

/// A call whose enter nobody saw, found in the registers of a thread that stands at a stop other than a syscall-stop: one
/// that the stop interrupted, or that was just about to return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InCall {
    /// AUDIT_ARCH_* (linux/audit.h).
    pub arch: u32,
    /// Number, as the program gave it.
    pub nr: i32,
    /// Its arguments, in the order of its ABI.
    pub args: [u64; 6],
    /// What it returns: a negative errno, a restart code if the kernel will make the call again, or, at a stop in the
    /// midst of a call, nothing that means anything.
    pub ret: i64,
    /// Where the stack ends.
    pub stack_pointer: u64,
}

/// `AUDIT_ARCH_I386` of linux/audit.h.
const I386: u32 = 0x4000_0003;

impl Stopped {
    /// The call that this stop has come upon; `None` if the thread was computing.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub fn in_call(&self) -> Result<Option<InCall>, Error> {
        let mut raw = Raw::default();
        GET_SYSCALL_INFO.with_buffer(self.tid(), size_of::<Raw>(), &mut raw)?;
        let mut registers = none();
        GETREGS.with_buffer(self.tid(), 0, &mut registers)?;
        Ok(read(raw.arch(), &registers))
    }

    /// Makes the call of which the thread is on its way out return `ret`. A restart code makes the kernel call again.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub fn set_return(&self, ret: i64) -> Result<(), Error> {
        POKEUSER.with_numbers(self.tid(), offset_of!(Registers, rax), ret as usize).map(drop)
    }
}

/// Registers of zeros.
fn none() -> Registers {
    // SAFETY: a structure of integers, for which zeros are valid.
    unsafe { std::mem::zeroed() }
}

/// x86: the entry code leaves the number in `orig_rax`, and -1 where no call brought the thread into the kernel.
fn read(arch: u32, registers: &Registers) -> Option<InCall> {
    let Registers { rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp, r8, r9, r10, orig_rax, .. } = *registers;
    let nr = orig_rax as i32;
    let (args, ret) = match arch {
        I386 => ([rbx, rcx, rdx, rsi, rdi, rbp].map(|arg| arg & u64::from(u32::MAX)), i64::from(rax as i32)),
        _ => ([rdi, rsi, rdx, r10, r8, r9], rax.cast_signed()),
    };
    (nr != -1).then_some(InCall { arch, nr, args, ret, stack_pointer: rsp })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_those_of_the_abi() {
        let registers =
            Registers { rax: u64::MAX - 511, orig_rax: 3, rdi: 1, rsi: 2, rdx: 3, rbx: 9, rsp: 7, ..none() };
        let call = read(0xC000_003E, &registers);
        let expected = InCall { arch: 0xC000_003E, nr: 3, args: [1, 2, 3, 0, 0, 0], ret: -512, stack_pointer: 7 };
        assert_eq!(call, Some(expected));
        let narrow = Registers { rax: 0xffff_fe00, rbx: u64::MAX, ..registers };
        let call = read(I386, &narrow);
        assert!(call.is_some_and(|call| call.ret == -512 && call.args[0] == 0xffff_ffff && call.args[4] == 1));
    }

    #[test]
    fn a_thread_that_computes_is_in_no_call() {
        assert_eq!(read(0xC000_003E, &Registers { orig_rax: u64::MAX, ..none() }), None);
    }
}
