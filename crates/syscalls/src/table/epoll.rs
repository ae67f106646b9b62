//! Operations of epoll_ctl(2).

use super::*;

/// By `op`: the event is ignored when a descriptor is removed.
pub(super) const CTL: &[Variant] = variants! {
    { epfd: Fd, op: Flags(&flags::EPOLL_CTL), fd: Fd2 }
    2 EPOLL_CTL_DEL (event: Addr);
};
