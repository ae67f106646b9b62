//! Where the fields of the kernel's structures stand, from its BTF (Documentation/bpf/btf.rst).
//!
//! Only what that needs is read: structures, unions, and what leads to them; and the arguments of tracepoints.

use std::collections::HashMap;

/// A type of interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Array,
    Struct,
    Union,
    Enum,
    Alias,
    FuncProto,
    Var,
    Datasec,
    DeclTag,
    Enum64,
    Plain,
}

impl Kind {
    fn new(kind: u32) -> Kind {
        match kind {
            3 => Kind::Array,
            4 => Kind::Struct,
            5 => Kind::Union,
            6 => Kind::Enum,
            // typedef, volatile, const, restrict, type tag
            8..=11 | 18 => Kind::Alias,
            13 => Kind::FuncProto,
            14 => Kind::Var,
            15 => Kind::Datasec,
            17 => Kind::DeclTag,
            19 => Kind::Enum64,
            _ => Kind::Plain,
        }
    }

    /// Bytes behind a type's head, for `count` members. An integer's are counted as its own.
    fn tail(self, number: u32, count: usize) -> usize {
        match self {
            Kind::Struct | Kind::Union | Kind::Datasec | Kind::Enum64 => 12 * count,
            Kind::Array => 12,
            Kind::Enum | Kind::FuncProto => 8 * count,
            Kind::Var | Kind::DeclTag => 4,
            Kind::Plain if number == INT => 4,
            Kind::Plain | Kind::Alias => 0,
        }
    }
}

const INT: u32 = 1;
const POINTER: u32 = 2;
const STRUCT: u32 = 4;
const TYPEDEF: u32 = 8;
const FUNCTION: u32 = 12;
const MAGIC: u16 = 0xeb9f;
const FUNCTIONS: [&[u8]; 3] = [b"bpf_rdonly_cast", b"bpf_preempt_disable", b"bpf_preempt_enable"];
/// `struct btf_type`: name, info, size or type.
const HEAD: usize = 12;

/// A kernel's or an object's type information.
#[derive(Debug, Default)]
pub struct Btf<'a> {
    strings: &'a [u8],
    types: &'a [u8],
    /// Where each type begins; the first is `void`.
    begins: Vec<u32>,
    /// Structures that have a name.
    named: HashMap<&'a [u8], u32>,
    /// The types of tracepoints, `btf_trace_NAME`, by the name.
    tracepoints: HashMap<&'a [u8], u32>,
    /// The functions of iterators, `bpf_iter_NAME`, by the name.
    iterators: HashMap<&'a [u8], u32>,
    /// Functions that programs may call, by name.
    functions: HashMap<&'a [u8], u32>,
}

