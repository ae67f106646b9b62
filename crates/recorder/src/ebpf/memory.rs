//! From pieces of memory to the records of the `memory` column and the payload.

use trapline_ebpf::layout::{piece, what};
use trapline_ebpf::records::{Copied, FileSeen, continues, pieces};
use trapline_process::proc::Links;
use trapline_syscalls::memory::{Record, Status, what as of};

use super::names::{self, Place};

/// What the pieces of one half of a call come to.
#[derive(Debug, Default)]
pub(super) struct Half {
    /// Records.
    pub(super) memory: Vec<u8>,
    /// Payload.
    pub(super) data: Vec<u8>,
}

/// What a call's pieces say besides its memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// `st_mode` and `st_rdev` of the first descriptor that it made.
    pub(super) made: Option<(u32, u64)>,
    /// Effective user and group.
    pub(super) ids: Option<(i32, i32)>,
}

impl Half {
    fn clear(&mut self) {
        self.memory.clear();
        self.data.clear();
    }
}

/// Takes pieces apart into what was copied at the enter and at the exit of a call of thread `tid`.
#[derive(Debug, Default)]
pub(super) struct Sorter {
    pub(super) enter: Half,
    pub(super) exit: Half,
    pub(super) said: Said,
    joined: Vec<u8>,
    name: Vec<u8>,
    links: Links,
}

impl Sorter {
    /// Begins with the pieces of a call.
    pub(super) fn sort(&mut self, tid: i32, parts: &[u8], memory: &[u8]) {
        self.enter.clear();
        self.exit.clear();
        self.said = Said::default();
        let mut all = pieces(parts).chain(pieces(memory)).peekable();
        while let Some(first) = all.next() {
            if all.peek().is_some_and(continues) {
                let mut joined = std::mem::take(&mut self.joined);
                joined.clear();
                joined.extend_from_slice(first.bytes);
                let mut flags = first.flags;
                while let Some(next) = all.next_if(continues) {
                    joined.extend_from_slice(next.bytes);
                    flags |= next.flags & piece::FAULT;
                }
                self.add(tid, &Copied { bytes: &joined, flags, ..first });
                self.joined = joined;
            } else {
                self.add(tid, &first);
            }
        }
    }

    fn add(&mut self, tid: i32, piece: &Copied<'_>) {
        match piece.what {
            what::DATA => {
                let half = if piece.flags & piece::AT_EXIT != 0 { &mut self.exit } else { &mut self.enter };
                half.data.extend_from_slice(piece.bytes);
            }
            what::FD | what::CWD => self.name(tid, piece),
            what::IDS => {
                let id = |at: usize| Some(i32::from_ne_bytes(*piece.bytes.get(at..)?.first_chunk()?));
                self.said.ids = id(0).zip(id(4));
            }
            _ => {
                let recovered = piece.flags & piece::RECOVERED != 0;
                let at_exit = piece.flags & piece::AT_EXIT != 0 || recovered;
                let half = if at_exit { &mut self.exit } else { &mut self.enter };
                record(piece, at_exit, recovered, piece.bytes).write(&mut half.memory);
            }
        }
    }

    /// The name of a new descriptor, or of the new working directory.
    fn name(&mut self, tid: i32, piece: &Copied<'_>) {
        let Some(seen) = FileSeen::parse(piece.bytes) else { return };
        let is_fd = piece.what == what::FD;
        if is_fd {
            self.said.made.get_or_insert((seen.mode, seen.st_rdev()));
        }
        let (what, place) =
            if is_fd { (of::FD_NAME, Place::Fd(piece.address as i32)) } else { (of::CWD, Place::Directory) };
        if self.name_of(&seen, tid, place).is_some() {
            let named = Copied { what, full_length: self.name.len() as u32, ..*piece };
            record(&named, true, false, &self.name).write(&mut self.exit.memory);
        }
    }

    /// What a file of thread `tid` is called, if that can be told.
    pub(super) fn name_of(&mut self, seen: &FileSeen<'_>, tid: i32, place: Place) -> Option<&[u8]> {
        self.name.clear();
        names::append(seen, tid, place, &mut self.links, &mut self.name);
        Some(self.name.as_slice()).filter(|name| !name.is_empty())
    }
}

fn record<'a>(piece: &Copied<'_>, at_exit: bool, recovered: bool, bytes: &'a [u8]) -> Record<'a> {
    let status = match piece.flags {
        flags if flags & piece::FAULT != 0 => Status::Fault,
        flags if flags & piece::TRUNCATED != 0 => Status::Truncated,
        _ => Status::Ok,
    };
    Record {
        what: piece.what,
        at_exit,
        status,
        recovered,
        full_length: piece.full_length,
        address: piece.address,
        bytes,
    }
}
