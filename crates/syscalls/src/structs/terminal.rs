//! Terminals.

use super::{Field, Show, StructDef, field};
use crate::decode::{Printer, number};
use crate::flags::{self, FlagSet};

/// `struct winsize` (`TIOCGWINSZ`).
pub static WINSIZE: StructDef = StructDef::new("winsize", 8, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("ws_row", 0, 2, Show::Uint),
            Field::new("ws_col", 2, 2, Show::Uint),
            Field::new("ws_xpixel", 4, 2, Show::Uint),
            Field::new("ws_ypixel", 6, 2, Show::Uint),
        ],
    );
})
.any_abi();

/// The kernel's `struct termios` (`TCGETS`), which is not that of the C library.
pub static TERMIOS: StructDef = StructDef::new("termios", 36, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("c_iflag", 0, 4, Show::With(|printer, bytes| print_modes(printer, bytes, &flags::C_IFLAG))),
            Field::new("c_oflag", 4, 4, Show::With(print_oflag)),
            Field::new("c_cflag", 8, 4, Show::With(print_cflag)),
            Field::new("c_lflag", 12, 4, Show::With(|printer, bytes| print_modes(printer, bytes, &flags::C_LFLAG))),
            Field::new("c_line", 16, 1, Show::Flags(&flags::C_LINE)).verbose(),
            Field::new("c_cc", 17, 19, Show::With(print_characters)).verbose(),
        ],
    );
})
.any_abi();

/// The kernel's `struct termios2` (`TCGETS2`): with speeds.
pub static TERMIOS2: StructDef = StructDef::new("termios2", 44, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("c_iflag", 0, 4, Show::With(|printer, bytes| print_modes(printer, bytes, &flags::C_IFLAG))),
            Field::new("c_oflag", 4, 4, Show::With(print_oflag)),
            Field::new("c_cflag", 8, 4, Show::With(print_cflag)),
            Field::new("c_lflag", 12, 4, Show::With(|printer, bytes| print_modes(printer, bytes, &flags::C_LFLAG))),
            Field::new("c_line", 16, 1, Show::Flags(&flags::C_LINE)).verbose(),
            Field::new("c_cc", 17, 19, Show::With(print_characters)).verbose(),
            Field::new("c_ispeed", 36, 4, Show::Uint).verbose(),
            Field::new("c_ospeed", 40, 4, Show::Uint).verbose(),
        ],
    );
})
.any_abi();

/// The kernel's `struct termio` (`TCGETA`): of System V.
pub static TERMIO: StructDef = StructDef::new("termio", 18, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("c_iflag", 0, 2, Show::With(|printer, bytes| print_modes(printer, bytes, &flags::C_IFLAG))),
            Field::new("c_oflag", 2, 2, Show::With(print_oflag)),
            Field::new("c_cflag", 4, 2, Show::With(print_cflag)),
            Field::new("c_lflag", 6, 2, Show::With(|printer, bytes| print_modes(printer, bytes, &flags::C_LFLAG))),
            Field::new("c_line", 8, 1, Show::Flags(&flags::C_LINE)).verbose(),
            Field::new("c_cc", 9, 8, Show::With(print_characters)).verbose(),
        ],
    );
})
.any_abi();

/// Values that stand beside the flags of `c_oflag` (termios(3)): `NL0|CR0|TAB0|BS0|VT0|FF0`.
const DELAYS: [FlagSet; 6] = [
    FlagSet::mixed("NL?", 0x100, &[(0, "NL0"), (0x100, "NL1")], &[]),
    FlagSet::mixed("CR?", 0x600, &[(0, "CR0"), (0x200, "CR1"), (0x400, "CR2"), (0x600, "CR3")], &[]),
    FlagSet::mixed("TAB?", 0x1800, &[(0, "TAB0"), (0x800, "TAB1"), (0x1000, "TAB2"), (0x1800, "XTABS")], &[]),
    FlagSet::mixed("BS?", 0x2000, &[(0, "BS0"), (0x2000, "BS1")], &[]),
    FlagSet::mixed("VT?", 0x4000, &[(0, "VT0"), (0x4000, "VT1")], &[]),
    FlagSet::mixed("FF?", 0x8000, &[(0, "FF0"), (0x8000, "FF1")], &[]),
];

/// Flags of a terminal: nothing at all where none is set.
fn print_modes(printer: &mut Printer<'_>, bytes: &[u8], set: &FlagSet) {
    let raw = number::unsigned(bytes);
    if raw != 0 {
        set.print(raw, &mut printer.out);
    }
}

fn print_oflag(printer: &mut Printer<'_>, bytes: &[u8]) {
    let mut rest = number::unsigned(bytes);
    for (index, delay) in DELAYS.iter().enumerate() {
        if index > 0 {
            printer.out.push('|');
        }
        delay.print(rest & delay.mask, &mut printer.out);
        rest &= !delay.mask;
    }
    print_rest(printer, &flags::C_OFLAG, rest);
}

fn print_cflag(printer: &mut Printer<'_>, bytes: &[u8]) {
    const CBAUD: u64 = 0x100f;
    const CSIZE: u64 = 0x30;
    const IN_SHIFT: u32 = 16;
    let raw = number::unsigned(bytes);
    flags::BAUD.print(raw & CBAUD, &mut printer.out);
    let input = raw >> IN_SHIFT & CBAUD;
    if input != 0 {
        printer.out.push('|');
        flags::BAUD.print(input, &mut printer.out);
        printer.out.push_str("<<IBSHIFT");
    }
    printer.out.push('|');
    flags::CSIZE.print(raw & CSIZE, &mut printer.out);
    print_rest(printer, &flags::C_CFLAG, raw & !(CBAUD | CBAUD << IN_SHIFT | CSIZE));
}

fn print_rest(printer: &mut Printer<'_>, set: &FlagSet, rest: u64) {
    if rest != 0 {
        printer.out.push('|');
        set.print(rest, &mut printer.out);
    }
}

/// Indices of `c_cc` (asm-generic/termbits.h).
const CHARACTERS: [&str; 17] = [
    "VINTR", "VQUIT", "VERASE", "VKILL", "VEOF", "VTIME", "VMIN", "VSWTC", "VSTART", "VSTOP", "VSUSP", "VEOL",
    "VREPRINT", "VDISCARD", "VWERASE", "VLNEXT", "VEOL2",
];

fn print_characters(printer: &mut Printer<'_>, bytes: &[u8]) {
    for (index, &byte) in bytes.iter().enumerate() {
        printer.out.push_str(if index == 0 { "[[" } else { ", [" });
        match CHARACTERS.get(index) {
            Some(name) => printer.out.push_str(name),
            None => printer.display(index),
        }
        printer.out.push_str("]=");
        printer.hex(byte.into());
    }
    printer.out.push(']');
}