impl<'a> Btf<'a> {
    /// Reads type information; `None` if it is malformed.
    pub fn parse(bytes: &'a [u8]) -> Option<Btf<'a>> {
        let header = |at: usize| word(bytes, at);
        if u16::from_le_bytes(*bytes.first_chunk()?) != MAGIC {
            return None;
        }
        let body = bytes.get(header(4)? as usize..)?;
        let section = |at: usize| {
            let start = header(at)? as usize;
            body.get(start..start.checked_add(header(at + 4)? as usize)?)
        };
        let (types, strings) = (section(8)?, section(16)?);
        let mut btf = Btf { strings, types, ..Btf::default() };
        btf.begins.push(0);
        let mut at = 0;
        while at < types.len() {
            let (kind, number, count) = btf.info(at)?;
            let id = btf.begins.len() as u32;
            let name = word(types, at)?;
            match number {
                STRUCT if name != 0 => {
                    btf.named.entry(btf.text(name)?).or_insert(id);
                }
                TYPEDEF => {
                    if let Some(name) = btf.after(name, b"btf_trace_") {
                        btf.tracepoints.insert(name, id);
                    }
                }
                FUNCTION => {
                    if let Some(name) = btf.after(name, b"bpf_iter_") {
                        btf.iterators.insert(name, id);
                    } else if let Some(known) = FUNCTIONS.iter().find(|known| btf.after(name, known) == Some(b"")) {
                        btf.functions.insert(known, id);
                    }
                }
                _ => {}
            }
            btf.begins.push(u32::try_from(at).ok()?);
            at = at.checked_add(HEAD + kind.tail(number, count))?;
        }
        Some(btf)
    }

    /// The id of a tracepoint's type: what a program is attached to.
    pub fn tracepoint(&self, name: &str) -> Option<u32> {
        self.tracepoints.get(name.as_bytes()).copied()
    }

    /// The id of an iterator's function, for the same.
    pub fn iterator(&self, name: &str) -> Option<u32> {
        self.iterators.get(name.as_bytes()).copied()
    }

    /// The id of a function that programs may call: of those that ours do.
    pub fn function(&self, name: &str) -> Option<u32> {
        self.functions.get(name.as_bytes()).copied()
    }

    /// Offset in bytes of a field, given as `field` or `field.field`, in a structure. Members of anonymous structures and
    /// unions are found as C finds them.
    pub fn offset(&self, structure: &str, path: &str) -> Option<u32> {
        let mut id = *self.named.get(structure.as_bytes())?;
        let mut offset = 0;
        for name in path.split('.') {
            let (bits, ty) = self.member(id, name.as_bytes(), 0)?;
            offset += bits / 8;
            id = ty;
        }
        Some(offset)
    }

    /// Size in bytes of a structure.
    pub fn size(&self, structure: &str) -> Option<u32> {
        let begin = *self.begins.get(*self.named.get(structure.as_bytes())? as usize)? as usize;
        word(self.types, begin + 8)
    }

    /// The arguments of a tracepoint: of a pointer to a structure the structure's name, of others nothing. `None` if there is
    /// no such tracepoint.
    pub fn arguments(&self, tracepoint: &str) -> Option<Vec<&'a str>> {
        let function = self.pointed_to(*self.tracepoints.get(tracepoint.as_bytes())?)?;
        let (kind, _, count) = self.info(function)?;
        // The first is the kernel's own.
        let parameters = (1..count).filter(|_| kind == Kind::FuncProto);
        parameters.map(|index| word(self.types, function + HEAD + 8 * index + 4).map(|ty| self.structure(ty))).collect()
    }

