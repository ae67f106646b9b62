//! Socket addresses as text: `127.0.0.1:80`, `[::1]:80`, `unix:/run/x.sock`, `unix:@abstract`.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::name::to_text;

// Address families, include/linux/socket.h.
const UNIX: u16 = 1;
const INET: u16 = 2;
const INET6: u16 = 10;
const NETLINK: u16 = 16;
const VSOCK: u16 = 40;

/// The text of a `struct sockaddr` with as many bytes as the call says; `None` for one that names nothing (an unnamed
/// Unix socket, `AF_UNSPEC`), that was cut short, or that is of a family without a text form.
pub(crate) fn address(sockaddr: &[u8]) -> Option<Box<str>> {
    let (family, rest) = sockaddr.split_first_chunk()?;
    let text = match u16::from_le_bytes(*family) {
        UNIX => unix(rest)?,
        INET => {
            let (port, rest) = rest.split_first_chunk()?;
            format!("{}:{}", Ipv4Addr::from(*rest.first_chunk::<4>()?), u16::from_be_bytes(*port))
        }
        INET6 => inet6(rest)?,
        NETLINK => format!("netlink:{}", word(rest, 2)?),
        VSOCK => format!("vsock:{}:{}", word(rest, 6)?, word(rest, 2)?),
        _ => return None,
    };
    Some(text.into())
}

/// Whether this is an internet address with port 0: bind(2) then chooses one.
pub(crate) fn leaves_port_open(sockaddr: &[u8]) -> bool {
    matches!(sockaddr, [family, 0, 0, 0, ..] if [INET, INET6].contains(&u16::from(*family)))
}

/// unix(7): a path up to its NUL; after a leading NUL an abstract name, whose NULs are shown as `@` like in
/// `/proc/net/unix`.
fn unix(name: &[u8]) -> Option<String> {
    match name {
        [] | [0] => None,
        [0, name @ ..] => {
            let name: Vec<u8> = name.iter().map(|&byte| if byte == 0 { b'@' } else { byte }).collect();
            Some(format!("unix:@{}", to_text(&name)))
        }
        path => {
            let path = path.split(|&byte| byte == 0).next()?;
            Some(format!("unix:{}", to_text(path)))
        }
    }
}

/// ipv6(7): port, flow information, address, scope.
fn inet6(rest: &[u8]) -> Option<String> {
    let port = u16::from_be_bytes(*rest.first_chunk()?);
    let ip = Ipv6Addr::from(*rest.get(6..)?.first_chunk::<16>()?);
    match word(rest, 22) {
        Some(scope) if scope != 0 => Some(format!("[{ip}%{scope}]:{port}")),
        _ => Some(format!("[{ip}]:{port}")),
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(sockaddr: &[u8]) -> Option<String> {
        address(sockaddr).map(String::from)
    }

    #[test]
    fn internet_addresses_have_a_port() {
        assert_eq!(text(&[2, 0, 0, 80, 127, 0, 0, 1]).as_deref(), Some("127.0.0.1:80"));
        let mut sockaddr = [0; 28];
        sockaddr[0] = 10;
        sockaddr[2..4].copy_from_slice(&443u16.to_be_bytes());
        sockaddr[23] = 1;
        assert_eq!(text(&sockaddr).as_deref(), Some("[::1]:443"));
        sockaddr[24] = 2;
        assert_eq!(text(&sockaddr).as_deref(), Some("[::1%2]:443"));
    }

    #[test]
    fn unix_addresses_are_paths_or_abstract_or_nothing() {
        assert_eq!(text(b"\x01\0/run/x.sock\0garbage").as_deref(), Some("unix:/run/x.sock"));
        assert_eq!(text(b"\x01\0\0abs\0tract").as_deref(), Some("unix:@abs@tract"));
        assert_eq!(text(b"\x01\0"), None);
    }

    #[test]
    fn other_families_have_what_identifies_them() {
        assert_eq!(text(b"\x10\0\0\0\x2a\0\0\0\0\0\0\0").as_deref(), Some("netlink:42"));
        assert_eq!(text(b"\x28\0\0\0\x50\0\0\0\x02\0\0\0\0\0\0\0").as_deref(), Some("vsock:2:80"));
        assert_eq!(text(&[0, 0, 1, 2, 3]), None);
    }

    #[test]
    fn what_was_cut_short_is_no_address() {
        assert_eq!(text(&[2, 0, 0, 80, 127]), None);
        assert_eq!(text(&[2]), None);
        assert_eq!(text(&[]), None);
    }
}
