//! From a number to its line: one array per ABI, filled at compile time.

use std::borrow::Cow;

use super::{from_0, from_100, from_200, from_300, i386, x32};
use crate::{Abi, Call};

const PARTS: [&[Call]; 4] = [from_0::CALLS, from_100::CALLS, from_200::CALLS, from_300::CALLS];
const LEN: usize = PARTS[0].len() + PARTS[1].len() + PARTS[2].len() + PARTS[3].len();

static CALLS: [Call; LEN] = {
    let mut calls = [PARTS[0][0]; LEN];
    let (mut part, mut filled) = (0, 0);
    while part < PARTS.len() {
        let mut line = 0;
        while line < PARTS[part].len() {
            calls[filled] = PARTS[part][line];
            line += 1;
            filled += 1;
        }
        part += 1;
    }
    calls
};

/// Every number of every ABI is below this.
const NUMBERS: usize = 548;

/// The calls of one ABI by number.
type Index = [Option<&'static Call>; NUMBERS];

static X86_64: Index = {
    let mut index: Index = [None; NUMBERS];
    let mut line = 0;
    while line < LEN {
        index[CALLS[line].nr as usize] = Some(&CALLS[line]);
        line += 1;
    }
    index
};

static I386: Index = {
    let mut index: Index = [None; NUMBERS];
    let mut line = 0;
    while line < i386::LINES.len() {
        index[i386::LINES[line].nr as usize] = match &i386::LINES[line].own {
            Some(call) => Some(call),
            None => Some(named(i386::LINES[line].name)),
        };
        line += 1;
    }
    index
};

static X32: Index = {
    let mut index = X86_64;
    let mut line = 0;
    while line < x32::ONLY_64.len() {
        index[x32::ONLY_64[line] as usize] = None;
        line += 1;
    }
    let mut line = 0;
    while line < x32::LINES.len() {
        index[x32::LINES[line].0 as usize] = Some(named(x32::LINES[line].1));
        line += 1;
    }
    index
};

/// The x86_64 line with this name; a name without one does not compile.
const fn named(name: &str) -> &'static Call {
    let mut line = 0;
    while line < LEN {
        if same(CALLS[line].name.as_bytes(), name.as_bytes()) {
            return &CALLS[line];
        }
        line += 1;
    }
    panic!("no x86_64 call of this name")
}

/// `==`, which is not const.
const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // Names tend to differ at their ends.
    let mut rest = a.len();
    while rest > 0 {
        rest -= 1;
        if a[rest] != b[rest] {
            return false;
        }
    }
    true
}

const fn index(abi: Abi) -> &'static Index {
    match abi {
        Abi::X86_64 => &X86_64,
        Abi::I386 => &I386,
        Abi::X32 => &X32,
    }
}

/// A number as the index has it: x32 without its bit 30, which may be given or not.
fn plain(abi: Abi, nr: i32) -> i32 {
    match abi {
        Abi::X32 => nr & !crate::abi::X32_BIT,
        Abi::X86_64 | Abi::I386 => nr,
    }
}

/// Every call of x86_64, sorted by number.
pub fn all() -> &'static [Call] {
    &CALLS
}

/// The call with this number in this ABI, in constant time.
///
/// The numbers of i386 and x32 lead to the x86_64 call of the same name, or to a line of their own where arguments
/// differ in order or meaning; [`crate::capture`] leaves out memory whose layout differs.
pub fn lookup(abi: Abi, nr: i32) -> Option<&'static Call> {
    let nr = usize::try_from(plain(abi, nr)).ok()?;
    index(abi).get(nr).copied().flatten()
}

/// Every number of an ABI (x32 without bit 30) and its call, ascending.
pub fn numbered(abi: Abi) -> impl Iterator<Item = (i32, &'static Call)> {
    (0..).zip(index(abi)).filter_map(|(nr, call)| call.map(|call| (nr, call)))
}

/// The number and the call of this name in an ABI. Takes time in proportion to the table.
pub fn by_name(abi: Abi, name: &str) -> Option<(i32, &'static Call)> {
    numbered(abi).find(|(_, call)| call.name == name)
}

/// The name of a call, as strace prints it: `openat`; `ioctl#64` for the number of a call that x32 gives another
/// number; `syscall_0x1bd` where unknown.
pub fn name(abi: Abi, nr: i32) -> Cow<'static, str> {
    if let Some(call) = lookup(abi, nr) {
        return call.name.into();
    }
    match abi {
        Abi::X32 => match lookup(Abi::X86_64, plain(abi, nr)) {
            Some(call) if call.nr < 512 => format!("{}#64", call.name).into(),
            _ => format!("syscall_{:#x}", nr | crate::abi::X32_BIT).into(),
        },
        Abi::X86_64 | Abi::I386 => format!("syscall_{nr:#x}").into(),
    }
}
