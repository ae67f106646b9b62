//! What a call returned.

use super::value::{after, raw, set_bits};
use super::{CallText, FdNames, Printer, Style};
use crate::flags::{FlagSet, Hex};
use crate::structs::Change;
use crate::{Abi, Dir, Kind, Ret, Signature, errno, table};

/// What strace prints after `= `: `3</etc/passwd>`, `-1 ENOENT (No such file or directory)`, `?`.
pub fn result(call: &CallText<'_>, names: &dyn FdNames, style: Style) -> String {
    let mut printer = Printer::new(call, names, style);
    let entry = table::lookup(call.abi, call.nr);
    let signature = entry.map(|entry| entry.signature(&call.args));
    match call.ret {
        None => printer.out.push('?'),
        Some(ret) if call.failed() => print_error(&mut printer, -ret as i32),
        Some(ret) => {
            print_value(&mut printer, ret, signature.map_or(Ret::Int, |signature| signature.ret));
            if let Some(signature) = signature {
                print_filled(&mut printer, signature, ret);
            }
        }
    }
    printer.out
}

fn print_error(printer: &mut Printer<'_>, error: i32) {
    match (errno::name(error), errno::message(error)) {
        (Some(name), Some(message)) => {
            let shown = if errno::restarts(error) { "?" } else { "-1" };
            printer.display(format_args!("{shown} {name} ({message})"));
        }
        _ => printer.display(format_args!("-1 (errno {error})")),
    }
}

fn print_value(printer: &mut Printer<'_>, ret: i64, kind: Ret) {
    let bits = if printer.call.abi == Abi::I386 { ret as u64 & u64::from(u32::MAX) } else { ret as u64 };
    match kind {
        Ret::Int | Ret::Bytes | Ret::Pid | Ret::Offset | Ret::Never => printer.display(ret),
        Ret::Fd => match i32::try_from(ret) {
            Ok(fd) => printer.fd(fd),
            Err(_) => printer.display(ret),
        },
        Ret::Hex => printer.hex(bits),
        Ret::Octal => printer.octal(bits),
        Ret::Flags(set, word) => {
            printer.display(Hex(bits));
            if bits != 0 || names_zero(set) {
                let space = if word.is_empty() { "" } else { " " };
                printer.display(format_args!(" ({word}{space}"));
                set.print(bits, &mut printer.out);
                printer.out.push(')');
            }
        }
        Ret::With(print) => {
            printer.display(ret);
            printer.out.push_str(" (");
            print.0(printer, bits);
            printer.out.push(')');
        }
        Ret::Named(set) => {
            printer.display(ret);
            let bit = set.bits.iter().find(|&&(bit, _)| bit == bits).map(|&(_, name)| name);
            if let Some(name) = set.value_name(bits).or(bit) {
                printer.display(format_args!(" ({name})"));
            }
        }
    }
}

/// Whether 0 is one of the names (`O_RDONLY`).
fn names_zero(set: &FlagSet) -> bool {
    set.mask != 0 && set.value_name(0).is_some()
}

/// What the call left in arguments that print as they were before it: `([{fd=3, revents=POLLIN}])`, `(in [3])`,
/// `(Timeout)`.
fn print_filled(printer: &mut Printer<'_>, signature: &Signature, ret: i64) {
    let waits = signature.args.iter().any(|arg| match arg.kind.with(&printer.call.args) {
        Kind::FdSet(_) => true,
        Kind::Array(def, Dir::InOut, _) => matches!(def.change, Change::InResult(_)),
        _ => false,
    });
    if waits && ret == 0 {
        printer.out.push_str(" (Timeout)");
        return;
    }
    let start = printer.out.len();
    let mut sets = ["in", "out", "except"].into_iter();
    let mut ready = ret;
    for (index, arg) in signature.args.iter().enumerate().take(printer.call.args.len()) {
        let before = printer.out.len();
        printer.out.push_str(if before == start { " (" } else { ", " });
        let text = printer.out.len();
        match arg.kind.with(&printer.call.args) {
            Kind::FdSet(len) => {
                let bits = super::value::length(printer.call, signature, *len);
                print_ready(printer, index, sets.next().unwrap_or("except"), bits, &mut ready);
            }
            Kind::Struct(def, Dir::InOut) | Kind::Array(def, Dir::InOut, _) => {
                if let (Change::InResult(print), Some(record)) = (def.change, after(printer.call, index))
                    && record.bytes.len() >= def.size as usize
                    && (printer.call.abi == Abi::X86_64 || def.any_abi)
                    && raw(printer.call, index) != 0
                {
                    print(printer, record.bytes);
                }
            }
            _ => {}
        }
        if printer.out.len() == text {
            printer.out.truncate(before);
        }
    }
    if printer.out.len() > start {
        printer.out.push(')');
    } else if waits && signature.args.iter().any(|arg| matches!(arg.kind.bare(), Kind::FdSet(_))) {
        // Ready, but none of those that were asked for.
        printer.out.push_str(" ()");
    }
}

/// Descriptors that are ready, as many as the call said: `in [3 4]`.
fn print_ready(printer: &mut Printer<'_>, index: usize, label: &str, bits: u64, ready: &mut i64) {
    let Some(record) = after(printer.call, index) else { return };
    let mut separator = " [";
    for fd in set_bits(record.bytes).filter(|&fd| u64::from(fd) < bits) {
        if *ready <= 0 {
            break;
        }
        *ready -= 1;
        if separator == " [" {
            printer.out.push_str(label);
        }
        printer.out.push_str(std::mem::replace(&mut separator, " "));
        printer.display(fd);
    }
    if separator == " " {
        printer.out.push(']');
    }
}
