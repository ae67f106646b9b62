//! Commands of fcntl(2).

use super::*;

/// By `cmd`.
pub(super) const VARIANTS: &[Variant] = variants! {
    { fd: Fd, cmd: Flags(&flags::FCNTL) }
    0 F_DUPFD (arg: Ulong) -> Fd, effect Dup(Cloexec::No);
    1 F_GETFD () -> Flags(&flags::FD, "flags");
    2 F_SETFD (arg: Flags(&flags::FD)), effect SetCloexec;
    3 F_GETFL () -> Flags(&flags::OPEN, "flags");
    4 F_SETFL (arg: Flags(&flags::OPEN)), effect SetStatus;
    5 F_GETLK (arg: Struct(&structs::FLOCK, InOut));
    6 F_SETLK (arg: Struct(&structs::FLOCK, In));
    7 F_SETLKW (arg: Struct(&structs::FLOCK, In));
    8 F_SETOWN (arg: Pid);
    9 F_GETOWN () -> Pid;
    10 F_SETSIG (arg: Signal);
    11 F_GETSIG () -> Named(&flags::SIGNAL);
    // Only i386 has the three that end in 64; their structure is not that of x86_64.
    12 F_GETLK64 (arg: Addr);
    13 F_SETLK64 (arg: Addr);
    14 F_SETLKW64 (arg: Addr);
    15 F_SETOWN_EX (arg: Struct(&structs::F_OWNER_EX, In));
    16 F_GETOWN_EX (arg: Struct(&structs::F_OWNER_EX, Out));
    17 F_GETOWNER_UIDS (arg: Array(&structs::UID, Out, Len::Const(2)));
    36 F_OFD_GETLK (arg: Struct(&structs::FLOCK, InOut));
    37 F_OFD_SETLK (arg: Struct(&structs::FLOCK, In));
    38 F_OFD_SETLKW (arg: Struct(&structs::FLOCK, In));
    1024 F_SETLEASE (arg: Flags(&flags::LOCK_TYPE));
    1025 F_GETLEASE () -> Flags(&flags::LOCK_TYPE, "");
    1026 F_NOTIFY (arg: Flags(&flags::DNOTIFY));
    1027 F_DUPFD_QUERY (arg: Fd2);
    1028 F_CREATED_QUERY ();
    1029 F_CANCELLK (arg: Struct(&structs::FLOCK, In));
    1030 F_DUPFD_CLOEXEC (arg: Ulong) -> Fd, effect Dup(Cloexec::Yes);
    1031 F_SETPIPE_SZ (arg: Ulong);
    1032 F_GETPIPE_SZ ();
    1033 F_ADD_SEALS (arg: Flags(&flags::SEALS));
    1034 F_GET_SEALS () -> Flags(&flags::SEALS, "seals");
    1035 F_GET_RW_HINT (arg: U64Ptr(Out));
    1036 F_SET_RW_HINT (arg: U64Ptr(In));
    1037 F_GET_FILE_RW_HINT (arg: U64Ptr(Out));
    1038 F_SET_FILE_RW_HINT (arg: U64Ptr(In));
};
