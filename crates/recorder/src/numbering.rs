//! Which call an architecture and a number mean.

use trapline_syscalls::Abi;
use trapline_syscalls::table::lookup;

/// `__X32_SYSCALL_BIT`.
const X32_BIT: i32 = 0x4000_0000;

/// The ABI of a call, and its number without the bit that marks x32. A negative number (a tracer's or a filter's -1) has
/// that bit too, and is not x32.
pub(crate) fn numbering(arch: u32, nr: i32) -> (Option<Abi>, i32) {
    match Abi::from_audit(arch, nr.max(0)) {
        Some(Abi::X32) => (Some(Abi::X32), nr & !X32_BIT),
        abi => (abi, nr),
    }
}

/// The name of a call that is in the table.
pub(crate) fn name(arch: u32, nr: i32) -> Option<&'static str> {
    let (abi, nr) = numbering(arch, nr);
    abi.and_then(|abi| lookup(abi, nr)).map(|call| call.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_apart_by_architecture_and_x32_bit() {
        assert_eq!(numbering(0xC000_003E, 1), (Some(Abi::X86_64), 1));
        assert_eq!(numbering(0xC000_003E, X32_BIT | 1), (Some(Abi::X32), 1));
        assert_eq!(numbering(0xC000_003E, -1), (Some(Abi::X86_64), -1));
        assert_eq!(numbering(0x4000_0003, 4), (Some(Abi::I386), 4));
        assert_eq!(numbering(7, 4), (None, 4));
        assert_eq!((name(0xC000_003E, 232), name(0x4000_0003, 0)), (Some("epoll_wait"), Some("restart_syscall")));
    }
}
