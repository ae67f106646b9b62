//! personality(2).

use super::*;

/// By `persona`: all bits ask for the present one.
pub(super) const VARIANTS: &[Variant] = variants! {
    {}
    0xffff_ffff QUERY (personality: Hex) -> Flags(&flags::PERSONALITY, "");
};
