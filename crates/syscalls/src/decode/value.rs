//! One argument, by its kind.

use super::{CallText, Printer, Rest, message, number, sockaddr, strings, wait};
use crate::capture::units;
use crate::memory::{self, Record, Status};
use crate::structs::{Change, StructDef, print_option_value, socket_option};
use crate::{Abi, Dir, Kind, Len, Signature};

/// Appends argument `index`.
pub(super) fn print(printer: &mut Printer<'_>, signature: &Signature, index: usize, kind: &Kind) {
    let raw = raw(printer.call, index);
    match *kind {
        Kind::Int | Kind::Pid => printer.display(raw as i32),
        Kind::Uint => printer.display(raw as u32),
        Kind::Long if printer.call.abi == Abi::I386 => printer.display(raw as i32),
        Kind::Long => printer.display(raw as i64),
        Kind::Ulong | Kind::Size | Kind::Count => printer.display(raw),
        Kind::Hex | Kind::OffsetHigh => printer.hex(raw),
        Kind::HexInt => printer.hex(raw & u64::from(u32::MAX)),
        Kind::Addr => printer.addr(raw),
        Kind::Offset => print_offset(printer, signature, index),
        Kind::Fd | Kind::Fd2 => printer.fd(raw as i32),
        Kind::DirFd => printer.dirfd(raw as i32),
        Kind::Uid | Kind::Gid => printer.id(raw as u32),
        Kind::Signal => printer.signal(raw as i32),
        Kind::Mode | Kind::OpenMode => printer.octal(raw & 0xffff),
        Kind::Dev => printer.dev(raw),
        Kind::DevInt => printer.dev(raw & u64::from(u32::MAX)),
        Kind::Show(show) => show(printer, raw),
        Kind::Flags(set) => set.print(raw, &mut printer.out),
        Kind::Path => strings::print_path(printer, index, printer.call.path),
        Kind::Path2 | Kind::PathText => strings::print_path(printer, index, printer.call.path2),
        Kind::Name => strings::print_path(printer, index, None),
        Kind::Str | Kind::Secret => strings::print_text(printer, index),
        Kind::Text(most) => strings::print_cut(printer, index, most as usize),
        Kind::StrOut(len) => strings::print_filled(printer, index, len),
        Kind::StrArray => strings::print_array(printer, index),
        Kind::Env => strings::print_env(printer, index),
        Kind::Buf(dir, len) => print_buffer(printer, signature, index, dir, len, Printer::string),
        Kind::Value(dir, len) => print_buffer(printer, signature, index, dir, len, Printer::value),
        Kind::Bytes(dir, len) => print_buffer(printer, signature, index, dir, len, Printer::hex_string),
        Kind::Struct(def, dir) => print_struct(printer, index, def, dir),
        Kind::Sized(def, dir, len) => print_sized(printer, index, def, dir, length(printer.call, signature, len)),
        Kind::Array(def, dir, len) => print_structs(printer, signature, index, (def, dir, len)),
        Kind::Sockaddr(dir, len) => match record(printer.call, index, dir) {
            Some(record) if dir == Dir::In && record.status == Status::Fault => printer.addr(record.address),
            Some(record) => {
                // No more than there was room for.
                let room = match len {
                    Len::At(arg) => before(printer.call, arg.into()).map(|room| number::unsigned(room.bytes)),
                    _ => None,
                };
                let room = room.and_then(|room| usize::try_from(room).ok()).unwrap_or(usize::MAX);
                sockaddr::print(printer, &record.bytes[..record.bytes.len().min(room)], raw);
            }
            None => printer.addr(raw),
        },
        Kind::IoVec(dir, len) => {
            let count = length(printer.call, signature, len);
            message::print_vector(printer, index, dir, count);
        }
        Kind::MsgHdr(dir) => message::print(printer, index, dir),
        Kind::MmsgHdr(dir, _) => message::print_many(printer, index, dir),
        Kind::FdPair => print_pair(printer, index),
        Kind::FdSet(len) => print_fd_set(printer, index, length(printer.call, signature, len)),
        // A set that the program passes has one length only.
        Kind::SigSet(Dir::In, len) if length(printer.call, signature, len) != 8 => printer.addr(raw),
        Kind::SigSet(dir, _) => match record(printer.call, index, dir) {
            Some(record) if record.status != Status::Fault && (1..=8).contains(&record.bytes.len()) => {
                printer.sigset(record.bytes);
            }
            _ => printer.addr(raw),
        },
        Kind::SigFrame => match before(printer.call, index) {
            Some(record) if record.bytes.len() == 8 => {
                printer.out.push_str("{mask=");
                printer.sigset(record.bytes);
                printer.out.push('}');
            }
            _ => {}
        },
        Kind::MsgBuf(dir, len) => print_message(printer, signature, index, dir, len),
        Kind::Dirents(def) => print_dirents(printer, index, def),
        Kind::CpuSet(Dir::In, len) if raw != 0 && length(printer.call, signature, len) == 0 => {
            printer.out.push_str("[]");
        }
        Kind::CpuSet(dir, _) => match record(printer.call, index, dir) {
            Some(record) => printer.bits(set_bits(record.bytes), |printer, cpu| printer.display(cpu)),
            None => printer.addr(raw),
        },
        Kind::SockOpt(dir, _) => print_option(printer, index, dir),
        Kind::WaitStatus => match record(printer.call, index, Dir::Out).filter(|record| record.bytes.len() == 4) {
            Some(record) => wait::print(printer, number::unsigned(record.bytes) as u32),
            None => printer.addr(raw),
        },
        Kind::IntPtr(dir) => {
            print_pointed(printer, index, dir, |printer, bytes| printer.display(number::signed(bytes)))
        }
        Kind::I64Ptr(dir) => {
            print_pointed(printer, index, dir, |printer, bytes| printer.display(number::signed(bytes)));
        }
        Kind::U64Ptr(dir) | Kind::LongPtr(dir) => {
            print_pointed(printer, index, dir, |printer, bytes| printer.display(number::unsigned(bytes)));
        }
        Kind::Labelled(labelled) => print(printer, signature, index, &labelled.kind),
        Kind::Choice(choice) => print(printer, signature, index, choice.with(&printer.call.args)),
        Kind::After(_) if printer.call.failed() => printer.addr(raw),
        Kind::After(kind) => print(printer, signature, index, kind),
        Kind::Unused => {}
    }
}

