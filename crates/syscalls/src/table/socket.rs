//! Protocols by domain, and socket options by level.

use super::*;

/// socket(2) by `family`.
pub(super) const SOCKET: &[Variant] = variants! {
    { family: Flags(&flags::SOCKET_DOMAIN), type: Flags(&flags::SOCKET_TYPE) }
    2 AF_INET (protocol: Flags(&flags::IPPROTO)) -> Fd, effect Socket(o_cloexec(1));
    10 AF_INET6 (protocol: Flags(&flags::IPPROTO)) -> Fd, effect Socket(o_cloexec(1));
    16 AF_NETLINK (protocol: Flags(&flags::NETLINK_PROTOCOL)) -> Fd, effect Socket(o_cloexec(1));
    17 AF_PACKET (protocol: Show(values::packet_protocol)) -> Fd, effect Socket(o_cloexec(1));
    31 AF_BLUETOOTH (protocol: Flags(&flags::BTPROTO)) -> Fd, effect Socket(o_cloexec(1));
};

/// setsockopt(2) by `level`. The values of other levels are not read: those of `SOL_ALG` and `SOL_TLS` are keys.
pub(super) const SETSOCKOPT: &[Variant] = variants! {
    { fd: Fd, level: Flags(&flags::SOL) }
    0 SOL_IP (optname: Flags(&flags::SO_IP), optval: SockOpt(In, Len::Arg(4)), optlen: Int);
    1 SOL_SOCKET (optname: Show(values::option_to_set), optval: SockOpt(In, Len::Arg(4)), optlen: Int);
    6 SOL_TCP (optname: Flags(&flags::SO_TCP), optval: SockOpt(In, Len::Arg(4)), optlen: Int);
    17 SOL_UDP (optname: Flags(&flags::SO_UDP), optval: SockOpt(In, Len::Arg(4)), optlen: Int);
    41 SOL_IPV6 (optname: Flags(&flags::SO_IPV6), optval: SockOpt(In, Len::Arg(4)), optlen: Int);
    101 SOL_CAN_RAW (optname: Flags(&flags::SO_CAN_RAW), optval: SockOpt(In, Len::Arg(4)), optlen: Int);
    132 SOL_SCTP (optname: Flags(&flags::SO_SCTP), optval: SockOpt(In, Len::Arg(4)), optlen: Int);
    255 SOL_RAW (optname: Flags(&flags::SO_RAW), optval: SockOpt(In, Len::Arg(4)), optlen: Int);
    263 SOL_PACKET (optname: Flags(&flags::SO_PACKET), optval: SockOpt(In, Len::Arg(4)), optlen: Int);
    270 SOL_NETLINK (optname: Flags(&flags::SO_NETLINK), optval: SockOpt(In, Len::Arg(4)), optlen: Int);
    274 SOL_BLUETOOTH (optname: Flags(&flags::SO_BLUETOOTH), optval: Addr, optlen: Int);
    279 SOL_ALG (optname: Flags(&flags::SO_ALG), optval: Addr, optlen: Int);
    282 SOL_TLS (optname: Flags(&flags::SO_TLS), optval: Addr, optlen: Int);
    283 SOL_XDP (optname: Flags(&flags::SO_XDP), optval: Addr, optlen: Int);
};

/// getsockopt(2) by `level`, likewise.
pub(super) const GETSOCKOPT: &[Variant] = variants! {
    { fd: Fd, level: Flags(&flags::SOL) }
    0 SOL_IP (optname: Flags(&flags::SO_IP), optval: SockOpt(Out, Len::At(4)), optlen: IntPtr(InOut));
    1 SOL_SOCKET (optname: Show(values::option_to_get), optval: SockOpt(Out, Len::At(4)), optlen: IntPtr(InOut));
    6 SOL_TCP (optname: Flags(&flags::SO_TCP), optval: SockOpt(Out, Len::At(4)), optlen: IntPtr(InOut));
    17 SOL_UDP (optname: Flags(&flags::SO_UDP), optval: SockOpt(Out, Len::At(4)), optlen: IntPtr(InOut));
    41 SOL_IPV6 (optname: Flags(&flags::SO_IPV6), optval: SockOpt(Out, Len::At(4)), optlen: IntPtr(InOut));
    101 SOL_CAN_RAW (optname: Flags(&flags::SO_CAN_RAW), optval: SockOpt(Out, Len::At(4)), optlen: IntPtr(InOut));
    132 SOL_SCTP (optname: Flags(&flags::SO_SCTP), optval: SockOpt(Out, Len::At(4)), optlen: IntPtr(InOut));
    255 SOL_RAW (optname: Flags(&flags::SO_RAW), optval: SockOpt(Out, Len::At(4)), optlen: IntPtr(InOut));
    263 SOL_PACKET (optname: Flags(&flags::SO_PACKET), optval: SockOpt(Out, Len::At(4)), optlen: IntPtr(InOut));
    270 SOL_NETLINK (optname: Flags(&flags::SO_NETLINK), optval: SockOpt(Out, Len::At(4)), optlen: IntPtr(InOut));
    274 SOL_BLUETOOTH (optname: Flags(&flags::SO_BLUETOOTH), optval: Addr, optlen: IntPtr(InOut));
    279 SOL_ALG (optname: Flags(&flags::SO_ALG), optval: Addr, optlen: IntPtr(InOut));
    282 SOL_TLS (optname: Flags(&flags::SO_TLS), optval: Addr, optlen: IntPtr(InOut));
    283 SOL_XDP (optname: Flags(&flags::SO_XDP), optval: Addr, optlen: IntPtr(InOut));
};
