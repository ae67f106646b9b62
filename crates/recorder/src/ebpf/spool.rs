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
            self.give_back();
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
        self.give_back();
        read
    }

    /// Nobody needs a piece any more. When nobody needs any, the disk is given back, and the room used again.
    fn give_back(&self) {
        let mut room = self.room();
        room.waiting -= 1;
        if room.waiting == 0 {
            room.end = 0;
            if let Some(file) = self.file.get() {
                // It only takes room until this process ends.
                let _ = file.set_len(0);
            }
        }
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
            assert_eq!((spool.room().end, spool.file().unwrap().metadata().unwrap().len()), (6000, 6000));
            for (index, stored) in (0..20).zip(&stored).rev() {
                spool.read(stored, &mut bytes).unwrap();
                assert_eq!(bytes, [turn * 20 + index; 300]);
            }
            assert_eq!((spool.room().end, spool.file().unwrap().metadata().unwrap().len()), (0, 0));
        }
    }
}
