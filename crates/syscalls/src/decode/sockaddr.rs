//! Socket addresses (address families of socket(2)).

use std::net::Ipv6Addr;

use super::{Constants, Printer, Rest, number, quote};
use crate::flags::{self, Hex};
use crate::structs::{hardware_address, interface};

/// How the address after the family prints, for the families that are known.
type Print = fn(&mut Printer<'_>, &[u8]);

/// `sizeof(struct sockaddr_storage)`: no more of an address counts.
const LONGEST: usize = 128;

/// By family: the least length of the whole, and what follows `sa_family`.
const FAMILIES: [(u64, usize, Print); 11] = [
    (1, 3, print_unix),
    (2, 16, print_inet),
    (4, 16, print_ipx),
    (9, 18, print_x25),
    (10, 24, print_inet6),
    (16, 12, print_netlink),
    (17, 20, print_packet),
    (31, 3, print_bluetooth),
    (40, 16, print_vsock),
    (42, 12, print_qrtr),
    (44, 16, print_xdp),
];

/// Appends `{sa_family=AF_INET, …}`; the address of it where it is too short to have a family.
pub(super) fn print(printer: &mut Printer<'_>, bytes: &[u8], address: u64) {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
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

/// A socket address inside another structure.
pub(crate) fn text(printer: &mut Printer<'_>, bytes: &[u8]) {
    print(printer, bytes, 0);
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
    printer.out.push_str("sin_port=");
    print_port(printer, part(bytes, 2));
    printer.out.push_str(", sin_addr=");
    printer.inet_addr(&part::<4>(bytes, 4));
}

fn print_port(printer: &mut Printer<'_>, port: [u8; 2]) {
    printer.encoded(&port, format_args!("htons({})", u16::from_be_bytes(port)));
}

fn print_inet6(printer: &mut Printer<'_>, bytes: &[u8]) {
    let (flow, address) = (part::<4>(bytes, 4), part::<16>(bytes, 8));
    printer.out.push_str("sin6_port=");
    print_port(printer, part(bytes, 2));
    printer.out.push_str(", sin6_flowinfo=");
    printer.encoded(&flow, format_args!("htonl({})", u32::from_be_bytes(flow)));
    let text = Ipv6Addr::from(address);
    if printer.style.constants == Constants::Names {
        printer.display(format_args!(", inet_pton(AF_INET6, \"{text}\", &sin6_addr)"));
    } else {
        printer.out.push_str(", sin6_addr=");
        printer.encoded(&address, format_args!("inet_pton(AF_INET6, \"{text}\")"));
    }
    if let Some(scope) = bytes.get(24..28) {
        printer.out.push_str(", sin6_scope_id=");
        // Of these kinds of addresses alone it is an interface.
        let is_link_local = bytes[8] == 0xfe && bytes[9] & 0xc0 == 0x80;
        let is_multicast_on_link = bytes[8] == 0xff && bytes[9] & 0xf == 2;
        if is_link_local || is_multicast_on_link {
            interface(printer, scope);
        } else {
            printer.display(number::unsigned(scope));
        }
    }
}

fn print_netlink(printer: &mut Printer<'_>, bytes: &[u8]) {
    let (pid, groups) = (number::signed(&part::<4>(bytes, 4)), number::unsigned(&part::<4>(bytes, 8)));
    let padding = number::unsigned(&part::<2>(bytes, 2));
    if padding != 0 {
        printer.display(format_args!("nl_pad={padding:#x}, "));
    }
    printer.display(format_args!("nl_pid={pid}, nl_groups="));
    // C's `%#08x`, which has no prefix for zero.
    if groups == 0 {
        printer.out.push_str("00000000");
    } else {
        printer.display(format_args!("{groups:#08x}"));
    }
}

fn print_packet(printer: &mut Printer<'_>, bytes: &[u8]) {
    let protocol = part::<2>(bytes, 2);
    let mut name = String::new();
    flags::ETH_P.print(u16::from_be_bytes(protocol).into(), &mut name);
    printer.out.push_str("sll_protocol=");
    printer.encoded(&protocol, format_args!("htons({name})"));
    printer.out.push_str(", sll_ifindex=");
    interface(printer, &part::<4>(bytes, 4));
    printer.out.push_str(", sll_hatype=");
    printer.flags(&flags::ARPHRD, number::unsigned(&part::<2>(bytes, 8)));
    printer.out.push_str(", sll_pkttype=");
    printer.flags(&flags::PACKET_TYPE, bytes[10].into());
    let length = usize::from(bytes[11]);
    printer.display(format_args!(", sll_halen={length}"));
    if length > 0 {
        printer.out.push_str(", sll_addr=");
        let rest = if length > 8 { Rest::Left } else { Rest::None };
        printer.array(bytes[12..20].iter().take(length), rest, print_byte);
    }
}

fn print_vsock(printer: &mut Printer<'_>, bytes: &[u8]) {
    printer.out.push_str("svm_cid=");
    printer.flags(&flags::VMADDR_CID, number::unsigned(&part::<4>(bytes, 8)));
    printer.out.push_str(", svm_port=");
    match part::<4>(bytes, 4) {
        [0xff, 0xff, 0xff, 0xff] => printer.constant(Hex(u32::MAX.into()), "VMADDR_PORT_ANY"),
        port => printer.hex(number::unsigned(&port)),
    }
    printer.out.push_str(", svm_flags=");
    printer.flags(&flags::VMADDR_FLAG, bytes[12].into());
}

/// As C's `%#02x` prints it: `0xa`, `00`.
fn print_byte(printer: &mut Printer<'_>, byte: &u8) {
    match *byte {
        0 => printer.out.push_str("00"),
        byte => printer.display(format_args!("{byte:#x}")),
    }
}

fn print_ipx(printer: &mut Printer<'_>, bytes: &[u8]) {
    printer.out.push_str("sipx_port=");
    print_port(printer, part(bytes, 2));
    let network = u32::from_be_bytes(part(bytes, 4));
    printer.display(format_args!(", sipx_network=htonl({}), sipx_node=", Hex(network.into())));
    printer.array(bytes[8..14].iter(), Rest::None, print_byte);
    printer.out.push_str(", sipx_type=");
    print_byte(printer, &bytes[14]);
    if bytes[15] != 0 {
        printer.display(format_args!(", sipx_zero={:#x}", bytes[15]));
    }
}

fn print_x25(printer: &mut Printer<'_>, bytes: &[u8]) {
    printer.out.push_str("sx25_addr={x25_addr=");
    printer.c_text(&bytes[2..18]);
    printer.out.push('}');
}

/// HCI, SCO, RFCOMM or L2CAP: told apart by their sizes alone.
fn print_bluetooth(printer: &mut Printer<'_>, bytes: &[u8]) {
    let number = |at| number::unsigned(&part::<2>(bytes, at));
    match bytes.len() {
        4 | 6 => {
            printer.display(format_args!("hci_dev=htobs({})", number(2)));
            if bytes.len() == 6 {
                printer.out.push_str(", hci_channel=");
                printer.flags(&flags::HCI_CHANNEL, number(4));
            }
        }
        8 => {
            printer.out.push_str("sco_bdaddr=");
            hardware_address(printer, &bytes[2..8]);
        }
        10 => {
            printer.out.push_str("rc_bdaddr=");
            hardware_address(printer, &bytes[2..8]);
            printer.display(format_args!(", rc_channel={}", bytes[8]));
        }
        12 | 14 => {
            printer.out.push_str("l2_psm=");
            print_dynamic(printer, &flags::L2CAP_PSM, number(2), "L2CAP_PSM");
            printer.out.push_str(", l2_bdaddr=");
            hardware_address(printer, &bytes[4..10]);
            printer.out.push_str(", l2_cid=");
            print_dynamic(printer, &flags::L2CAP_CID, number(10), "L2CAP_CID");
            if bytes.len() == 14 {
                printer.out.push_str(", l2_bdaddr_type=");
                printer.flags(&flags::BDADDR, bytes[12].into());
            }
        }
        _ => {
            printer.out.push_str("sa_data=");
            quote::quote(&bytes[2..], printer.style.quoting, &mut printer.out);
        }
    }
}

/// A number of L2CAP: one that has a name, one of a range for anybody, or neither.
fn print_dynamic(printer: &mut Printer<'_>, set: &flags::FlagSet, value: u64, kind: &str) {
    let ranges: &[(u64, u64, &str)] = match kind {
        "L2CAP_PSM" => &[(0x80, 0xff, "L2CAP_PSM_LE_DYN_START"), (0x1001, 0xffff, "L2CAP_PSM_DYN_START")],
        _ => &[(0x40, 0xffff, "L2CAP_CID_DYN_START")],
    };
    let range = ranges.iter().find(|&&(first, last, _)| (first..=last).contains(&value));
    printer.out.push_str("htobs(");
    match (set.value_name(value), range) {
        (Some(name), _) => printer.constant(Hex(value), name),
        (None, Some(&(first, _, name))) if value == first => printer.constant(Hex(value), name),
        (None, Some(&(first, _, name))) => {
            let base = match printer.style.constants {
                Constants::Both => format!("{} /* {name} */", Hex(first)),
                _ => name.to_owned(),
            };
            printer.constant(Hex(value), format_args!("{base}+{}", value - first));
        }
        (None, None) if printer.style.constants == Constants::Numbers => printer.hex(value),
        (None, None) => printer.display(format_args!("{} /* {kind}_??? */", Hex(value))),
    }
    printer.out.push(')');
}

fn print_qrtr(printer: &mut Printer<'_>, bytes: &[u8]) {
    let (node, port) = (number::unsigned(&part::<4>(bytes, 4)), number::unsigned(&part::<4>(bytes, 8)));
    printer.display(format_args!("sq_node={}, sq_port={}", Hex(node), Hex(port)));
}

fn print_xdp(printer: &mut Printer<'_>, bytes: &[u8]) {
    printer.out.push_str("sxdp_flags=");
    printer.flags(&flags::XDP_FLAGS, number::unsigned(&part::<2>(bytes, 2)));
    printer.out.push_str(", sxdp_ifindex=");
    interface(printer, &part::<4>(bytes, 4));
    let (queue, fd) = (number::unsigned(&part::<4>(bytes, 8)), number::signed(&part::<4>(bytes, 12)) as i32);
    printer.display(format_args!(", sxdp_queue_id={queue}, sxdp_shared_umem_fd="));
    printer.fd(fd);
}
