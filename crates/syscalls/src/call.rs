//! One line of the table.

use crate::decode::Printer;
use crate::flags::FlagSet;
use crate::{Effect, Kind};

bitflags::bitflags! {
    /// strace's classes (`%file`, `%desc`, …; strace(1), "Filtering").
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Classes: u32 {
        /// Takes a descriptor or makes one.
        const DESC = 1 << 0;
        /// Takes a file name.
        const FILE = 1 << 1;
        /// Memory mapping.
        const MEMORY = 1 << 2;
        /// Process life cycle.
        const PROCESS = 1 << 3;
        /// Signals.
        const SIGNAL = 1 << 4;
        /// System V and POSIX IPC.
        const IPC = 1 << 5;
        /// Sockets.
        const NETWORK = 1 << 6;
        /// User and group ids, capabilities.
        const CREDS = 1 << 7;
        /// Reads or sets a clock.
        const CLOCK = 1 << 8;
        /// Has no argument and cannot fail.
        const PURE = 1 << 9;
        /// stat family.
        const STAT = 1 << 10;
        /// lstat family.
        const LSTAT = 1 << 11;
        /// fstat family.
        const FSTAT = 1 << 12;
        /// All of the stat families (`%%stat`).
        const STAT_LIKE = 1 << 13;
        /// statfs family.
        const STATFS = 1 << 14;
        /// fstatfs family.
        const FSTATFS = 1 << 15;
        /// All of the statfs families (`%%statfs`).
        const STATFS_LIKE = 1 << 16;
    }
}

impl Classes {
    /// The names of the classes, as they stand after strace's `%`.
    pub const NAMES: [(&'static str, Classes); 18] = [
        ("clock", Classes::CLOCK),
        ("creds", Classes::CREDS),
        ("desc", Classes::DESC),
        ("file", Classes::FILE),
        ("fstat", Classes::FSTAT),
        ("fstatfs", Classes::FSTATFS),
        ("ipc", Classes::IPC),
        ("lstat", Classes::LSTAT),
        ("memory", Classes::MEMORY),
        ("net", Classes::NETWORK),
        ("network", Classes::NETWORK),
        ("process", Classes::PROCESS),
        ("pure", Classes::PURE),
        ("signal", Classes::SIGNAL),
        ("stat", Classes::STAT),
        ("statfs", Classes::STATFS),
        ("%stat", Classes::STAT_LIKE),
        ("%statfs", Classes::STATFS_LIKE),
    ];

    /// The class that an expression of strace's `-e trace=` names: `%net`, `%%stat`. Seven classes may also stand
    /// without the `%` (`file`), for they are older than it; a bare `stat` is the call.
    pub fn named(name: &str) -> Option<Classes> {
        const BARE: [&str; 7] = ["desc", "file", "ipc", "memory", "network", "process", "signal"];
        let bare = name.strip_prefix('%').or_else(|| Some(name).filter(|name| BARE.contains(name)))?;
        Classes::NAMES.iter().find(|(known, _)| *known == bare).map(|&(_, class)| class)
    }
}

/// A named, typed argument.
#[derive(Clone, Copy, Debug)]
pub struct Arg {
    /// The kernel's name for it (`/sys/kernel/tracing/events/syscalls/*/format`).
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
}

/// A function that prints a number.
#[derive(Clone, Copy, Debug)]
pub struct Text(pub fn(&mut Printer<'_>, u64));

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

impl Eq for Text {}

/// What a call returns when it succeeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ret {
    /// A number, decimal (also the 0 of calls that only succeed).
    Int,
    /// Bytes moved: the `bytes` column.
    Bytes,
    /// A descriptor that it made: the `new_fd` column.
    Fd,
    /// An address or another number that reads best in hexadecimal.
    Hex,
    /// A mask that reads best in octal (umask).
    Octal,
    /// Flags, hexadecimal with their names in parentheses after the word: `0x8002 (flags O_RDWR|O_LARGEFILE)` (fcntl).
    Flags(&'static FlagSet, &'static str),
    /// A number with its name in parentheses: `2 (SCHED_RR)`.
    Named(&'static FlagSet),
    /// A number with text of this function in parentheses.
    With(Text),
    /// A process or thread.
    Pid,
    /// A file position (lseek).
    Offset,
    /// Never returns (exit, sigreturn).
    Never,
}

/// What a call takes, gives and does.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// Its arguments in order, at most six.
    pub args: &'static [Arg],
    /// What it returns.
    pub ret: Ret,
    /// What it does to the process, where that is tracked.
    pub effect: Effect,
}

impl Signature {
    /// Whether its argument is the signal frame: a source gives the stack pointer in the place of the first argument.
    pub fn takes_frame(&self) -> bool {
        self.args.first().is_some_and(|arg| matches!(arg.kind, Kind::SigFrame))
    }
}

/// A signature for one value of a multiplexer's selector (`ioctl(TCGETS)`, `fcntl(F_DUPFD)`).
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Value of the selector argument, after [`Call::selector`]'s mask.
    pub value: u64,
    /// The selector's symbolic name (`TCGETS`).
    pub name: &'static str,
    /// The whole signature with this selector, selector included.
    pub signature: Signature,
}

/// One system call.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// Number on x86_64; on i386 for the calls that only i386 has.
    pub nr: i32,
    /// strace's name (the kernel's, without `sys_`).
    pub name: &'static str,
    /// Classes.
    pub classes: Classes,
    /// The signature that holds unless a variant matches.
    pub signature: Signature,
    /// Selector of a multiplexer: the argument's index and the mask of the bits that select.
    pub selector: Option<(u8, u64)>,
    /// Signatures by selector value, sorted by value.
    pub variants: &'static [Variant],
}

