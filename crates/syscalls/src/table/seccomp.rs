//! seccomp(2).

use super::*;

/// By one bit of `flags`: with it, installing a filter makes a descriptor.
pub(super) const VARIANTS: &[Variant] = variants! {
    { op: Flags(&flags::SECCOMP), flags: Flags(&flags::SECCOMP_FILTER), uargs: Addr }
    8 SECCOMP_FILTER_FLAG_NEW_LISTENER () -> Fd, effect Make(Other, Cloexec::Yes);
};
