//! What memory to copy at an enter and at an exit, from the signature alone.
//!
//! A source asks [`plan`] at each stop and reads the [`Want`]s. For each that it has read it asks [`follow`] for what
//! the pointers in it lead to, and so on until nothing is left. What is read becomes [`crate::memory::Record`]s.
//!
//! ```text
//! plan ──► Want ──► read ──► record (or payload)
//!           ▲         │
//!           └─ follow ┘
//! ```
//!
//! **Who cuts.** An [`Extent`] says how long the memory really is; [`Want::limit`] says how much of it to copy. The
//! source copies the smaller, marks the record [`crate::memory::Status::Truncated`] if that was the limit, and stores
//! the real length as its `full_length`.

mod dirents;
mod follow;
mod plan;
#[cfg(test)]
mod tests;

pub use dirents::count_dirents;
pub use follow::follow;
pub use plan::plan;
pub(crate) use plan::units;

use crate::Dir;
use crate::structs::StructDef;

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

/// How long a piece of memory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So many bytes.
    Bytes(u32),
    /// Up to the NUL, which is not copied.
    CStr,
    /// An array of `char *` (of [`Abi::word`](crate::Abi::word) bytes) up to its NULL, which is not copied.
    Strings,
    /// The same, but only the number of entries is wanted (`envp` without `--env`): stored as a record without bytes
    /// whose `full_length` is that number.
    CountStrings,
    /// So many bytes of directory entries, but only their number is wanted: stored as a record without bytes whose
    /// `full_length` is that number ([`count_dirents`]).
    CountDirents(u32),
    /// A `u32` at the given address says how many bytes (`socklen_t *`); the `u32` here is what it may be at most.
    At(u64, u32),
}

/// Where a piece goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goes {
    /// A record of the `memory` column.
    Memory,
    /// I/O payload: appended to the `data` column, which the source keeps within [`Limits::data`] over all pieces.
    Data,
    /// Nowhere: it has a record already, and is read again only for [`follow`].
    Nowhere,
}

/// Which pointers a piece holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Holds {
    /// None that are followed.
    Nothing,
    /// `char *[]`.
    Strings,
    /// `struct iovec[]`.
    IoVec {
        /// Who fills the buffers.
        dir: Dir,
        /// How many bytes of them are filled at most, all together.
        filled: u64,
    },
    /// `struct msghdr`.
    MsgHdr(Dir),
    /// `struct mmsghdr[]`.
    MmsgHdr(Dir),
    /// A structure with pointers of its own ([`StructDef::nested`]).
    Struct(&'static StructDef),
    /// An array of such.
    Structs(&'static StructDef),
}

/// One piece of memory to copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Want {
    /// The record's `what`.
    pub what: u8,
    /// Where in the tracee.
    pub address: u64,
    /// How long it is.
    pub extent: Extent,
    /// How many bytes of it to copy at most.
    pub limit: u32,
    /// Where it goes.
    pub goes: Goes,
    /// What [`follow`] will find in it.
    pub holds: Holds,
}

impl Want {
    /// Memory that a pointer in other captured memory leads to, for [`StructDef::nested`]: a record with
    /// [`crate::memory::what::NESTED`], cut at 4096 bytes.
    pub fn nested(address: u64, extent: Extent) -> Want {
        let what = crate::memory::what::NESTED;
        Want { what, address, extent, limit: 4096, goes: Goes::Memory, holds: Holds::Nothing }
    }
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

/// `sizeof(struct iovec)`, `sizeof(struct msghdr)` and `sizeof(struct mmsghdr)` on x86_64.
const IOVEC: usize = 16;
const MSGHDR: usize = 56;
const MMSGHDR: usize = 64;
/// `sizeof(struct sockaddr_storage)`.
const SOCKADDR: u32 = 128;

/// How many bytes a call moved, at most.
fn moved(phase: Phase) -> u64 {
    match phase {
        Phase::Enter => u64::MAX,
        Phase::Exit { ret } => u64::try_from(ret).unwrap_or(0),
    }
}
