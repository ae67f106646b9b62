//! What stands behind a descriptor.

use trapline_syscalls::decode::FdName;
use trapline_syscalls::memory;

use super::{Naming, devices};
use crate::Event;

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

    /// Behind the descriptor that a call is about.
    pub(super) fn of_fd(event: &Event<'_>) -> Option<OpenFile> {
        let path = event.path?;
        Some(OpenFile {
            path: Some(captured(event, event.fd).unwrap_or_else(|| path.to_owned())),
            socket: event.protocol.map(|protocol| socket(protocol, event, path, None)),
            device: device(event, path),
        })
    }

    /// Behind the other one; the row tells only its path.
    pub(super) fn of_fd2(event: &Event<'_>) -> Option<OpenFile> {
        Some(OpenFile { path: Some(event.path2?.to_owned()), ..OpenFile::default() })
    }

    /// Behind the descriptor that a call made. Where `fd` is set too, the columns are about that one, and a call that
    /// copies a descriptor gives the new one the same name.
    pub(super) fn of_new_fd(event: &Event<'_>) -> Option<OpenFile> {
        let path = captured(event, event.new_fd);
        let file = OpenFile::of_fd(event);
        let peer = event.new_fd2.and(event.path2);
        let pair = || Some(socket(event.protocol?, event, path.as_deref().or(event.path)?, peer));
        let socket = if peer.is_some() { pair() } else { file.as_ref().and_then(|file| file.socket.clone()) };
        let device = file.as_ref().and_then(|file| file.device.clone());
        let path = path.or(file.and_then(|file| file.path))?;
        Some(OpenFile { path: Some(path), socket, device })
    }

    /// Behind the second descriptor that it made: the other end of a pipe or pair.
    pub(super) fn of_new_fd2(event: &Event<'_>) -> Option<OpenFile> {
        let path = captured(event, event.new_fd2).or_else(|| event.path2.or(event.path).map(str::to_owned))?;
        let socket = event.protocol.map(|protocol| socket(protocol, event, &path, event.path));
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

/// `TCP:[127.0.0.1:41055->127.0.0.1:80]`, as `-yy` has it; sockets without addresses go by their inodes, and pairs by
/// both.
fn socket(protocol: &str, event: &Event<'_>, path: &str, peer: Option<&str>) -> String {
    let inode = |path| inode(path).unwrap_or_default();
    if let Some(peer) = peer {
        return format!("{protocol}:[{}->{}]", inode(path), inode(peer));
    }
    match (event.local_addr, event.peer_addr) {
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
