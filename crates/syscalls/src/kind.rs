//! What an argument of a system call is.

use crate::decode::Printer;
use crate::flags::FlagSet;
use crate::structs::StructDef;

/// Who fills the memory that a pointer argument points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dir {
    /// The program, before the call: copied at enter.
    In,
    /// The kernel, during the call: copied at exit, unless the call failed.
    Out,
    /// Both: copied at enter and, unless the call failed, at exit.
    InOut,
    /// The kernel, if a signal interrupted the call (the time left of nanosleep): copied at exit, only then.
    Left,
}

/// How long the memory behind a pointer argument is (bytes, or elements for arrays).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Len {
    /// Always the same.
    Const(u32),
    /// The value of argument N.
    Arg(u8),
    /// What the call returned.
    Ret,
    /// What the call returned, but no more than argument N: a call that tells how much there would have been
    /// (recvfrom with `MSG_TRUNC`, getxattr and getgroups with a size of 0).
    RetAtMost(u8),
    /// As many as argument `arg` has pieces of `unit`, the last of which may be smaller (pages), when it is made
    /// smaller by `less`.
    Units {
        /// Which argument.
        arg: u8,
        /// What does not count of it.
        less: u32,
        /// How large a piece is.
        unit: u32,
    },
    /// The `u32` that argument N points to (`socklen_t *`): at enter the room there is, at exit what was filled.
    At(u8),
}

