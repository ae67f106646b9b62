//! Filters of seccomp(2), and classic BPF, which they are written in.

use super::{Field, Nested, Show, StructDef, field};
use crate::decode::number::{half, unsigned, word};
use crate::decode::{Printer, Rest};
use crate::flags;

/// Size of `struct sock_filter`.
const INSTRUCTION: usize = 8;

/// `struct sock_fprog` of seccomp(2), whose instructions are shown in verbose style.
pub static SECCOMP_FPROG: StructDef =
    StructDef::new("sock_fprog (seccomp)", 16, |printer, bytes| print_program(printer, bytes, print_action))
        .nested(&[Nested::counted(8, 0, 2, INSTRUCTION as u32)]);

/// `struct sock_fprog` of a socket (`SO_ATTACH_FILTER`), likewise.
pub static SOCK_FPROG: StructDef =
    StructDef::new("sock_fprog", 16, |printer, bytes| print_program(printer, bytes, print_load))
        .nested(&[Nested::counted(8, 0, 2, INSTRUCTION as u32)]);

/// Prints the number of an instruction, given its code; `false` where it is just a number.
type PrintNumber = fn(&mut Printer<'_>, u64, u64) -> bool;

fn print_program(printer: &mut Printer<'_>, bytes: &[u8], print_k: PrintNumber) {
    let (length, address) = (half(bytes, 0) & 0xffff, word(bytes, 8));
    printer.display(format_args!("{{len={length}, filter="));
    match printer.nested(address, false).filter(|_| printer.style.verbose) {
        Some(program) if program.bytes.len() >= INSTRUCTION => {
            let rest = Rest::of(&program, INSTRUCTION);
            printer.array(program.bytes.chunks_exact(INSTRUCTION), rest, |printer, bytes| {
                print_instruction(printer, bytes, print_k);
            });
        }
        _ if printer.style.verbose && length == 0 => printer.out.push_str("[]"),
        _ => printer.addr(address),
    }
    printer.out.push('}');
}

/// `BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0)`, and `BPF_JUMP(…, k, jt, jf)` where it jumps.
fn print_instruction(printer: &mut Printer<'_>, bytes: &[u8], print_k: PrintNumber) {
    let (code, if_true, if_false, k) = (unsigned(&bytes[..2]), bytes[2], bytes[3], half(bytes, 4));
    let jumps = if_true != 0 || if_false != 0;
    printer.out.push_str(if jumps { "BPF_JUMP(" } else { "BPF_STMT(" });
    print_code(printer, code);
    printer.out.push_str(", ");
    if jumps || !print_k(printer, code, k) {
        printer.hex(k);
    }
    if jumps {
        for offset in [if_true, if_false] {
            printer.out.push_str(", ");
            printer.hex(offset.into());
        }
    }
    printer.out.push(')');
}

/// What a seccomp filter returns: an action and its data.
fn print_action(printer: &mut Printer<'_>, code: u64, k: u64) -> bool {
    const RETURN: u64 = 6;
    const ACTION: u64 = 0xffff_0000;
    if code & 7 != RETURN {
        return false;
    }
    flags::SECCOMP_RET.print(k & ACTION, &mut printer.out);
    if k & !ACTION != 0 {
        printer.display(format_args!("|{:#x}", k & !ACTION));
    }
    true
}

/// What a socket filter loads: beyond the packet there is what the kernel knows of it (include/uapi/linux/filter.h).
fn print_load(printer: &mut Printer<'_>, code: u64, k: u64) -> bool {
    const LOAD_ABSOLUTE: u64 = 0x20;
    const ANCILLARY: u64 = 0xffff_f000;
    const NETWORK: u64 = 0xfff0_0000;
    const LINK: u64 = 0xffe0_0000;
    if code & 0xe7 != LOAD_ABSOLUTE || k < LINK {
        return false;
    }
    if k >= ANCILLARY {
        printer.out.push_str("SKF_AD_OFF+");
        flags::SKF_AD.print(k - ANCILLARY, &mut printer.out);
    } else if k >= NETWORK {
        printer.display(format_args!("SKF_NET_OFF+{}", k - NETWORK));
    } else {
        printer.display(format_args!("SKF_LL_OFF+{}", k - LINK));
    }
    true
}

/// Operation, size and mode of an instruction.
fn print_code(printer: &mut Printer<'_>, code: u64) {
    let class = code & 7;
    flags::BPF_CLASS.print(class, &mut printer.out);
    let (parts, rest): (&[(u64, &flags::FlagSet)], u64) = match class {
        0 | 1 => (&[(0x18, &flags::BPF_SIZE), (0xe0, &flags::BPF_MODE)], 0),
        2 | 3 => (&[], code & !7),
        4 => (&[(8, &flags::BPF_SRC), (0xf0, &flags::BPF_ALU)], 0),
        5 => (&[(8, &flags::BPF_SRC), (0xf0, &flags::BPF_JMP)], 0),
        6 => (&[(0x18, &flags::BPF_RVAL)], code & !0x1f),
        _ => (&[(0xf8, &flags::BPF_MISC)], code & !0xff),
    };
    for &(mask, set) in parts {
        printer.out.push('|');
        set.print(code & mask, &mut printer.out);
    }
    if rest != 0 {
        printer.display(format_args!("|{rest:#x} /* BPF_??? */"));
    }
}

/// `u32 *` that holds a filter's action (`SECCOMP_GET_ACTION_AVAIL`).
pub static SECCOMP_ACTION_PTR: StructDef = StructDef::new("seccomp action *", 4, |printer, bytes| {
    printer.out.push('[');
    flags::SECCOMP_RET.print(unsigned(bytes), &mut printer.out);
    printer.out.push(']');
})
.any_abi();

/// `struct seccomp_notif_sizes` (`SECCOMP_GET_NOTIF_SIZES`).
pub static SECCOMP_NOTIF_SIZES: StructDef = StructDef::new("seccomp_notif_sizes", 6, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("seccomp_notif", 0, 2, Show::Uint),
            Field::new("seccomp_notif_resp", 2, 2, Show::Uint),
            Field::new("seccomp_data", 4, 2, Show::Uint),
        ],
    );
})
.any_abi();