    /// The name of the structure that a pointer leads to.
    fn structure(&self, pointer: u32) -> &'a str {
        let name = || {
            let begin = self.pointed_to(pointer)?;
            let is_structure = self.info(begin)?.0 == Kind::Struct;
            str::from_utf8(self.text(word(self.types, begin)?)?).ok().filter(|_| is_structure)
        };
        name().unwrap_or_default()
    }

    /// Where the type begins that a pointer leads to.
    fn pointed_to(&self, pointer: u32) -> Option<usize> {
        let begin = *self.begins.get(self.resolve(pointer)? as usize)? as usize;
        let target =
            word(self.types, begin + 8).filter(|_| self.info(begin).is_some_and(|(_, number, _)| number == POINTER));
        self.begins.get(self.resolve(target?)? as usize).map(|&begin| begin as usize)
    }

    /// A member's offset in bits, and its type.
    fn member(&self, id: u32, name: &[u8], depth: u32) -> Option<(u32, u32)> {
        /// Anonymous structures within each other.
        const DEEPEST: u32 = 16;
        let begin = *self.begins.get(self.resolve(id)? as usize)? as usize;
        let (kind, _, count) = self.info(begin)?;
        if !matches!(kind, Kind::Struct | Kind::Union) || depth > DEEPEST {
            return None;
        }
        let is_packed = word(self.types, begin + 4)? >> 31 == 1;
        (0..count).find_map(|index| {
            let at = begin + HEAD + 12 * index;
            let (text, ty, offset) =
                (self.text(word(self.types, at)?)?, word(self.types, at + 4)?, word(self.types, at + 8)?);
            let offset = if is_packed { offset & 0xff_ffff } else { offset };
            match text {
                _ if text == name => Some((offset, ty)),
                [] => self.member(ty, name, depth + 1).map(|(inner, ty)| (offset + inner, ty)),
                _ => None,
            }
        })
    }

    /// What typedefs and qualifiers stand for.
    fn resolve(&self, mut id: u32) -> Option<u32> {
        const MOST: usize = 32;
        for _ in 0..MOST {
            let begin = *self.begins.get(id as usize)? as usize;
            match self.info(begin)?.0 {
                Kind::Alias => id = word(self.types, begin + 8)?,
                _ => return Some(id),
            }
        }
        None
    }

    /// Kind, its number, and how many members there are.
    fn info(&self, at: usize) -> Option<(Kind, u32, usize)> {
        let info = word(self.types, at + 4)?;
        let number = info >> 24 & 0x1f;
        Some((Kind::new(number), number, (info & 0xffff) as usize))
    }

    /// What comes after these first bytes of a text.
    fn after(&self, at: u32, prefix: &[u8]) -> Option<&'a [u8]> {
        let rest = self.strings.get(at as usize..)?.strip_prefix(prefix)?;
        rest.split(|&byte| byte == 0).next()
    }

    fn text(&self, at: u32) -> Option<&'a [u8]> {
        self.after(at, b"")
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Types and strings behind a header.
    fn assemble(types: &[u8], strings: &[u8]) -> Vec<u8> {
        let (types_length, strings_length) = (types.len() as u32, strings.len() as u32);
        let mut bytes = MAGIC.to_le_bytes().to_vec();
        bytes.extend([1, 0]);
        for word in [24, 0, types_length, types_length, strings_length] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend_from_slice(types);
        bytes.extend_from_slice(strings);
        bytes
    }

    /// `struct outer { int a; struct { long b; struct inner c; }; }`, `struct inner { int x; int y; }`.
    fn example() -> Vec<u8> {
        let strings = b"\0int\0long\0inner\0x\0y\0outer\0a\0b\0c\0";
        let name = |text: &[u8]| {
            let at = strings
                .windows(text.len() + 2)
                .position(|window| window[0] == 0 && &window[1..=text.len()] == text && window[text.len() + 1] == 0);
            at.map_or(0, |at| at as u32 + 1)
        };
        let (int, long) = ([name(b"int"), 1 << 24, 4, 32], [name(b"long"), 1 << 24, 8, 64]);
        let mut types: Vec<u32> = [int, long].concat();
        types.extend([name(b"inner"), 4 << 24 | 2, 8, name(b"x"), 1, 0, name(b"y"), 1, 32]);
        types.extend([0, 4 << 24 | 2, 16, name(b"b"), 2, 0, name(b"c"), 6, 64]);
        types.extend([name(b"outer"), 4 << 24 | 2, 24, name(b"a"), 1, 0, 0, 4, 64]);
        types.extend([0, 10 << 24, 3]);
        let types: Vec<u8> = types.iter().flat_map(|word| word.to_le_bytes()).collect();
        assemble(&types, strings)
    }

    #[test]
    fn what_programs_are_attached_to_has_an_id() {
        let strings = b"\0bpf_iter_task\0btf_trace_fork\0other\0bpf_rdonly_cast_not\0bpf_rdonly_cast\0";
        let words = [
            [0, 13 << 24, 0],
            [1, 12 << 24, 1],
            [30, 8 << 24, 2],
            [15, 8 << 24, 1],
            [30, 12 << 24, 1],
            [36, 12 << 24, 1],
            [56, 12 << 24, 1],
        ];
        let types: Vec<u8> = words.as_flattened().iter().flat_map(|word: &u32| word.to_le_bytes()).collect();
        let bytes = assemble(&types, strings);
        let btf = Btf::parse(&bytes).unwrap_or_else(|| panic!("the example is well formed"));
        assert_eq!((btf.iterator("task"), btf.tracepoint("fork")), (Some(2), Some(4)));
        assert_eq!((btf.function("bpf_rdonly_cast"), btf.function("bpf_preempt_enable")), (Some(7), None));
        assert_eq!((btf.iterator("fork"), btf.tracepoint("task"), btf.tracepoint("")), (None, None, None));
    }

    #[test]
    fn fields_are_found_through_anonymous_structures_and_qualifiers() {
        let bytes = example();
        let btf = Btf::parse(&bytes).unwrap_or_else(|| panic!("the example is well formed"));
        assert_eq!(btf.offset("outer", "a"), Some(0));
        assert_eq!(btf.offset("outer", "b"), Some(8));
        assert_eq!(btf.offset("outer", "c.y"), Some(20));
        assert_eq!(btf.offset("outer", "d"), None);
        assert_eq!(btf.offset("other", "a"), None);
        assert_eq!(btf.size("inner"), Some(8));
    }

    proptest! {
        #[test]
        fn malformed_information_is_refused_or_tells_nothing(at in 0_usize..200, byte: u8) {
            let mut bytes = example();
            let at = at % bytes.len();
            bytes[at] = byte;
            if let Some(btf) = Btf::parse(&bytes) {
                let _ = btf.offset("outer", "c.y");
            }
        }
    }
}
