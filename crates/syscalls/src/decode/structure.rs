//! Structures, and arrays of them: which of two copies is shown, and what of it.

use super::value::{after, before, length, raw, record};
use super::{CallText, Printer, Rest};
use crate::memory::{Record, Status};
use crate::structs::{Change, StructDef};
use crate::{Abi, Dir, Kind, Len, Signature};

/// Whether the layout of a structure is known in the call's ABI.
fn has_layout(call: &CallText<'_>, def: &StructDef) -> bool {
    call.abi == Abi::X86_64 || def.any_abi
}

/// A structure whose size the caller gives: what it has beyond what is known of it is shown as bytes.
pub(super) fn print_sized(printer: &mut Printer<'_>, index: usize, def: &'static StructDef, dir: Dir, size: u64) {
    if let Some(first) = def.padded {
        print_padded(printer, index, def, dir, first, size);
        return;
    }
    let start = printer.out.len();
    print_struct(printer, index, def, dir);
    let known = u64::from(def.size);
    let Some(record) = record(printer.call, index, dir).filter(|_| printer.out[start..].starts_with('{')) else {
        return;
    };
    if dir == Dir::Out || size <= known {
        return;
    }
    // Before what the kernel changed of it.
    let end = printer.out[start..].find("} => {").map_or(printer.out.len() - 1, |end| start + end);
    let changed = printer.out.split_off(end);
    let beyond = record.bytes.get(def.size as usize..).unwrap_or_default();
    if record.status == Status::Fault {
        printer.out.push_str(", ???");
    } else if beyond.iter().any(|&byte| byte != 0) {
        printer.display(format_args!(", /* bytes {known}..{} */ ", size - 1));
        printer.hex_string(beyond, size > record.bytes.len() as u64);
    }
    printer.out.push_str(&changed);
}

/// One that the kernel fills up with zeros ([`StructDef::padded`]).
fn print_padded(printer: &mut Printer<'_>, index: usize, def: &'static StructDef, dir: Dir, first: u32, size: u64) {
    const PAGE: u64 = 4096;
    let call = printer.call;
    let whole = |record: &Record<'_>| record.status == Status::Ok && size <= PAGE && has_layout(call, def);
    let Some(record) = record(call, index, dir).filter(whole) else {
        printer.addr(raw(call, index));
        return;
    };
    let (known, beyond) = record.bytes.split_at(record.bytes.len().min(def.size as usize));
    if known.len() < first as usize {
        let mut filled = known.to_vec();
        filled.resize(first as usize, 0);
        (def.print)(printer, &filled);
    } else {
        (def.print)(printer, known);
    }
    if beyond.iter().any(|&byte| byte != 0) && printer.out.ends_with('}') {
        printer.out.pop();
        if printer.style.verbose {
            printer.out.push_str(", extra_data=");
            let longest = std::mem::replace(&mut printer.style.string, usize::MAX);
            printer.hex_string(beyond, false);
            printer.style.string = longest;
            let last = record.bytes.len() - 1;
            printer.display(format_args!(" /* bytes {}..{last} */}}", def.size));
        } else {
            printer.out.push_str(", ...}");
        }
    }
}

pub(super) fn print_struct(printer: &mut Printer<'_>, index: usize, def: &'static StructDef, dir: Dir) {
    let call = printer.call;
    let least = def.least as usize;
    let whole = |record: &Record<'_>| has_layout(call, def) && record.bytes.len() >= least;
    let (print, shown): (fn(&mut Printer<'_>, &[u8]), _) = match (def.change, dir) {
        (Change::After(_) | Change::InResult(_) | Change::Becomes(_), Dir::InOut) => (def.print, before(call, index)),
        (Change::Both(print), Dir::InOut) if call.succeeded() => {
            let both = before(call, index).filter(whole).zip(after(call, index).filter(whole));
            if let Some((earlier, later)) = both {
                print(printer, earlier.bytes, later.bytes);
                return;
            }
            (def.print, before(call, index))
        }
        (Change::As(print), Dir::Out) => (print, record(call, index, dir)),
        (Change::As(print), Dir::InOut) if call.succeeded() && after(call, index).is_some() => {
            (print, after(call, index))
        }
        _ => (def.print, record(call, index, dir)),
    };
    match shown.filter(whole) {
        Some(record) => print(printer, record.bytes),
        None => printer.addr(raw(call, index)),
    }
    if matches!(def.change, Change::After(_)) || matches!((def.change, dir), (Change::Becomes(_), Dir::InOut)) {
        printer.begin_exit_part();
    }
    if let (Change::Becomes(print), Dir::InOut, true) = (def.change, dir, call.succeeded())
        && let Some(later) = shown.filter(whole).and_then(|_| after(call, index)).filter(whole)
    {
        printer.out.push_str(" => ");
        print(printer, later.bytes);
    }
    if let (Change::After(print), true) = (def.change, call.succeeded())
        && let Some(record) = shown.filter(whole)
    {
        print(printer, record.bytes);
    }
}

pub(super) fn print_structs(
    printer: &mut Printer<'_>,
    signature: &Signature,
    index: usize,
    (def, dir, len): (&'static StructDef, Dir, Len),
) {
    let call = printer.call;
    let address = raw(call, index);
    let shown = match (def.change, dir) {
        (Change::InResult(_), Dir::InOut) => before(call, index),
        _ => record(call, index, dir),
    };
    let size = def.size.max(1) as usize;
    let filled = matches!(dir, Dir::In | Dir::InOut) || call.succeeded();
    // Of an array of known length strace reads all or nothing.
    let all = matches!(len, Len::Const(_));
    match shown
        .filter(|record| !all || record.status == Status::Ok)
        .filter(|record| has_layout(call, def) && record.bytes.len() >= size)
    {
        Some(record) => {
            let elements = record.bytes.chunks_exact(size);
            printer.array(elements, Rest::of(&record, size), |printer, element| (def.print)(printer, element));
        }
        None if address != 0 && filled && !is_negative(call, signature, len) && length(call, signature, len) == 0 => {
            printer.out.push_str("[]")
        }
        None => printer.addr(address),
    }
}

/// Whether a length is a `long` below zero.
fn is_negative(call: &CallText<'_>, signature: &Signature, len: Len) -> bool {
    match len {
        Len::Arg(arg) => {
            let is_long = signature.args.get(usize::from(arg)).is_some_and(|arg| matches!(arg.kind.bare(), Kind::Long));
            is_long && (raw(call, arg.into()) as i64) < 0
        }
        _ => false,
    }
}
