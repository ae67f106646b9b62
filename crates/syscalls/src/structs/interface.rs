//! Network interfaces, as ioctl(2) asks them (netdevice(7)).

use super::{Change, Field, Nested, Show, StructDef, field};
use crate::decode::number::{signed, unsigned};
use crate::decode::{Printer, sockaddr_text};
use crate::flags;

/// Size of `struct ifreq`: the name, then a union.
const IFREQ: u32 = 40;
/// Size of the name.
const NAME: usize = 16;

const IFR_NAME: Field = Field::new("ifr_name", 0, NAME, Show::Text);

/// Declares, for what the union of `struct ifreq` holds, the structure that a program gives (all of it) and the one
/// that the kernel fills (the name alone, if it failed).
macro_rules! requests {
    ($($(#[$doc:meta])* $set:ident $get:ident $member:literal $length:literal $show:expr;)*) => {
        $($(#[$doc])*
        pub static $set: StructDef = StructDef::new(concat!("ifreq: ", $member), IFREQ, |printer, bytes| {
            field::print(printer, bytes, &[IFR_NAME, Field::new($member, NAME, $length, $show)]);
        });
        $(#[$doc])*
        pub static $get: StructDef = StructDef::new(concat!("ifreq: ", $member), IFREQ, |printer, bytes| {
            field::print(printer, bytes, &[IFR_NAME]);
        })
        .change(Change::As($set.print));)*
    };
}

requests! {
    /// Address.
    IFREQ_SET_ADDRESS IFREQ_ADDRESS "ifr_addr" 16 Show::With(print_address);
    /// Address of the other end.
    IFREQ_SET_DESTINATION IFREQ_DESTINATION "ifr_dstaddr" 16 Show::With(print_address);
    /// Broadcast address.
    IFREQ_SET_BROADCAST IFREQ_BROADCAST "ifr_broadaddr" 16 Show::With(print_address);
    /// Network mask.
    IFREQ_SET_NETMASK IFREQ_NETMASK "ifr_netmask" 16 Show::With(print_address);
    /// Hardware address.
    IFREQ_SET_HARDWARE IFREQ_HARDWARE "ifr_hwaddr" 16 Show::With(print_hardware);
    /// Flags.
    IFREQ_SET_FLAGS IFREQ_FLAGS "ifr_flags" 2 Show::Flags(&flags::IFF);
    /// Index.
    IFREQ_SET_INDEX IFREQ_INDEX "ifr_ifindex" 4 Show::Int;
    /// Metric.
    IFREQ_SET_METRIC IFREQ_METRIC "ifr_metric" 4 Show::Int;
    /// Largest packet.
    IFREQ_SET_MTU IFREQ_MTU "ifr_mtu" 4 Show::Int;
    /// Slave.
    IFREQ_SET_SLAVE IFREQ_SLAVE "ifr_slave" 16 Show::Text;
    /// New name.
    IFREQ_SET_NAME IFREQ_NEW_NAME "ifr_newname" 16 Show::Text;
    /// Length of the queue.
    IFREQ_SET_QUEUE IFREQ_QUEUE "ifr_qlen" 4 Show::Int;
    /// Hardware parameters.
    IFREQ_SET_MAP IFREQ_MAP "ifr_map" 24 Show::Struct(&IFMAP);
}

/// The name of the interface with an index (`SIOCGIFNAME`).
pub static IFREQ_NAME: StructDef = StructDef::new("ifreq: name", IFREQ, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("ifr_ifindex", NAME, 4, Show::Int)]);
})
.change(Change::As(|printer, bytes| {
    field::print(printer, bytes, &[Field::new("ifr_ifindex", NAME, 4, Show::Int), IFR_NAME]);
}));

structures! {
    /// `struct ifmap` (`SIOCGIFMAP`).
    IFMAP "ifmap" 24 wide {
        mem_start 0 8 Show::Hex;
        mem_end 8 8 Show::Hex;
        base_addr 16 2 Show::Hex;
        irq 18 1 Show::Hex;
        dma 19 1 Show::Hex;
        port 20 1 Show::Hex;
    }
}

fn print_address(printer: &mut Printer<'_>, bytes: &[u8]) {
    sockaddr_text(printer, bytes);
}

/// `{sa_family=ARPHRD_ETHER, sa_data=02:00:00:00:00:01}`.
fn print_hardware(printer: &mut Printer<'_>, bytes: &[u8]) {
    let family = unsigned(&bytes[..2]);
    printer.out.push_str("{sa_family=");
    flags::ARPHRD.print(family, &mut printer.out);
    printer.out.push_str(", sa_data=");
    // Ethernet and the loopback device have six bytes.
    let length = match family {
        1 | 772 => 6,
        _ => 14,
    };
    hardware_address(printer, bytes.get(2..2 + length).unwrap_or_default());
    printer.out.push('}');
}

/// `02:00:00:00:00:01`.
pub(crate) fn hardware_address(printer: &mut Printer<'_>, bytes: &[u8]) {
    let text: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    printer.encoded(bytes, text.join(":"));
}

/// `struct ifconf` (`SIOCGIFCONF`): a length and a pointer to as many `struct ifreq`.
pub static IFCONF: StructDef = StructDef::new("ifconf", 16, |printer, bytes| {
    print_ifconf(printer, bytes, None);
})
.nested_at_exit(&[Nested::counted(8, 0, 4, 1)])
.change(Change::Both(|printer, before, after| print_ifconf(printer, before, Some(after))));

fn print_ifconf(printer: &mut Printer<'_>, before: &[u8], after: Option<&[u8]>) {
    let length = |bytes: &[u8]| signed(bytes.get(..4).unwrap_or_default());
    let buffer = |bytes: &[u8]| crate::decode::number::word(bytes, 8);
    printer.out.push_str("{ifc_len=");
    let (room, has_room) = (length(before), buffer(before) != 0);
    if has_room {
        print_length(printer, room);
    }
    if let Some(after) = after {
        if has_room && room != length(after) {
            printer.out.push_str(" => ");
        }
        if !has_room || room != length(after) {
            print_length(printer, length(after));
        }
    } else if !has_room {
        print_length(printer, room);
    }
    printer.out.push_str(", ifc_buf=");
    let filled =
        after.filter(|_| has_room).and_then(|after| printer.nested(buffer(after), true).zip(Some(length(after))));
    match filled {
        Some((record, length)) => {
            let length = usize::try_from(length).unwrap_or(0).min(record.bytes.len());
            let requests = record.bytes[..length].chunks_exact(IFREQ as usize);
            printer.array(requests, crate::decode::Rest::None, |printer, bytes| {
                field::print(printer, bytes, &[IFR_NAME, Field::new("ifr_addr", NAME, 16, Show::With(print_address))]);
            });
        }
        None => printer.addr(buffer(before)),
    }
    printer.out.push('}');
}

fn print_length(printer: &mut Printer<'_>, length: i64) {
    printer.display(length);
    if length > 0 && length % i64::from(IFREQ) == 0 {
        printer.display(format_args!(" /* {} * sizeof(struct ifreq) */", length / i64::from(IFREQ)));
    }
}
