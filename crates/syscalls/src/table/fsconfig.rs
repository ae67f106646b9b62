//! Commands of fsconfig(2). Values are mount data, which may hold secrets: only a path is read.

use super::*;

/// By `cmd`.
pub(super) const VARIANTS: &[Variant] = variants! {
    { fd: Fd, cmd: Flags(&flags::FSCONFIG_CMD) }
    0 FSCONFIG_SET_FLAG (_key: Str, _value: Addr, aux: Int);
    1 FSCONFIG_SET_STRING (_key: Str, _value: Addr, aux: Int);
    2 FSCONFIG_SET_BINARY (_key: Str, _value: Buf(In, Len::Arg(4)), aux: Int);
    3 FSCONFIG_SET_PATH (_key: Str, _value: PathText, aux: DirFd);
    4 FSCONFIG_SET_PATH_EMPTY (_key: Str, _value: PathText, aux: DirFd);
    5 FSCONFIG_SET_FD (_key: Str, _value: Addr, aux: Fd2);
    6 FSCONFIG_CMD_CREATE (_key: Addr, _value: Addr, aux: Int);
    7 FSCONFIG_CMD_RECONFIGURE (_key: Addr, _value: Addr, aux: Int);
    8 FSCONFIG_CMD_CREATE_EXCL (_key: Addr, _value: Addr, aux: Int);
};
