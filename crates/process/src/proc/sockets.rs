//! Sockets that are open at the start: protocol and addresses, as far as `/proc` and an attribute tell.

use std::collections::HashMap;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::{OpenFd, ProcPath};

/// What is known of a socket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SocketEnds {
    /// Protocol, as the kernel names it and strace prints it: `TCP`, `UDPv6`, `UNIX-STREAM`.
    pub protocol: Option<String>,
    /// Its own address: `127.0.0.1:80`, `[::1]:80`, `unix:/run/x.sock`, `unix:@abstract`.
    pub local: Option<String>,
    /// Its peer's. `/proc` does not tell those of UNIX sockets.
    pub peer: Option<String>,
}

/// Tables of internet sockets in `/proc/PID/net`, which have one form.
const INTERNET: [&str; 8] = ["tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6"];

/// Fills in what is known of those descriptors that are sockets. Reads the socket tables only if there are any.
pub fn sockets(pid: i32, fds: &mut [OpenFd]) {
    let mut by_inode: Option<HashMap<u64, SocketEnds>> = None;
    for open in fds {
        let Some(inode) = inode(&open.name) else { continue };
        let known = by_inode.get_or_insert_with(|| tables(pid)).get(&inode).cloned();
        open.socket = Some(SocketEnds { protocol: protocol(pid, open.fd), ..known.unwrap_or_default() });
    }
}

/// The number in `socket:[123]`.
fn inode(name: &[u8]) -> Option<u64> {
    std::str::from_utf8(name).ok()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
}

/// The extended attribute that the socket file system offers for this purpose.
pub(super) fn protocol(pid: i32, fd: i32) -> Option<String> {
    let mut value = [0u8; 64];
    // SAFETY: NUL-terminated strings and a buffer with its length.
    let length = unsafe {
        libc::getxattr(
            ProcPath::task(pid).fd(fd).as_c_str().as_ptr(),
            c"system.sockprotoname".as_ptr(),
            value.as_mut_ptr().cast(),
            value.len(),
        )
    };
    let value = value.get(..usize::try_from(length).ok()?)?;
    let name = value.split(|&byte| byte == 0).next().unwrap_or_default();
    Some(String::from_utf8_lossy(name).into_owned())
}

/// Every socket of the process's network namespace by inode.
fn tables(pid: i32) -> HashMap<u64, SocketEnds> {
    let read = |name: &str| {
        let bytes = fs::read(ProcPath::task(pid).file("net").file(name).as_path()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let mut found = HashMap::new();
    for name in INTERNET {
        found.extend(read(name).lines().skip(1).filter_map(internet));
    }
    found.extend(read("unix").lines().skip(1).filter_map(unix));
    found
}

/// A line of `tcp` and its like: `sl local remote st queues timer retransmits uid timeout inode …` (proc_pid_net(5)).
fn internet(line: &str) -> Option<(u64, SocketEnds)> {
    let mut fields = line.split_whitespace().skip(1);
    let local = address(fields.next()?)?;
    let peer = address(fields.next()?)?;
    let inode = fields.nth(6)?.parse().ok()?;
    let bound =
        |address: SocketAddr| (address.port() != 0 || !address.ip().is_unspecified()).then(|| address.to_string());
    Some((inode, SocketEnds { protocol: None, local: bound(local), peer: bound(peer) }))
}

/// `0100007F:0050`: the address as 32-bit words in the byte order of this machine, the port as a number.
fn address(text: &str) -> Option<SocketAddr> {
    let (address, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let word = |at: usize| u32::from_str_radix(address.get(at * 8..at * 8 + 8)?, 16).ok().map(u32::to_ne_bytes);
    let ip = match address.len() {
        8 => IpAddr::from(Ipv4Addr::from(word(0)?)),
        32 => {
            let mut bytes = [0; 16];
            for at in 0..4 {
                bytes[at * 4..at * 4 + 4].copy_from_slice(&word(at)?);
            }
            IpAddr::from(Ipv6Addr::from(bytes))
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

/// A line of `unix`: `Num RefCount Protocol Flags Type St Inode Path`; the path may be absent and may hold spaces.
fn unix(line: &str) -> Option<(u64, SocketEnds)> {
    let mut rest = line;
    let mut field = || {
        let (field, after) = rest.trim_start().split_once(' ').unwrap_or((rest.trim_start(), ""));
        rest = after;
        field
    };
    let inode = (0..7).map(|_| field()).last()?.parse().ok()?;
    let local = (!rest.is_empty()).then(|| format!("unix:{rest}"));
    Some((inode, SocketEnds { protocol: None, local, peer: None }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn lines_of_the_tables_are_read() {
        let tcp = "   0: 0100007F:1F90 0200007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 4711 1 x";
        let (inode, ends) = internet(tcp).unwrap();
        assert_eq!(inode, 4711);
        if cfg!(target_endian = "little") {
            assert_eq!(ends.local.as_deref(), Some("127.0.0.1:8080"));
            assert_eq!(ends.peer.as_deref(), Some("127.0.0.2:50000"));
        }
        let unbound = "0: 00000000:0000 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 12 2 x";
        assert_eq!(internet(unbound).unwrap().1, SocketEnds::default());
        let named = "ffff: 00000002 00000000 00010000 0001 01   812 /run/a b.sock";
        assert_eq!(
            unix(named).unwrap(),
            (812, SocketEnds { local: Some("unix:/run/a b.sock".into()), ..Default::default() })
        );
        assert_eq!(unix("ffff: 00000002 00000000 00000000 0001 03 913").unwrap(), (913, SocketEnds::default()));
        assert!(internet("rubbish").is_none() && unix("").is_none());
    }

    #[test]
    fn an_own_listener_is_found_with_its_protocol() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let expected = listener.local_addr().unwrap().to_string();
        let found = super::super::open_fds(i32::try_from(std::process::id()).unwrap());
        let ends =
            found.iter().filter_map(|open| open.socket.as_ref()).find(|ends| ends.local == Some(expected.clone()));
        assert_eq!(ends.unwrap().protocol.as_deref(), Some("TCP"));
    }
}
