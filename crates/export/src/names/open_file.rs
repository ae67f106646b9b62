//! What stands behind a descriptor.

use trapline_syscalls::decode::FdName;
use trapline_syscalls::{Effect, memory};

use super::{Naming, devices, effect};
use crate::Event;

/// EINPROGRESS: the socket connects all the same.
const EINPROGRESS: i64 = 115;

/// Protocols whose sockets have one peer or none: what a call sends to or receives from is that peer.
const CONNECTED: [&str; 5] = ["TCP", "TCPv6", "UNIX-STREAM", "UNIX-SEQPACKET", "SCTP"];

/// The file behind a descriptor, as a row tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OpenFile {
    /// The kernel's name for it.
    path: Option<String>,
    /// A socket with its protocol and addresses: `TCP:[127.0.0.1:80]`.
    socket: Option<String>,
    /// A device's type and numbers.
    device: Option<String>,
}

impl OpenFile {
    /// The name to show; none where nothing is known.
    pub(super) fn name(self, naming: Naming) -> Option<FdName> {
        match (naming, self.socket) {
            (Naming::All, Some(details)) => Some(FdName { path: String::new(), details }),
            _ => {
                let details = self.device.filter(|_| naming == Naming::All).unwrap_or_default();
                self.path.map(|path| FdName { path, details })
            }
        }
    }

    /// Behind the descriptor that a call is about, with the addresses that the row has: those after the call, or those of
    /// the socket that it made.
    pub(super) fn of_fd(event: &Event<'_>) -> Option<OpenFile> {
        OpenFile::with_ends(event, event.local_addr, event.peer_addr)
    }

    /// Behind it before the call; `known` is what the descriptor was when the call began.
    pub(super) fn of_fd_before(event: &Event<'_>, known: Option<&OpenFile>) -> Option<OpenFile> {
        let (local, peer) = match effect(event) {
            Some(Effect::Bind) => (None, event.peer_addr),
            Some(Effect::Connect | Effect::Accept(_)) => (event.local_addr, None),
            Some(Effect::Write | Effect::Read | Effect::Receive)
                if event.protocol.is_some_and(|protocol| !CONNECTED.contains(&protocol)) =>
            {
                match known.filter(|known| known.is_called(event.path)) {
                    Some(known) => return Some(known.clone()),
                    None => (event.local_addr, None),
                }
            }
            _ => (event.local_addr, event.peer_addr),
        };
        OpenFile::with_ends(event, local, peer)
    }

    /// Behind it after the call.
    pub(super) fn of_fd_after(event: &Event<'_>, known: Option<&OpenFile>) -> Option<OpenFile> {
        let worked = event.ret.is_some_and(|ret| ret >= 0) || event.ret == Some(-EINPROGRESS);
        match effect(event) {
            Some(Effect::Bind | Effect::Connect) if worked => OpenFile::of_fd(event),
            _ => OpenFile::of_fd_before(event, known),
        }
    }

    /// Behind the other one. The row tells only its path: more is known from earlier rows.
    pub(super) fn of_fd2(event: &Event<'_>, known: Option<&OpenFile>) -> Option<OpenFile> {
        let path = event.path2?;
        let known = known.filter(|known| known.is_called(Some(path))).cloned();
        Some(known.unwrap_or_else(|| OpenFile { path: Some(path.to_owned()), ..OpenFile::default() }))
    }

    fn with_ends(event: &Event<'_>, local: Option<&str>, peer: Option<&str>) -> Option<OpenFile> {
        let path = event.path?;
        Some(OpenFile {
            path: Some(captured(event, event.fd).unwrap_or_else(|| path.to_owned())),
            socket: event.protocol.map(|protocol| socket(protocol, local, peer, path)),
            device: device(event, path),
        })
    }

    fn is_called(&self, path: Option<&str>) -> bool {
        path.is_some() && self.path.as_deref() == path
    }

