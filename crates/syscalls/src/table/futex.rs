//! Operations of futex(2).

use super::*;

/// By `op` without `FUTEX_PRIVATE_FLAG` and `FUTEX_CLOCK_REALTIME` (`FUTEX_CMD_MASK`).
pub(super) const VARIANTS: &[Variant] = variants! {
    { uaddr: Addr, op: Flags(&flags::FUTEX) }
    0 FUTEX_WAIT (val: Uint, utime: Struct(&structs::TIMESPEC, In));
    1 FUTEX_WAKE (val: Uint);
    2 FUTEX_FD (val: Uint);
    3 FUTEX_REQUEUE (val: Uint, val2: Uint, uaddr2: Addr);
    4 FUTEX_CMP_REQUEUE (val: Uint, val2: Uint, uaddr2: Addr, val3: Uint);
    5 FUTEX_WAKE_OP (val: Uint, val2: Uint, uaddr2: Addr, val3: Show(values::futex_op));
    6 FUTEX_LOCK_PI (val: Unused, utime: Struct(&structs::TIMESPEC, In));
    7 FUTEX_UNLOCK_PI ();
    8 FUTEX_TRYLOCK_PI ();
    9 FUTEX_WAIT_BITSET (val: Uint, utime: Struct(&structs::TIMESPEC, In), uaddr2: Unused, val3: Flags(&flags::FUTEX_BITSET));
    10 FUTEX_WAKE_BITSET (val: Uint, utime: Unused, uaddr2: Unused, val3: Flags(&flags::FUTEX_BITSET));
    11 FUTEX_WAIT_REQUEUE_PI (val: Uint, utime: Struct(&structs::TIMESPEC, In), uaddr2: Addr);
    12 FUTEX_CMP_REQUEUE_PI (val: Uint, val2: Uint, uaddr2: Addr, val3: Uint);
    13 FUTEX_LOCK_PI2 (val: Unused, utime: Struct(&structs::TIMESPEC, In));
};
