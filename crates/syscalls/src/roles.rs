//! Which argument is what: descriptor, path, size, offset. Derived from the kinds of a signature.

use crate::{Kind, Signature};

/// Indices of the arguments that fill columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// The first [`Kind::Fd`].
    pub fd: Option<u8>,
    /// The first [`Kind::Fd2`].
    pub fd2: Option<u8>,
    /// The first [`Kind::Path`].
    pub path: Option<u8>,
    /// The [`Kind::DirFd`] nearest before it.
    pub dirfd: Option<u8>,
    /// The first [`Kind::Path2`].
    pub path2: Option<u8>,
    /// The [`Kind::DirFd`] nearest before it.
    pub dirfd2: Option<u8>,
    /// The first [`Kind::Size`].
    pub size: Option<u8>,
    /// The first [`Kind::Offset`].
    pub offset: Option<u8>,
    /// The first [`Kind::IoVec`] or [`Kind::MsgHdr`]: the sum of its lengths is what was asked for.
    pub vector: Option<u8>,
    /// The first [`Kind::Sockaddr`].
    pub sockaddr: Option<u8>,
    /// The [`Kind::FdPair`].
    pub fd_pair: Option<u8>,
}

/// The roles of a signature's arguments.
pub fn roles(signature: &Signature) -> Roles {
    let mut roles = Roles::default();
    let mut last_dirfd = None;
    for (arg, index) in signature.args.iter().zip(0u8..) {
        let slot = match arg.kind {
            Kind::DirFd => {
                last_dirfd = Some(index);
                continue;
            }
            Kind::Path => {
                if roles.path.is_none() {
                    roles.dirfd = last_dirfd.take();
                }
                &mut roles.path
            }
            Kind::Path2 => {
                if roles.path2.is_none() {
                    roles.dirfd2 = last_dirfd.take();
                }
                &mut roles.path2
            }
            Kind::Fd => &mut roles.fd,
            Kind::Fd2 => &mut roles.fd2,
            Kind::Size => &mut roles.size,
            Kind::Offset => &mut roles.offset,
            Kind::IoVec(..) | Kind::MsgHdr(_) => &mut roles.vector,
            Kind::Sockaddr(..) => &mut roles.sockaddr,
            Kind::FdPair => &mut roles.fd_pair,
            _ => continue,
        };
        slot.get_or_insert(index);
    }
    roles
}