impl Call {
    /// Its signature and those of its variants.
    pub fn signatures(&self) -> impl Iterator<Item = &Signature> {
        std::iter::once(&self.signature).chain(self.variants.iter().map(|variant| &variant.signature))
    }

    /// Whether it may change what descriptors or directories are: see [`Effect::changes_names`].
    pub fn changes_names(&self) -> bool {
        self.signatures().any(|signature| signature.effect.changes_names())
    }

    /// Whether it has an argument or a result that a path can be known of: a path, a descriptor.
    pub fn has_names(&self) -> bool {
        self.changes_names()
            || self.signatures().any(|signature| {
                signature.args.iter().any(|arg| {
                    matches!(
                        arg.kind.bare(),
                        Kind::Fd | Kind::Fd2 | Kind::DirFd | Kind::Path | Kind::Path2 | Kind::PathText | Kind::FdPair
                    )
                })
            })
    }

    /// The signature for these arguments.
    #[inline]
    pub fn signature(&self, args: &[u64; 6]) -> &Signature {
        match self.selector {
            None => &self.signature,
            Some((index, mask)) => {
                let value = args[usize::from(index)] & mask;
                match self.variants.binary_search_by_key(&value, |variant| variant.value) {
                    Ok(found) => &self.variants[found].signature,
                    Err(_) => &self.signature,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{Abi, Cloexec, table};

    fn signature(name: &str, args: [u64; 6]) -> &'static Signature {
        table::by_name(Abi::X86_64, name).unwrap().1.signature(&args)
    }

    #[test]
    fn the_selector_chooses_the_signature() {
        assert_eq!(signature("fcntl", [3, 0, 10, 0, 0, 0]).effect, Effect::Dup(Cloexec::No));
        assert_eq!(signature("fcntl", [3, 1030, 10, 0, 0, 0]).effect, Effect::Dup(Cloexec::Yes));
        assert_eq!(signature("fcntl", [3, 0xffff, 10, 0, 0, 0]).effect, Effect::None);
    }

    #[test]
    fn bits_that_do_not_select_are_masked() {
        // FUTEX_WAKE | FUTEX_PRIVATE_FLAG with rubbish in the upper half, which the kernel does not look at.
        assert_eq!(signature("futex", [0, 0xffff_ffff_0000_0081, 1, 0, 0, 0]).args.len(), 3);
    }

    #[test]
    fn a_call_that_only_asks_makes_no_descriptor() {
        assert_eq!(signature("landlock_create_ruleset", [0, 0, 1, 0, 0, 0]).ret, Ret::Int);
        assert_eq!(signature("landlock_create_ruleset", [1, 8, 0, 0, 0, 0]).ret, Ret::Fd);
        assert_eq!(signature("seccomp", [1, 0, 0, 0, 0, 0]).ret, Ret::Int);
        assert_eq!(signature("seccomp", [1, 9, 0, 0, 0, 0]).ret, Ret::Fd);
    }
}
