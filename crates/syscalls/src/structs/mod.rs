//! Structures that calls read and fill, and how strace prints them.
//!
//! One [`StructDef`] per structure, grouped into one file per subject.

use crate::decode::Printer;

/// A C structure of the x86_64 ABI.
pub struct StructDef {
    /// The C name (`stat`, `timespec`).
    pub name: &'static str,
    /// `sizeof`, in bytes.
    pub size: u32,
    /// Appends strace's text. The slice holds `size` bytes or, if the capture was cut short or the caller gave another
    /// size, another number of them: never index without checking.
    pub print: fn(&mut Printer<'_>, &[u8]),
    /// Pointers inside that are followed at enter: what memory they point to. Appends nothing for most structures.
    pub nested: fn(&[u8], &mut Vec<crate::capture::Want>),
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
