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

use crate::structs::StructDef;
use crate::{Abi, Dir, Kind, Len, Signature};

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
    /// An array of `char *` (of [`Abi::word`] bytes) up to its NULL, which is not copied.
    Strings,
    /// The same, but only the number of entries is wanted (`envp` without `--env`): stored as a record without bytes
    /// whose `full_length` is that number.
    CountStrings,
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

/// Appends what to copy at this stop. Null pointers, empty pieces and what the kernel did not fill are left out.
///
/// A call that failed leaves nothing to copy at its exit but the time left of an interrupted sleep ([`Dir::Left`]). In
/// the ABIs with 4-byte words, structures whose layout differs there are left out, and so are iovec arrays and msghdrs.
pub fn plan(abi: Abi, signature: &Signature, args: &[u64; 6], phase: Phase, limits: &Limits, out: &mut Vec<Want>) {
    let stop = Stop { abi, signature, args, phase, limits };
    if stop.nothing_filled() {
        return;
    }
    for (arg, index) in signature.args.iter().zip(0u8..) {
        if looked_at(&arg.kind, args) {
            out.extend(stop.want(index, arg.kind.bare()));
        }
    }
}

/// Appends what the pointers in a piece lead to: the strings of an `argv`, the buffers of an iovec array, name, iovec
/// array and control data of a msghdr, and what [`StructDef::nested`] says.
///
/// `bytes` is as much of the piece as could be read.
pub fn follow(abi: Abi, want: &Want, bytes: &[u8], phase: Phase, limits: &Limits, out: &mut Vec<Want>) {
    match want.holds {
        Holds::Nothing => {}
        Holds::Strings => {
            let pointers = bytes.chunks_exact(abi.word()).map(word).filter(|&pointer| pointer != 0);
            out.extend(pointers.map(|pointer| Want { limit: limits.string, ..Want::nested(pointer, Extent::CStr) }));
        }
        Holds::IoVec { dir, filled } => {
            if phase == Phase::Enter && dir == Dir::In || phase != Phase::Enter && dir != Dir::In {
                buffers(bytes, filled, limits.data, out);
            }
        }
        Holds::MsgHdr(dir) => message(dir, bytes, moved(phase), phase, limits, out),
        Holds::MmsgHdr(dir) => {
            for header in bytes.chunks_exact(MMSGHDR) {
                let length = if phase == Phase::Enter { u64::MAX } else { field(header, MSGHDR, 4) };
                message(dir, &header[..MSGHDR], length, phase, limits, out);
            }
        }
        Holds::Struct(def) => (def.nested)(bytes, out),
        Holds::Structs(def) => {
            for one in bytes.chunks_exact(def.size.max(1) as usize) {
                (def.nested)(one, out);
            }
        }
    }
}

/// `sizeof(struct iovec)`, `sizeof(struct msghdr)` and `sizeof(struct mmsghdr)` on x86_64.
const IOVEC: usize = 16;
const MSGHDR: usize = 56;
const MMSGHDR: usize = 64;
/// Most bytes of a socket option that are copied ([`Kind::SockOpt`]).
const SOCKET_OPTION: u32 = 16;
/// `sizeof(struct sockaddr_storage)`.
const SOCKADDR: u32 = 128;
/// `EINTR` and the kernel's own restart codes, which a tracer sees in its place.
const INTERRUPTED: [i64; 5] = [-4, -512, -513, -514, -516];

/// Everything that decides about one argument.
struct Stop<'a> {
    abi: Abi,
    signature: &'a Signature,
    args: &'a [u64; 6],
    phase: Phase,
    limits: &'a Limits,
}