/// What a call returns that was given an address that is not mapped.
const EFAULT: i64 = -14;

/// Argument `index`, 32 bits of it in a 32-bit ABI.
pub(super) fn raw(call: &CallText<'_>, index: usize) -> u64 {
    let raw = call.args.get(index).copied().unwrap_or(0);
    if call.abi == Abi::I386 { raw & u64::from(u32::MAX) } else { raw }
}

/// The copy of an argument's memory that was made before the call.
pub(super) fn before<'a>(call: &CallText<'a>, index: usize) -> Option<Record<'a>> {
    records(call, index).find(|record| !record.at_exit || record.recovered)
}

/// The copy that was made after it.
pub(super) fn after<'a>(call: &CallText<'a>, index: usize) -> Option<Record<'a>> {
    records(call, index).find(|record| record.at_exit && !record.recovered)
}

fn records<'a>(call: &CallText<'a>, index: usize) -> impl Iterator<Item = Record<'a>> {
    memory::records(call.memory).filter(move |record| usize::from(record.what) == index && !unread(record))
}

/// A fault that left nothing at all.
fn unread(record: &Record<'_>) -> bool {
    record.status == Status::Fault && record.bytes.is_empty()
}

/// The copy that shows what an argument of this direction holds; none if the call has not filled it.
pub(super) fn record<'a>(call: &CallText<'a>, index: usize, dir: Dir) -> Option<Record<'a>> {
    match dir {
        Dir::In => before(call, index),
        Dir::Out => after(call, index).filter(|_| call.succeeded()),
        Dir::InOut if call.succeeded() => after(call, index).or_else(|| before(call, index)),
        Dir::InOut => before(call, index),
        Dir::Left => after(call, index),
    }
}

/// How long the memory of an argument is, in the units of its kind.
pub(super) fn length(call: &CallText<'_>, signature: &Signature, len: Len) -> u64 {
    match len {
        Len::Const(length) => length.into(),
        Len::Arg(arg) => {
            let kind = signature.args.get(usize::from(arg)).map(|arg| arg.kind.bare());
            let raw = raw(call, arg.into());
            match kind {
                Some(Kind::Int) => u64::try_from(raw as i32).unwrap_or(0),
                Some(Kind::Long) => u64::try_from(raw as i64).unwrap_or(0),
                Some(Kind::Uint) => raw & u64::from(u32::MAX),
                _ => raw,
            }
        }
        Len::Units { arg, less, unit } => units(length(call, signature, Len::Arg(arg)), less, unit),
        Len::Ret => call.ret.and_then(|ret| u64::try_from(ret).ok()).unwrap_or(0),
        Len::RetAtMost(arg) => length(call, signature, Len::Ret).min(length(call, signature, Len::Arg(arg))),
        Len::At(arg) => record(call, arg.into(), Dir::InOut).map_or(0, |record| number::unsigned(record.bytes)),
    }
}

