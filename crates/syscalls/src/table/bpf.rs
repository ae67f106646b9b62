//! Commands of bpf(2) that make a descriptor. The kernel always sets close-on-exec.

use super::*;

/// By `cmd`.
pub(super) const VARIANTS: &[Variant] = variants! {
    { cmd: Flags(&flags::BPF_CMD), uattr: Addr, size: Uint }
    0 BPF_MAP_CREATE () -> Fd, effect Make(Other, Cloexec::Yes);
    5 BPF_PROG_LOAD () -> Fd, effect Make(Other, Cloexec::Yes);
    7 BPF_OBJ_GET () -> Fd, effect Make(Other, Cloexec::Yes);
    13 BPF_PROG_GET_FD_BY_ID () -> Fd, effect Make(Other, Cloexec::Yes);
    14 BPF_MAP_GET_FD_BY_ID () -> Fd, effect Make(Other, Cloexec::Yes);
    17 BPF_RAW_TRACEPOINT_OPEN () -> Fd, effect Make(Other, Cloexec::Yes);
    18 BPF_BTF_LOAD () -> Fd, effect Make(Other, Cloexec::Yes);
    19 BPF_BTF_GET_FD_BY_ID () -> Fd, effect Make(Other, Cloexec::Yes);
    28 BPF_LINK_CREATE () -> Fd, effect Make(Other, Cloexec::Yes);
    30 BPF_LINK_GET_FD_BY_ID () -> Fd, effect Make(Other, Cloexec::Yes);
    32 BPF_ENABLE_STATS () -> Fd, effect Make(Other, Cloexec::Yes);
    33 BPF_ITER_CREATE () -> Fd, effect Make(Other, Cloexec::Yes);
    36 BPF_TOKEN_CREATE () -> Fd, effect Make(Other, Cloexec::Yes);
};
