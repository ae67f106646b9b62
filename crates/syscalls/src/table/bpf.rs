//! Commands of bpf(2). Descriptors that it makes are always close-on-exec.

use super::*;

/// By `cmd`.
pub(super) const VARIANTS: &[Variant] = variants! {
    { cmd: Flags(&flags::BPF_CMD) }
    0 BPF_MAP_CREATE (uattr: Sized(&structs::BPF_MAP_CREATE, In, Len::Arg(2)), size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    1 BPF_MAP_LOOKUP_ELEM (uattr: Sized(&structs::BPF_ELEM, In, Len::Arg(2)), size: Uint);
    2 BPF_MAP_UPDATE_ELEM (uattr: Sized(&structs::BPF_ELEM, In, Len::Arg(2)), size: Uint);
    3 BPF_MAP_DELETE_ELEM (uattr: Sized(&structs::BPF_ELEM_DELETE, In, Len::Arg(2)), size: Uint);
    4 BPF_MAP_GET_NEXT_KEY (uattr: Sized(&structs::BPF_ELEM_NEXT, In, Len::Arg(2)), size: Uint);
    5 BPF_PROG_LOAD (uattr: Sized(&structs::BPF_PROG_LOAD, In, Len::Arg(2)), size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    6 BPF_OBJ_PIN (uattr: Sized(&structs::BPF_OBJ, In, Len::Arg(2)), size: Uint);
    7 BPF_OBJ_GET (uattr: Sized(&structs::BPF_OBJ, In, Len::Arg(2)), size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    8 BPF_PROG_ATTACH (uattr: Sized(&structs::BPF_ATTACH, In, Len::Arg(2)), size: Uint);
    9 BPF_PROG_DETACH (uattr: Sized(&structs::BPF_DETACH, In, Len::Arg(2)), size: Uint);
    11 BPF_PROG_GET_NEXT_ID (uattr: Sized(&structs::BPF_START_ID, InOut, Len::Arg(2)), size: Uint);
    12 BPF_MAP_GET_NEXT_ID (uattr: Sized(&structs::BPF_START_ID, InOut, Len::Arg(2)), size: Uint);
    13 BPF_PROG_GET_FD_BY_ID (uattr: Sized(&structs::BPF_PROG_ID, In, Len::Arg(2)), size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    14 BPF_MAP_GET_FD_BY_ID (uattr: Sized(&structs::BPF_MAP_ID, In, Len::Arg(2)), size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    17 BPF_RAW_TRACEPOINT_OPEN (uattr: Addr, size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    18 BPF_BTF_LOAD (uattr: Sized(&structs::BPF_BTF_LOAD, In, Len::Arg(2)), size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    19 BPF_BTF_GET_FD_BY_ID (uattr: Sized(&structs::BPF_BTF_ID, In, Len::Arg(2)), size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    21 BPF_MAP_LOOKUP_AND_DELETE_ELEM (uattr: Sized(&structs::BPF_ELEM, In, Len::Arg(2)), size: Uint);
    23 BPF_BTF_GET_NEXT_ID (uattr: Sized(&structs::BPF_START_ID, InOut, Len::Arg(2)), size: Uint);
    28 BPF_LINK_CREATE (uattr: Addr, size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    30 BPF_LINK_GET_FD_BY_ID (uattr: Sized(&structs::BPF_LINK_ID, In, Len::Arg(2)), size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    31 BPF_LINK_GET_NEXT_ID (uattr: Sized(&structs::BPF_START_ID, InOut, Len::Arg(2)), size: Uint);
    32 BPF_ENABLE_STATS (uattr: Addr, size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    33 BPF_ITER_CREATE (uattr: Addr, size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    36 BPF_TOKEN_CREATE (uattr: Addr, size: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
};
