//! seccomp(2).

use super::*;
use crate::{Choice, Kind};

/// By one bit of `flags`: with it, installing a filter makes a descriptor.
pub(super) const VARIANTS: &[Variant] = variants! {
    { op: Flags(&flags::SECCOMP), flags: Choice(&FLAGS), uargs: Choice(&ARGS) }
    8 SECCOMP_FILTER_FLAG_NEW_LISTENER () -> Fd, effect Make(Other, Cloexec::Yes);
};

/// The flags, which only the installation of a filter has.
pub(super) static FLAGS: Choice = by_op(&[(1, Flags(&flags::SECCOMP_FILTER))], HexInt);

/// The argument.
pub(super) static ARGS: Choice = by_op(
    &[
        (1, Struct(&structs::SECCOMP_FPROG, In)),
        (2, Struct(&structs::SECCOMP_ACTION_PTR, In)),
        (3, Struct(&structs::SECCOMP_NOTIF_SIZES, Out)),
    ],
    Addr,
);

const fn by_op(kinds: &'static [(u64, Kind)], otherwise: Kind) -> Choice {
    Choice { arg: 0, mask: 0xffff_ffff, kinds, otherwise }
}
