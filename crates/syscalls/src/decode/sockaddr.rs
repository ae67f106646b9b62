//! Socket addresses (address families of socket(2)).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Printer, number};
use crate::flags::{self, Hex};

/// How the address after the family prints, for the families that are known.
type Print = fn(&mut Printer<'_>, &[u8]);

/// By family: the least length of the whole, and what follows `sa_family`.
const FAMILIES: [(u64, usize, Print); 6] = [
    (1, 3, print_unix),
    (2, 16, print_inet),
    (10, 24, print_inet6),
    (16, 12, print_netlink),
    (17, 20, print_packet),
    (40, 16, print_vsock),
];

/// Appends `{sa_family=AF_INET, …}`; the address of it where it is too short to have a family.
pub(super) fn print(printer: &mut Printer<'_>, bytes: &[u8], address: u64) {
    let Some((family, rest)) = bytes.split_at_checked(2) else {
        printer.addr(address);
        return;
    };
    let family = number::unsigned(family);
    printer.out.push_str("{sa_family=");
    printer.flags(&flags::SOCKET_DOMAIN, family);
    match FAMILIES.iter().find(|&&(known, least, _)| known == family && bytes.len() >= least) {
        Some((_, _, print)) => {
            printer.out.push_str(", ");
            print(printer, bytes);
        }
        None if !rest.is_empty() => {
            printer.out.push_str(", sa_data=");
            printer.path(rest);
        }
        None => {}
    }
    printer.out.push('}');
}

/// Network byte order.
fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// Bytes that the length of the family promises.
fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..at + N).and_then(|part| part.try_into().ok()).unwrap_or([0; N])
}

/// A path, or an abstract name after `@`.
fn print_unix(printer: &mut Printer<'_>, bytes: &[u8]) {
    const LONGEST: usize = 110;
    let path = &bytes[2..bytes.len().min(LONGEST)];
    printer.out.push_str("sun_path=");
    match path.strip_prefix(b"\0") {
        Some(name) => {
            printer.out.push('@');
            printer.path(name);
        }
        None => {
            let length = path.iter().position(|&byte| byte == 0).unwrap_or(path.len());
            printer.path(&path[..length]);
        }
    }
}

fn print_inet(printer: &mut Printer<'_>, bytes: &[u8]) {
    let (port, address) = (big_endian(&part::<2>(bytes, 2)), Ipv4Addr::from(part::<4>(bytes, 4)));
    printer.display(format_args!("sin_port=htons({port}), sin_addr=inet_addr(\"{address}\")"));
}

fn print_inet6(printer: &mut Printer<'_>, bytes: &[u8]) {
    let (port, flow) = (big_endian(&part::<2>(bytes, 2)), big_endian(&part::<4>(bytes, 4)));
    let address = Ipv6Addr::from(part::<16>(bytes, 8));
    printer.display(format_args!("sin6_port=htons({port}), sin6_flowinfo=htonl({flow}), "));
    printer.display(format_args!("inet_pton(AF_INET6, \"{address}\", &sin6_addr)"));
    if let Some(scope) = bytes.get(24..28) {
        printer.display(format_args!(", sin6_scope_id={}", number::unsigned(scope)));
    }
}

fn print_netlink(printer: &mut Printer<'_>, bytes: &[u8]) {
    let (pid, groups) = (number::signed(&part::<4>(bytes, 4)), number::unsigned(&part::<4>(bytes, 8)));
    printer.display(format_args!("nl_pid={pid}, nl_groups="));
    // C's `%#08x`, which has no prefix for zero.
    if groups == 0 {
        printer.out.push_str("00000000");
    } else {
        printer.display(format_args!("{groups:#08x}"));
    }
}

fn print_packet(printer: &mut Printer<'_>, bytes: &[u8]) {
    let protocol = big_endian(&part::<2>(bytes, 2));
    printer.out.push_str("sll_protocol=htons(");
    flags::ETH_P.print(protocol, &mut printer.out);
    let interface = number::signed(&part::<4>(bytes, 4));
    printer.display(format_args!("), sll_ifindex={interface}, sll_hatype="));
    flags::ARPHRD.print(number::unsigned(&part::<2>(bytes, 8)), &mut printer.out);
    printer.out.push_str(", sll_pkttype=");
    flags::PACKET_TYPE.print(bytes[10].into(), &mut printer.out);
    let length = usize::from(bytes[11]);
    printer.display(format_args!(", sll_halen={length}"));
    if length > 0 {
        printer.out.push_str(", sll_addr=[");
        for (index, byte) in bytes[12..20].iter().take(length).enumerate() {
            if index > 0 {
                printer.out.push_str(", ");
            }
            if *byte == 0 {
                printer.out.push_str("00");
            } else {
                printer.display(format_args!("{byte:#x}"));
            }
        }
        printer.out.push(']');
    }
}

fn print_vsock(printer: &mut Printer<'_>, bytes: &[u8]) {
    printer.out.push_str("svm_cid=");
    flags::VMADDR_CID.print(number::unsigned(&part::<4>(bytes, 8)), &mut printer.out);
    printer.out.push_str(", svm_port=");
    printer.hex(number::unsigned(&part::<4>(bytes, 4)));
    printer.display(format_args!(", svm_flags={}", Hex(bytes[12].into())));
}
