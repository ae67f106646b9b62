//! Captured argument memory: the records of the `memory` column (docs/trace-format.md).
//!
//! A record is, little-endian: `u8 what`, `u8 flags`, `u16` zero, `u32 length`, `u32 full_length`, `u64 address`, then
//! `length` bytes. Records stand one after the other, in the order in which they were copied.

/// Size of a record's head in bytes.
pub const HEAD: usize = 20;

/// What a record holds: an argument's number or one of the following.
pub mod what {
    /// A delivered signal's siginfo.
    pub const SIGINFO: u8 = 6;
    /// Memory that was reached by following a pointer in other captured memory; found by its address.
    pub const NESTED: u8 = 7;
    /// The kernel's name of the descriptor that is given in `address`.
    pub const FD_NAME: u8 = 8;
    /// The kernel's name of the working directory.
    pub const CWD: u8 = 9;
}

/// How a copy went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All of it is here.
    Ok,
    /// The address, or a part of the range, was not mapped; what could be read is here.
    Fault,
    /// Longer than the limit; the beginning is here.
    Truncated,
}

/// One captured piece of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// An argument's number (0–5) or a constant of [`what`].
    pub what: u8,
    /// Copied at exit, not at enter.
    pub at_exit: bool,
    /// How the copy went.
    pub status: Status,
    /// Could not be read at enter and was read at exit instead.
    pub recovered: bool,
    /// Length that was wanted, in bytes.
    pub full_length: u32,
    /// Where it was in the tracee (or the descriptor, for [`what::FD_NAME`]).
    pub address: u64,
    /// The bytes. A C string is stored without its NUL.
    pub bytes: &'a [u8],
}

impl Record<'_> {
    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let status = match self.status {
            Status::Ok => 0,
            Status::Fault => 1,
            Status::Truncated => 2,
        };
        let flags = u8::from(self.at_exit) | status << 1 | u8::from(self.recovered) << 3;
        // Put together in registers: to read bytes again that were just written apart takes longer.
        let what = u64::from(self.what) | u64::from(flags) << 8 | (self.bytes.len() as u64) << 32;
        let head = u128::from(what) | u128::from(self.full_length) << 64 | u128::from(self.address) << 96;
        out.reserve(HEAD + self.bytes.len());
        out.extend_from_slice(&head.to_le_bytes());
        out.extend_from_slice(&((self.address >> 32) as u32).to_le_bytes());
        out.extend_from_slice(self.bytes);
    }
}

/// Reads records one after the other; ends at the first that is cut short or malformed.
#[derive(Clone, Debug)]
pub struct Records<'a> {
    rest: &'a [u8],
}

/// The records in captured memory, which may come from a hostile file.
#[inline]
pub fn records(memory: &[u8]) -> Records<'_> {
    Records { rest: memory }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    #[inline]
    fn next(&mut self) -> Option<Record<'a>> {
        let (head, rest) = self.rest.split_at_checked(HEAD)?;
        let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let length = usize::try_from(word(4)).ok()?;
        let (bytes, rest) = rest.split_at_checked(length)?;
        let status = match head[1] >> 1 & 3 {
            0 => Status::Ok,
            1 => Status::Fault,
            _ => Status::Truncated,
        };
        self.rest = rest;
        Some(Record {
            what: head[0],
            at_exit: head[1] & 1 != 0,
            status,
            recovered: head[1] & 8 != 0,
            full_length: word(8),
            address: u64::from(word(12)) | u64::from(word(16)) << 32,
            bytes,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn status() -> impl Strategy<Value = Status> {
        prop_oneof![Just(Status::Ok), Just(Status::Fault), Just(Status::Truncated)]
    }

    /// A record without its bytes, and the bytes.
    fn record() -> impl Strategy<Value = (Record<'static>, Vec<u8>)> {
        let head = (any::<u8>(), any::<bool>(), status(), any::<bool>(), any::<u32>(), any::<u64>());
        (head, any::<Vec<u8>>()).prop_map(|((what, at_exit, status, recovered, full_length, address), bytes)| {
            (Record { what, at_exit, status, recovered, full_length, address, bytes: &[] }, bytes)
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(written in prop::collection::vec(record(), 0..8)) {
            let mut memory = Vec::new();
            for (record, bytes) in &written {
                Record { bytes, ..*record }.write(&mut memory);
            }
            let expected: Vec<_> = written.iter().map(|(record, bytes)| Record { bytes, ..*record }).collect();
            prop_assert_eq!(records(&memory).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn any_bytes_can_be_read(memory: Vec<u8>) {
            let read: usize = records(&memory).map(|record| HEAD + record.bytes.len()).sum();
            prop_assert!(read <= memory.len());
        }

        #[test]
        fn a_record_that_is_cut_short_ends_the_reading((record, bytes) in record(), cut in 1_usize..40) {
            let mut memory = Vec::new();
            Record { bytes: &bytes, ..record }.write(&mut memory);
            let first = memory.len();
            Record { bytes: &bytes, ..record }.write(&mut memory);
            memory.truncate(memory.len().saturating_sub(cut).max(first));
            let expected = 1 + usize::from(memory.len() == 2 * first);
            prop_assert_eq!(records(&memory).count(), expected);
        }
    }

    #[test]
    fn a_length_beyond_the_end_is_not_believed() {
        let mut memory = Vec::new();
        Record {
            what: 1,
            at_exit: false,
            status: Status::Ok,
            recovered: false,
            full_length: 3,
            address: 1,
            bytes: b"abc",
        }
        .write(&mut memory);
        memory[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(records(&memory).count(), 0);
    }
}
