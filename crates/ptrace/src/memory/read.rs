//! Many ranges in one call.

use std::io;

use super::peek::peek;
use super::{Owner, Range};
use crate::Error;

/// Most parts that one process_vm_readv takes (`UIO_MAXIOV`).
const MOST_PARTS: usize = 1024;

/// Reads tracees' memory into one buffer that is reused.
#[derive(Debug)]
pub struct Memory {
    page: usize,
    /// Never shrinks; what was read last is at its beginning.
    buffer: Vec<u8>,
    /// Of each range: where in the buffer it begins, and how many bytes of it were read.
    read: Vec<(usize, usize)>,
    /// The parts of the ranges that go into one call.
    parts: Vec<libc::iovec>,
}

// SAFETY: `parts` holds addresses of other processes, which are never followed here, and only while `read` runs.
unsafe impl Send for Memory {}

/// What was read: of each range as much from its beginning as is mapped.
#[derive(Clone, Copy, Debug)]
pub struct Pieces<'a> {
    buffer: &'a [u8],
    read: &'a [(usize, usize)],
}

impl<'a> Pieces<'a> {
    /// What was read of range `index`; shorter than the range where memory is not mapped.
    pub fn get(&self, index: usize) -> &'a [u8] {
        self.read.get(index).map_or(&[], |&(start, length)| &self.buffer[start..start + length])
    }
}

impl Default for Memory {
    fn default() -> Memory {
        Memory { page: trapline_process::page_size(), buffer: Vec::new(), read: Vec::new(), parts: Vec::new() }
    }
}

impl Memory {
    /// Size of a page in bytes.
    pub fn page(&self) -> usize {
        self.page
    }

    /// Reads all `ranges`, in one call unless some of them are not mapped. Exactly these bytes are asked for and no
    /// other, each range in parts that end where pages end, so that an unmapped page costs nothing but itself.
    ///
    /// # Errors
    /// [`Error::Gone`]; and [`Error::Request`] where nobody may read the memory of a thread that is not stopped.
    pub fn read<'a>(&mut self, owner: impl Into<Owner<'a>>, ranges: &[Range]) -> Result<Pieces<'_>, Error> {
        let owner = owner.into();
        self.read.clear();
        let mut total = 0;
        for range in ranges {
            self.read.push((total, 0));
            total += range.length;
        }
        if self.buffer.len() < total {
            self.buffer.resize(total, 0);
        }
        let mut first = 0;
        while first < ranges.len() {
            first = self.read_from(owner, ranges, first)?;
        }
        Ok(Pieces { buffer: &self.buffer, read: &self.read })
    }

    /// Makes one call for the ranges from `first` on, and gives the first that it did not get to.
    fn read_from(&mut self, owner: Owner<'_>, ranges: &[Range], first: usize) -> Result<usize, Error> {
        // A range that was read in part (one that has more parts than a call takes) goes on where it stands.
        let rest = |range: &Range, done: usize| Range {
            address: range.address.saturating_add(done as u64),
            length: range.length - done,
        };
        self.parts.clear();
        let mut wanted = 0;
        for (range, (_, done)) in ranges.iter().zip(&self.read).skip(first) {
            for part in rest(range, *done).parts(self.page) {
                if self.parts.len() == MOST_PARTS {
                    break;
                }
                self.parts.push(libc::iovec { iov_base: part.address as *mut _, iov_len: part.length });
                wanted += part.length;
            }
        }
        if wanted == 0 {
            return Ok(ranges.len());
        }
        let start = self.read[first].0 + self.read[first].1;
        let into = libc::iovec { iov_base: self.buffer[start..start + wanted].as_mut_ptr().cast(), iov_len: wanted };
        // SAFETY: `into` is a part of our buffer, checked by the slice above; the remote addresses are another process's
        // and need not be valid.
        let result = unsafe {
            libc::process_vm_readv(owner.tid(), &raw const into, 1, self.parts.as_ptr(), self.parts.len() as u64, 0)
        };
        let got = match usize::try_from(result) {
            Ok(got) => got,
            Err(_) => match io::Error::last_os_error().raw_os_error().unwrap_or(0) {
                libc::ESRCH => return Err(Error::Gone { tid: owner.tid() }),
                errno @ (libc::EPERM | libc::ENOSYS) => {
                    let Owner::Stopped(stopped) = owner else {
                        return Err(Error::new("process_vm_readv", owner.tid(), errno));
                    };
                    let range = ranges[first];
                    let start = self.read[first].0;
                    let into = &mut self.buffer[start..start + range.length];
                    self.read[first].1 = peek(stopped, range, into)?;
                    return Ok(first + 1);
                }
                _ => 0,
            },
        };
        Ok(self.share_out(ranges, first, got, got < wanted))
    }

    /// Gives `got` bytes to the ranges from `first` on. At a fault the range where it happened has ended; otherwise
    /// a range that is not complete is where the next call goes on.
    fn share_out(&mut self, ranges: &[Range], first: usize, mut got: usize, fault: bool) -> usize {
        for (index, (range, (_, done))) in ranges.iter().zip(&mut self.read).enumerate().skip(first) {
            let more = got.min(range.length - *done);
            *done += more;
            got -= more;
            if *done < range.length {
                // A range that ends at the top of the address space has no further parts either.
                let exhausted = range.address.checked_add(*done as u64).is_none();
                return if fault || exhausted { index + 1 } else { index };
            }
        }
        ranges.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGES: [Range; 3] = [
        Range { address: 0x1000, length: 10 },
        Range { address: 0x2000, length: 20 },
        Range { address: 0x3000, length: 5 },
    ];

    fn memory() -> Memory {
        Memory { page: 4096, buffer: vec![0; 35], read: vec![(0, 0), (10, 0), (30, 0)], parts: Vec::new() }
    }

    #[test]
    fn a_complete_read_fills_every_range() {
        let mut memory = memory();
        assert_eq!(memory.share_out(&RANGES, 0, 35, false), 3);
        assert_eq!(memory.read, [(0, 10), (10, 20), (30, 5)]);
    }

    #[test]
    fn a_fault_ends_its_range_and_the_next_call_begins_after_it() {
        let mut memory = memory();
        assert_eq!(memory.share_out(&RANGES, 0, 17, true), 2);
        assert_eq!(memory.read, [(0, 10), (10, 7), (30, 0)]);
        assert_eq!(memory.share_out(&RANGES, 2, 0, true), 3);
    }

    #[test]
    fn a_range_that_was_too_long_for_one_call_goes_on_where_it_stands() {
        let mut memory = memory();
        assert_eq!(memory.share_out(&RANGES, 0, 17, false), 1);
        assert_eq!(memory.share_out(&RANGES, 1, 18, false), 3);
        assert_eq!(memory.read, [(0, 10), (10, 20), (30, 5)]);
    }
}
