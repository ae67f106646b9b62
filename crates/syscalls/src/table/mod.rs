//! The table: every system call of Linux 6.18 on x86_64, one line each.

use crate::{Abi, Call};

/// Every call, sorted by x86_64 number.
pub fn all() -> &'static [Call] {
    &[]
}

/// The call with this number in this ABI.
///
/// The numbers of `i386` name calls whose signature is that of the x86_64 call of the same name.
pub fn lookup(abi: Abi, nr: i32) -> Option<&'static Call> {
    let _ = (abi, nr);
    None
}

/// The name of a call, as strace prints it; `syscall_0x1bd` where unknown.
pub fn name(abi: Abi, nr: i32) -> std::borrow::Cow<'static, str> {
    let _ = abi;
    format!("syscall_{nr:#x}").into()
}
