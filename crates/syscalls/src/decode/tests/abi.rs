//! Calls of 32-bit programs.

use super::{bare, nr, text};
use crate::Abi;
use crate::decode::CallText;
use crate::memory::{Record, Status};
use crate::table;

fn i386(name: &str, args: [u64; 6], ret: i64) -> CallText<'static> {
    let nr = (0..512).find(|&nr| table::name(Abi::I386, nr) == name).unwrap();
    CallText { abi: Abi::I386, ..bare(nr, args, Some(ret)) }
}

fn record(what: u8, at_exit: bool, bytes: &[u8]) -> Vec<u8> {
    let mut memory = Vec::new();
    let full_length = bytes.len() as u32;
    let record = Record { what, at_exit, status: Status::Ok, recovered: false, full_length, address: 0x1000, bytes };
    record.write(&mut memory);
    memory
}

#[test]
fn registers_have_32_bits() {
    let close = i386("close", [0xdead_0000_0003, 0, 0, 0, 0, 0], 0);
    assert_eq!(text(&close), "close(3) = 0");
    let brk = i386("brk", [0xffff_ffff_0804_8000, 0, 0, 0, 0, 0], -0x7000_0000);
    assert_eq!(text(&brk), "brk(0x8048000) = 0x90000000");
}

#[test]
fn positions_are_joined_from_two_registers() {
    let pread = i386("pread64", [3, 0x1000, 4, 0x10, 1, 0], 4);
    assert_eq!(text(&pread), "pread64(3, 0x1000, 4, 4294967312) = 4");
}

#[test]
fn structures_of_another_layout_are_pointers_and_others_are_not() {
    let memory = record(0, false, &[3, 0, 0, 0, 1, 0, 0, 0]);
    let poll = CallText { memory: &memory, ..i386("poll", [0x1000, 1, 0, 0, 0, 0], 0) };
    assert_eq!(text(&poll), "poll([{fd=3, events=POLLIN}], 1, 0) = 0 (Timeout)");
    let memory = record(1, true, &[0; 144]);
    let fstat = CallText { memory: &memory, ..bare(nr("fstat"), [3, 0x1000, 0, 0, 0, 0], Some(0)) };
    assert!(text(&fstat).starts_with("fstat(3, {st_mode=000, st_size=0, ...})"), "{}", text(&fstat));
    let x32 = CallText { abi: Abi::X32, ..fstat };
    assert_eq!(text(&x32), "fstat(3, 0x1000) = 0");
}
