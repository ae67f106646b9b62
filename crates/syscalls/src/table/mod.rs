//! The table: every system call of Linux 6.18 on x86_64, one line each.
//!
//! The lines stand in order of their numbers in `from_0` to `from_300`; the selector values of a multiplexer stand in
//! the file named after it. `i386` and `x32` name the same calls by the numbers of those ABIs. How a line is written
//! says `lines`.
//!
//! Sources: argument names from `/sys/kernel/tracing/events/syscalls/*/format`, numbers from
//! arch/x86/entry/syscalls/syscall_{32,64}.tbl, classes from what strace 6.1 (for later calls 6.19) prints for
//! `-e trace=%CLASS`.

#[macro_use]
mod lines;

mod bpf;
mod epoll;
mod fcntl;
mod from_0;
mod from_100;
mod from_200;
mod from_300;
mod fsconfig;
mod futex;
mod i386;
mod index;
mod ioctl;
mod ipc;
mod kcmp;
mod keyctl;
mod labelled;
mod landlock;
mod personality;
mod prctl;
mod ptrace;
mod quota;
mod reboot;
mod seccomp;
mod socket;
mod socketcall;
mod syslog;
#[cfg(test)]
mod tests;
mod x32;

pub use index::{all, by_name, lookup, name, numbered};
pub use socketcall::socketcall;

// What the lines are written with.
use crate::Dir::*;
use crate::FdType::*;
use crate::Kind::*;
use crate::{Arg, Call, Classes, Cloexec, Effect, Len, Ret, Signature, Variant, flags, structs, values};

/// Close-on-exec if argument `arg` holds `O_CLOEXEC`, which `SOCK_CLOEXEC`, `EFD_CLOEXEC`, `EPOLL_CLOEXEC` and their
/// kin are equal to.
const fn o_cloexec(arg: u8) -> Cloexec {
    Cloexec::If { arg, mask: 0x80000 }
}
