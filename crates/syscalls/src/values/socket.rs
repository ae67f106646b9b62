//! Sockets.

use crate::decode::Printer;
use crate::flags;

/// Attaches a filter where it is set, and gives it where it is asked for.
const FILTER: u64 = 26;

/// An option of `SOL_SOCKET` that is set.
pub fn option_to_set(printer: &mut Printer<'_>, raw: u64) {
    option(printer, raw, "SO_ATTACH_FILTER");
}

/// An option of `SOL_SOCKET` that is asked for.
pub fn option_to_get(printer: &mut Printer<'_>, raw: u64) {
    option(printer, raw, "SO_GET_FILTER");
}

/// The protocol of an `AF_PACKET` socket, in network order: `htons(ETH_P_ALL)`.
pub fn packet_protocol(printer: &mut Printer<'_>, raw: u64) {
    printer.out.push_str("htons(");
    printer.flags(&flags::ETH_P, u64::from((raw as u16).swap_bytes()));
    printer.out.push(')');
}

fn option(printer: &mut Printer<'_>, raw: u64, filter: &str) {
    match raw & u64::from(u32::MAX) {
        FILTER => printer.out.push_str(filter),
        name => flags::SO_SOCKET.print(name, &mut printer.out),
    }
}