impl Stop<'_> {
    /// A wait that found nobody (`WNOHANG`) succeeds and fills nothing.
    fn nothing_filled(&self) -> bool {
        self.phase == Phase::Exit { ret: 0 }
            && self.signature.args.iter().any(|arg| matches!(arg.kind, Kind::WaitStatus))
    }

    /// Whether memory of this direction is copied now.
    fn now(&self, dir: Dir) -> bool {
        match (self.phase, dir) {
            (Phase::Enter, Dir::In | Dir::InOut) => true,
            (Phase::Enter, Dir::Out | Dir::Left) | (Phase::Exit { .. }, Dir::In) => false,
            (Phase::Exit { ret }, Dir::Out | Dir::InOut) => !failed(ret),
            (Phase::Exit { ret }, Dir::Left) => INTERRUPTED.contains(&ret),
        }
    }

    /// The value of argument `index`: negative `int`s and what is no argument are 0.
    fn number(&self, index: u8) -> u64 {
        let raw = self.args.get(usize::from(index)).copied().unwrap_or(0);
        match self.signature.args.get(usize::from(index)).map(|arg| arg.kind.bare()) {
            Some(Kind::Int) => u64::try_from(raw as i32).unwrap_or(0),
            Some(Kind::Uint) => raw & u64::from(u32::MAX),
            _ if self.abi == Abi::I386 => raw & u64::from(u32::MAX),
            _ => raw,
        }
    }

    /// The length of `element`-sized things that `len` says.
    fn extent(&self, len: Len, element: u32) -> Extent {
        let count = match (len, self.phase) {
            (Len::Const(count), _) => u64::from(count),
            (Len::Arg(index), _) => self.number(index),
            (Len::Ret, Phase::Exit { ret }) => u64::try_from(ret).unwrap_or(0),
            (Len::Ret, Phase::Enter) => 0,
            (Len::At(index), _) => match self.number(index) {
                0 => 0,
                address => return Extent::At(address, self.limits.memory),
            },
        };
        Extent::Bytes(u32::try_from(count.saturating_mul(u64::from(element))).unwrap_or(u32::MAX))
    }

    /// What to copy for one argument.
    fn want(&self, what: u8, kind: &Kind) -> Option<Want> {
        let limits = self.limits;
        let raw = self.args.get(usize::from(what)).copied()?;
        let address = if self.abi == Abi::X86_64 { raw } else { raw & u64::from(u32::MAX) };
        let words = self.abi.word() as u32;
        let wide = words == 8;
        let memory = Want {
            what,
            address,
            extent: Extent::Bytes(0),
            limit: limits.memory,
            goes: Goes::Memory,
            holds: Holds::Nothing,
        };
        let bytes = |dir, bytes| self.now(dir).then_some(Want { extent: Extent::Bytes(bytes), ..memory });
        let string = |dir, limit| self.now(dir).then_some(Want { extent: Extent::CStr, limit, ..memory });
        let sized = |dir, extent| self.now(dir).then_some(Want { extent, ..memory });
        let structs = |def: &'static StructDef, dir, extent, holds| {
            let holds = if self.phase == Phase::Enter { holds } else { Holds::Nothing };
            sized(dir, extent).filter(|_| def.any_abi || wide).map(|want| Want { holds, ..want })
        };
        let want = match *kind {
            Kind::Path | Kind::Path2 | Kind::PathText | Kind::Str => string(Dir::In, limits.string),
            // What the kernel fills has a NUL unless it returns the length (readlink).
            Kind::StrOut(len) => match self.extent(len, 1) {
                Extent::Bytes(room) if len != Len::Ret => string(Dir::Out, room.min(limits.string)),
                extent => sized(Dir::Out, extent).map(|want| Want { limit: limits.string, ..want }),
            },
            Kind::StrArray => self.strings(memory),
            Kind::Env if limits.env => self.strings(memory),
            Kind::Env => self.now(Dir::In).then_some(Want { extent: Extent::CountStrings, ..memory }),
            Kind::Buf(dir, len) => sized(dir, self.extent(len, 1))
                .filter(|_| limits.data > 0)
                .map(|want| Want { limit: limits.data, goes: Goes::Data, ..want }),
            Kind::Struct(def, dir) => structs(def, dir, Extent::Bytes(def.size), Holds::Struct(def)),
            Kind::Sized(def, dir, len) => structs(def, dir, self.extent(len, 1), Holds::Struct(def)),
            Kind::Array(def, dir, len) => structs(def, dir, self.extent(len, def.size), Holds::Structs(def)),
            Kind::Sockaddr(dir, len) => sized(dir, self.extent(len, 1)).map(|want| Want {
                extent: match want.extent {
                    Extent::At(address, _) => Extent::At(address, SOCKADDR),
                    extent => extent,
                },
                ..want
            }),
            Kind::SockOpt(dir, len) => {
                sized(dir, self.extent(len, 1)).map(|want| Want { limit: want.limit.min(SOCKET_OPTION), ..want })
            }
            Kind::IoVec(dir, len) if wide => {
                let holds = Holds::IoVec { dir, filled: moved(self.phase) };
                let want = Want { extent: self.extent(len, IOVEC as u32), holds, ..memory };
                match self.phase {
                    Phase::Enter => Some(want),
                    // It has its record already; the buffers are what is wanted.
                    Phase::Exit { .. } => {
                        Some(Want { goes: Goes::Nowhere, ..want }).filter(|_| self.now(dir) && limits.data > 0)
                    }
                }
            }
            Kind::MsgHdr(dir) if wide => {
                let want = Want { extent: Extent::Bytes(MSGHDR as u32), holds: Holds::MsgHdr(dir), ..memory };
                Some(want).filter(|_| self.phase == Phase::Enter || self.now(dir))
            }
            Kind::MmsgHdr(dir, len) if wide => {
                // At exit the return value says how many were sent or received, and each says how long it was.
                let count = if self.phase == Phase::Enter { len } else { Len::Ret };
                let want = Want { extent: self.extent(count, MMSGHDR as u32), holds: Holds::MmsgHdr(dir), ..memory };
                Some(want)
            }
            Kind::FdPair => bytes(Dir::Out, 8),
            Kind::FdSet(len) => match self.extent(len, 1) {
                Extent::Bytes(bits) => bytes(Dir::InOut, bits.div_ceil(8).next_multiple_of(words)),
                _ => None,
            },
            Kind::SigSet(dir, len) | Kind::CpuSet(dir, len) => sized(dir, self.extent(len, 1)),
            Kind::WaitStatus => bytes(Dir::Out, 4),
            Kind::IntPtr(dir) => bytes(dir, 4),
            Kind::U64Ptr(dir) => bytes(dir, 8),
            Kind::LongPtr(dir) => bytes(dir, words),
            _ => None,
        };
        want.filter(|want| want.address != 0 && want.extent != Extent::Bytes(0))
    }

    /// `argv`, and `envp` if asked for.
    fn strings(&self, memory: Want) -> Option<Want> {
        let limit = self.limits.strings.saturating_mul(self.abi.word() as u32);
        self.now(Dir::In).then_some(Want { extent: Extent::Strings, limit, holds: Holds::Strings, ..memory })
    }
}

