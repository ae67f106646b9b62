//! The arguments of clone(2), which the kernel looks at only under some flags and which strace prints by name.

use super::*;
use crate::Labelled;

const CLONE_PIDFD: u64 = 0x1000;
const CLONE_SETTLS: u64 = 0x8_0000;
const CLONE_PARENT_SETTID: u64 = 0x10_0000;
const CLONE_CHILD_CLEARTID: u64 = 0x20_0000;
const CLONE_CHILD_SETTID: u64 = 0x100_0000;

/// The flags, after the stack in the text.
pub(super) static FLAGS: Labelled = Labelled { label: "flags", place: 1, only_if: None, kind: Flags(&flags::CLONE) };

/// The stack, first in the text.
pub(super) static STACK: Labelled = Labelled { label: "child_stack", place: 0, only_if: None, kind: Addr };

/// Where the child's id (or a pidfd) is written in the parent.
pub(super) static PARENT_TID: Labelled = Labelled {
    label: "parent_tid",
    place: 2,
    only_if: Some((0, CLONE_PARENT_SETTID | CLONE_PIDFD)),
    kind: IntPtr(Out),
};

/// The child's thread-local storage.
pub(super) static TLS: Labelled = Labelled { label: "tls", place: 3, only_if: Some((0, CLONE_SETTLS)), kind: Hex };

/// Where the child's id is written, and cleared, in the child.
pub(super) static CHILD_TID: Labelled = Labelled {
    label: "child_tidptr",
    place: 4,
    only_if: Some((0, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID)),
    kind: Addr,
};
