//! Passing over all tasks with a BPF iterator (Documentation/bpf/bpf_iterators.rst), again and again.

use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use crate::Error;
use crate::command::{create_iterator, link_iterator};

/// An iterator program, attached.
#[derive(Debug)]
pub(crate) struct Iterate {
    link: OwnedFd,
}

impl Iterate {
    /// Attaches a loaded program of the section `iter/task`.
    pub(crate) fn attach(program: BorrowedFd<'_>) -> Result<Iterate, Error> {
        let link = link_iterator(program).map_err(|error| Error::os("bpf(BPF_LINK_CREATE)", error))?;
        Ok(Iterate { link })
    }

    /// Runs the program on every task, and appends what it writes.
    pub(crate) fn pass(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        let file = create_iterator(self.link.as_fd()).map_err(|error| Error::os("bpf(BPF_ITER_CREATE)", error))?;
        let result = File::from(file).read_to_end(out);
        result.map_err(|error| Error::os("read of a BPF iterator", error)).map(drop)
    }
}
