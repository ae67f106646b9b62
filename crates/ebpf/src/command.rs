//! Commands of bpf(2), for what the loader crate does not do.

use std::os::fd::{FromRawFd, OwnedFd};

use crate::Error;

/// Calls bpf(2); `call` is its name in an error.
///
/// # Safety
///
/// `attr` is the beginning of `union bpf_attr` for this command (include/uapi/linux/bpf.h), without padding, and what its
/// addresses point to is there.
pub(crate) unsafe fn command<Attr>(command: libc::c_long, attr: &Attr, call: &'static str) -> Result<i32, Error> {
    // SAFETY: `attr` is readable and of the size that is given; the kernel takes what is beyond it for zero.
    let result = unsafe { libc::syscall(libc::SYS_bpf, command, &raw const *attr, size_of::<Attr>()) };
    if result < 0 { Err(Error::last(call)) } else { Ok(result as i32) }
}

/// The same for commands that make a descriptor.
///
/// # Safety
///
/// As for [`command`].
pub(crate) unsafe fn bpf<Attr>(number: libc::c_long, attr: &Attr, call: &'static str) -> Result<OwnedFd, Error> {
    // SAFETY: as the caller says; the kernel has just made this descriptor, and nobody else has it.
    unsafe { command(number, attr, call).map(|fd| OwnedFd::from_raw_fd(fd)) }
}
