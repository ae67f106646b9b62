//! Paths, other C strings, and arrays of them.

use super::value::{after, before, raw, record};
use super::{Printer, Rest, number};
use crate::memory::{Record, Status};
use crate::{Dir, Len};

/// A path: its own record, or else what the row says, which is the same where there is no record.
pub(super) fn print_path(printer: &mut Printer<'_>, index: usize, column: Option<&str>) {
    let call = printer.call;
    match (before(call, index), raw(call, index), column) {
        // Without its NUL it is no string.
        (Some(record), ..) if record.status == Status::Fault => printer.addr(raw(call, index)),
        (Some(record), ..) => {
            /// Bytes of the longest path that the kernel takes (`PATH_MAX` with its NUL).
            const LONGEST: usize = 4095;
            printer.path(&record.bytes[..record.bytes.len().min(LONGEST)]);
            if record.status == Status::Truncated {
                printer.out.push_str("...");
            }
        }
        (None, 0, _) | (None, _, None) => printer.addr(raw(call, index)),
        (None, _, Some(path)) => printer.path(path.as_bytes()),
    }
}

/// A string that is no path.
pub(super) fn print_text(printer: &mut Printer<'_>, index: usize) {
    match before(printer.call, index) {
        // One byte beyond what is shown tells whether there is more.
        Some(record) if record.status == Status::Fault && record.bytes.len() <= printer.style.string => {
            printer.addr(raw(printer.call, index));
        }
        Some(record) => printer.string(record.bytes, record.status != Status::Ok),
        None => printer.addr(raw(printer.call, index)),
    }
}

/// A string of which so many bytes count.
pub(super) fn print_cut(printer: &mut Printer<'_>, index: usize, most: usize) {
    match before(printer.call, index) {
        Some(record) if record.status == Status::Fault && record.bytes.len() < most => {
            printer.addr(raw(printer.call, index));
        }
        Some(record) => {
            let counts = &record.bytes[..record.bytes.len().min(most)];
            printer.string(counts, record.bytes.len() >= most);
        }
        None => printer.addr(raw(printer.call, index)),
    }
}

/// A string that the kernel filled: cut as other data is where it has no NUL, whole as other paths where it has.
pub(super) fn print_filled(printer: &mut Printer<'_>, index: usize, len: Len) {
    match record(printer.call, index, Dir::Out) {
        Some(record) if len == Len::Ret => printer.string(record.bytes, record.status == Status::Truncated),
        Some(record) => printer.path(record.bytes),
        None => printer.addr(raw(printer.call, index)),
    }
}

/// `["ls", "-l"]`.
pub(super) fn print_array(printer: &mut Printer<'_>, index: usize) {
    match before(printer.call, index) {
        Some(record) => print_pointers(printer, &record),
        None => printer.addr(raw(printer.call, index)),
    }
}

/// `0x7ffe… /* 24 vars */`, or as [`print_array`] in verbose style if the strings were captured.
pub(super) fn print_env(printer: &mut Printer<'_>, index: usize) {
    let call = printer.call;
    let address = raw(call, index);
    let Some(record) = before(call, index).or_else(|| after(call, index)).filter(|_| address != 0) else {
        printer.addr(address);
        return;
    };
    if printer.style.verbose && !record.bytes.is_empty() {
        print_pointers(printer, &record);
        return;
    }
    let count = match record.bytes.len() {
        // Only counted.
        0 => u64::from(record.full_length),
        length => (length / call.abi.word()) as u64,
    };
    printer.addr(address);
    let (plural, end) = (if count == 1 { "" } else { "s" }, if unended(&record) { ", unterminated" } else { "" });
    printer.display(format_args!(" /* {count} var{plural}{end} */"));
}

fn unended(record: &Record<'_>) -> bool {
    record.status == Status::Fault
}

fn print_pointers(printer: &mut Printer<'_>, record: &Record<'_>) {
    let word = printer.call.abi.word();
    let pointers = record.bytes.chunks_exact(word).map(number::unsigned);
    let rest = match record.status {
        Status::Ok => Rest::None,
        Status::Truncated => Rest::Left,
        Status::Fault => Rest::Unreadable(record.address.wrapping_add((record.bytes.len() / word * word) as u64)),
    };
    printer.array(pointers, rest, |printer, pointer| match printer.nested(pointer, false) {
        Some(string) if string.status != Status::Fault || !string.bytes.is_empty() => {
            printer.string(string.bytes, string.status == Status::Truncated);
        }
        _ => printer.addr(pointer),
    });
}