/// A file position; in i386 the argument after it may be its upper half.
fn print_offset(printer: &mut Printer<'_>, signature: &Signature, index: usize) {
    let low = raw(printer.call, index);
    let high = signature.args.get(index + 1).filter(|arg| matches!(arg.kind, Kind::OffsetHigh));
    let offset = match high {
        Some(_) if printer.call.abi == Abi::I386 => low | raw(printer.call, index + 1) << 32,
        _ => low,
    };
    printer.display(offset as i64);
}

/// Whether an argument is the first that holds payload: the `data` column is its.
fn is_payload(signature: &Signature, index: usize) -> bool {
    let payload = |kind: &Kind| {
        matches!(
            kind.bare(),
            Kind::Buf(..)
                | Kind::MsgBuf(..)
                | Kind::Dirents(_)
                | Kind::Value(..)
                | Kind::Bytes(..)
                | Kind::IoVec(..)
                | Kind::MsgHdr(_)
                | Kind::MmsgHdr(..)
        )
    };
    signature.args.iter().position(|arg| payload(&arg.kind)) == Some(index)
}

fn print_buffer<'a>(
    printer: &mut Printer<'a>,
    signature: &Signature,
    index: usize,
    dir: Dir,
    len: Len,
    print: fn(&mut Printer<'a>, &[u8], bool),
) {
    let call = printer.call;
    let address = raw(call, index);
    let length = length(call, signature, len);
    let filled = dir == Dir::In || call.succeeded();
    let data = call.data.filter(|_| is_payload(signature, index));
    match data {
        _ if address == 0 || !filled => printer.addr(address),
        _ if length == 0 => printer.out.push_str("\"\""),
        // What could not be read is not shown in part.
        Some(data) if call.ret == Some(EFAULT) && (data.len() as u64) < length.min(printer.style.string as u64 + 1) => {
            printer.addr(address);
        }
        Some(data) if !data.is_empty() => {
            let shown = &data[..data.len().min(usize::try_from(length).unwrap_or(usize::MAX))];
            print(printer, shown, length > shown.len() as u64);
        }
        _ => printer.addr(address),
    }
}

/// `{mtype=1, mtext="…"}`.
fn print_message(printer: &mut Printer<'_>, signature: &Signature, index: usize, dir: Dir, len: Len) {
    let call = printer.call;
    let word = call.abi.word();
    let Some(kind) = record(call, index, dir).filter(|record| record.bytes.len() == word) else {
        printer.addr(raw(call, index));
        return;
    };
    printer.display(format_args!("{{mtype={}, mtext=", number::signed(kind.bytes)));
    let text = length(call, signature, len);
    match call.data.filter(|data| !data.is_empty()) {
        _ if text == 0 => printer.out.push_str("\"\""),
        Some(data) => printer.string(data, text > data.len() as u64),
        None => printer.addr(raw(call, index).wrapping_add(word as u64)),
    }
    printer.out.push('}');
}

/// Directory entries: their number; in verbose style themselves, if they were captured.
fn print_dirents(printer: &mut Printer<'_>, index: usize, def: &StructDef) {
    let call = printer.call;
    let filled = call.ret.and_then(|ret| usize::try_from(ret).ok()).unwrap_or(0);
    match (call.data.filter(|data| !data.is_empty()), after(call, index).filter(|_| call.succeeded())) {
        (Some(data), Some(count)) if printer.style.verbose => {
            let more = data.len() < filled;
            print_entries(printer, data, count.full_length, def, more);
        }
        (_, None) if printer.style.verbose && call.succeeded() => printer.out.push_str("[]"),
        (_, count) => {
            printer.addr(raw(call, index));
            if call.succeeded() {
                printer.display(format_args!(" /* {} entries */", count.map_or(0, |count| count.full_length)));
            }
        }
    }
}

