//! What text must be: what strace 6.1 printed for the same calls, and for hostile traces anything but harm.

#![allow(clippy::unwrap_used)]

mod abi;
mod hostile;
mod memory;
mod names;
mod recorded;

use super::{CallText, FdNames, NoNames, Style, args, result};
use crate::{Abi, table};

/// A call without captured memory.
fn bare(nr: i32, args: [u64; 6], ret: Option<i64>) -> CallText<'static> {
    CallText { abi: Abi::X86_64, nr, args, ret, memory: &[], data: None, path: None, path2: None }
}

/// The whole line: `close(3) = 0`.
fn line(call: &CallText<'_>, names: &dyn FdNames, style: Style) -> String {
    let name = table::name(call.abi, call.nr);
    format!("{name}({}) = {}", args(call, names, style).text, result(call, names, style))
}

/// The same in the usual style.
fn text(call: &CallText<'_>) -> String {
    line(call, &NoNames, Style::default())
}

/// The number of a call.
fn nr(name: &str) -> i32 {
    table::all().iter().find(|call| call.name == name).unwrap().nr
}
