//! Raw values to strace's text.

use crate::{Abi, FdType};

/// A recorded call, as one row of a trace has it.
#[derive(Clone, Copy, Debug)]
pub struct CallText<'a> {
    /// Numbering.
    pub abi: Abi,
    /// Number.
    pub nr: i32,
    /// Raw arguments.
    pub args: [u64; 6],
    /// Raw return value; `None` while it has not returned (or never does).
    pub ret: Option<i64>,
    /// Captured memory records.
    pub memory: &'a [u8],
    /// I/O payload.
    pub data: Option<&'a [u8]>,
    /// The `path` column: what a [`crate::Kind::Path`] argument without a record of its own was.
    pub path: Option<&'a str>,
    /// The `path2` column.
    pub path2: Option<&'a str>,
}

/// What a descriptor is called in the text (strace's `-y`, `-yy`).
pub trait FdNames {
    /// The text to put between `<` and `>`, for a descriptor used by this call; `None` to print the number alone.
    fn fd_name(&self, fd: i32) -> Option<String>;
    /// The working directory, for `AT_FDCWD</…>`.
    fn cwd(&self) -> Option<String>;
}

/// No names.
#[derive(Debug)]
pub struct NoNames;

impl FdNames for NoNames {
    fn fd_name(&self, _: i32) -> Option<String> {
        None
    }
    fn cwd(&self) -> Option<String> {
        None
    }
}

/// How text is rendered (strace's `-s`, `-v`, `-x`, `-X`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Longest string in bytes (`-s`, 32); paths are never cut.
    pub string: usize,
    /// All members of structures (`-v`).
    pub verbose: bool,
}

impl Default for Style {
    fn default() -> Style {
        Style { string: 32, verbose: false }
    }
}

/// Where text is appended: what a structure's print function gets.
pub struct Printer<'a> {
    /// The text so far.
    pub out: String,
    /// The call.
    pub call: &'a CallText<'a>,
    /// Names of descriptors.
    pub names: &'a dyn FdNames,
    /// Rendering.
    pub style: Style,
}

/// The arguments as strace prints them between the parentheses: `3, "…", 4096`.
pub fn args(call: &CallText<'_>, names: &dyn FdNames, style: Style) -> String {
    let _ = (call, names, style, FdType::File);
    String::new()
}

/// What strace prints after `= `: `3</etc/passwd>`, `-1 ENOENT (No such file or directory)`, `?`.
pub fn result(call: &CallText<'_>, names: &dyn FdNames, style: Style) -> String {
    let _ = (call, names, style);
    String::new()
}
