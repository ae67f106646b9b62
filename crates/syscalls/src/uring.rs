//! The operations of io_uring (include/uapi/linux/io_uring.h, io_uring_enter(2)).

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    /// To the program.
    In,
    /// From it.
    Out,
    /// Between two files.
    Between,
}

/// The descriptor that an operation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// None, or the directory that a path begins at.
    Nothing,
    /// That of an open file, which the kernel looks up for it.
    File,
    /// One that it ends.
    Closed,
    /// An epoll instance.
    Epoll,
}

/// One operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The kernel's name.
    pub name: &'static str,
    /// Its descriptor.
    pub about: About,
    /// Its result is a number of bytes.
    pub moves: Option<Moves>,
    /// Its result is a new descriptor: the kernel's structure of such a request, which says whether it is one of the
    /// process, or a slot in the ring's own table of files.
    pub makes: Option<&'static str>,
    /// One request may complete many times.
    pub repeats: bool,
}

impl Operation {
    /// The operation of this number, if it is known.
    pub fn of(number: i32) -> Option<&'static Operation> {
        usize::try_from(number).ok().and_then(|number| OPERATIONS.get(number))
    }
}

const fn named(name: &'static str) -> Operation {
    Operation { name, about: About::Nothing, moves: None, makes: None, repeats: false }
}

const fn file(name: &'static str) -> Operation {
    Operation { about: About::File, ..named(name) }
}

const fn moves(name: &'static str, moves: Moves) -> Operation {
    Operation { moves: Some(moves), ..file(name) }
}

const fn makes(name: &'static str, structure: &'static str) -> Operation {
    Operation { makes: Some(structure), ..named(name) }
}

const fn repeats(operation: Operation) -> Operation {
    Operation { repeats: true, ..operation }
}

use Moves::{Between, In, Out};

/// All of them, by number.
pub static OPERATIONS: [Operation; 63] = [
    named("IORING_OP_NOP"),
    moves("IORING_OP_READV", In),
    moves("IORING_OP_WRITEV", Out),
    file("IORING_OP_FSYNC"),
    moves("IORING_OP_READ_FIXED", In),
    moves("IORING_OP_WRITE_FIXED", Out),
    repeats(file("IORING_OP_POLL_ADD")),
    named("IORING_OP_POLL_REMOVE"),
    file("IORING_OP_SYNC_FILE_RANGE"),
    moves("IORING_OP_SENDMSG", Out),
    repeats(moves("IORING_OP_RECVMSG", In)),
    repeats(named("IORING_OP_TIMEOUT")),
    named("IORING_OP_TIMEOUT_REMOVE"),
    repeats(Operation { about: About::File, ..makes("IORING_OP_ACCEPT", "io_accept") }),
    named("IORING_OP_ASYNC_CANCEL"),
    named("IORING_OP_LINK_TIMEOUT"),
    file("IORING_OP_CONNECT"),
    file("IORING_OP_FALLOCATE"),
    makes("IORING_OP_OPENAT", "io_open"),
    Operation { about: About::Closed, ..named("IORING_OP_CLOSE") },
    named("IORING_OP_FILES_UPDATE"),
    named("IORING_OP_STATX"),
    moves("IORING_OP_READ", In),
    moves("IORING_OP_WRITE", Out),
    file("IORING_OP_FADVISE"),
    named("IORING_OP_MADVISE"),
    repeats(moves("IORING_OP_SEND", Out)),
    repeats(moves("IORING_OP_RECV", In)),
    makes("IORING_OP_OPENAT2", "io_open"),
    Operation { about: About::Epoll, ..named("IORING_OP_EPOLL_CTL") },
    moves("IORING_OP_SPLICE", Between),
    named("IORING_OP_PROVIDE_BUFFERS"),
    named("IORING_OP_REMOVE_BUFFERS"),
    moves("IORING_OP_TEE", Between),
    file("IORING_OP_SHUTDOWN"),
    named("IORING_OP_RENAMEAT"),
    named("IORING_OP_UNLINKAT"),
    named("IORING_OP_MKDIRAT"),
    named("IORING_OP_SYMLINKAT"),
    named("IORING_OP_LINKAT"),
    file("IORING_OP_MSG_RING"),
    file("IORING_OP_FSETXATTR"),
    named("IORING_OP_SETXATTR"),
    file("IORING_OP_FGETXATTR"),
    named("IORING_OP_GETXATTR"),
    makes("IORING_OP_SOCKET", "io_socket"),
    repeats(file("IORING_OP_URING_CMD")),
    // Zero-copy sends complete twice: when the bytes are taken, and when their memory is free again.
    repeats(moves("IORING_OP_SEND_ZC", Out)),
    repeats(moves("IORING_OP_SENDMSG_ZC", Out)),
    repeats(moves("IORING_OP_READ_MULTISHOT", In)),
    named("IORING_OP_WAITID"),
    named("IORING_OP_FUTEX_WAIT"),
    named("IORING_OP_FUTEX_WAKE"),
    named("IORING_OP_FUTEX_WAITV"),
    file("IORING_OP_FIXED_FD_INSTALL"),
    file("IORING_OP_FTRUNCATE"),
    file("IORING_OP_BIND"),
    file("IORING_OP_LISTEN"),
    repeats(moves("IORING_OP_RECV_ZC", In)),
    file("IORING_OP_EPOLL_WAIT"),
    moves("IORING_OP_READV_FIXED", In),
    moves("IORING_OP_WRITEV_FIXED", Out),
    named("IORING_OP_PIPE"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_stand_at_their_numbers() {
        let names: Vec<_> = [0, 13, 19, 22, 28, 45, 62].iter().filter_map(|&number| Operation::of(number)).collect();
        let names: Vec<_> = names.iter().map(|operation| operation.name).collect();
        assert_eq!(
            names,
            ["NOP", "ACCEPT", "CLOSE", "READ", "OPENAT2", "SOCKET", "PIPE"].map(|name| format!("IORING_OP_{name}"))
        );
        assert_eq!((Operation::of(63), Operation::of(-1)), (None, None));
    }
}
