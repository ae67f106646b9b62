//! A file for what does not fit into memory. It has no name and is gone with this process.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// Pieces of any size, each written and read once.
#[derive(Debug, Default)]
pub(super) struct Spool {
    /// Made when it is first needed.
    file: OnceLock<File>,
    room: Mutex<Room>,
}

#[derive(Debug, Default)]
struct Room {
    end: u64,
    /// Pieces that were not read, or are being written.
    waiting: usize,
}

/// A piece in the file.
#[derive(Debug)]
pub(super) struct Stored {
    at: u64,
    length: usize,
}

impl Spool {
    /// Writes a piece.
    ///
    /// # Errors
    /// Whatever making or writing a file fails with; the piece is not in it then.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<Stored> {
        let at = self.room().take(bytes.len());
        let written = self.file().and_then(|file| file.write_all_at(bytes, at));
        if written.is_err() {
            self.room().give_back();
        }
        written.map(|()| Stored { at, length: bytes.len() })
    }

    /// Reads a piece into a buffer, in place of what is there.
    ///
    /// # Errors
    /// Whatever reading a file fails with; the piece is lost then.
    pub(super) fn read(&self, stored: &Stored, into: &mut Vec<u8>) -> io::Result<()> {
        into.resize(stored.length, 0);
        let read = self.file().and_then(|file| file.read_exact_at(into, stored.at));
        self.room().give_back();
        read
    }

    fn file(&self) -> io::Result<&File> {
        match self.file.get() {
            Some(file) => Ok(file),
            None => {
                let file = tempfile::tempfile()?;
                Ok(self.file.get_or_init(|| file))
            }
        }
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room {
    fn take(&mut self, length: usize) -> u64 {
        let at = self.end;
        self.end += length as u64;
        self.waiting += 1;
        at
    }

    /// The room is used again when nobody needs any of it.
    fn give_back(&mut self) {
        self.waiting -= 1;
        if self.waiting == 0 {
            self.end = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn pieces_come_back_in_any_order_and_their_room_is_used_again() {
        let spool = Spool::default();
        let mut bytes = vec![9; 100];
        for turn in 0..3_u8 {
            let stored: Vec<_> = (0..20).map(|index| spool.write(&[turn * 20 + index; 300]).unwrap()).collect();
            assert_eq!(spool.room().end, 6000);
            for (index, stored) in (0..20).zip(&stored).rev() {
                spool.read(stored, &mut bytes).unwrap();
                assert_eq!(bytes, [turn * 20 + index; 300]);
            }
            assert_eq!(spool.room().end, 0);
        }
    }
}
