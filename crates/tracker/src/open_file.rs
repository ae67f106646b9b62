//! Open file descriptions (open(2), "Open file descriptions"): what descriptors refer to.

use std::borrow::Cow;

use trapline_syscalls::FdType;

use crate::name::Name;
use crate::protocol;

/// What is known about one open file description.
#[derive(Debug, Default)]
pub(crate) struct OpenFile {
    /// The `file_id` column.
    pub(crate) id: i64,
    /// The kernel's name of it.
    pub(crate) name: Option<Name>,
    pub(crate) fd_type: Option<FdType>,
    /// File position; `None` where unknown.
    pub(crate) position: Option<i64>,
    /// Whether writes go to the end (`O_APPEND`).
    pub(crate) append: bool,
    pub(crate) socket: Option<Box<Socket>>,
}

/// What is known about a socket.
#[derive(Clone, Debug, Default)]
pub(crate) struct Socket {
    /// In strace's words (`TCP`, `UNIX-STREAM`).
    pub(crate) protocol: Option<Cow<'static, str>>,
    pub(crate) local: Option<Box<str>>,
    pub(crate) peer: Option<Box<str>>,
}

impl Socket {
    /// From the arguments of socket(2).
    pub(crate) fn of(domain: u64, kind: u64, protocol: u64) -> Socket {
        let protocol = protocol::name(domain as i32, kind as i32, protocol as i32);
        Socket { protocol: Some(protocol), ..Socket::default() }
    }
}

impl OpenFile {
    pub(crate) fn name_text(&self) -> Option<&str> {
        self.name.as_ref().map(Name::text)
    }

    /// Whether transfers have a position that counts bytes.
    pub(crate) fn is_seekable(&self) -> bool {
        matches!(self.fd_type, Some(FdType::File | FdType::Block | FdType::Memfd))
    }

    /// Its path, where it is a directory or something else that lies in a file system.
    pub(crate) fn path_bytes(&self) -> Option<&[u8]> {
        self.name.as_ref().map(Name::bytes).filter(|name| name.starts_with(b"/"))
    }

    /// The socket's details, empty ones if there were none.
    pub(crate) fn socket_mut(&mut self) -> &mut Socket {
        self.socket.get_or_insert_default()
    }
}

/// The type of a file from what is known, the most telling first: the kernel's name and the call that made it (which
/// alone know anonymous inodes), then `st_mode`.
pub(crate) fn fd_type(name: Option<&str>, mode: Option<u32>, made_by: Option<FdType>) -> Option<FdType> {
    let by_call = made_by.filter(|fd_type| !matches!(fd_type, FdType::File | FdType::Other));
    let by_mode = || mode.map(FdType::from_mode).filter(|&fd_type| fd_type != FdType::Other);
    let fallback = || made_by.or(mode.map(|_| FdType::Other));
    name.and_then(FdType::from_name).or(by_call).or_else(by_mode).or_else(fallback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_anonymous_inode_tells_more_than_its_mode() {
        assert_eq!(fd_type(Some("anon_inode:[eventpoll]"), Some(0o600), None), Some(FdType::Epoll));
        assert_eq!(fd_type(Some("/memfd:x"), Some(0o100_777), None), Some(FdType::Memfd));
        assert_eq!(fd_type(Some("/dev/null"), Some(0o020_666), None), Some(FdType::Char));
        assert_eq!(fd_type(None, Some(0o600), Some(FdType::Timerfd)), Some(FdType::Timerfd));
        assert_eq!(fd_type(Some("anon_inode:[perf_event]"), Some(0o600), None), Some(FdType::Other));
        assert_eq!(fd_type(Some("/x"), None, None), None);
    }
}
