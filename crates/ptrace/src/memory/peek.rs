//! Reading word by word, where process_vm_readv(2) is refused.

use super::Range;
use crate::request::PEEKDATA;
use crate::{Error, Stopped};

/// Reads `range` into `into` (of its length) and says how many bytes could be read.
///
/// PTRACE_PEEKDATA needs no permission beyond being the tracer, while process_vm_readv is a system call of its own, which
/// a container's seccomp filter may refuse.
///
/// # Errors
/// [`Error::Gone`].
pub(super) fn peek(stopped: &Stopped, range: Range, into: &mut [u8]) -> Result<usize, Error> {
    const WORD: usize = size_of::<libc::c_ulong>();
    let mut done = 0;
    while done < range.length {
        let Some(address) = range.address.checked_add(done as u64) else { break };
        let start = address as usize & (WORD - 1);
        let mut word: libc::c_ulong = 0;
        match PEEKDATA.with_buffer(stopped.tid(), address as usize - start, &mut word) {
            Ok(_) => {}
            Err(gone @ Error::Gone { .. }) => return Err(gone),
            Err(_) => break,
        }
        let length = (WORD - start).min(range.length - done);
        into[done..done + length].copy_from_slice(&word.to_ne_bytes()[start..start + length]);
        done += length;
    }
    Ok(done)
}
