//! Passing over all tasks with a BPF iterator (Documentation/bpf/bpf_iterators.rst), again and again.

use std::fs::File;
use std::io::Read;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};

use crate::Error;
use crate::command::bpf;

/// `bpf(2)` commands and the attach type (include/uapi/linux/bpf.h).
const BPF_LINK_CREATE: libc::c_long = 28;
const BPF_ITER_CREATE: libc::c_long = 33;
const BPF_TRACE_ITER: u32 = 28;

/// An iterator program, attached.
#[derive(Debug)]
pub(crate) struct Iterate {
    link: OwnedFd,
}

/// The beginning of `union bpf_attr` for both commands; the rest is zero.
#[repr(C)]
#[derive(Default)]
struct Attr {
    fd: u32,
    flags_or_target: u32,
    attach_type: u32,
    rest: [u32; 13],
}

impl Iterate {
    /// Attaches a loaded program of the section `iter/task`.
    pub(crate) fn attach(program: BorrowedFd<'_>) -> Result<Iterate, Error> {
        let attr = Attr { fd: program.as_raw_fd() as u32, attach_type: BPF_TRACE_ITER, ..Attr::default() };
        // SAFETY: words of 32 bits, no address among them.
        Ok(Iterate { link: unsafe { bpf(BPF_LINK_CREATE, &attr, "bpf(BPF_LINK_CREATE)")? } })
    }

    /// Runs the program on every task, and appends what it writes.
    pub(crate) fn pass(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        let attr = Attr { fd: self.link.as_raw_fd() as u32, ..Attr::default() };
        // SAFETY: likewise.
        let mut file = File::from(unsafe { bpf(BPF_ITER_CREATE, &attr, "bpf(BPF_ITER_CREATE)")? });
        file.read_to_end(out).map_err(|source| Error::Os { call: "read of a BPF iterator", source })?;
        Ok(())
    }
}
