//! Commands of bpf(2) that make a descriptor, for what the loader crate does not do.

use std::os::fd::{FromRawFd, OwnedFd};

use crate::Error;

/// Calls bpf(2); `call` is its name in an error.
///
/// # Safety
///
/// `attr` is the beginning of `union bpf_attr` for this command (include/uapi/linux/bpf.h), without padding, and what its
/// addresses point to is there.
pub(crate) unsafe fn bpf<Attr>(command: libc::c_long, attr: &Attr, call: &'static str) -> Result<OwnedFd, Error> {
    // SAFETY: `attr` is readable and of the size that is given; the kernel takes what is beyond it for zero.
    let fd = unsafe { libc::syscall(libc::SYS_bpf, command, &raw const *attr, size_of::<Attr>()) };
    if fd < 0 {
        return Err(Error::last(call));
    }
    // SAFETY: the kernel has just made this descriptor, and nobody else has it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd as i32) })
}
