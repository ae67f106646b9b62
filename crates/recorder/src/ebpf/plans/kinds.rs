//! From the kind of an argument to operations.

use trapline_ebpf::layout::{Op, op};
use trapline_syscalls::capture::Limits;
use trapline_syscalls::memory::what::NESTED;
use trapline_syscalls::structs::{Is, Nested, OptionValue, Reach, StructDef, socket_options};
use trapline_syscalls::{Abi, Dir, Kind, Len, Signature};

/// An operation, and those that follow the pointers in what it copies.
#[derive(Clone, Debug)]
pub(super) struct Copies {
    pub(super) op: Op,
    pub(super) then: Vec<Op>,
}

/// Sizes on x86_64, and `sizeof(struct sockaddr_storage)`.
const IOVEC: u32 = 16;
const MSGHDR: u32 = 56;
const MMSGHDR: u32 = 64;
const SOCKADDR: u32 = 128;
/// Most bytes of directory entries that are read to count them.
const MOST_DIRENTS: u32 = 1 << 20;
/// Where `uc_sigmask` stands in x86_64's `struct ucontext`.
const SIGNAL_MASK: u32 = 8 + 8 + 24 + 256;

/// A condition on an argument.
#[derive(Clone, Copy)]
struct Only {
    how: u8,
    arg: u8,
    mask: u64,
    value: u64,
}

/// All that a signature asks for, in the order of its arguments.
pub(super) fn copies(abi: Abi, signature: &'static Signature, limits: &Limits) -> Vec<Copies> {
    let mut of = Of { abi, signature, limits, out: Vec::new() };
    for (arg, index) in signature.args.iter().zip(0u8..) {
        of.argument(index, &arg.kind, &[]);
    }
    of.out
}

struct Of<'a> {
    abi: Abi,
    signature: &'static Signature,
    limits: &'a Limits,
    out: Vec<Copies>,
}

/// The moments at which memory of a direction is copied.
fn when(dir: Dir) -> u8 {
    match dir {
        Dir::In => op::AT_ENTER,
        Dir::Out => op::AT_SUCCESS,
        Dir::InOut => op::AT_ENTER | op::AT_SUCCESS,
        Dir::Left => op::AT_INTERRUPTED,
    }
}

