//! Application binary interfaces: which numbering a call was made in.

/// The numbering and calling convention of a system call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Abi {
    /// 64-bit x86 (`AUDIT_ARCH_X86_64`).
    X86_64,
    /// 32-bit x86 (`AUDIT_ARCH_I386`), also `int 0x80` from 64-bit code.
    I386,
    /// 64-bit x86 with bit 30 set in the number.
    X32,
}

/// Bit 30 of `nr` marks x32 (`__X32_SYSCALL_BIT`, arch/x86/include/uapi/asm/unistd.h).
pub const X32_BIT: i32 = 0x4000_0000;

impl Abi {
    /// The ABI of a call, from its audit architecture (`linux/audit.h`) and number; `None` for an unknown one.
    pub fn from_audit(arch: u32, nr: i32) -> Option<Abi> {
        match arch {
            0xC000_003E if nr & X32_BIT != 0 => Some(Abi::X32),
            0xC000_003E => Some(Abi::X86_64),
            0x4000_0003 => Some(Abi::I386),
            _ => None,
        }
    }

    /// The name in the `abi` column.
    #[inline]
    pub fn name(self) -> &'static str {
        match self {
            Abi::X86_64 => "x86_64",
            Abi::I386 => "i386",
            Abi::X32 => "x32",
        }
    }

    /// The inverse of [`Abi::name`].
    pub fn from_name(name: &str) -> Option<Abi> {
        [Abi::X86_64, Abi::I386, Abi::X32].into_iter().find(|abi| abi.name() == name)
    }

    /// Size of a pointer and a `long` in bytes.
    pub fn word(self) -> usize {
        match self {
            Abi::X86_64 => 8,
            Abi::I386 | Abi::X32 => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bit_30_tells_x32_from_x86_64() {
        assert_eq!(Abi::from_audit(0xC000_003E, 0), Some(Abi::X86_64));
        assert_eq!(Abi::from_audit(0xC000_003E, X32_BIT | 1), Some(Abi::X32));
        assert_eq!(Abi::from_audit(0x4000_0003, X32_BIT), Some(Abi::I386));
        assert_eq!(Abi::from_audit(0xC000_00B7, 0), None, "aarch64");
    }

    #[test]
    fn names_are_read_again() {
        for abi in [Abi::X86_64, Abi::I386, Abi::X32] {
            assert_eq!(Abi::from_name(abi.name()), Some(abi));
        }
        assert_eq!(Abi::from_name("X86_64"), None);
    }
}
