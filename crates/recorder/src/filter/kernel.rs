//! The filter as a seccomp program.

use libc::sock_filter;
use trapline_ptrace::seccomp::{Chosen, TooLong, filter};
use trapline_syscalls::table::numbered;
use trapline_syscalls::{Abi, Call, Effect};

use super::Filter;

/// Numbers up to here are decided one by one; there are no calls beyond.
const NUMBERS: i32 = 1024;
/// clone(2).
const CLONE_UNTRACED: u32 = 0x0080_0000;

impl Filter {
    /// The calls at which a program stops: those that are asked for, and those that are needed.
    ///
    /// # Errors
    /// [`TooLong`].
    pub(crate) fn program(&self) -> Result<Vec<sock_filter>, TooLong> {
        let partial = self.is_partial();
        let mut chosen: Vec<Chosen> = Vec::new();
        let mut calls = numbered(Abi::X86_64).peekable();
        for nr in 0..NUMBERS {
            let call = calls.next_if(|&(number, _)| number == nr).map(|(_, call)| call);
            let number = nr.unsigned_abs();
            if self.wants(Abi::X86_64, nr, call) || call.is_some_and(|call| is_needed(call, partial)) {
                chosen.push(Chosen::always(number));
            } else if call.is_some_and(|call| call.signature.effect == Effect::Clone) {
                chosen.push(Chosen::with_bits(number, 0, CLONE_UNTRACED));
            }
        }
        filter(&chosen)
    }
}

/// Whether a call stops even if nobody asked for it: a new program, for its arguments; clone3, whose flags lie in memory
/// and may ask for a child without a tracer; what tells or changes on which CPUs a thread runs. Without names from `/proc`
/// also every call that changes them.
fn is_needed(call: &Call, partial: bool) -> bool {
    let effect = call.signature.effect;
    matches!(effect, Effect::Exec | Effect::Clone3 | Effect::GetAffinity | Effect::SetAffinity)
        || (!partial && call.changes_names())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use trapline_syscalls::selection::Selection;

    use super::*;

    fn filter(expr: &str) -> Filter {
        Filter { calls: Selection::parse(expr).unwrap(), ..Filter::default() }
    }

    #[test]
    fn names_come_from_proc_unless_all_that_changes_them_is_seen() {
        for expr in ["openat", "%file", "!close", "none"] {
            assert!(filter(expr).is_partial(), "{expr}");
        }
        for expr in ["all", "!futex", "!read,write"] {
            assert!(!filter(expr).is_partial(), "{expr}");
        }
        let about = Filter { paths: vec!["/etc/".parse().unwrap()], ..Filter::default() };
        assert!(!about.is_partial());
    }

    #[test]
    fn every_program_is_short_enough() {
        for expr in ["none", "openat", "%file", "%desc", "!futex", "/e", "!/e", "!%%stat"] {
            assert!(filter(expr).program().unwrap().len() < 1200, "{expr}");
        }
    }
}
