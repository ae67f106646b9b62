//! What a system call is: one table, and everything that is derived from it.
//!
//! A [`Call`] is one line of the table: number, name, classes and a [`Signature`] whose argument [`Kind`]s say what
//! memory to copy at enter and at exit ([`capture`]), which argument is the descriptor, the path, the size
//! ([`roles`]), what the call does to a process ([`Effect`]) and how it prints ([`decode`]).
//! Teaching Trapline a new call is one line in [`table`].
//!
//! Constraints: pure data and functions, no I/O, any operating system, no dependency heavier than `bitflags` and
//! `regex-lite`.
#![forbid(unsafe_code)]

mod abi;
mod call;
pub mod capture;
pub mod decode;
mod effect;
pub mod errno;
pub mod flags;
mod kind;
pub mod memory;
pub mod roles;
pub mod selection;
pub mod signal;
pub mod structs;
pub mod table;
pub mod uring;
pub mod values;

pub use abi::Abi;
pub use call::{Arg, Call, Classes, Ret, Signature, Text, Variant};
pub use effect::{Cloexec, Effect, FdType};
pub use kind::{Choice, Dir, Kind, Labelled, Len};
pub use selection::{Selection, SelectionError};
