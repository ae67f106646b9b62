//! One argument, by its kind.

use super::buffer::{print_buffer, print_dirents, print_message};
use super::structure::{print_sized, print_struct, print_structs};
use super::{CallText, Printer, Rest, message, number, sockaddr, strings, wait};
use crate::capture::units;
use crate::memory::{self, Record, Status};
use crate::structs::{print_option_value, socket_option};
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
        Kind::Flags(set) => printer.flags(set, raw),
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
    // A length that is given and filled is one thing that changes; a position is two of them.
    let one_thing = shown.bytes.len() == 4;
    if !one_thing {
        printer.out.push(']');
    }
    if dir == Dir::InOut {
        printer.begin_exit_part();
    }
    if let Some(later) = later.filter(|later| later.bytes != shown.bytes) {
        printer.out.push_str(if one_thing { " => " } else { " => [" });
        print(printer, later.bytes);
        if !one_thing {
            printer.out.push(']');
        }
    }
    if one_thing {
        printer.out.push(']');
    }
}
