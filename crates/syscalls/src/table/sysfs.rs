//! sysfs(2).

use super::*;

/// By `option`, whose values have no names.
pub(super) const VARIANTS: &[Variant] = variants! {
    { option: Int }
    1 one (arg1: Str);
    2 two (arg1: Uint, arg2: Addr);
    3 three ();
};
