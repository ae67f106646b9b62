//! Named bits and values of arguments, as strace prints them.
//!
//! One [`FlagSet`] per argument kind, grouped into one file per subject.

/// Named values under a mask, and named bits beside it.
#[derive(Debug)]
pub struct FlagSet {
    /// Bits that hold a value, not flags (`O_ACCMODE`, the type bits of a socket); all of them for an enumeration,
    /// 0 for plain flags.
    pub mask: u64,
    /// Names of the values under `mask`.
    pub values: &'static [(u64, &'static str)],
    /// Names of single bits (or groups of bits that have a name of their own, which come first).
    pub bits: &'static [(u64, &'static str)],
    /// What strace prints beside an unknown rest: `0x80 /* O_??? */`.
    pub unknown: &'static str,
}
