//! The arguments of a call.

use super::{CallText, FdNames, Printer, Style, value};
use crate::structs::Change;
use crate::{Abi, Call, Dir, Kind, Signature, table};

/// The text between the parentheses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Args {
    /// All of it: `3, "…", 4096`.
    pub text: String,
    /// How many bytes of it strace prints at enter; the rest is known at exit only.
    pub at_enter: usize,
}

/// The arguments as strace prints them between the parentheses.
///
/// Of a call that the table does not know all six are printed in hexadecimal.
pub fn args(call: &CallText<'_>, names: &dyn FdNames, style: Style) -> Args {
    let mut printer = Printer::new(call, names, style);
    match table::lookup(call.abi, call.nr) {
        Some(entry) => print(&mut printer, entry, entry.signature(&call.args)),
        None => {
            for (index, &raw) in call.args.iter().enumerate() {
                if index > 0 {
                    printer.out.push_str(", ");
                }
                printer.hex(raw);
            }
        }
    }
    Args { at_enter: printer.exit_part.unwrap_or(printer.out.len()), text: printer.out }
}

fn print(printer: &mut Printer<'_>, entry: &Call, signature: &Signature) {
    let mut shown: Vec<(u8, usize)> = signature
        .args
        .iter()
        .take(printer.call.args.len())
        .enumerate()
        .filter(|(index, arg)| is_shown(printer.call, signature, *index, &arg.kind))
        .map(|(index, arg)| (place(index, &arg.kind), index))
        .collect();
    shown.sort();
    for (position, &(_, index)) in shown.iter().enumerate() {
        let kind = &signature.args[index].kind;
        let at_exit = is_known_at_exit(kind);
        // The comma is printed with what is before it, unless that was all that could be said at enter: of an ioctl or
        // clone it depends on the rest whether more arguments follow.
        if at_exit && (entry.selector.is_some() || matches!(kind, Kind::Labelled(_))) {
            printer.begin_exit_part();
        }
        if position > 0 {
            printer.out.push_str(", ");
        }
        if at_exit {
            printer.begin_exit_part();
        }
        print_one(printer, signature, index, kind);
    }
}

/// Whether strace reads an argument at exit, and prints nothing of it before.
fn is_known_at_exit(kind: &Kind) -> bool {
    match kind {
        Kind::StrOut(_) | Kind::WaitStatus | Kind::FdPair => true,
        Kind::Labelled(labelled) => labelled.only_if.is_some() || is_known_at_exit(&labelled.kind),
        Kind::Struct(def, Dir::InOut) | Kind::Sized(def, Dir::InOut, _) | Kind::Array(def, Dir::InOut, _) => {
            !matches!(def.change, Change::After(_) | Change::InResult(_))
        }
        Kind::Buf(dir, _)
        | Kind::Struct(_, dir)
        | Kind::Sized(_, dir, _)
        | Kind::Array(_, dir, _)
        | Kind::Sockaddr(dir, _)
        | Kind::IoVec(dir, _)
        | Kind::MsgHdr(dir)
        | Kind::MmsgHdr(dir, _)
        | Kind::SigSet(dir, _)
        | Kind::CpuSet(dir, _)
        | Kind::SockOpt(dir, _) => *dir != Dir::In,
        Kind::IntPtr(dir) | Kind::U64Ptr(dir) | Kind::LongPtr(dir) => *dir == Dir::Out,
        _ => false,
    }
}

fn print_one(printer: &mut Printer<'_>, signature: &Signature, index: usize, kind: &Kind) {
    match kind {
        Kind::Labelled(labelled) => {
            if !labelled.label.is_empty() {
                printer.out.push_str(labelled.label);
                printer.out.push('=');
            }
            print_one(printer, signature, index, &labelled.kind);
        }
        Kind::Choice(choice) => print_one(printer, signature, index, choice.with(&printer.call.args)),
        kind => value::print(printer, signature, index, kind),
    }
}

fn place(index: usize, kind: &Kind) -> u8 {
    match kind {
        Kind::Labelled(labelled) => labelled.place,
        _ => index as u8,
    }
}

fn is_shown(call: &CallText<'_>, signature: &Signature, index: usize, kind: &Kind) -> bool {
    /// `O_CREAT`, and the bit that makes `O_TMPFILE` of `O_DIRECTORY` (open(2)).
    const CREATES: u64 = 0x40 | 0x40_0000;
    match kind {
        Kind::Unused => false,
        Kind::OffsetHigh => call.abi == Abi::I386 && !follows_offset(signature, index),
        Kind::OpenMode => index.checked_sub(1).is_some_and(|flags| call.args[flags] & CREATES != 0),
        Kind::Labelled(labelled) => {
            let looked_at = labelled
                .only_if
                .is_none_or(|(arg, bits)| call.args.get(usize::from(arg)).is_some_and(|raw| raw & bits != 0));
            looked_at && is_shown(call, signature, index, &labelled.kind)
        }
        Kind::Choice(choice) => is_shown(call, signature, index, choice.with(&call.args)),
        _ => true,
    }
}

/// Whether an argument is the upper half of the one before it, which prints both.
fn follows_offset(signature: &Signature, index: usize) -> bool {
    index.checked_sub(1).is_some_and(|before| matches!(signature.args[before].kind, Kind::Offset))
}
