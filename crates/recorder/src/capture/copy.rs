//! Walking a plan: read, record, follow.

use trapline_ptrace::{CStrEnd, Error, Memory, Owner, Range, Stopped, to_page_end};
use trapline_syscalls::capture::{Extent, Goes, Limits, Phase, Want, count_dirents, follow, plan};
use trapline_syscalls::memory::{Record, Status};
use trapline_syscalls::{Abi, Signature};

/// Strings are read in pieces of this size first: most are shorter, and copying the rest of a page takes a quarter longer.
const SHORT: usize = 256;
/// Entries of an array of pointers that are read at once.
const POINTERS: usize = 64;
/// Entries that are counted at most.
const MOST_COUNTED: u32 = 1 << 20;

/// What was copied at one stop, in buffers that are reused.
#[derive(Debug)]
pub(crate) struct Capture {
    limits: Limits,
    reader: Memory,
    wants: Vec<Want>,
    ranges: Vec<Range>,
    /// What a round of reading brought, and where each range's part ends.
    round: Vec<u8>,
    ends: Vec<usize>,
    /// One piece that was read in several steps.
    piece: Vec<u8>,
    /// Records for the `memory` column.
    pub(crate) memory: Vec<u8>,
    /// Payload for the `data` column.
    pub(crate) data: Vec<u8>,
}

/// The call that is copied for.
#[derive(Clone, Copy)]
struct At<'a> {
    owner: Owner<'a>,
    abi: Abi,
    phase: Phase,
}

impl Capture {
    pub(crate) fn new(limits: Limits) -> Capture {
        Capture {
            limits,
            reader: Memory::default(),
            wants: Vec::new(),
            ranges: Vec::new(),
            round: Vec::new(),
            ends: Vec::new(),
            piece: Vec::new(),
            memory: Vec::new(),
            data: Vec::new(),
        }
    }

    /// Forgets what was copied.
    pub(crate) fn clear(&mut self) {
        self.memory.clear();
        self.data.clear();
    }