impl Of<'_> {
    /// Adds what an argument asks for under these conditions.
    fn argument(&mut self, index: u8, kind: &Kind, only: &[Only]) {
        let under = |one: Only| [only, &[one]].concat();
        match kind {
            Kind::Labelled(labelled) => match labelled.only_if {
                Some((arg, mask)) => {
                    self.argument(index, &labelled.kind, &under(Only { how: op::IF_ANY, arg, mask, value: 0 }));
                }
                None => self.argument(index, &labelled.kind, only),
            },
            Kind::Choice(choice) => {
                let (arg, mask) = (choice.arg, choice.mask);
                let mut others = only.to_vec();
                for (value, kind) in choice.kinds {
                    let value = *value;
                    self.argument(index, kind, &under(Only { how: op::IF_EQUAL, arg, mask, value }));
                    others.push(Only { how: op::IF_NOT, arg, mask, value });
                }
                self.argument(index, &choice.otherwise, &others);
            }
            Kind::After(kind) => self.argument(index, kind, only),
            kind => {
                let begin = self.out.len();
                self.plain(index, kind);
                for copies in &mut self.out[begin..] {
                    apply(&mut copies.op, only);
                }
            }
        }
    }

    /// Adds what an argument of a plain kind asks for.
    fn plain(&mut self, index: u8, kind: &Kind) {
        let (limits, word) = (self.limits, self.abi.word() as u32);
        let wide = word == 8;
        let memory = Op { what: index, arg: index, limit: limits.memory, ..Op::default() };
        let string = |limit, when| Op { kind: op::STRING, limit, when, ..memory };
        let bytes = |size, dir| Op { kind: op::BYTES, size, when: when(dir), ..memory };
        match *kind {
            Kind::Path | Kind::Path2 | Kind::PathText | Kind::Str | Kind::Name => {
                self.push(string(limits.string, op::AT_ENTER));
            }
            Kind::StrOut(len @ (Len::Ret | Len::At(_))) => {
                self.push(Op { limit: limits.string, ..self.sized(memory, Dir::Out, len, 1) });
            }
            Kind::StrOut(len) => {
                self.push(Op { kind: op::STRING, limit: limits.string, ..self.sized(memory, Dir::Out, len, 1) });
            }
            Kind::StrArray => self.strings(memory),
            Kind::Env if limits.env => self.strings(memory),
            Kind::Env => self.push(Op { kind: op::COUNT_STRINGS, when: op::AT_ENTER, ..memory }),
            Kind::Secret if limits.data > 0 => self.push(string(limits.string, op::AT_ENTER)),
            Kind::Text(most) => self.push(string(most.saturating_add(1).min(limits.string), op::AT_ENTER)),
            Kind::Buf(dir, len) | Kind::Value(dir, len) | Kind::Bytes(dir, len) => self.data(memory, dir, len),
            Kind::Struct(def, dir) => self.structure(bytes(def.size, dir), def, 0),
            Kind::Sized(def, dir, len) => self.structure(self.sized(memory, dir, len, 1), def, 0),
            Kind::Array(def, dir, len) => self.structure(self.sized(memory, dir, len, def.size), def, def.size),
            Kind::Sockaddr(dir, len @ Len::At(_)) => {
                self.push(Op { size: SOCKADDR, ..self.sized(memory, dir, len, 1) });
            }
            Kind::Sockaddr(dir, len) | Kind::SigSet(dir, len) | Kind::CpuSet(dir, len) => {
                self.push(self.sized(memory, dir, len, 1));
            }
            Kind::SockOpt(dir, len) => self.socket_option(self.sized(memory, dir, len, 1)),
            Kind::IoVec(dir, len) if wide => {
                let array = self.sized(memory, Dir::In, len, IOVEC);
                self.push(array);
                if limits.data > 0 {
                    self.push(Op { kind: op::IOVEC_DATA, when: when(one_way(dir)), ..array });
                }
            }
            Kind::MsgHdr(dir) if wide => {
                let when = op::AT_ENTER | if dir == Dir::In { 0 } else { op::AT_SUCCESS };
                self.out.push(Copies { op: Op { when, ..bytes(MSGHDR, Dir::In) }, then: self.message(dir, 0) });
            }
            Kind::MmsgHdr(dir, len) if wide => {
                let enter = Op { stride: MMSGHDR, ..self.sized(memory, Dir::In, len, MMSGHDR) };
                let exit = Op { stride: MMSGHDR, ..self.sized(memory, Dir::Out, Len::Ret, MMSGHDR) };
                let then = self.message(dir, MSGHDR);
                self.out.push(Copies { op: enter, then: then.clone() });
                self.out.push(Copies { op: exit, then });
            }
            Kind::MsgBuf(dir, len) => {
                self.push(bytes(word, dir));
                self.data(Op { offset: word, ..memory }, dir, len);
            }
            Kind::Dirents(_) => {
                let entries = self.sized(memory, Dir::Out, Len::Ret, 1);
                self.push(Op { kind: op::COUNT_DIRENTS, limit: MOST_DIRENTS, ..entries });
                self.data(memory, Dir::Out, Len::Ret);
            }
            Kind::SigFrame if wide => self.push(Op { offset: SIGNAL_MASK, ..bytes(8, Dir::In) }),
            Kind::FdPair => self.push(bytes(8, Dir::Out)),
            Kind::FdSet(len) => {
                let bits = self.sized(memory, Dir::InOut, len, 1);
                self.push(Op { len_kind: op::LEN_BITS, size: word, ..bits });
            }
            Kind::WaitStatus => self.push(bytes(4, Dir::Out)),
            Kind::IntPtr(dir) => self.push(bytes(4, dir)),
            Kind::I64Ptr(dir) | Kind::U64Ptr(dir) => self.push(bytes(8, dir)),
            Kind::LongPtr(dir) => self.push(bytes(word, dir)),
            _ => {}
        }
    }

    fn push(&mut self, op: Op) {
        self.out.push(Copies { op, then: Vec::new() });
    }

    /// As many pieces of `element` bytes as `len` says.
    fn sized(&self, base: Op, dir: Dir, len: Len, element: u32) -> Op {
        let sized = Op { kind: op::BYTES, when: when(dir), size: element, ..base };
        let by = |len_kind, arg: u8| Op { len_kind, len_arg: arg, number: self.number(arg), ..sized };
        match len {
            Len::Const(count) => Op { len_kind: op::LEN_CONST, size: count.saturating_mul(element), ..sized },
            Len::Arg(arg) => by(op::LEN_ARG, arg),
            Len::Ret => by(op::LEN_RET, 0),
            Len::RetAtMost(arg) => by(op::LEN_RET_AT_MOST, arg),
            Len::Units { arg, less, unit } => Op { less, unit, ..by(op::LEN_UNITS, arg) },
            Len::At(arg) => Op { size: self.limits.memory, ..by(op::LEN_AT, arg) },
        }
    }

    /// How the number in an argument is to be read.
    fn number(&self, arg: u8) -> u8 {
        match self.signature.args.get(usize::from(arg)).map(|arg| arg.kind.bare()) {
            Some(Kind::Int) => op::NUMBER_INT,
            Some(Kind::Long) => op::NUMBER_LONG,
            Some(Kind::Uint) => op::NUMBER_UINT,
            _ => op::NUMBER_RAW,
        }
    }

    fn data(&mut self, base: Op, dir: Dir, len: Len) {
        if self.limits.data > 0 {
            self.push(Op { kind: op::DATA, limit: self.limits.data, ..self.sized(base, dir, len, 1) });
        }
    }

    /// `argv`, or a whole `envp`.
    fn strings(&mut self, base: Op) {
        let word = self.abi.word() as u32;
        let limit = self.limits.strings.saturating_mul(word);
        let array = Op { kind: op::STRINGS, when: op::AT_ENTER, limit, stride: word, ..base };
        let string = Op {
            kind: op::STRING,
            what: NESTED,
            when: op::AT_ENTER,
            limit: self.limits.string,
            stride: word,
            ..Op::default()
        };
        self.out.push(Copies { op: array, then: vec![string] });
    }

    /// A structure, or an array of them, with what its pointers lead to.
    fn structure(&mut self, op: Op, def: &'static StructDef, stride: u32) {
        if def.any_abi || self.abi.word() == 8 {
            self.out.push(Copies { op: Op { stride, ..op }, then: nested(def) });
        }
    }

    /// The value of a socket option, and the pointers in those that have some.
    fn socket_option(&mut self, value: Op) {
        self.push(Op { flags: op::SOCKET_OPTION, ..value });
        if value.when & op::AT_ENTER == 0 {
            return;
        }
        let (level, name) = (value.arg - 2, value.arg - 1);
        for (of, which, _, known) in socket_options() {
            let OptionValue::Exactly(def) = known else { continue };
            if !def.nested.is_empty() {
                let mut followed = Op { kind: op::NOTHING, when: op::AT_ENTER, ..value };
                let is = |arg, value| Only { how: op::IF_EQUAL, arg, mask: u32::MAX.into(), value };
                apply(&mut followed, &[is(level, of.into()), is(name, which.into())]);
                self.out.push(Copies { op: followed, then: nested(def) });
            }
        }
    }

    /// What a msghdr points to. `filled`: where it says how much was received; 0 if the result does.
    fn message(&self, dir: Dir, filled: u32) -> Vec<Op> {
        let limits = self.limits;
        let one_way = when(one_way(dir));
        let counted = |at, field: u8, len_kind, unit| Op {
            kind: op::BYTES,
            what: NESTED,
            arg: at,
            len_kind,
            len_arg: field,
            size: unit,
            limit: limits.memory,
            ..Op::default()
        };
        let vector = Op { when: op::AT_ENTER, ..counted(16, 24, op::LEN_FIELD8, IOVEC) };
        let mut all = vec![
            Op { when: one_way, limit: SOCKADDR, ..counted(0, 8, op::LEN_FIELD4, 1) },
            Op { when: one_way, ..counted(32, 40, op::LEN_FIELD8, 1) },
            vector,
        ];
        if limits.data > 0 {
            let flags = if filled > 0 { op::FILLED } else { 0 };
            all.push(Op { kind: op::IOVEC_DATA, when: one_way, less: filled, flags, ..vector });
        }
        all
    }
}