fn print_entries(printer: &mut Printer<'_>, mut data: &[u8], count: u32, def: &StructDef, more: bool) {
    let entries = std::iter::from_fn(|| {
        let length = number::unsigned(data.get(16..18)?) as usize;
        let (entry, rest) = data.split_at_checked(length).filter(|_| length >= 18)?;
        data = rest;
        Some(entry)
    });
    let rest = if more { Rest::Left } else { Rest::None };
    let longest = printer.style.string;
    printer.style.string = longest.max(count as usize);
    printer.array(entries, rest, |printer, entry| (def.print)(printer, entry));
    printer.style.string = longest;
}

/// Whether the layout of a structure is known in the call's ABI.
fn has_layout(call: &CallText<'_>, def: &StructDef) -> bool {
    call.abi == Abi::X86_64 || def.any_abi
}

/// A structure whose size the caller gives: what it has beyond what is known of it is shown as bytes.
fn print_sized(printer: &mut Printer<'_>, index: usize, def: &'static StructDef, dir: Dir, size: u64) {
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

fn print_struct(printer: &mut Printer<'_>, index: usize, def: &'static StructDef, dir: Dir) {
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

fn print_structs(
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

fn print_pair(printer: &mut Printer<'_>, index: usize) {
    match record(printer.call, index, Dir::Out).filter(|record| record.bytes.len() == 8) {
        Some(record) => {
            let fds = record.bytes.chunks_exact(4).map(|fd| number::signed(fd) as i32);
            printer.array(fds, Rest::None, |printer, fd| printer.fd(fd));
        }
        None => printer.addr(raw(printer.call, index)),
    }
}

/// The bits that are set, lowest first.
pub(super) fn set_bits(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let bit = |number: u32| bytes.get(number as usize / 8).is_some_and(|byte| byte >> (number % 8) & 1 == 1);
    (0..u32::try_from(bytes.len() * 8).unwrap_or(u32::MAX)).filter(move |&number| bit(number))
}

fn print_fd_set(printer: &mut Printer<'_>, index: usize, bits: u64) {
    match before(printer.call, index).filter(|record| record.status != Status::Fault) {
        Some(record) => {
            let fds = set_bits(record.bytes).filter(|&fd| u64::from(fd) < bits);
            printer.bits(fds, |printer, fd| printer.fd(fd as i32));
        }
        None => printer.addr(raw(printer.call, index)),
    }
}

/// The value of a socket option; level and name are the arguments before it.
fn print_option(printer: &mut Printer<'_>, index: usize, dir: Dir) {
    let call = printer.call;
    let address = raw(call, index);
    let Some(record) = record(call, index, dir).filter(|record| !record.bytes.is_empty()) else {
        printer.addr(address);
        return;
    };
    let (level, name) = (raw(call, index.wrapping_sub(2)) as u32, raw(call, index.wrapping_sub(1)) as u32);
    // One who asks gets no more than there was room for.
    let room = before(call, index + 1).filter(|_| dir != Dir::In).map_or(u64::MAX, |room| number::unsigned(room.bytes));
    let length = u64::from(record.full_length).min(room);
    let bytes = &record.bytes[..record.bytes.len().min(usize::try_from(length).unwrap_or(usize::MAX))];
    match socket_option(level, name, dir) {
        Some(value) => print_option_value(printer, value, dir, (address, length, bytes)),
        None if record.status == Status::Fault => printer.addr(address),
        None if length == 4 && bytes.len() == 4 => printer.display(format_args!("[{}]", number::signed(bytes))),
        None => printer.string(bytes, length > bytes.len() as u64),
    }
}

/// `[5]`, and `[5 => 7]` or `[5] => [7]` where the kernel has changed it.
fn print_pointed(printer: &mut Printer<'_>, index: usize, dir: Dir, print: fn(&mut Printer<'_>, &[u8])) {
    let call = printer.call;
    let address = raw(call, index);
    let shown = if dir == Dir::InOut { before(call, index) } else { record(call, index, dir) };
    let Some(shown) = shown.filter(|record| !record.bytes.is_empty()) else {
        printer.addr(address);
        return;
    };
    let later = after(call, index).filter(|_| dir == Dir::InOut && call.succeeded());
    printer.out.push('[');
    print(printer, shown.bytes);
    if let Some(later) = later.filter(|later| later.bytes != shown.bytes) {
        // A length that is given and filled is one thing that changes; a position is two of them.
        printer.out.push_str(if later.bytes.len() == 4 { " => " } else { "] => [" });
        print(printer, later.bytes);
    }
    printer.out.push(']');
}
