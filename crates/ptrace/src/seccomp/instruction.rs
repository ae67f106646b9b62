//! Instructions of classic BPF, as far as seccomp filters need them (linux/filter.h, linux/seccomp.h).

use libc::sock_filter;

/// Offsets in `struct seccomp_data`: number, architecture, and the low half of argument `index` (little-endian).
pub(super) const NR: u32 = 0;
pub(super) const ARCH: u32 = 4;
pub(super) const fn argument(index: u8) -> u32 {
    16 + 8 * index as u32
}

/// `SECCOMP_RET_TRACE` and `SECCOMP_RET_ALLOW`.
pub(super) const TRACE: u32 = 0x7ff0_0000;
pub(super) const ALLOW: u32 = 0x7fff_0000;

/// `BPF_LD | BPF_W | BPF_ABS`: loads a word of `struct seccomp_data`.
const LOAD: u16 = 0x20;
/// `BPF_JMP | BPF_JA`.
const JUMP: u16 = 0x05;
/// `BPF_JMP | BPF_K` with `BPF_JEQ`, `BPF_JGE`, `BPF_JSET`.
const EQUAL: u16 = 0x15;
const AT_LEAST: u16 = 0x35;
const ANY_BIT: u16 = 0x45;
/// `BPF_RET | BPF_K`.
const RETURN: u16 = 0x06;

pub(super) const fn load(offset: u32) -> sock_filter {
    sock_filter { code: LOAD, jt: 0, jf: 0, k: offset }
}

pub(super) const fn give(action: u32) -> sock_filter {
    sock_filter { code: RETURN, jt: 0, jf: 0, k: action }
}

pub(super) const fn skip(count: u32) -> sock_filter {
    sock_filter { code: JUMP, jt: 0, jf: 0, k: count }
}

/// Skips the next instruction unless the word is `value`.
pub(super) const fn if_equal(value: u32) -> sock_filter {
    sock_filter { code: EQUAL, jt: 0, jf: 1, k: value }
}

/// Skips the next instruction unless the word has a bit of `bits`.
pub(super) const fn if_any_bit(bits: u32) -> sock_filter {
    sock_filter { code: ANY_BIT, jt: 0, jf: 1, k: bits }
}

/// Skips `yes` instructions if the word is at least `value`, else `no`.
pub(super) const fn at_least(value: u32, yes: u8, no: u8) -> sock_filter {
    sock_filter { code: AT_LEAST, jt: yes, jf: no, k: value }
}

#[cfg(test)]
pub(super) mod machine {
    //! A machine that runs such programs, for tests.

    use super::*;

    /// What a program gives for a call.
    pub(crate) fn run(program: &[sock_filter], nr: u32, arch: u32, args: [u64; 6]) -> u32 {
        let data = |offset: u32| match offset {
            NR => nr,
            ARCH => arch,
            _ => (args[(offset as usize - 16) / 8] >> (8 * (offset % 8))) as u32,
        };
        let (mut at, mut word) = (0, 0);
        loop {
            let sock_filter { code, jt, jf, k } = program[at];
            at += 1;
            let branch = |condition: bool| usize::from(if condition { jt } else { jf });
            match code {
                LOAD => word = data(k),
                RETURN => return k,
                JUMP => at += k as usize,
                EQUAL => at += branch(word == k),
                AT_LEAST => at += branch(word >= k),
                ANY_BIT => at += branch(word & k != 0),
                _ => panic!("unknown instruction {code:#x}"),
            }
        }
    }
}
