//! Memory and futexes.

use crate::decode::Printer;
use crate::flags::{self, FlagSet};

/// Flags beside the mode of a memory policy.
const MODE_FLAGS: u64 = 0xe000;

/// A memory policy (mbind(2)): a mode and flags. Where the mode is unknown, everything is flags.
pub fn memory_policy(printer: &mut Printer<'_>, raw: u64) {
    let (mode, mode_flags) = (raw & !MODE_FLAGS, raw & MODE_FLAGS);
    match flags::MPOL.value_name(mode) {
        Some(name) => {
            printer.out.push_str(name);
            if mode_flags != 0 {
                printer.out.push('|');
                bits().print(mode_flags, &mut printer.out);
            }
        }
        None if mode_flags == 0 => printer.display(format_args!("{mode:#x} /* MPOL_??? */")),
        None => bits().print(raw, &mut printer.out),
    }
}

fn bits() -> FlagSet {
    FlagSet::bits("MPOL_???", flags::MPOL.bits).wide()
}

/// The same in 32 bits (set_mempolicy(2)).
pub fn memory_policy_int(printer: &mut Printer<'_>, raw: u64) {
    memory_policy(printer, raw & u64::from(u32::MAX));
}

/// What `FUTEX_WAKE_OP` does and compares (futex(2)): `FUTEX_OP_SET<<28|0<<12|FUTEX_OP_CMP_EQ<<24|0`.
pub fn futex_op(printer: &mut Printer<'_>, raw: u64) {
    const OPERATIONS: [&str; 5] = ["FUTEX_OP_SET", "FUTEX_OP_ADD", "FUTEX_OP_OR", "FUTEX_OP_ANDN", "FUTEX_OP_XOR"];
    const COMPARISONS: [&str; 6] = [
        "FUTEX_OP_CMP_EQ",
        "FUTEX_OP_CMP_NE",
        "FUTEX_OP_CMP_LT",
        "FUTEX_OP_CMP_LE",
        "FUTEX_OP_CMP_GT",
        "FUTEX_OP_CMP_GE",
    ];
    const SHIFT_ARGUMENT: u64 = 8;
    if raw >> 28 & SHIFT_ARGUMENT != 0 {
        printer.out.push_str("FUTEX_OP_OPARG_SHIFT<<28|");
    }
    named(printer, &OPERATIONS, raw >> 28 & 7, 28, "FUTEX_OP_???");
    printer.out.push('|');
    printer.hex(raw >> 12 & 0xfff);
    printer.out.push_str("<<12|");
    named(printer, &COMPARISONS, raw >> 24 & 0xf, 24, "FUTEX_OP_CMP_???");
    printer.out.push('|');
    printer.hex(raw & 0xfff);
}

fn named(printer: &mut Printer<'_>, names: &[&str], value: u64, shift: u32, unknown: &str) {
    match usize::try_from(value).ok().and_then(|value| names.get(value)) {
        Some(name) => printer.display(format_args!("{name}<<{shift}")),
        None => printer.display(format_args!("{value:#x}<<{shift} /* {unknown} */")),
    }
}
