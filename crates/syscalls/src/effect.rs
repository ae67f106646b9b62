//! What a call does to the state of a process that is tracked: descriptors, directories, threads.

/// What a descriptor refers to: the `fd_type` column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FdType {
    /// Regular file.
    File,
    /// Directory.
    Dir,
    /// Pipe or FIFO.
    Pipe,
    /// Socket.
    Socket,
    /// Character device.
    Char,
    /// Block device.
    Block,
    /// eventfd(2).
    Eventfd,
    /// epoll(7).
    Epoll,
    /// timerfd_create(2).
    Timerfd,
    /// signalfd(2).
    Signalfd,
    /// inotify(7).
    Inotify,
    /// pidfd_open(2).
    Pidfd,
    /// memfd_create(2).
    Memfd,
    /// io_uring_setup(2).
    IoUring,
    /// Anything else.
    Other,
}

impl FdType {
    /// Every type, in order of declaration.
    pub const ALL: [FdType; 15] = [
        FdType::File,
        FdType::Dir,
        FdType::Pipe,
        FdType::Socket,
        FdType::Char,
        FdType::Block,
        FdType::Eventfd,
        FdType::Epoll,
        FdType::Timerfd,
        FdType::Signalfd,
        FdType::Inotify,
        FdType::Pidfd,
        FdType::Memfd,
        FdType::IoUring,
        FdType::Other,
    ];

    /// The name in the `fd_type` column.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 15] = [
            "file", "dir", "pipe", "socket", "char", "block", "eventfd", "epoll", "timerfd", "signalfd", "inotify",
            "pidfd", "memfd", "io_uring", "other",
        ];
        NAMES[self as usize]
    }

    /// The type that a file mode (`st_mode`, inode(7)) tells; `Other` where it tells none.
    pub fn from_mode(mode: u32) -> FdType {
        match mode & 0o170_000 {
            0o100_000 => FdType::File,
            0o040_000 => FdType::Dir,
            0o010_000 => FdType::Pipe,
            0o140_000 => FdType::Socket,
            0o020_000 => FdType::Char,
            0o060_000 => FdType::Block,
            _ => FdType::Other,
        }
    }

    /// The type that the kernel's name of an open file tells (`pipe:[1]`, `anon_inode:[eventpoll]`), if it tells one.
    pub fn from_name(name: &str) -> Option<FdType> {
        const PREFIXES: [(&str, FdType); 10] = [
            ("pipe:[", FdType::Pipe),
            ("socket:[", FdType::Socket),
            ("anon_inode:[eventfd", FdType::Eventfd),
            ("anon_inode:[eventpoll]", FdType::Epoll),
            ("anon_inode:[timerfd]", FdType::Timerfd),
            ("anon_inode:[signalfd]", FdType::Signalfd),
            ("anon_inode:inotify", FdType::Inotify),
            ("anon_inode:[pidfd]", FdType::Pidfd),
            ("/memfd:", FdType::Memfd),
            ("anon_inode:[io_uring]", FdType::IoUring),
        ];
        PREFIXES.iter().find(|(prefix, _)| name.starts_with(prefix)).map(|&(_, fd_type)| fd_type)
    }
}

/// Whether a new descriptor is closed at exec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cloexec {
    /// It stays open.
    No,
    /// It is closed.
    Yes,
    /// It is closed if argument `arg` has a bit of `mask` set.
    If {
        /// Index of the argument.
        arg: u8,
        /// Bits that ask for it (`O_CLOEXEC`, `SOCK_CLOEXEC`, `MFD_CLOEXEC`).
        mask: u64,
    },
    /// The same, for the `u64` that argument `arg` points to (`struct open_how`).
    IfAt {
        /// Index of the argument.
        arg: u8,
        /// Bits that ask for it.
        mask: u64,
    },
}

