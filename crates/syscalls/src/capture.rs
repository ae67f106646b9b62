//! What memory to copy at an enter and at an exit, from the signature alone.
//!
//! A source asks [`plan`] at each stop, reads the [`Want`]s, and for each that was read asks [`follow`] for what the
//! pointers in it lead to. The result is a sequence of [`crate::memory::Record`]s.

use crate::{Abi, Signature};

/// Which half of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// syscall-enter-stop.
    Enter,
    /// syscall-exit-stop, with the raw return value.
    Exit {
        /// What the kernel returned; negative errno on failure.
        ret: i64,
    },
}

/// How far a copy goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So many bytes.
    Bytes(u32),
    /// Up to the NUL or the limit.
    CStr,
    /// An array of `char *` that ends with NULL; each string is a [`Want`] of its own when followed.
    Strings,
    /// The same, but only the number of entries is wanted (`envp` without `--env`): stored as a record without bytes
    /// whose `full_length` is that number.
    CountStrings,
    /// A `u32` at the given address says how many bytes (`socklen_t *`); the `u32` here is what it may be at most.
    At(u64, u32),
}

/// One piece of memory to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    /// The record's `what`.
    pub what: u8,
    /// Where in the tracee.
    pub address: u64,
    /// How far.
    pub extent: Extent,
}

/// What may be copied at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest path or other string in bytes (`PATH_MAX` is 4096).
    pub string: u32,
    /// Longest structure or array in bytes.
    pub memory: u32,
    /// Most strings of an `argv`.
    pub strings: u32,
    /// I/O payload per call in bytes (`--data`).
    pub data: u32,
    /// Copy environment strings.
    pub env: bool,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { string: 4096, memory: 4096, strings: 4096, data: 0, env: false }
    }
}

/// Appends what to copy at this stop. Null pointers are left out.
pub fn plan(
    abi: Abi,
    signature: &Signature,
    args: &[u64; 6],
    phase: Phase,
    limits: &Limits,
    out: &mut Vec<Want>,
) {
    let _ = (abi, signature, args, phase, limits, out);
}

/// Appends what the pointers in a piece that was copied for argument `arg` lead to: iovec arrays and names of a msghdr,
/// and what [`crate::structs::StructDef::nested`] says. All of it has `what` = [`crate::memory::what::NESTED`].
pub fn follow(
    abi: Abi,
    signature: &Signature,
    args: &[u64; 6],
    arg: u8,
    bytes: &[u8],
    phase: Phase,
    limits: &Limits,
    out: &mut Vec<Want>,
) {
    let _ = (abi, signature, args, arg, bytes, phase, limits, out);
}
