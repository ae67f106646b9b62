//! Arguments of new programs that could not be read at the enter of the execve: its strings were not in memory yet.
//!
//! The kernel has copied them to the bottom of the new stack, from where the programs take them. For the row of the call
//! they are put where the program had them: the array, and strings behind its pointers.

use trapline_ebpf::layout::what;
use trapline_ebpf::records::{Call, pieces};
use trapline_syscalls::Kind;
use trapline_syscalls::memory::{Record, Status, what as of};
use trapline_syscalls::table::lookup;

use super::merge::abi;

/// The arguments in the record of a new program, if they are there.
pub(super) fn of_program(memory: &[u8]) -> Option<Vec<Vec<u8>>> {
    let pieces = pieces(memory).filter(|piece| piece.what == what::ARGV);
    let text: Vec<u8> = pieces.flat_map(|piece| piece.bytes).copied().collect();
    let words = text.strip_suffix(&[0]).unwrap_or(&text);
    (!text.is_empty()).then(|| words.split(|&byte| byte == 0).map(<[u8]>::to_vec).collect())
}

/// The same, if the enter of the execve has not got them.
pub(super) fn missing(memory: &[u8]) -> Option<Vec<Vec<u8>>> {
    /// `struct program` (bpf/layout.h): behind three ids.
    const ARGV_MISSING: usize = 12;
    let program = pieces(memory).find(|piece| piece.what == what::PROGRAM)?;
    let is_missing = program.bytes.get(ARGV_MISSING..)?.first_chunk() != Some(&[0; 4]);
    is_missing.then(|| of_program(memory)).flatten()
}

/// Adds the array and the strings as the enter of the call would have: that the addresses of the strings are not known
/// shows nowhere but in the raw array, which counts them.
pub(super) fn write(call: &Call<'_>, argv: &[Vec<u8>], out: &mut Vec<u8>) {
    let Some(abi) = abi(call) else { return };
    let Some(known) = lookup(abi, call.nr) else { return };
    let args = known.signature(&call.args).args;
    let Some(index) = args.iter().position(|arg| matches!(arg.kind.bare(), Kind::StrArray)) else { return };
    let addresses = (1..).zip(argv);
    let array: Vec<u8> = addresses
        .clone()
        .flat_map(|(address, _): (u64, _)| address.to_le_bytes().into_iter().take(abi.word()))
        .collect();
    let mut record = |what: u8, address: u64, bytes: &[u8]| {
        let full_length = bytes.len() as u32;
        Record { what, at_exit: false, status: Status::Ok, recovered: false, full_length, address, bytes }.write(out);
    };
    record(index as u8, call.args[index], &array);
    for (address, word) in addresses {
        record(of::NESTED, address, word);
    }
}

#[cfg(test)]
mod tests {
    use trapline_syscalls::memory::records;

    use super::*;

    fn piece(what: u8, bytes: &[u8]) -> Vec<u8> {
        let mut piece = vec![what, 0, 0, 0];
        piece.extend((bytes.len() as u32).to_ne_bytes());
        piece.extend((bytes.len() as u32).to_ne_bytes());
        piece.resize(24, 0);
        piece.extend(bytes);
        piece.resize(piece.len().next_multiple_of(8), 0);
        piece
    }

    #[test]
    fn arguments_are_taken_only_where_the_enter_lacks_them() {
        let program = |missing: u8| {
            let mut bytes = [0; 32];
            bytes[12] = missing;
            [piece(what::PROGRAM, &bytes), piece(what::ARGV, b"sh\0-c\0\0")].concat()
        };
        let words = vec![b"sh".to_vec(), b"-c".to_vec(), Vec::new()];
        assert_eq!(of_program(&program(0)), Some(words.clone()));
        assert_eq!(missing(&program(0)), None);
        assert_eq!(missing(&program(1)), Some(words));
    }

    #[test]
    fn they_stand_behind_the_argument_that_takes_them() {
        let call = Call {
            tid: 1,
            enter_tid: 1,
            enter: 1,
            exit: Some(2),
            abi: 0,
            flags: 0,
            cpu: 0,
            nr: 59,
            ret: 0,
            off_cpu: None,
            args: [0x10, 0x20, 0x30, 0, 0, 0],
            memory: &[],
        };
        let mut memory = Vec::new();
        write(&call, &[b"sh".to_vec(), b"-c".to_vec()], &mut memory);
        let found: Vec<_> =
            records(&memory).map(|record| (record.what, record.address, record.bytes.to_vec())).collect();
        let array = [1u64.to_le_bytes(), 2u64.to_le_bytes()].concat();
        assert_eq!(found, [(1, 0x20, array), (of::NESTED, 1, b"sh".to_vec()), (of::NESTED, 2, b"-c".to_vec())]);
    }
}
