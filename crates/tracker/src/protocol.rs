//! What a socket speaks, in strace's words.

use std::borrow::Cow;

/// Any type or protocol.
const ANY: i32 = -1;

/// (domain, type, protocol) → name, the first that matches. Numbers: include/linux/socket.h, include/uapi/linux/in.h;
/// names: the kernel's (`struct proto`, also the attribute `system.sockprotoname`), which strace prints. They do not tell
/// datagrams from sequenced packets of Unix sockets.
const NAMES: &[(i32, i32, i32, &str)] = &[
    (1, 1, ANY, "UNIX-STREAM"),
    (1, ANY, ANY, "UNIX"),
    (2, 1, 262, "MPTCP"),
    (2, ANY, 132, "SCTP"),
    (2, 1, ANY, "TCP"),
    (2, 2, 1, "PING"),
    (2, 2, 136, "UDP-Lite"),
    (2, 2, ANY, "UDP"),
    (2, 3, ANY, "RAW"),
    (10, 1, 262, "MPTCPv6"),
    (10, ANY, 132, "SCTPv6"),
    (10, 1, ANY, "TCPv6"),
    (10, 2, 58, "PINGv6"),
    (10, 2, 136, "UDPLITEv6"),
    (10, 2, ANY, "UDPv6"),
    (10, 3, ANY, "RAWv6"),
    (15, ANY, ANY, "KEY"),
    (16, ANY, ANY, "NETLINK"),
    (17, ANY, ANY, "PACKET"),
    (29, ANY, 1, "CAN_RAW"),
    (29, ANY, 2, "CAN_BCM"),
    (29, ANY, 6, "CAN_ISOTP"),
    (29, ANY, 7, "CAN_J1939"),
    (30, ANY, ANY, "TIPC"),
    (31, ANY, 0, "L2CAP"),
    (31, ANY, 1, "HCI"),
    (31, ANY, 2, "SCO"),
    (31, ANY, 3, "RFCOMM"),
    (38, ANY, ANY, "ALG"),
    (40, ANY, ANY, "AF_VSOCK"),
    (43, ANY, ANY, "SMC"),
    (44, ANY, ANY, "XDP"),
];

/// The bits of socket(2)'s type that are the type (`SOCK_TYPE_MASK`).
const TYPE_MASK: i32 = 0xf;

/// The protocol of a socket by the arguments of socket(2); `AF_n` for a domain without a name of its own.
pub(crate) fn name(domain: i32, kind: i32, protocol: i32) -> Cow<'static, str> {
    let matches = |pattern: i32, value: i32| pattern == ANY || pattern == value;
    NAMES
        .iter()
        .find(|line| line.0 == domain && matches(line.1, kind & TYPE_MASK) && matches(line.2, protocol))
        .map_or_else(|| format!("AF_{domain}").into(), |line| line.3.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_have_strace_s_names() {
        let cloexec = 0o2_000_000;
        assert_eq!(name(2, 1 | cloexec, 0), "TCP");
        assert_eq!(name(10, 1, 6), "TCPv6");
        assert_eq!(name(2, 2, 17), "UDP");
        assert_eq!(name(2, 2, 1), "PING");
        assert_eq!(name(10, 3, 58), "RAWv6");
        assert_eq!(name(1, 1, 0), "UNIX-STREAM");
        assert_eq!(name(1, 2, 0), "UNIX");
        assert_eq!(name(1, 5, 0), "UNIX");
        assert_eq!(name(16, 3, 0), "NETLINK");
        assert_eq!(name(99, 3, 0), "AF_99");
    }
}
