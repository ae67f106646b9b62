//! The roles of arguments, found once for each signature.

use trapline_syscalls::Signature;
use trapline_syscalls::roles::{Roles, roles};

/// Signatures that were asked for lately, with the roles of their arguments.
#[derive(Debug)]
pub(crate) struct KnownRoles {
    slots: [Option<(&'static Signature, Roles)>; SLOTS],
}

/// More than a program uses in a loop.
const SLOTS: usize = 64;

impl Default for KnownRoles {
    fn default() -> KnownRoles {
        KnownRoles { slots: [None; SLOTS] }
    }
}

impl KnownRoles {
    #[inline]
    pub(crate) fn of(&mut self, signature: &'static Signature) -> Roles {
        // They stand one behind the other, in few tables.
        let slot = &mut self.slots[std::ptr::from_ref(signature).addr() / align_of::<Signature>() % SLOTS];
        match slot {
            Some((known, roles)) if std::ptr::eq(*known, signature) => *roles,
            _ => slot.insert((signature, roles(signature))).1,
        }
    }
}

#[cfg(test)]
mod tests {
    use trapline_syscalls::Abi;
    use trapline_syscalls::table::lookup;

    use super::*;

    #[test]
    fn they_are_the_roles_of_the_signature_whatever_was_asked_for_before() {
        let mut known = KnownRoles::default();
        for abi in [Abi::X86_64, Abi::I386, Abi::X86_64] {
            for signature in (0..500).filter_map(|nr| Some(lookup(abi, nr)?.signature(&[0; 6]))) {
                assert_eq!(known.of(signature), roles(signature));
                assert_eq!(known.of(signature), roles(signature), "the second time");
            }
        }
    }
}
