//! What kcmp(2) compares.

use super::*;

/// By `type`: two compare what descriptors of the processes refer to.
pub(super) const VARIANTS: &[Variant] = variants! {
    { pid1: Pid, pid2: Pid, type: Flags(&flags::KCMP) }
    0 KCMP_FILE (idx1: Int, idx2: Int);
    1 KCMP_VM ();
    2 KCMP_FILES ();
    3 KCMP_FS ();
    4 KCMP_SIGHAND ();
    5 KCMP_IO ();
    6 KCMP_SYSVSEM ();
    7 KCMP_EPOLL_TFD (idx1: Int, idx2: Struct(&structs::KCMP_EPOLL_SLOT, In));
};
