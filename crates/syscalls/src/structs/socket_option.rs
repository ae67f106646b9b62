//! What the values of socket options are (socket(7), ip(7), ipv6(7), packet(7), netlink(7)).

use super::{Field, LINGER, SOCK_FPROG, Show, StructDef, UCRED, field};
use crate::Dir;
use crate::decode::number::{half, signed, unsigned};
use crate::decode::{Printer, Rest, sockaddr_text};
use crate::flags;
use crate::structs::hardware_address;

/// What the value of an option is, and how much of it must be there.
#[derive(Clone, Copy)]
pub enum OptionValue {
    /// An `int`; fewer bytes are shown in hexadecimal.
    Int,
    /// An `int` that prints otherwise.
    Number(fn(&mut Printer<'_>, u64)),
    /// A structure of this size or more; a longer value is cut.
    Struct(&'static StructDef),
    /// A structure of exactly this size.
    Exactly(&'static StructDef),
    /// A structure; members that the length does not reach are left out.
    Part(&'static StructDef),
    /// As many `u32` as the length says.
    Numbers,
}

use OptionValue::{Exactly, Int, Number, Numbers, Part, Struct};

const SOL_SOCKET: u32 = 1;
const SOL_NETLINK: u32 = 270;

/// Options that hold something else than bytes or an `int`: level, name, who fills the value, and what it is.
const OPTIONS: &[(u32, u32, Dir, OptionValue)] = &[
    (0, 35, Dir::In, Struct(&IP_MREQ)),
    (0, 36, Dir::In, Struct(&IP_MREQ)),
    (0, 42, Dir::In, Struct(&GROUP_REQ)),
    (0, 45, Dir::In, Struct(&GROUP_REQ)),
    (SOL_SOCKET, 4, Dir::Out, Number(|printer, value| print_error(printer, value as i32))),
    (SOL_SOCKET, 13, Dir::In, Struct(&LINGER)),
    (SOL_SOCKET, 13, Dir::Out, Part(&LINGER)),
    (SOL_SOCKET, 17, Dir::Out, Part(&UCRED)),
    (SOL_SOCKET, 26, Dir::In, Exactly(&SOCK_FPROG)),
    (SOL_SOCKET, 51, Dir::In, Exactly(&SOCK_FPROG)),
    (SOL_SOCKET, 74, Dir::In, Number(print_rehash)),
    (SOL_SOCKET, 74, Dir::Out, Number(print_rehash)),
    (41, 20, Dir::In, Struct(&IPV6_MREQ)),
    (41, 21, Dir::In, Struct(&IPV6_MREQ)),
    (41, 27, Dir::In, Struct(&IPV6_MREQ)),
    (41, 28, Dir::In, Struct(&IPV6_MREQ)),
    (41, 42, Dir::In, Struct(&GROUP_REQ)),
    (41, 45, Dir::In, Struct(&GROUP_REQ)),
    (255, 1, Dir::In, Part(&ICMP_FILTER)),
    (255, 1, Dir::Out, Part(&ICMP_FILTER)),
    (263, 1, Dir::In, Exactly(&PACKET_MREQ)),
    (263, 2, Dir::In, Exactly(&PACKET_MREQ)),
    (263, 5, Dir::In, Exactly(&TPACKET_REQ)),
    (263, 13, Dir::In, Exactly(&TPACKET_REQ)),
    (263, 6, Dir::Out, Part(&TPACKET_STATS)),
    (SOL_NETLINK, 9, Dir::Out, Numbers),
];

/// Options of `SOL_SOCKET` that are an `int`.
const INTS: [u32; 43] = [
    1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18, 19, 27, 29, 30, 32, 33, 34, 35, 36, 37, 40, 41, 42, 43, 44, 45,
    46, 49, 53, 56, 60, 63, 64, 65, 68, 69, 70, 73, 75,
];

/// What the value of an option is, for one who sets it ([`Dir::In`]) or asks for it; `None` for bytes of which four are
/// an `int`.
pub fn socket_option(level: u32, option: u32, dir: Dir) -> Option<OptionValue> {
    let known = OPTIONS.iter().find(|&&(of, name, by, _)| (of, name, by) == (level, option, dir));
    match (known, level) {
        (Some(&(.., value)), _) => Some(value),
        (None, SOL_NETLINK) => Some(Int),
        (None, SOL_SOCKET) if INTS.contains(&option) => Some(Int),
        _ => None,
    }
}

/// Every option of which more is known than that it is bytes: level, name, who fills the value, and what it is.
pub fn socket_options() -> impl Iterator<Item = (u32, u32, Dir, OptionValue)> {
    /// Above every name of an option of netlink(7).
    const NETLINK: u32 = 32;
    let ints = INTS.into_iter().map(|name| (SOL_SOCKET, name)).chain((0..NETLINK).map(|name| (SOL_NETLINK, name)));
    let ints = ints.flat_map(|(level, name)| [Dir::In, Dir::Out].map(|dir| (level, name, dir)));
    let known = OPTIONS.iter().map(|&(level, name, dir, _)| (level, name, dir));
    ints.chain(known).filter_map(|(level, name, dir)| Some((level, name, dir, socket_option(level, name, dir)?)))
}

impl OptionValue {
    /// Bytes of the value that mean something.
    pub fn size(self) -> u32 {
        match self {
            Int | Number(_) => 4,
            Struct(def) | Exactly(def) | Part(def) => def.size,
            Numbers => 128,
        }
    }
}

fn print_error(printer: &mut Printer<'_>, error: i32) {
    match crate::errno::name(error) {
        Some(name) => printer.out.push_str(name),
        None => printer.display(error),
    }
}

fn print_rehash(printer: &mut Printer<'_>, value: u64) {
    flags::TXREHASH.print(value, &mut printer.out);
}

/// Index of an interface. The first of every network namespace is its loopback device; others have names that only
/// their machine knows.
pub(crate) fn interface(printer: &mut Printer<'_>, bytes: &[u8]) {
    match unsigned(bytes) {
        1 => printer.constant(1, "if_nametoindex(\"lo\")"),
        _ => printer.display(signed(bytes) as i32 as u32),
    }
}

fn print_inet(printer: &mut Printer<'_>, bytes: &[u8]) {
    printer.inet_addr(bytes);
}

structures! {
    /// `struct ip_mreq` (`IP_ADD_MEMBERSHIP`).
    IP_MREQ "ip_mreq" 8 any_abi {
        imr_multiaddr 0 4 Show::With(print_inet);
        imr_interface 4 4 Show::With(print_inet);
    }
    /// `struct group_req` (`MCAST_JOIN_GROUP`).
    GROUP_REQ "group_req" 136 wide {
        gr_interface 0 4 Show::With(interface);
        gr_group 8 128 Show::With(sockaddr_text);
    }
    /// `struct tpacket_req` (`PACKET_RX_RING`).
    TPACKET_REQ "tpacket_req" 16 any_abi {
        tp_block_size 0 4 Show::Uint;
        tp_block_nr 4 4 Show::Uint;
        tp_frame_size 8 4 Show::Uint;
        tp_frame_nr 12 4 Show::Uint;
    }
    /// `struct tpacket_stats` (`PACKET_STATISTICS`), as far as all versions of it have it.
    TPACKET_STATS "tpacket_stats" 12 any_abi {
        tp_packets 0 4 Show::Uint;
        tp_drops 4 4 Show::Uint;
        tp_freeze_q_cnt 8 4 Show::Uint;
    }
}

/// `struct packet_mreq` (`PACKET_ADD_MEMBERSHIP`).
static PACKET_MREQ: StructDef = StructDef::new("packet_mreq", 16, |printer, bytes| {
    let length = usize::from(bytes.get(6).copied().unwrap_or(0)).min(8);
    field::print(
        printer,
        bytes,
        &[
            Field::new("mr_ifindex", 0, 4, Show::With(interface)),
            Field::new("mr_type", 4, 2, Show::Flags(&flags::PACKET_MR)),
            Field::new("mr_alen", 6, 2, Show::Uint),
            Field::new("mr_address", 8, length, Show::With(hardware_address)),
        ],
    );
});

/// `struct ipv6_mreq` (`IPV6_ADD_MEMBERSHIP`).
static IPV6_MREQ: StructDef = StructDef::new("ipv6_mreq", 20, |printer, bytes| {
    let octets: [u8; 16] = bytes.get(..16).and_then(|octets| octets.try_into().ok()).unwrap_or_default();
    let address = std::net::Ipv6Addr::from(octets);
    printer.display(format_args!("{{inet_pton(AF_INET6, \"{address}\", &ipv6mr_multiaddr), ipv6mr_interface="));
    interface(printer, bytes.get(16..20).unwrap_or_default());
    printer.out.push('}');
});

/// `struct icmp_filter` (`ICMP_FILTER`): a set of message types; bytes that are missing count as full.
static ICMP_FILTER: StructDef = StructDef::new("icmp_filter", 4, |printer, bytes| {
    let missing = u64::from(u32::MAX).checked_shl(8 * bytes.len() as u32).unwrap_or(0);
    let set = half(&[bytes, &[0; 4]].concat(), 0) | missing & u64::from(u32::MAX);
    let shown = if set.count_ones() > 16 {
        printer.out.push('~');
        !set
    } else {
        set
    };
    printer.bits((0..32).filter(|bit| shown >> bit & 1 == 1), |printer, bit| {
        flags::ICMP_FILTER.print(bit.into(), &mut printer.out);
    });
});

/// Prints a value of `length` bytes, of which `bytes` were captured; the address where it is too short.
pub fn print_option_value(
    printer: &mut Printer<'_>,
    value: OptionValue,
    dir: Dir,
    (address, length, bytes): (u64, u64, &[u8]),
) {
    let size = value.size() as usize;
    let shown = &bytes[..bytes.len().min(size)];
    match value {
        Int | Number(_) if shown.len() < size && dir != Dir::In => printer.hex_string(bytes, false),
        Int | Number(_) | Struct(_) if shown.len() < size => printer.addr(address),
        Exactly(_) if length != size as u64 || shown.len() < size => printer.addr(address),
        Int => printer.display(format_args!("[{}]", signed(shown))),
        Number(print) => {
            printer.out.push('[');
            print(printer, unsigned(shown));
            printer.out.push(']');
        }
        Struct(def) | Exactly(def) | Part(def) => (def.print)(printer, shown),
        Numbers => {
            if length < 4 {
                printer.out.push_str("[]");
                return;
            }
            let numbers = bytes.chunks_exact(4).map(unsigned);
            let rest = if length >= bytes.len() as u64 + 4 { Rest::Left } else { Rest::None };
            printer.array(numbers, rest, |printer, number| printer.display(number));
        }
    }
}
