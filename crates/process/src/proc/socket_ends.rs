//! The ends of one socket of another process.

use std::ffi::OsStr;
use std::mem::MaybeUninit;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;

use super::SocketEnds;
use super::sockets::protocol;

type Ask = unsafe extern "C" fn(i32, *mut libc::sockaddr, *mut libc::socklen_t) -> i32;

/// Asks the socket behind a descriptor, by a copy of that (pidfd_getfd(2), Linux 5.6). What cannot be found out is absent.
pub(super) fn socket_ends(pid: i32, tid: i32, fd: i32) -> SocketEnds {
    let copy = copy(pid, fd);
    let end = |ask: Ask| copy.as_ref().and_then(|copy| address(copy, ask));
    SocketEnds { protocol: protocol(tid, fd), local: end(libc::getsockname), peer: end(libc::getpeername) }
}

/// A copy of another process's descriptor.
fn copy(pid: i32, fd: i32) -> Option<OwnedFd> {
    // SAFETY: both calls take numbers and give new descriptors, which nobody else owns.
    unsafe {
        let owned = |result: i64| i32::try_from(result).ok().filter(|&fd| fd >= 0).map(|fd| OwnedFd::from_raw_fd(fd));
        let process = owned(libc::syscall(libc::SYS_pidfd_open, pid, 0))?;
        owned(libc::syscall(libc::SYS_pidfd_getfd, process.as_raw_fd(), fd, 0))
    }
}

/// One end as text; `None` where it has no address.
fn address(socket: &OwnedFd, ask: Ask) -> Option<String> {
    let mut storage = MaybeUninit::<libc::sockaddr_storage>::zeroed();
    let mut length = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    // SAFETY: a buffer with its length, zeroed, so that all of it is initialised.
    let (result, bytes) = unsafe {
        let result = ask(socket.as_raw_fd(), storage.as_mut_ptr().cast(), &raw mut length);
        (result, &*storage.as_ptr().cast::<[u8; size_of::<libc::sockaddr_storage>()]>())
    };
    if result != 0 { None } else { text(bytes.get(..length as usize)?) }
}

/// `127.0.0.1:80`, `[::1]:80`, `unix:/run/x.sock`, `unix:@abstract` (ip(7), ipv6(7), unix(7)).
fn text(bytes: &[u8]) -> Option<String> {
    let family = u16::from_ne_bytes(bytes.first_chunk().copied()?);
    let port = || Some(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?));
    match i32::from(family) {
        libc::AF_INET => {
            let ip: [u8; 4] = bytes.get(4..8)?.try_into().ok()?;
            let address = SocketAddrV4::new(Ipv4Addr::from(ip), port()?);
            (address.port() != 0 || !address.ip().is_unspecified()).then(|| address.to_string())
        }
        libc::AF_INET6 => {
            let ip: [u8; 16] = bytes.get(8..24)?.try_into().ok()?;
            let address = SocketAddrV6::new(Ipv6Addr::from(ip), port()?, 0, 0);
            (address.port() != 0 || !address.ip().is_unspecified()).then(|| address.to_string())
        }
        libc::AF_UNIX => match bytes.get(2..)? {
            [] => None,
            [0, name @ ..] => Some(format!("unix:@{}", OsStr::from_bytes(name).display())),
            path => {
                let path = path.split(|&byte| byte == 0).next().unwrap_or(path);
                (!path.is_empty()).then(|| format!("unix:{}", OsStr::from_bytes(path).display()))
            }
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_socket_tells_its_ends() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = std::process::id().cast_signed();
        let ends = socket_ends(own, own, listener.as_raw_fd());
        let address = listener.local_addr().unwrap().to_string();
        assert_eq!((ends.protocol.as_deref(), ends.local.as_ref(), ends.peer), (Some("TCP"), Some(&address), None));
        let stream = TcpStream::connect(&address).unwrap();
        assert_eq!(socket_ends(own, own, stream.as_raw_fd()).peer, Some(address));
    }

    #[test]
    fn unix_addresses_are_paths_or_abstract_names() {
        let unix = |rest: &[u8]| text(&[&1u16.to_ne_bytes()[..], rest].concat());
        assert_eq!(unix(b"/run/x.sock\0").as_deref(), Some("unix:/run/x.sock"));
        assert_eq!(unix(b"\0name").as_deref(), Some("unix:@name"));
        assert_eq!((unix(b""), unix(b"\0\0").as_deref()), (None, Some("unix:@\0")));
        assert_eq!(text(&[]), None);
    }
}
