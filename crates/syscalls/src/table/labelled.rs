//! Arguments that the kernel looks at only under some flags, and those of clone(2), which strace prints by name.

use super::*;
use crate::{Choice, Kind, Labelled};

const CLONE_PIDFD: u64 = 0x1000;
const CLONE_SETTLS: u64 = 0x8_0000;
const CLONE_PARENT_SETTID: u64 = 0x10_0000;
const CLONE_CHILD_CLEARTID: u64 = 0x20_0000;
const CLONE_CHILD_SETTID: u64 = 0x100_0000;

/// The flags, after the stack in the text.
pub(super) static CLONE_FLAGS: Labelled =
    Labelled { label: "flags", place: 1, only_if: None, kind: Flags(&flags::CLONE) };

/// The stack, first in the text.
pub(super) static CLONE_STACK: Labelled = Labelled { label: "child_stack", place: 0, only_if: None, kind: Addr };

/// Where the child's id (or a pidfd) is written in the parent.
pub(super) static CLONE_PARENT_TID: Labelled = Labelled {
    label: "parent_tid",
    place: 2,
    only_if: Some((0, CLONE_PARENT_SETTID | CLONE_PIDFD)),
    kind: IntPtr(Out),
};

/// The child's thread-local storage.
pub(super) static CLONE_TLS: Labelled =
    Labelled { label: "tls", place: 3, only_if: Some((0, CLONE_SETTLS)), kind: Hex };

/// Where the child's id is written, and cleared, in the child.
pub(super) static CLONE_CHILD_TID: Labelled = Labelled {
    label: "child_tidptr",
    place: 4,
    only_if: Some((0, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID)),
    kind: Addr,
};

/// An argument that stands in its place, without a label.
const fn sometimes(place: u8, arg: u8, bits: u64, kind: Kind) -> Labelled {
    Labelled { label: "", place, only_if: Some((arg, bits)), kind }
}

/// Where mremap moves to: only with `MREMAP_FIXED`.
pub(super) static MREMAP_ADDRESS: Labelled = sometimes(4, 3, 2, Addr);

/// The device of mknod: only of `S_IFCHR` and `S_IFBLK`.
pub(super) static MKNOD_DEVICE: Choice = Choice { arg: 1, mask: 0o170_000, kinds: DEVICES, otherwise: Unused };

/// The device of mknodat, likewise.
pub(super) static MKNODAT_DEVICE: Choice = Choice { arg: 2, mask: 0o170_000, kinds: DEVICES, otherwise: Unused };

const DEVICES: &[(u64, Kind)] = &[(0o020_000, DevInt), (0o060_000, DevInt)];

/// The time left of clock_nanosleep: of a sleep until a moment (`TIMER_ABSTIME`) there is none.
pub(super) static TIME_LEFT: Choice =
    Choice { arg: 1, mask: 1, kinds: &[(1, Addr)], otherwise: Struct(&structs::TIMESPEC, Left) };

/// The directory of fanotify_mark, which may be none.
pub(super) static FANOTIFY_DIRECTORY: Choice =
    Choice { arg: 3, mask: 0xffff_ffff, kinds: &[(0xffff_ffff, Show(values::no_fd))], otherwise: DirFd };

/// Options of a file system for mount(2): not looked at where something else is mounted or changed.
pub(super) static MOUNT_DATA: Choice =
    Choice { arg: 3, mask: MS_BIND | MS_MOVE | MS_PROPAGATION, kinds: &[(0, Secret)], otherwise: Addr };

/// The type of a file system for mount(2), likewise; nor where a mount is changed.
pub(super) static MOUNT_TYPE: Choice =
    Choice { arg: 3, mask: MS_REMOUNT | MS_BIND | MS_MOVE | MS_PROPAGATION, kinds: &[(0, Str)], otherwise: Addr };

const MS_REMOUNT: u64 = 0x20;
const MS_BIND: u64 = 0x1000;
const MS_MOVE: u64 = 0x2000;
const MS_PROPAGATION: u64 = 0x1e_0000;

/// The names that listxattr fills in; with a size of 0 it only tells how many bytes they would take.
pub(super) static XATTR_LIST: Choice =
    Choice { arg: 2, mask: u64::MAX, kinds: &[(0, Addr)], otherwise: Buf(Out, Len::RetAtMost(2)) };

/// The processor of membarrier: only with `MEMBARRIER_CMD_FLAG_CPU`.
pub(super) static MEMBARRIER_CPU: Labelled = sometimes(2, 1, 1, Int);

/// The attributes of a new message queue: only with `O_CREAT`.
pub(super) static MQ_OPEN_ATTRIBUTES: Labelled = sometimes(3, 1, 0o100, Struct(&structs::MQ_ATTR, In));
