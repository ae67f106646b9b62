//! Raw values to strace's text.
//!
//! [`args`] walks the kinds of a call's signature; what a kind needs beside the raw argument it finds in the captured
//! memory by argument number, or by address where a pointer led there. Nothing here knows a call by its name or number.
//!
//! Text has no control characters and no bytes beyond ASCII, whatever the memory holds: traces come from strangers.

mod args;
mod buffer;
mod control;
mod message;
pub(crate) mod number;
mod printer;
mod quote;
mod result;
pub(crate) mod siginfo;
mod sockaddr;
mod strings;
mod structure;
pub(crate) mod time;
mod value;
mod wait;

use crate::Abi;
pub use args::{Args, args};
pub use printer::{Printer, Rest};
pub use quote::Quoting;
pub use result::result;
pub(crate) use sockaddr::text as sockaddr_text;

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

impl CallText<'_> {
    /// Whether the call failed: a negative error number (or restart code) was returned.
    pub fn failed(&self) -> bool {
        const MAX_ERRNO: i64 = 4095;
        self.ret.is_some_and(|ret| (-MAX_ERRNO..0).contains(&ret))
    }

    /// Whether it has returned and did not fail.
    pub fn succeeded(&self) -> bool {
        self.ret.is_some() && !self.failed()
    }
}

/// What a descriptor is called in the text (strace's `-y`, `-yy`).
pub trait FdNames {
    /// The name of a descriptor used by this call; `None` to print the number alone.
    fn fd_name(&self, fd: i32) -> Option<FdName>;
    /// The working directory, for `AT_FDCWD</…>`.
    fn cwd(&self) -> Option<FdName>;
}

/// What stands between `<` and `>` behind a descriptor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FdName {
    /// The file, unescaped: `/etc/passwd`, `pipe:[77]`; ` (deleted)` at its end is told apart.
    pub path: String,
    /// What follows it, or stands alone: the device `<char 1:3>`, the socket `TCP:[127.0.0.1:41055->127.0.0.1:80]`.
    pub details: String,
}

impl From<&str> for FdName {
    fn from(path: &str) -> FdName {
        FdName { path: path.to_owned(), details: String::new() }
    }
}

/// No names.
#[derive(Debug)]
pub struct NoNames;

impl FdNames for NoNames {
    fn fd_name(&self, _: i32) -> Option<FdName> {
        None
    }
    fn cwd(&self) -> Option<FdName> {
        None
    }
}

/// How text is rendered (strace's `-s`, `-v`, `-x`, `-X`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Longest string in bytes, and longest array in elements (`-s`, 32); paths are never cut.
    pub string: usize,
    /// All members of structures (`-v`).
    pub verbose: bool,
    /// How strings print (`-x`, `-xx`).
    pub quoting: Quoting,
    /// How constants print (`-X`).
    pub constants: Constants,
}

/// How named constants and flags print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Constants {
    /// By their names: `O_RDONLY|O_CLOEXEC`.
    #[default]
    Names,
    /// As numbers: `0x80000`.
    Numbers,
    /// As both: `0x80000 /* O_RDONLY|O_CLOEXEC */`.
    Both,
}

impl Default for Style {
    fn default() -> Style {
        Style { string: 32, verbose: false, quoting: Quoting::Escaped, constants: Constants::Names }
    }
}

/// A delivered signal's siginfo as strace prints it: `{si_signo=SIGCHLD, si_code=CLD_EXITED, …}`.
///
/// `bytes` is the kernel's `siginfo_t` (sigaction(2)) as captured; what is missing of it reads as zero.
pub fn siginfo(bytes: &[u8], style: Style) -> String {
    let nothing = CallText {
        abi: Abi::X86_64,
        nr: -1,
        args: [0; 6],
        ret: None,
        memory: &[],
        data: None,
        path: None,
        path2: None,
    };
    let mut printer = Printer::new(&nothing, &NoNames, style);
    siginfo::print(&mut printer, bytes);
    printer.out
}

#[cfg(test)]
mod tests;
