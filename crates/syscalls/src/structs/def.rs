//! What a structure is.

use super::Nested;
use crate::decode::Printer;

/// What is shown of a structure that the kernel changes ([`crate::Dir::InOut`]).
#[derive(Clone, Copy)]
pub enum Change {
    /// What the kernel left there, instead of what the program had put there.
    Instead,
    /// The same, by this function; also where the kernel alone fills it ([`crate::Dir::Out`]).
    As(fn(&mut Printer<'_>, &[u8])),
    /// Both, the later one by this function: `{…} => {…}`.
    Becomes(fn(&mut Printer<'_>, &[u8])),
    /// Both, by one function.
    Both(fn(&mut Printer<'_>, &[u8], &[u8])),
    /// Both: what the function makes of the later one follows the earlier (` => {parent_tid=[5]}`).
    After(fn(&mut Printer<'_>, &[u8])),
    /// The earlier one; the function tells the later one in the parentheses after the result (`left {tv_sec=0, …}`).
    /// A result of 0 then means that the time ran out.
    InResult(fn(&mut Printer<'_>, &[u8])),
}

/// A C structure of the x86_64 ABI.
pub struct StructDef {
    /// The C name (`stat`, `timespec`).
    pub name: &'static str,
    /// `sizeof`, in bytes.
    pub size: u32,
    /// Where the caller gives the size ([`crate::Kind::Sized`]): the least that means anything, that of the first
    /// version of the structure.
    pub least: u32,
    /// Appends strace's text. The slice holds `size` bytes or, if the capture was cut short or the caller gave another
    /// size, another number of them: never index without checking.
    pub print: fn(&mut Printer<'_>, &[u8]),
    /// Pointers inside that are followed; most structures have none.
    pub nested: &'static [Nested],
    /// They are followed at exit, because the kernel writes there; otherwise at enter.
    pub nested_at_exit: bool,
    /// What is shown of it if the kernel changes it.
    pub change: Change,
    /// Whether it is the same in the 32-bit ABIs; others print as a pointer there.
    pub any_abi: bool,
    /// Where the caller gives the size, and the kernel fills up what is missing with zeros (bpf(2)): the length of the
    /// first version, all of which is shown. It is read as a whole or not at all, and is a page long at most.
    pub padded: Option<u32>,
}

impl StructDef {
    /// A structure without pointers that are followed.
    pub const fn new(name: &'static str, size: u32, print: fn(&mut Printer<'_>, &[u8])) -> StructDef {
        StructDef {
            name,
            size,
            least: size,
            print,
            nested: &[],
            nested_at_exit: false,
            change: Change::Instead,
            any_abi: false,
            padded: None,
        }
    }

    /// The same, with pointers to what the program passes.
    pub const fn nested(self, nested: &'static [Nested]) -> StructDef {
        StructDef { nested, ..self }
    }

    /// The same, with pointers to what the kernel fills.
    pub const fn nested_at_exit(self, nested: &'static [Nested]) -> StructDef {
        StructDef { nested, nested_at_exit: true, ..self }
    }

    /// The same, having grown since its first version.
    pub const fn least(self, least: u32) -> StructDef {
        StructDef { least, ..self }
    }

    /// The same, filled up to the length of its first version.
    pub const fn padded(self, first: u32) -> StructDef {
        StructDef { padded: Some(first), ..self }
    }

    /// The same, showing its change otherwise.
    pub const fn change(self, change: Change) -> StructDef {
        StructDef { change, ..self }
    }

    /// The same, of a layout of its own in the 32-bit ABIs.
    pub const fn wide(self) -> StructDef {
        self
    }

    /// The same, of one layout in all ABIs.
    pub const fn any_abi(self) -> StructDef {
        StructDef { any_abi: true, ..self }
    }
}

impl std::fmt::Debug for StructDef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StructDef").field("name", &self.name).field("size", &self.size).finish()
    }
}

impl PartialEq for StructDef {
    fn eq(&self, other: &StructDef) -> bool {
        self.name == other.name
    }
}
