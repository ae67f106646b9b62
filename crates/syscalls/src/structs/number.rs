//! Numbers and names that are passed by reference or in arrays.

use super::StructDef;
use crate::decode::{Printer, number, time};
use crate::flags;

fn indirect(printer: &mut Printer<'_>, print: impl FnOnce(&mut Printer<'_>)) {
    printer.out.push('[');
    print(printer);
    printer.out.push(']');
}

fn print_id(printer: &mut Printer<'_>, bytes: &[u8]) {
    printer.id(number::unsigned(bytes) as u32);
}

/// `uid_t` as an element of an array (`F_GETOWNER_UIDS`).
pub static UID: StructDef = StructDef::new("uid_t", 4, print_id).any_abi();

/// `gid_t` as an element of an array (getgroups(2)).
pub static GID: StructDef = StructDef::new("gid_t", 4, print_id).any_abi();

/// `__u64` as an element of an array.
pub static U64: StructDef =
    StructDef::new("__u64", 8, |printer, bytes| printer.display(number::unsigned(bytes))).any_abi();

/// `int *` that holds a signal number (`PR_GET_PDEATHSIG`).
pub static SIGNAL_PTR: StructDef = StructDef::new("signal *", 4, |printer, bytes| {
    indirect(printer, |printer| printer.signal(number::signed(bytes) as i32));
})
.any_abi();

/// `void **` (`ARCH_GET_FS`, get_robust_list(2)).
pub static POINTER_PTR: StructDef = StructDef::new("void **", 8, |printer, bytes| {
    indirect(printer, |printer| printer.addr(number::unsigned(bytes)));
});

/// `int *` that holds modem lines (`TIOCMGET`).
pub static MODEM_PTR: StructDef = StructDef::new("modem lines *", 4, |printer, bytes| {
    indirect(printer, |printer| flags::TIOCM.print(number::unsigned(bytes), &mut printer.out));
})
.any_abi();

/// `int *` that holds inode flags (`FS_IOC_GETFLAGS`).
pub static INODE_FLAGS_PTR: StructDef = StructDef::new("inode flags *", 4, |printer, bytes| {
    indirect(printer, |printer| flags::FS_FLAGS.print(number::unsigned(bytes), &mut printer.out));
})
.any_abi();

/// `time_t *` (time(2)).
pub static TIME_T_PTR: StructDef = StructDef::new("time_t *", 8, |printer, bytes| {
    indirect(printer, |printer| {
        let seconds = number::signed(bytes);
        printer.display(seconds);
        time::comment(seconds, 0, 0, &mut printer.out);
    });
});

/// Declares pointers to numbers of four or eight bytes that print as `[…]`.
macro_rules! pointers {
    ($($(#[$doc:meta])* $name:ident $size:literal $print:expr;)*) => {
        $($(#[$doc])*
        pub static $name: StructDef = StructDef::new(stringify!($name), $size, |printer, bytes| {
            let print: fn(&mut Printer<'_>, u64) = $print;
            indirect(printer, |printer| print(printer, number::unsigned(bytes)));
        })
        .any_abi();)*
    };
}

pointers! {
    /// `int *` that holds a memory policy (get_mempolicy(2)).
    MPOL_PTR 4 |printer, value| flags::MPOL.print(value, &mut printer.out);
    /// `int *` that holds what happens to an unaligned access (`PR_GET_UNALIGN`).
    UNALIGN_PTR 4 |printer, value| flags::PR_UNALIGN.print(value, &mut printer.out);
    /// `int *` that holds whether the time stamp counter may be read (`PR_GET_TSC`).
    TSC_PTR 4 |printer, value| flags::PR_TSC.print(value, &mut printer.out);
    /// `u64 *` that holds extended processor features (`ARCH_GET_XCOMP_SUPP`).
    XFEATURES_PTR 8 |printer, value| flags::XFEATURE_MASK_COMMENTED.print(value, &mut printer.out);
    /// `u64 *` that reads best in hexadecimal.
    HEX_PTR 8 |printer, value| printer.hex(value);
    /// `u32 *` that reads best in hexadecimal.
    HEX_INT_PTR 4 |printer, value| printer.hex(value);
}

pointers! {
    /// `unsigned short *`.
    SHORT_PTR 2 |printer, value| printer.display(value);
    /// `unsigned int *`.
    UINT_PTR 4 |printer, value| printer.display(value);
}

/// `char *` that holds one character (`TIOCSTI`).
pub static CHAR_PTR: StructDef = StructDef::new("char *", 1, |printer, bytes| printer.string(bytes, false)).any_abi();

/// A word of a set of memory nodes (mbind(2)).
pub static NODEMASK: StructDef = StructDef::new("node mask", 8, |printer, bytes| match number::unsigned(bytes) {
    0 => printer.out.push_str("0000000000000000"),
    word => printer.display(format_args!("{word:#016x}")),
});

/// `void *` as an element of an array (move_pages(2)).
pub static POINTER: StructDef = StructDef::new("void *", 8, |printer, bytes| printer.addr(number::unsigned(bytes)));

/// `int` as an element of an array.
pub static INT: StructDef = StructDef::new("int", 4, |printer, bytes| printer.display(number::signed(bytes))).any_abi();

/// Where a page is now, or why it is not (move_pages(2)).
pub static PAGE_STATUS: StructDef = StructDef::new("page status", 4, |printer, bytes| {
    let status = number::signed(bytes) as i32;
    match status.checked_neg().filter(|_| status < 0).and_then(crate::errno::name) {
        Some(name) => printer.display(format_args!("-{name}")),
        None => printer.display(status),
    }
})
.any_abi();

/// A byte of the keyring's capabilities (`KEYCTL_CAPABILITIES`); what they are called depends on their place.
pub static KEYCTL_CAPS: StructDef =
    StructDef::new("keyctl capabilities", 1, |printer, bytes| printer.hex(number::unsigned(bytes))).any_abi();