/// What an argument is: what memory it points to, and how it prints.
///
/// Anything that is not said by a more exact kind is printed as a number or pointer.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Signed `int`, decimal.
    Int,
    /// Unsigned `int`, decimal.
    Uint,
    /// Signed `long`, decimal.
    Long,
    /// Unsigned `long`, decimal.
    Ulong,
    /// A number that reads best in hexadecimal.
    Hex,
    /// Unsigned `int` that reads best in hexadecimal.
    HexInt,
    /// A pointer that is not followed; prints as `NULL` or `0x…`.
    Addr,
    /// Bytes asked for: the `requested` column.
    Size,
    /// Number of elements of an array argument.
    Count,
    /// An explicit file position (`loff_t`): the `file_offset` column. On i386 a following [`Kind::OffsetHigh`] is its
    /// upper half.
    Offset,
    /// The upper half of the [`Kind::Offset`] before it on i386; ignored by the kernel and not printed elsewhere.
    OffsetHigh,
    /// The descriptor that the call is about: the `fd` column.
    Fd,
    /// The other descriptor (destination of sendfile, splice, dup2; target of `epoll_ctl`): the `fd2` column.
    Fd2,
    /// A directory that a following [`Kind::Path`] or [`Kind::Path2`] is relative to; `AT_FDCWD` possible.
    DirFd,
    /// A process.
    Pid,
    /// A user.
    Uid,
    /// A group.
    Gid,
    /// A signal number.
    Signal,
    /// File mode bits, octal.
    Mode,
    /// File mode bits that are used (and printed) only if the open flags before them hold `O_CREAT` or `O_TMPFILE`.
    OpenMode,
    /// A device number (`makedev(…)`).
    Dev,
    /// A device number of 32 bits.
    DevInt,
    /// A number that a set of names cannot say ([`crate::values`]).
    Show(fn(&mut Printer<'_>, u64)),
    /// A set of named bits or values.
    Flags(&'static FlagSet),
    /// The path that the call is about, a C string read at enter: the `path` column.
    Path,
    /// The second path: the `path2` column.
    Path2,
    /// A C string that often is a path, but is not looked up from here: the text of a new symbolic link, the source of
    /// a mount. The `path2` column, as given.
    PathText,
    /// A C string that is no path.
    Str,
    /// A C string that is no path, and prints whole as paths do (the name of a message queue).
    Name,
    /// A C string that may hold secrets (mount options): captured only with `--data`.
    Secret,
    /// A C string that is no path, and of which so many bytes count (a thread's name).
    Text(u32),
    /// A C string that the kernel fills, at most as long as given (getcwd, readlink).
    StrOut(Len),
    /// `char *argv[]`.
    StrArray,
    /// `char *envp[]`: only the number of entries is captured unless asked for.
    Env,
    /// I/O payload: captured only with `--data`.
    Buf(Dir, Len),
    /// I/O payload that often is a C string: a NUL at its end is not shown (the value of an extended attribute).
    Value(Dir, Len),
    /// I/O payload that is no text: each byte prints in hexadecimal.
    Bytes(Dir, Len),
    /// One structure of fixed size.
    Struct(&'static StructDef, Dir),
    /// One structure whose size the caller gives (`struct clone_args`, `sched_attr`, `open_how`).
    Sized(&'static StructDef, Dir, Len),
    /// An array of structures; the length counts elements.
    Array(&'static StructDef, Dir, Len),
    /// A socket address.
    Sockaddr(Dir, Len),
    /// `struct iovec[]`; the direction is that of the payload. The array itself is captured at enter,
    /// the sum of its lengths is `requested`.
    IoVec(Dir, Len),
    /// `struct msghdr *`: name, iovec array and control data are reached by pointers (record 7).
    MsgHdr(Dir),
    /// `struct mmsghdr[]` as for [`Kind::MsgHdr`]; the length counts elements.
    MmsgHdr(Dir, Len),
    /// `int[2]` of descriptors that the call made (pipe, socketpair): `new_fd` and `new_fd2`.
    FdPair,
    /// `fd_set *` for select: read at enter, and at exit when it did not fail; the length is the number of bits.
    FdSet(Len),
    /// A signal set of the given size in bytes.
    SigSet(Dir, Len),
    /// The signal frame that rt_sigreturn finds by the stack pointer, which the source gives as the argument
    /// ([`crate::Signature::takes_frame`]): of it the signal mask is captured.
    SigFrame,
    /// `struct msgbuf` (msgsnd(2)): a type, and payload of the given length behind it.
    MsgBuf(Dir, Len),
    /// Entries of a directory (getdents(2)): payload, of which the number of entries is captured always.
    Dirents(&'static StructDef),
    /// A CPU mask of the given size in bytes (`sched_setaffinity`).
    CpuSet(Dir, Len),
    /// The value of a socket option (`setsockopt`) of the given size in bytes: at most 16 bytes of it are captured,
    /// enough for an `int`, a `struct linger`, a `struct timeval` or a `struct ucred`, and too few for most keys.
    SockOpt(Dir, Len),
    /// `int *` as wait4 fills it.
    WaitStatus,
    /// `int *`.
    IntPtr(Dir),
    /// `loff_t *`.
    I64Ptr(Dir),
    /// `u64 *`.
    U64Ptr(Dir),
    /// `long *`, `size_t *` or `void **`: a word of the ABI.
    LongPtr(Dir),
    /// An argument that prints with its name, not in its place, or only sometimes (those of clone).
    Labelled(&'static Labelled),
    /// An argument whose kind another argument decides.
    Choice(&'static Choice),
    /// What the program passes, but strace looks at only after the call, and not if that failed: a pointer then.
    After(&'static Kind),
    /// An argument that the kernel ignores here; not printed.
    Unused,
}

/// A kind by the value of another argument.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// Which argument decides.
    pub arg: u8,
    /// Which of its bits.
    pub mask: u64,
    /// The kinds by value.
    pub kinds: &'static [(u64, Kind)],
    /// What it is for any other value.
    pub otherwise: Kind,
}

/// An argument that does not simply print where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Labelled {
    /// What stands before it, with `=`: `child_stack=NULL`; nothing if empty.
    pub label: &'static str,
    /// Its place in the text; the place of other arguments is their index. Equal places keep the order of the arguments.
    pub place: u8,
    /// It is looked at by the kernel, and printed, only if argument N has any of these bits set.
    pub only_if: Option<(u8, u64)>,
    /// What it is.
    pub kind: Kind,
}

impl Kind {
    /// What it is, whatever stands around it. Of a [`Choice`] it is what it is for most values.
    pub fn bare(&self) -> &Kind {
        match self {
            Kind::Labelled(labelled) => labelled.kind.bare(),
            Kind::Choice(choice) => choice.otherwise.bare(),
            Kind::After(kind) => kind.bare(),
            kind => kind,
        }
    }

    /// What it is in a call with these arguments.
    pub fn with(&self, args: &[u64; 6]) -> &Kind {
        match self {
            Kind::Labelled(labelled) => labelled.kind.with(args),
            Kind::Choice(choice) => choice.with(args).with(args),
            Kind::After(kind) => kind.with(args),
            kind => kind,
        }
    }
}

impl Choice {
    /// The kind that the other argument chooses.
    pub fn with(&self, args: &[u64; 6]) -> &Kind {
        let value = args.get(usize::from(self.arg)).map_or(0, |raw| raw & self.mask);
        let chosen = self.kinds.iter().find(|(of, _)| *of == value);
        chosen.map_or(&self.otherwise, |(_, kind)| kind)
    }
}
