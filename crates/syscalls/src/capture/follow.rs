//! What the pointers in copied memory lead to.

use super::{Extent, Goes, Holds, IOVEC, Limits, MMSGHDR, MSGHDR, Phase, SOCKADDR, Want, moved};
use crate::{Abi, Dir};

/// Appends what the pointers in a piece lead to: the strings of an `argv`, the buffers of an iovec array, name, iovec
/// array and control data of a msghdr, and what [`StructDef::nested`](crate::structs::StructDef::nested) lists.
///
/// `bytes` is as much of the piece as could be read.
pub fn follow(abi: Abi, want: &Want, bytes: &[u8], phase: Phase, limits: &Limits, out: &mut Vec<Want>) {
    match want.holds {
        Holds::Nothing => {}
        Holds::Strings => {
            let pointers = bytes.chunks_exact(abi.word()).map(word).filter(|&pointer| pointer != 0);
            out.extend(pointers.map(|pointer| Want { limit: limits.string, ..Want::nested(pointer, Extent::CStr) }));
        }
        Holds::IoVec { dir, filled } => {
            if phase == Phase::Enter && dir == Dir::In || phase != Phase::Enter && dir != Dir::In {
                buffers(bytes, filled, limits.data, out);
            }
        }
        Holds::MsgHdr(dir) => message(dir, bytes, moved(phase), phase, limits, out),
        Holds::MmsgHdr(dir) => {
            for header in bytes.chunks_exact(MMSGHDR) {
                let length = if phase == Phase::Enter { u64::MAX } else { field(header, MSGHDR, 4) };
                message(dir, &header[..MSGHDR], length, phase, limits, out);
            }
        }
        Holds::Struct(def) => def.nested.iter().for_each(|nested| nested.follow(bytes, out)),
        Holds::Structs(def) => {
            for one in bytes.chunks_exact(def.size.max(1) as usize) {
                def.nested.iter().for_each(|nested| nested.follow(one, out));
            }
        }
    }
}

/// A little-endian number of at most eight bytes.
fn word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// The number at `at`, 0 where the bytes end before.
fn field(bytes: &[u8], at: usize, size: usize) -> u64 {
    bytes.get(at..at + size).map_or(0, word)
}

fn saturating(length: u64) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The first `filled` bytes of the buffers of an iovec array, as far as `data` bytes reach.
fn buffers(iovecs: &[u8], mut filled: u64, data: u32, out: &mut Vec<Want>) {
    let mut room = data;
    for iovec in iovecs.chunks_exact(IOVEC) {
        let (address, length) = (field(iovec, 0, 8), field(iovec, 8, 8).min(filled));
        if room == 0 || filled == 0 {
            return;
        }
        if length != 0 && address != 0 {
            let extent = Extent::Bytes(saturating(length));
            out.push(Want { limit: room, goes: Goes::Data, ..Want::nested(address, extent) });
            filled -= length;
            room = room.saturating_sub(saturating(length));
        }
    }
}

/// What a msghdr points to: the iovec array, and name and control data at enter if it is sent, at exit if it was
/// received.
fn message(dir: Dir, header: &[u8], filled: u64, phase: Phase, limits: &Limits, out: &mut Vec<Want>) {
    let mut piece = |pointer: u64, length: u64, goes, holds| {
        if pointer != 0 && length != 0 {
            let want = Want::nested(pointer, Extent::Bytes(saturating(length)));
            out.push(Want { limit: limits.memory, goes, holds, ..want });
        }
    };
    let enter = phase == Phase::Enter;
    let receives = dir != Dir::In;
    let vector = (field(header, 16, 8), field(header, 24, 8).saturating_mul(IOVEC as u64));
    if enter != receives {
        piece(field(header, 0, 8), field(header, 8, 4).min(u64::from(SOCKADDR)), Goes::Memory, Holds::Nothing);
        piece(field(header, 32, 8), field(header, 40, 8), Goes::Memory, Holds::Nothing);
    }
    if enter {
        piece(vector.0, vector.1, Goes::Memory, Holds::IoVec { dir, filled });
    } else if receives && limits.data > 0 {
        piece(vector.0, vector.1, Goes::Nowhere, Holds::IoVec { dir, filled });
    }
}