/// What a call that succeeds does to its process, where that is tracked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing that is tracked.
    None,
    /// Makes a descriptor (the return value) for a file that its path argument names.
    Open(Cloexec),
    /// Makes a descriptor (the return value) for something that has no path. Where it is the very descriptor of the
    /// [`crate::Kind::Fd`] argument, the call only changed it (signalfd4 with a descriptor that is not -1).
    Make(FdType, Cloexec),
    /// Makes the two descriptors of a pipe, written to the [`crate::Kind::FdPair`] argument.
    Pipe(Cloexec),
    /// Makes two connected sockets; domain, type, protocol are arguments 0 to 2.
    SocketPair(Cloexec),
    /// Makes a socket; domain, type, protocol are arguments 0 to 2.
    Socket(Cloexec),
    /// Makes a socket from the listening one in [`crate::Kind::Fd`]; the peer's address is the sockaddr argument.
    Accept(Cloexec),
    /// Gives the socket its peer address (also when the call failed with `EINPROGRESS`).
    Connect,
    /// Gives the socket its local address.
    Bind,
    /// Tells the socket's local address (getsockname).
    LocalAddress,
    /// Tells the socket's peer address (getpeername).
    PeerAddress,
    /// Makes another descriptor (the return value) for the same open file (dup, dup2, dup3, `F_DUPFD`).
    Dup(Cloexec),
    /// Closes a descriptor, whatever it returns but `EBADF`.
    Close,
    /// Closes descriptors from argument 0 to argument 1; bit 2 of argument 2 (`CLOSE_RANGE_CLOEXEC`) only marks them.
    CloseRange,
    /// Sets the close-on-exec flag from bit 0 of argument 2 (`F_SETFD`).
    SetCloexec,
    /// Sets the close-on-exec flag to a constant (ioctl `FIOCLEX`, `FIONCLEX`).
    Cloexec(bool),
    /// Sets the status flags of the open file from argument 2 (`F_SETFL`): whether writes go to the end (`O_APPEND`).
    SetStatus,
    /// Moves the position of the open file to what it returns or, where it returns none, to what it writes to its
    /// [`crate::Kind::U64Ptr`] argument (i386's `_llseek`).
    Seek,
    /// Moves bytes from the descriptor, at its position or at an explicit [`crate::Kind::Offset`].
    Read,
    /// Moves bytes to the descriptor, likewise.
    Write,
    /// Moves bytes from `fd` to `fd2` (sendfile, splice, `copy_file_range`).
    Copy,
    /// Moves bytes from the descriptor as [`Effect::Read`] does, and may receive descriptors (`SCM_RIGHTS` in the control
    /// data of the [`crate::Kind::MsgHdr`] argument).
    Receive,
    /// Changes the working directory to a path.
    Chdir,
    /// Changes the working directory to a descriptor.
    Fchdir,
    /// Changes the root directory to a path (for pivot_root: to the first).
    Chroot,
    /// Enters namespaces (setns): working and root directory may be others, and are read again.
    Setns,
    /// Makes a process or thread; flags are in argument 0.
    Clone,
    /// The same, flags in the first eight bytes of the structure at argument 0 (clone3).
    Clone3,
    /// fork.
    Fork,
    /// vfork.
    Vfork,
    /// Replaces the program.
    Exec,
    /// Gives the thread its own tables for the flags in argument 0 (`CLONE_FILES`, `CLONE_FS`).
    Unshare,
    /// Names the thread; the name is the string argument (`PR_SET_NAME`).
    SetName,
    /// Sets effective ids (setuid, setresuid, …): the ids are read again.
    SetIds,
    /// Tells on which CPUs the thread of argument 0 may run: a source that has changed that corrects the answer.
    GetAffinity,
    /// Says on which CPUs the thread of argument 0 may run, or how it is scheduled there (a deadline is granted only to
    /// those that may run on all).
    SetAffinity,
}

impl Effect {
    /// Whether descriptors or directories are other ones afterwards. Without seeing all such calls nobody knows what
    /// a descriptor refers to.
    pub fn changes_names(self) -> bool {
        !matches!(
            self,
            Effect::None
                | Effect::LocalAddress
                | Effect::PeerAddress
                | Effect::Seek
                | Effect::Read
                | Effect::Write
                | Effect::Copy
                | Effect::SetName
                | Effect::SetIds
                | Effect::GetAffinity
                | Effect::SetAffinity
        )
    }

    /// Whether a process or thread is made or becomes another program.
    pub fn changes_processes(self) -> bool {
        matches!(self, Effect::Clone | Effect::Clone3 | Effect::Fork | Effect::Vfork | Effect::Exec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_stand_in_the_order_of_their_names() {
        for fd_type in FdType::ALL {
            assert_eq!(FdType::ALL[fd_type as usize], fd_type);
            assert!(!fd_type.name().is_empty());
        }
        assert_eq!(FdType::IoUring.name(), "io_uring");
    }

    #[test]
    fn the_mode_of_a_file_tells_its_type() {
        assert_eq!(FdType::from_mode(0o100_644), FdType::File);
        assert_eq!(FdType::from_mode(0o060_660), FdType::Block);
        assert_eq!(FdType::from_mode(0o600), FdType::Other, "an anonymous inode");
    }

    #[test]
    fn the_name_of_an_open_file_tells_its_type() {
        assert_eq!(FdType::from_name("pipe:[123]"), Some(FdType::Pipe));
        assert_eq!(FdType::from_name("anon_inode:[eventfd]"), Some(FdType::Eventfd));
        assert_eq!(FdType::from_name("/memfd:x (deleted)"), Some(FdType::Memfd));
        assert_eq!(FdType::from_name("anon_inode:bpf-map"), None);
        assert_eq!(FdType::from_name("/etc/passwd"), None);
    }
}