/// Payload that goes both ways is copied when the kernel has filled it.
fn one_way(dir: Dir) -> Dir {
    if dir == Dir::In { Dir::In } else { Dir::Out }
}

/// Puts conditions into an operation, which has room for two.
fn apply(op: &mut Op, only: &[Only]) {
    if let Some(first) = only.first() {
        (op.only, op.only_arg, op.only_mask, op.only_value) = (first.how, first.arg, first.mask, first.value);
    }
    if let Some(second) = only.get(1) {
        (op.also, op.also_arg, op.also_mask, op.also_value) = (second.how, second.arg, second.mask, second.value);
    }
    assert!(only.len() <= 2, "an argument of the table depends on more conditions than an operation has room for");
}

/// The pointers of a structure.
fn nested(def: &'static StructDef) -> Vec<Op> {
    /// Longest string, and longest structure, behind a pointer.
    const LIMIT: u32 = 4096;
    let follow = |nested: &Nested| {
        let when = if def.nested_at_exit { op::AT_SUCCESS } else { op::AT_ENTER };
        let base = Op { what: NESTED, arg: nested.at as u8, limit: LIMIT, when, ..Op::default() };
        let mut op = match nested.reach {
            Reach::CStr => Op { kind: op::STRING, ..base },
            Reach::Bytes(size) => Op { kind: op::BYTES, size, ..base },
            Reach::Field { at, size, unit } => {
                let len_kind = match size {
                    2 => op::LEN_FIELD2,
                    4 => op::LEN_FIELD4,
                    _ => op::LEN_FIELD8,
                };
                Op { kind: op::BYTES, len_kind, len_arg: at as u8, size: unit, ..base }
            }
        };
        if let Some(only) = nested.only_if {
            op.only_arg = only.at as u8;
            (op.only, op.only_mask, op.only_value) = match only.is {
                Is::Any(mask) => (op::IF_ANY, mask, 0),
                Is::Equal(value) => (op::IF_EQUAL, u64::MAX, value),
            };
        }
        op
    };
    def.nested.iter().map(follow).collect()
}