    /// Reads memory without keeping it: as much from its beginning as is mapped.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub(crate) fn peek(&mut self, stopped: &Stopped, address: u64, length: usize) -> Result<&[u8], Error> {
        Ok(self.reader.read(stopped, &[Range { address, length }])?.get(0))
    }

    /// Copies what the signature plans for this half of the call. All that is known at once is read with one call; what
    /// pointers in it lead to, with one more.
    ///
    /// # Errors
    /// As [`Memory::read`].
    pub(crate) fn take<'a>(
        &mut self,
        owner: impl Into<Owner<'a>>,
        abi: Abi,
        signature: &Signature,
        args: &[u64; 6],
        phase: Phase,
    ) -> Result<(), Error> {
        let at = At { owner: owner.into(), abi, phase };
        self.wants.clear();
        plan(abi, signature, args, phase, &self.limits, &mut self.wants);
        let mut done = 0;
        while done < self.wants.len() {
            let end = self.wants.len();
            self.read_round(at, done, end)?;
            // Each want has read one range; `Extent::At` has read its length before that.
            let mut range = 0;
            for index in done..end {
                let want = self.wants[index];
                let length = match want.extent {
                    Extent::At(..) => {
                        range += 1;
                        number(self.bytes(range - 1))
                    }
                    _ => None,
                };
                self.finish(at, want, range, length)?;
                range += 1;
            }
            done = end;
        }
        Ok(())
    }

    /// Reads the beginnings of the wants from `first` to `end` in one call.
    fn read_round(&mut self, at: At<'_>, first: usize, end: usize) -> Result<(), Error> {
        let wants = &self.wants[first..end];
        let page = self.reader.page();
        self.ranges.clear();
        for want in wants {
            let limit = want.limit as usize;
            if let Extent::At(length, _) = want.extent {
                self.ranges.push(Range { address: length, length: 4 });
            }
            let length = match want.extent {
                Extent::Bytes(length) | Extent::At(_, length) | Extent::CountDirents(length) => {
                    limit.min(length as usize)
                }
                Extent::CStr => limit.min(SHORT).min(to_page_end(want.address, page)),
                Extent::Strings => limit.min(pointers_at_once(want.address, at.abi, page)),
                Extent::CountStrings => pointers_at_once(want.address, at.abi, page),
            };
            self.ranges.push(Range { address: want.address, length });
        }
        let pieces = self.reader.read(at.owner, &self.ranges)?;
        self.round.clear();
        self.ends.clear();
        for index in 0..self.ranges.len() {
            self.round.extend_from_slice(pieces.get(index));
            self.ends.push(self.round.len());
        }
        Ok(())
    }

    /// What was read of a range.
    fn bytes(&self, range: usize) -> &[u8] {
        let start = if range == 0 { 0 } else { self.ends[range - 1] };
        &self.round[start..self.ends[range]]
    }

    /// Completes one want from what was read of its range, records it and follows its pointers. `filled` is the length
    /// that the kernel wrote beside it, for `Extent::At`.
    fn finish(&mut self, at: At<'_>, want: Want, range: usize, filled: Option<u32>) -> Result<(), Error> {
        let wanted = self.ranges[range].length;
        self.piece.clear();
        let start = if range == 0 { 0 } else { self.ends[range - 1] };
        self.piece.extend_from_slice(&self.round[start..self.ends[range]]);
        let (status, full_length) = match want.extent {
            Extent::Bytes(length) => self.sized(length, want.limit),
            Extent::At(_, most) => match filled {
                Some(filled) => self.sized(filled.min(most), want.limit),
                None => (Status::Fault, self.sized(0, 0).1),
            },
            Extent::CountDirents(length) => {
                let (status, _) = self.sized(length, want.limit);
                let count = count_dirents(&self.piece);
                self.piece.clear();
                (status, count)
            }
            Extent::CStr => self.string(at, want, wanted)?,
            Extent::Strings => self.pointers(at, want, wanted)?,
            Extent::CountStrings => {
                let counted = Want { limit: MOST_COUNTED.saturating_mul(at.abi.word() as u32), ..want };
                let (status, bytes) = self.pointers(at, counted, wanted)?;
                self.piece.clear();
                (status, bytes / at.abi.word() as u32)
            }
        };
        match want.goes {
            Goes::Memory => Record {
                what: want.what,
                at_exit: at.phase != Phase::Enter,
                status,
                recovered: false,
                full_length,
                address: want.address,
                bytes: &self.piece,
            }
            .write(&mut self.memory),
            Goes::Data => self.data.extend_from_slice(&self.piece),
            Goes::Nowhere => {}
        }
        follow(at.abi, &want, &self.piece, at.phase, &self.limits, &mut self.wants);
        Ok(())
    }

    /// A piece of known length.
    fn sized(&mut self, length: u32, limit: u32) -> (Status, u32) {
        let expected = length.min(limit) as usize;
        self.piece.truncate(expected);
        let status = match () {
            () if self.piece.len() < expected => Status::Fault,
            () if length > limit => Status::Truncated,
            () => Status::Ok,
        };
        (status, length)
    }

    /// A string, of which `wanted` bytes were asked for. The length of one that was cut is not known; what is here
    /// counts.
    fn string(&mut self, at: At<'_>, want: Want, wanted: usize) -> Result<(Status, u32), Error> {
        let limit = want.limit as usize;
        let end = match self.piece.iter().position(|&byte| byte == 0) {
            Some(end) => {
                self.piece.truncate(end);
                CStrEnd::Nul
            }
            None if self.piece.len() < wanted => CStrEnd::Fault,
            None if wanted == limit => CStrEnd::Limit,
            None => match want.address.checked_add(wanted as u64) {
                Some(next) => self.reader.c_str(at.owner, next, limit - wanted, &mut self.piece)?,
                None => CStrEnd::Fault,
            },
        };
        let status = match end {
            CStrEnd::Limit if self.goes_on(at, want)? => Status::Truncated,
            CStrEnd::Nul | CStrEnd::Limit => Status::Ok,
            CStrEnd::Fault => Status::Fault,
        };
        Ok((status, self.piece.len() as u32))
    }

    /// Whether a string of which as much as is wanted was read does not end right there.
    fn goes_on(&mut self, at: At<'_>, want: Want) -> Result<bool, Error> {
        let Some(address) = want.address.checked_add(want.limit.into()) else { return Ok(false) };
        let next = self.reader.read(at.owner, &[Range { address, length: 1 }])?;
        Ok(next.get(0).first().is_some_and(|&byte| byte != 0))
    }

    /// An array of pointers up to its null, of which `wanted` bytes were asked for.
    fn pointers(&mut self, at: At<'_>, want: Want, wanted: usize) -> Result<(Status, u32), Error> {
        let word = at.abi.word();
        let limit = want.limit as usize;
        let mut asked = wanted;
        let mut searched = 0;
        let status = loop {
            let null = self.piece[searched..].chunks_exact(word).position(|entry| entry.iter().all(|&byte| byte == 0));
            if let Some(null) = null {
                self.piece.truncate(searched + null * word);
                break Status::Ok;
            }
            let whole = self.piece.len() / word * word;
            if self.piece.len() < asked {
                self.piece.truncate(whole);
                break Status::Fault;
            }
            if asked >= limit {
                self.piece.truncate(whole);
                break Status::Truncated;
            }
            searched = whole;
            let Some(address) = want.address.checked_add(asked as u64) else { break Status::Fault };
            // Twice as much each time: environments can be large.
            let length = asked.min(limit - asked);
            let pieces = self.reader.read(at.owner, &[Range { address, length }])?;
            self.piece.extend_from_slice(pieces.get(0));
            asked += length;
        };
        Ok((status, self.piece.len() as u32))
    }
}

/// Bytes of an array of pointers to read at once: not beyond its page if it stops there.
fn pointers_at_once(address: u64, abi: Abi, page: usize) -> usize {
    let length = POINTERS * abi.word();
    let to_end = to_page_end(address, page);
    if to_end < abi.word() { length } else { length.min(to_end) }
}

/// A little-endian `u32`.
fn number(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_le_bytes)
}
