//! From pieces of memory to the records of the `memory` column and the payload.

use trapline_ebpf::layout::{piece, what};
use trapline_ebpf::records::{Copied, FileSeen, continues, pieces};
use trapline_syscalls::memory::{Record, Status, what as of};

use super::names::{Names, Place};

/// What a call's pieces say besides its memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// `st_mode` and `st_rdev` of the first descriptor that it made.
    pub(super) made: Option<(u32, u64)>,
    /// Effective user and group.
    pub(super) ids: Option<(i32, i32)>,
}

/// Takes the pieces of one half of a call apart.
#[derive(Debug, Default)]
pub(super) struct Sorter {
    /// Records.
    pub(super) memory: Vec<u8>,
    /// Payload.
    pub(super) data: Vec<u8>,
    pub(super) said: Said,
    joined: Vec<u8>,
    name: Vec<u8>,
    names: Names,
}

impl Sorter {
    /// Takes what thread `tid` copied at the enter of its call, or else at its exit.
    pub(super) fn take(&mut self, tid: i32, at_exit: bool, parts: &[u8], memory: &[u8]) {
        self.sort(tid, pieces(parts).chain(pieces(memory)), |_, is_at_exit| is_at_exit == at_exit);
    }

    /// Takes both at once, that of the exit behind that of the enter, and tells where it begins; `None` if they come
    /// in another order.
    pub(super) fn take_both(&mut self, tid: i32, memory: &[u8]) -> Option<usize> {
        let (mut exit, mut in_order) = (None, true);
        self.sort(tid, pieces(memory), |so_far, is_at_exit| {
            if is_at_exit {
                exit.get_or_insert(so_far);
            }
            in_order &= is_at_exit || exit.is_none();
            in_order
        });
        in_order.then(|| exit.unwrap_or(self.memory.len()))
    }

    /// Takes the pieces that are wanted, by how long the records before are and whether they belong to the exit.
    fn sort<'m>(
        &mut self,
        tid: i32,
        pieces: impl Iterator<Item = Copied<'m>>,
        mut is_wanted: impl FnMut(usize, bool) -> bool,
    ) {
        self.memory.clear();
        self.data.clear();
        self.said = Said::default();
        let mut all = pieces.peekable();
        while let Some(first) = all.next() {
            if !is_wanted(self.memory.len(), is_at_exit(&first)) {
                while all.next_if(continues).is_some() {}
            } else if all.peek().is_some_and(continues) {
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
            what::DATA => self.data.extend_from_slice(piece.bytes),
            what::FD | what::CWD => self.name(tid, piece),
            what::IDS => {
                let id = |at: usize| Some(i32::from_ne_bytes(*piece.bytes.get(at..)?.first_chunk()?));
                self.said.ids = id(0).zip(id(4));
            }
            _ => record(piece, is_at_exit(piece), piece.bytes).write(&mut self.memory),
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
            let full_length = self.name.len() as u32;
            let named = Copied { what, full_length, flags: piece.flags & !piece::RECOVERED, ..*piece };
            record(&named, true, &self.name).write(&mut self.memory);
        }
    }

    /// What a file of thread `tid` is called, if that can be told.
    pub(super) fn name_of(&mut self, seen: &FileSeen<'_>, tid: i32, place: Place) -> Option<&[u8]> {
        self.name.clear();
        self.names.append(seen, tid, place, &mut self.name);
        Some(self.name.as_slice()).filter(|name| !name.is_empty())
    }
}

/// Whether a piece belongs to the exit: what was copied there, and what a call did.
fn is_at_exit(piece: &Copied<'_>) -> bool {
    let does = matches!(piece.what, what::FD | what::CWD | what::IDS);
    // Payload is the exit's only if it says so.
    let recovered = piece.flags & piece::RECOVERED != 0 && piece.what != what::DATA;
    does || recovered || piece.flags & piece::AT_EXIT != 0
}

fn record<'a>(piece: &Copied<'_>, at_exit: bool, bytes: &'a [u8]) -> Record<'a> {
    let status = match piece.flags {
        flags if flags & piece::FAULT != 0 => Status::Fault,
        flags if flags & piece::TRUNCATED != 0 => Status::Truncated,
        _ => Status::Ok,
    };
    Record {
        what: piece.what,
        at_exit,
        status,
        recovered: piece.flags & piece::RECOVERED != 0,
        full_length: piece.full_length,
        address: piece.address,
        bytes,
    }
}
