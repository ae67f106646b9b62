//! Socket options, and memory of other processes.

use super::{Field, Show, StructDef, field};
use crate::decode::number;

/// `struct iovec` of another process (process_vm_readv(2)).
pub static IOVEC: StructDef = StructDef::new("iovec", 16, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("iov_base", 0, 8, Show::Addr), Field::new("iov_len", 8, 8, Show::Uint)]);
});

/// `struct linger` (`SO_LINGER`).
static LINGER: StructDef = StructDef::new("linger", 8, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("l_onoff", 0, 4, Show::Int), Field::new("l_linger", 4, 4, Show::Int)]);
});

/// `struct ucred` (`SO_PEERCRED`, `SCM_CREDENTIALS`).
pub static UCRED: StructDef = StructDef::new("ucred", 12, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[Field::new("pid", 0, 4, Show::Int), Field::new("uid", 4, 4, Show::Id), Field::new("gid", 8, 4, Show::Id)],
    );
})
.any_abi();

/// `struct ip_mreq` (`IP_ADD_MEMBERSHIP`).
static IP_MREQ: StructDef = StructDef::new("ip_mreq", 8, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("imr_multiaddr", 0, 4, Show::With(|printer, bytes| printer.inet_addr(bytes))),
            Field::new("imr_interface", 4, 4, Show::With(|printer, bytes| printer.inet_addr(bytes))),
        ],
    );
});

/// The error that a socket has pending (`SO_ERROR`).
static SOCKET_ERROR: StructDef = StructDef::new("SO_ERROR", 4, |printer, bytes| {
    let error = number::signed(bytes);
    printer.out.push('[');
    match i32::try_from(error).ok().and_then(crate::errno::name) {
        Some(name) => printer.out.push_str(name),
        None => printer.display(error),
    }
    printer.out.push(']');
});

/// Options that hold something else than an `int`, by level and name.
const OPTIONS: [(u32, u32, &StructDef); 5] =
    [(0, 35, &IP_MREQ), (0, 36, &IP_MREQ), (1, 4, &SOCKET_ERROR), (1, 13, &LINGER), (1, 17, &UCRED)];

/// What the value of a socket option is, if it is no `int` or unknown.
pub fn socket_option(level: u32, option: u32) -> Option<&'static StructDef> {
    OPTIONS.iter().find(|&&(of, name, _)| (of, name) == (level, option)).map(|&(_, _, def)| def)
}
