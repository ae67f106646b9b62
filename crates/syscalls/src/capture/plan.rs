//! What the kinds of a signature say to copy at a stop.

use super::{Extent, Goes, Holds, IOVEC, Limits, MMSGHDR, MSGHDR, Phase, SOCKADDR, Want, moved};
use crate::structs::{OptionValue, StructDef, socket_option};
use crate::{Abi, Dir, Kind, Len, Signature};

/// Most bytes of a socket option of unknown structure that are copied ([`Kind::SockOpt`]).
const SOCKET_OPTION: u32 = 16;
/// Most bytes of directory entries that are read to count them.
const MOST_DIRENTS: u32 = 1 << 20;
/// Offset of `uc_sigmask` in x86_64's `struct ucontext` (arch/x86/include/uapi/asm/ucontext.h): flags, link,
/// `stack_t` and `struct sigcontext_64` stand before it. The stack pointer is where the structure begins.
const SIGNAL_MASK: u64 = 8 + 8 + 24 + 256;
/// `EINTR` and the kernel's own restart codes, which a tracer sees in its place.
const INTERRUPTED: [i64; 5] = [-4, -512, -513, -514, -516];

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
            let kind = arg.kind.with(args);
            out.extend(stop.want(index, kind));
            match *kind {
                Kind::Dirents(_) => out.extend(stop.want(index, &Kind::Buf(Dir::Out, Len::Ret))),
                Kind::MsgBuf(dir, len) => out.extend(
                    stop.want(index, &Kind::Buf(dir, len))
                        .map(|want| Want { address: want.address.wrapping_add(words_of(abi)), ..want }),
                ),
                _ => {}
            }
        }
    }
}

/// Pieces of `unit` in what is left of a number.
pub(crate) fn units(number: u64, less: u32, unit: u32) -> u64 {
    number.saturating_sub(less.into()).div_ceil(u64::from(unit.max(1)))
}

/// Size of the type before a message's text.
fn words_of(abi: Abi) -> u64 {
    abi.word() as u64
}

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
            Some(Kind::Long) => u64::try_from(raw as i64).unwrap_or(0),
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
            (Len::Units { arg, less, unit }, _) => units(self.number(arg), less, unit),
            (Len::Ret | Len::RetAtMost(_), Phase::Enter) => 0,
            (Len::Ret, Phase::Exit { ret }) => u64::try_from(ret).unwrap_or(0),
            (Len::RetAtMost(index), Phase::Exit { ret }) => u64::try_from(ret).unwrap_or(0).min(self.number(index)),
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
        // x32 has addresses of 32 bits too, but the kernel looks at the whole register.
        let address = if self.abi == Abi::I386 { raw & u64::from(u32::MAX) } else { raw };
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
            let holds = if (self.phase == Phase::Enter) != def.nested_at_exit { holds } else { Holds::Nothing };
            sized(dir, extent).filter(|_| def.any_abi || wide).map(|want| Want { holds, ..want })
        };
        let want = match *kind {
            Kind::Path | Kind::Path2 | Kind::PathText | Kind::Str | Kind::Name => string(Dir::In, limits.string),
            // What the kernel fills has a NUL unless it returns the length (readlink).
            Kind::StrOut(len) => match self.extent(len, 1) {
                Extent::Bytes(room) if len != Len::Ret => string(Dir::Out, room.min(limits.string)),
                extent => sized(Dir::Out, extent).map(|want| Want { limit: limits.string, ..want }),
            },
            Kind::StrArray => self.strings(memory),
            Kind::Env if limits.env => self.strings(memory),
            Kind::Env => self.now(Dir::In).then_some(Want { extent: Extent::CountStrings, ..memory }),
            Kind::Secret => string(Dir::In, limits.string).filter(|_| limits.data > 0),
            Kind::Text(most) => string(Dir::In, most.saturating_add(1).min(limits.string)),
            Kind::Buf(dir, len) | Kind::Value(dir, len) | Kind::Bytes(dir, len) => sized(dir, self.extent(len, 1))
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
                let (level, name) =
                    (self.number(what.wrapping_sub(2)) as u32, self.number(what.wrapping_sub(1)) as u32);
                let known = socket_option(level, name, dir).map_or(0, OptionValue::size);
                let holds = match socket_option(level, name, dir) {
                    Some(OptionValue::Exactly(def)) if self.phase == Phase::Enter => Holds::Struct(def),
                    _ => Holds::Nothing,
                };
                let limit = limits.memory.min(if known > 0 { known } else { SOCKET_OPTION });
                sized(dir, self.extent(len, 1)).map(|want| Want { limit, holds, ..want })
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
            Kind::MsgBuf(dir, _) => bytes(dir, words),
            Kind::Dirents(_) => match self.extent(Len::Ret, 1) {
                Extent::Bytes(length) if length > 0 => self.now(Dir::Out).then_some(Want {
                    extent: Extent::CountDirents(length),
                    limit: MOST_DIRENTS,
                    ..memory
                }),
                _ => None,
            },
            Kind::SigFrame if wide => self.now(Dir::In).then_some(Want {
                address: address.wrapping_add(SIGNAL_MASK),
                extent: Extent::Bytes(8),
                ..memory
            }),
            Kind::FdPair => bytes(Dir::Out, 8),
            Kind::FdSet(len) => match self.extent(len, 1) {
                Extent::Bytes(bits) => bytes(Dir::InOut, bits.div_ceil(8).next_multiple_of(words)),
                _ => None,
            },
            Kind::SigSet(dir, len) | Kind::CpuSet(dir, len) => sized(dir, self.extent(len, 1)),
            Kind::WaitStatus => bytes(Dir::Out, 4),
            Kind::IntPtr(dir) => bytes(dir, 4),
            Kind::I64Ptr(dir) | Kind::U64Ptr(dir) => bytes(dir, 8),
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
        Kind::Choice(choice) => looked_at(choice.with(args), args),
        Kind::After(kind) => looked_at(kind, args),
        _ => true,
    }
}

/// What a return value says about success (`IS_ERR_VALUE`, include/linux/err.h).
fn failed(ret: i64) -> bool {
    (-4095..0).contains(&ret)
}