/// Whether the kernel looks at an argument, given the others.
fn looked_at(kind: &Kind, args: &[u64; 6]) -> bool {
    match kind {
        Kind::Labelled(labelled) => {
            let asked = labelled
                .only_if
                .is_none_or(|(arg, bits)| args.get(usize::from(arg)).is_some_and(|value| value & bits != 0));
            asked && looked_at(&labelled.kind, args)
        }
        _ => true,
    }
}

/// What a return value says about success (`IS_ERR_VALUE`, include/linux/err.h).
fn failed(ret: i64) -> bool {
    (-4095..0).contains(&ret)
}

/// A little-endian number of at most eight bytes.
fn word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// The number at `at`, 0 where the bytes end before.
fn field(bytes: &[u8], at: usize, size: usize) -> u64 {
    bytes.get(at..at + size).map_or(0, word)
}

fn saturating(length: u64) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// How many bytes a call moved, at most.
fn moved(phase: Phase) -> u64 {
    match phase {
        Phase::Enter => u64::MAX,
        Phase::Exit { ret } => u64::try_from(ret).unwrap_or(0),
    }
}

/// The first `filled` bytes of the buffers of an iovec array, as far as `data` bytes reach.
fn buffers(iovecs: &[u8], mut filled: u64, data: u32, out: &mut Vec<Want>) {
    let mut room = data;
    for iovec in iovecs.chunks_exact(IOVEC) {
        let (address, length) = (field(iovec, 0, 8), field(iovec, 8, 8).min(filled));
        if room == 0 || filled == 0 {
            return;
        }
        if length != 0 && address != 0 {
            let extent = Extent::Bytes(saturating(length));
            out.push(Want { limit: room, goes: Goes::Data, ..Want::nested(address, extent) });
            filled -= length;
            room = room.saturating_sub(saturating(length));
        }
    }
}

/// What a msghdr points to: the iovec array, and name and control data at enter if it is sent, at exit if it was
/// received.
fn message(dir: Dir, header: &[u8], filled: u64, phase: Phase, limits: &Limits, out: &mut Vec<Want>) {
    let mut piece = |pointer: u64, length: u64, goes, holds| {
        if pointer != 0 && length != 0 {
            let want = Want::nested(pointer, Extent::Bytes(saturating(length)));
            out.push(Want { limit: limits.memory, goes, holds, ..want });
        }
    };
    let enter = phase == Phase::Enter;
    let receives = dir != Dir::In;
    let vector = (field(header, 16, 8), field(header, 24, 8).saturating_mul(IOVEC as u64));
    if enter != receives {
        piece(field(header, 0, 8), field(header, 8, 4).min(u64::from(SOCKADDR)), Goes::Memory, Holds::Nothing);
        piece(field(header, 32, 8), field(header, 40, 8), Goes::Memory, Holds::Nothing);
    }
    if enter {
        piece(vector.0, vector.1, Goes::Memory, Holds::IoVec { dir, filled });
    } else if receives && limits.data > 0 {
        piece(vector.0, vector.1, Goes::Nowhere, Holds::IoVec { dir, filled });
    }
}
