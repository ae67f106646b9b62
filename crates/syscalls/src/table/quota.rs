//! Commands of quotactl(2) for file systems with quota files.

use super::*;

/// By `cmd` without the kind of quota, of quotactl(2).
pub(super) const BY_PATH: &[Variant] = variants! {
    { cmd: Show(values::quota_command), special: Path }
    0x8000_0100 Q_SYNC ();
    0x8000_0200 Q_QUOTAON (id: Flags(&flags::QUOTA_FORMAT), addr: Name);
    0x8000_0300 Q_QUOTAOFF ();
    0x8000_0400 Q_GETFMT (id: Unused, addr: Struct(&structs::QUOTA_FORMAT_PTR, Out));
    0x8000_0500 Q_GETINFO (id: Unused, addr: Struct(&structs::IF_DQINFO, Out));
    0x8000_0600 Q_SETINFO (id: Unused, addr: Struct(&structs::IF_DQINFO, In));
    0x8000_0700 Q_GETQUOTA (id: Uid, addr: Struct(&structs::IF_DQBLK, Out));
    0x8000_0800 Q_SETQUOTA (id: Uid, addr: Struct(&structs::IF_DQBLK, In));
    0x8000_0900 Q_GETNEXTQUOTA (id: Uid, addr: Struct(&structs::IF_NEXTDQBLK, Out));
};

/// The same of quotactl_fd(2).
pub(super) const BY_FD: &[Variant] = variants! {
    { fd: Fd, cmd: Show(values::quota_command) }
    0x8000_0100 Q_SYNC ();
    0x8000_0200 Q_QUOTAON (id: Flags(&flags::QUOTA_FORMAT), addr: Name);
    0x8000_0300 Q_QUOTAOFF ();
    0x8000_0400 Q_GETFMT (id: Unused, addr: Struct(&structs::QUOTA_FORMAT_PTR, Out));
    0x8000_0500 Q_GETINFO (id: Unused, addr: Struct(&structs::IF_DQINFO, Out));
    0x8000_0600 Q_SETINFO (id: Unused, addr: Struct(&structs::IF_DQINFO, In));
    0x8000_0700 Q_GETQUOTA (id: Uid, addr: Struct(&structs::IF_DQBLK, Out));
    0x8000_0800 Q_SETQUOTA (id: Uid, addr: Struct(&structs::IF_DQBLK, In));
    0x8000_0900 Q_GETNEXTQUOTA (id: Uid, addr: Struct(&structs::IF_NEXTDQBLK, Out));
};
