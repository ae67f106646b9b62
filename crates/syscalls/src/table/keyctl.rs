//! Operations of keyctl(2). Payloads of keys are never captured without `--data`.

use super::*;

/// By `option`.
pub(super) const VARIANTS: &[Variant] = variants! {
    { option: Flags(&flags::KEYCTL) }
    0 KEYCTL_GET_KEYRING_ID (arg2: Flags(&flags::KEY_SPEC), arg3: Int);
    1 KEYCTL_JOIN_SESSION_KEYRING (arg2: Str);
    2 KEYCTL_UPDATE (arg2: Flags(&flags::KEY_SPEC), arg3: Buf(In, Len::Arg(3)), arg4: Ulong);
    3 KEYCTL_REVOKE (arg2: Flags(&flags::KEY_SPEC));
    4 KEYCTL_CHOWN (arg2: Flags(&flags::KEY_SPEC), arg3: Uid, arg4: Gid);
    5 KEYCTL_SETPERM (arg2: Flags(&flags::KEY_SPEC), arg3: Flags(&flags::KEY_PERM));
    6 KEYCTL_DESCRIBE (arg2: Flags(&flags::KEY_SPEC), arg3: StrOut(Len::Arg(3)), arg4: Ulong);
    7 KEYCTL_CLEAR (arg2: Flags(&flags::KEY_SPEC));
    8 KEYCTL_LINK (arg2: Flags(&flags::KEY_SPEC), arg3: Flags(&flags::KEY_SPEC));
    9 KEYCTL_UNLINK (arg2: Flags(&flags::KEY_SPEC), arg3: Flags(&flags::KEY_SPEC));
    10 KEYCTL_SEARCH (arg2: Flags(&flags::KEY_SPEC), arg3: Str, arg4: Str, arg5: Flags(&flags::KEY_SPEC));
    11 KEYCTL_READ (arg2: Flags(&flags::KEY_SPEC), arg3: Buf(Out, Len::RetAtMost(3)), arg4: Ulong);
    12 KEYCTL_INSTANTIATE (arg2: Flags(&flags::KEY_SPEC), arg3: Buf(In, Len::Arg(3)), arg4: Ulong, arg5: Flags(&flags::KEY_SPEC));
    13 KEYCTL_NEGATE (arg2: Flags(&flags::KEY_SPEC), arg3: Uint, arg4: Flags(&flags::KEY_SPEC));
    14 KEYCTL_SET_REQKEY_KEYRING (arg2: Flags(&flags::KEY_REQKEY));
    15 KEYCTL_SET_TIMEOUT (arg2: Flags(&flags::KEY_SPEC), arg3: Uint);
    16 KEYCTL_ASSUME_AUTHORITY (arg2: Flags(&flags::KEY_SPEC));
    17 KEYCTL_GET_SECURITY (arg2: Flags(&flags::KEY_SPEC), arg3: StrOut(Len::Arg(3)), arg4: Ulong);
    18 KEYCTL_SESSION_TO_PARENT ();
    19 KEYCTL_REJECT (arg2: Flags(&flags::KEY_SPEC), arg3: Uint, arg4: Show(values::error), arg5: Flags(&flags::KEY_SPEC));
    20 KEYCTL_INSTANTIATE_IOV (arg2: Flags(&flags::KEY_SPEC), arg3: IoVec(In, Len::Arg(3)), arg4: Ulong, arg5: Flags(&flags::KEY_SPEC));
    21 KEYCTL_INVALIDATE (arg2: Flags(&flags::KEY_SPEC));
    22 KEYCTL_GET_PERSISTENT (arg2: Uid, arg3: Flags(&flags::KEY_SPEC));
    29 KEYCTL_RESTRICT_KEYRING (arg2: Flags(&flags::KEY_SPEC), arg3: Str, arg4: Str);
    30 KEYCTL_MOVE (arg2: Flags(&flags::KEY_SPEC), arg3: Flags(&flags::KEY_SPEC), arg4: Flags(&flags::KEY_SPEC), arg5: Flags(&flags::KEYCTL_MOVE));
    31 KEYCTL_CAPABILITIES (arg2: Array(&structs::KEYCTL_CAPS, Out, Len::RetAtMost(2)), arg3: Ulong);
};