    /// Behind the descriptor that a call made. Where `fd` is set too, the columns are about that one, and a call that
    /// copies a descriptor gives the new one the same name.
    pub(super) fn of_new_fd(event: &Event<'_>) -> Option<OpenFile> {
        let path = captured(event, event.new_fd);
        let file = OpenFile::of_fd(event);
        let peer = event.new_fd2.and(event.path2);
        let pair = || Some(pair(event.protocol?, path.as_deref().or(event.path)?, peer?));
        let socket = if peer.is_some() { pair() } else { file.as_ref().and_then(|file| file.socket.clone()) };
        let device = file.as_ref().and_then(|file| file.device.clone());
        let path = path.or(file.and_then(|file| file.path))?;
        Some(OpenFile { path: Some(path), socket, device })
    }

    /// Behind the second descriptor that it made: the other end of a pipe or pair.
    pub(super) fn of_new_fd2(event: &Event<'_>) -> Option<OpenFile> {
        let path = captured(event, event.new_fd2).or_else(|| event.path2.or(event.path).map(str::to_owned))?;
        let socket = event.protocol.zip(event.path).map(|(protocol, other)| pair(protocol, &path, other));
        Some(OpenFile { path: Some(path), socket, device: None })
    }
}

/// The kernel's name where it is recorded beside the `path` (a deleted file, a device).
fn captured(event: &Event<'_>, fd: Option<i32>) -> Option<String> {
    let fd = u64::try_from(fd?).ok()?;
    memory::records(event.memory?)
        .find(|record| record.what == memory::what::FD_NAME && record.address == fd)
        .map(|record| String::from_utf8_lossy(record.bytes).into_owned())
}

/// One end of a socketpair, as `-yy` has it: both go by their inodes.
fn pair(protocol: &str, path: &str, other: &str) -> String {
    let inode = |path| inode(path).unwrap_or_default();
    format!("{protocol}:[{}->{}]", inode(path), inode(other))
}

/// `TCP:[127.0.0.1:41055->127.0.0.1:80]`, as `-yy` has it; sockets without addresses go by their inodes. A port that the
/// kernel was left to choose (0) is no address yet.
fn socket(protocol: &str, local: Option<&str>, peer: Option<&str>, path: &str) -> String {
    let inode = |path| inode(path).unwrap_or_default();
    let has_ports = protocol.starts_with("TCP") || protocol.starts_with("UDP");
    let local = local.filter(|local| !(has_ports && local.ends_with(":0")));
    match (local, peer) {
        (Some(local), _) if local.starts_with("unix:") => format!("{protocol}:[{}{}]", inode(path), unix(local)),
        (_, Some(peer)) if peer.starts_with("unix:") => format!("{protocol}:[{}]", inode(path)),
        (Some(local), Some(peer)) => format!("{protocol}:[{local}->{peer}]"),
        (Some(local), None) => format!("{protocol}:[{local}]"),
        _ => format!("{protocol}:[{}]", inode(path)),
    }
}

fn inode(path: &str) -> Option<&str> {
    path.strip_prefix("socket:[")?.strip_suffix(']')
}

/// The path that a UNIX socket is bound to: `,"/run/x.sock"`, `,@"name"`; nothing if it has none.
fn unix(address: &str) -> String {
    let quoted = |name: &str| name.replace('\\', "\\\\").replace('"', "\\\"");
    match address.strip_prefix("unix:").unwrap_or_default() {
        "" => String::new(),
        name => match name.strip_prefix('@') {
            Some(name) => format!(",@\"{}\"", quoted(name)),
            None => format!(",\"{}\"", quoted(name)),
        },
    }
}

/// Type and numbers of a device: `<char 1:3>`.
fn device(event: &Event<'_>, path: &str) -> Option<String> {
    let (major, minor) = devices::numbers(event.fd_type?, path)?;
    Some(format!("<{} {major}:{minor}>", event.fd_type?))
}
