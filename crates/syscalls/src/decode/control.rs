//! Control messages (cmsg(3)): descriptors, credentials and times that come with a message.

use super::{Printer, Rest, number, sockaddr};
use crate::flags;
use crate::memory::Record;
use crate::structs::{IN_PKTINFO, SOCK_EE, StructDef, TIMESPEC, TIMEVAL, UCRED};

/// `sizeof(struct cmsghdr)` on x86_64: `size_t` length, `int` level, `int` type.
const HEADER: usize = 16;
const SOL_IP: u64 = 0;
const SOL_SOCKET: u64 = 1;

/// What follows the header.
enum Data {
    Fds,
    Text,
    Struct(&'static StructDef),
    /// Three times of it, as far as they are there.
    Three(&'static StructDef),
    Numbers,
    Bytes,
    Address,
}

/// By level and type: least length, and what it is.
const KNOWN: [(u64, u64, usize, Data); 18] = [
    (SOL_SOCKET, 1, 4, Data::Fds),
    (SOL_SOCKET, 2, 12, Data::Struct(&UCRED)),
    (SOL_SOCKET, 3, 1, Data::Text),
    (SOL_SOCKET, 29, 1, Data::Struct(&TIMEVAL)),
    (SOL_SOCKET, 35, 1, Data::Struct(&TIMESPEC)),
    (SOL_SOCKET, 63, 1, Data::Struct(&TIMEVAL)),
    (SOL_SOCKET, 64, 1, Data::Struct(&TIMESPEC)),
    (SOL_SOCKET, 37, 1, Data::Three(&TIMESPEC)),
    (SOL_SOCKET, 65, 1, Data::Three(&TIMESPEC)),
    (SOL_IP, 1, 1, Data::Bytes),
    (SOL_IP, 2, 4, Data::Numbers),
    (SOL_IP, 3, 1, Data::Text),
    (SOL_IP, 6, 1, Data::Bytes),
    (SOL_IP, 7, 1, Data::Bytes),
    (SOL_IP, 8, 12, Data::Struct(&IN_PKTINFO)),
    (SOL_IP, 11, 32, Data::Struct(&SOCK_EE)),
    (SOL_IP, 20, 16, Data::Address),
    (SOL_IP, 23, 4, Data::Numbers),
];

/// Appends `[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3]}]`.
pub(super) fn print(printer: &mut Printer<'_>, record: &Record<'_>, length: u64) {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let mut rest = &record.bytes[..record.bytes.len().min(length)];
    if rest.len() < HEADER {
        printer.addr(record.address);
        return;
    }
    let (end, missing) = (record.address.wrapping_add(rest.len() as u64), rest.len() < length);
    printer.out.push('[');
    let mut separator = "";
    while rest.len() >= HEADER {
        printer.out.push_str(std::mem::replace(&mut separator, ", "));
        let claimed = number::unsigned(&rest[..8]);
        let here = rest.len().min(usize::try_from(claimed).unwrap_or(usize::MAX));
        print_one(printer, claimed, rest, here);
        if here < HEADER {
            rest = &rest[HEADER..];
            break;
        }
        // The next one begins at a whole word.
        rest = rest.get(here.next_multiple_of(8)..).unwrap_or_default();
    }
    if !rest.is_empty() {
        printer.display(format_args!("{separator}... /* {:#x} */", end.wrapping_sub(rest.len() as u64)));
    } else if missing {
        printer.display(format_args!("{separator}..."));
    }
    printer.out.push(']');
}

fn print_one(printer: &mut Printer<'_>, claimed: u64, message: &[u8], length: usize) {
    let (level, kind) = (number::unsigned(&message[8..12]), number::unsigned(&message[12..16]));
    printer.display(format_args!("{{cmsg_len={claimed}, cmsg_level="));
    flags::SOL.print(level, &mut printer.out);
    printer.out.push_str(", cmsg_type=");
    match level {
        SOL_SOCKET => flags::SCM.print(kind, &mut printer.out),
        SOL_IP => flags::IP_CMSG.print(kind, &mut printer.out),
        _ => printer.hex(kind),
    }
    let data = message.get(HEADER..length).unwrap_or_default();
    let known = KNOWN.iter().find(|&&(of, is, least, _)| (of, is) == (level, kind) && data.len() >= least);
    if let Some((_, _, _, known)) = known {
        printer.out.push_str(", cmsg_data=");
        print_data(printer, known, data);
    }
    printer.out.push('}');
}

fn print_data(printer: &mut Printer<'_>, known: &Data, data: &[u8]) {
    match known {
        Data::Fds => {
            let fds = data.chunks_exact(4).map(|fd| number::signed(fd) as i32);
            printer.array(fds, Rest::None, |printer, fd| printer.fd(fd));
        }
        Data::Struct(def) if data.len() < def.size as usize => printer.out.push_str("???"),
        Data::Text => printer.path(data),
        Data::Struct(def) => (def.print)(printer, data),
        Data::Three(def) => {
            let size = def.size as usize;
            if data.len() < 3 * size {
                printer.out.push_str("???");
                return;
            }
            printer.array(data.chunks_exact(size).take(3), Rest::None, |printer, one| (def.print)(printer, one));
        }
        Data::Bytes => printer.array(data.iter(), Rest::None, |printer, &byte| printer.hex(byte.into())),
        Data::Address => sockaddr::text(printer, data),
        Data::Numbers => {
            let numbers = data.chunks_exact(4).map(number::unsigned);
            printer.array(numbers, Rest::None, |printer, number| printer.display(number));
        }
    }
}
