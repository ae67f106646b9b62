//! From chosen calls to a program.

use libc::sock_filter;

use super::instruction::{ALLOW, ARCH, NR, TRACE, argument, at_least, give, if_any_bit, if_equal, load, skip};

/// `AUDIT_ARCH_X86_64` (linux/audit.h).
const X86_64: u32 = 0xC000_003E;
/// Numbers from here on are x32 calls (`__X32_SYSCALL_BIT`), or none (-1).
const X32: u32 = 0x4000_0000;
/// `BPF_MAXINSNS`.
const LONGEST: usize = 4096;

/// An x86_64 call that stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    nr: u32,
    when: When,
}

/// When a call stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Never,
    Always,
    /// The low half of argument `arg` has any of these bits.
    Bits {
        arg: u8,
        bits: u32,
    },
}

impl Chosen {
    /// Each time.
    pub fn always(nr: u32) -> Chosen {
        Chosen { nr, when: When::Always }
    }

    /// Only if the low half of argument `arg` (0 to 5) has any of `bits`.
    pub fn with_bits(nr: u32, arg: u8, bits: u32) -> Chosen {
        Chosen { nr, when: When::Bits { arg: arg.min(5), bits } }
    }
}

/// A filter with more instructions than the kernel takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a filter of {0} instructions, more than the kernel takes")]
pub struct TooLong(usize);

/// A program that stops (`SECCOMP_RET_TRACE`) at the chosen calls and at those of other architectures, and allows the rest.
/// Of a number that was chosen twice, `always` counts.
///
/// It is a binary search over the bounds of runs of numbers. Where its answer depends on the number alone, the kernel
/// finds that out once and no longer runs it for calls that are allowed (since Linux 5.11).
///
/// # Errors
/// [`TooLong`].
pub fn filter(chosen: &[Chosen]) -> Result<Vec<sock_filter>, TooLong> {
    let mut chosen = chosen.to_vec();
    chosen.sort_by_key(|chosen| (chosen.nr, chosen.when != When::Always));
    chosen.dedup_by_key(|chosen| chosen.nr);
    let mut runs = vec![(0, When::Never)];
    for &Chosen { nr, when } in chosen.iter().filter(|chosen| chosen.nr < X32) {
        begin(&mut runs, nr, when);
        begin(&mut runs, nr + 1, When::Never);
    }
    begin(&mut runs, X32, When::Always);

    let mut program = vec![load(ARCH), if_equal(X86_64), skip(1), give(TRACE), load(NR)];
    program.extend(search(&runs));
    if program.len() > LONGEST { Err(TooLong(program.len())) } else { Ok(program) }
}

/// Begins a run at `nr`, which is not below the last one's beginning, unless that one just goes on.
fn begin(runs: &mut Vec<(u32, When)>, nr: u32, when: When) {
    if runs.last().is_some_and(|&(first, _)| first == nr) {
        runs.pop();
    }
    if runs.last().is_none_or(|&(_, last)| last != when) {
        runs.push((nr, when));
    }
}

/// Finds the run of the number that is loaded. `runs` is not empty.
fn search(runs: &[(u32, When)]) -> Vec<sock_filter> {
    let (lower, upper) = runs.split_at(runs.len() / 2);
    let [(first, _), ..] = upper else { return vec![give(ALLOW)] };
    if lower.is_empty() {
        return answer(upper[0].1);
    }
    let below = search(lower);
    // Conditional jumps reach 255 instructions, unconditional ones all.
    let mut program = match u8::try_from(below.len()) {
        Ok(length) => vec![at_least(*first, length, 0)],
        Err(_) => vec![at_least(*first, 0, 1), skip(below.len() as u32)],
    };
    program.extend(below);
    program.extend(search(upper));
    program
}

fn answer(when: When) -> Vec<sock_filter> {
    match when {
        When::Never => vec![give(ALLOW)],
        When::Always => vec![give(TRACE)],
        When::Bits { arg, bits } => vec![load(argument(arg)), if_any_bit(bits), give(TRACE), give(ALLOW)],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::instruction::machine::run;
    use super::*;

    /// `AUDIT_ARCH_I386`.
    const I386: u32 = 0x4000_0003;

    fn stops(program: &[sock_filter], nr: u32) -> bool {
        run(program, nr, X86_64, [0; 6]) == TRACE
    }

    /// Numbers chosen by a generator that needs no seed from outside.
    fn some_numbers(seed: u32, share: u32) -> Vec<u32> {
        let mut state = seed;
        (0..600)
            .filter(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state >> 24 < share
            })
            .collect()
    }

    #[test]
    fn exactly_the_chosen_calls_stop() {
        for seed in 0..20 {
            for share in [0, 5, 60, 128, 250, 256] {
                let numbers = some_numbers(seed, share);
                let program = filter(&numbers.iter().map(|&nr| Chosen::always(nr)).collect::<Vec<_>>()).unwrap();
                for nr in 0..700 {
                    assert_eq!(stops(&program, nr), numbers.contains(&nr), "{nr} of {numbers:?}");
                }
            }
        }
    }

    #[test]
    fn other_architectures_and_x32_always_stop() {
        for program in [filter(&[]).unwrap(), filter(&[Chosen::always(1)]).unwrap()] {
            for nr in [0, 1, 2, 500] {
                assert_eq!(run(&program, nr, I386, [0; 6]), TRACE);
                assert_eq!(run(&program, nr, 7, [0; 6]), TRACE);
                assert!(stops(&program, X32 | nr));
            }
            assert!(stops(&program, u32::MAX));
            assert!(!stops(&program, 0));
        }
    }

    #[test]
    fn a_call_may_stop_for_bits_of_an_argument_only() {
        let program = filter(&[Chosen::with_bits(56, 0, 0x0080_0000), Chosen::always(57)]).unwrap();
        let with = |flags: u64| run(&program, 56, X86_64, [flags, 0, 0, 0, 0, 0]);
        assert_eq!(with(0x0080_0011), TRACE);
        assert_eq!(with(0x11), ALLOW);
        assert_eq!(with(0x0080_0000_0000_0000), ALLOW, "the upper half");
        assert!(stops(&program, 57));
        let both = filter(&[Chosen::with_bits(56, 0, 1), Chosen::always(56)]).unwrap();
        assert!(stops(&both, 56));
    }

    #[test]
    fn a_program_that_the_kernel_would_refuse_is_an_error() {
        let every_other: Vec<_> = (0..4000).map(|index| Chosen::always(2 * index)).collect();
        assert!(matches!(filter(&every_other), Err(TooLong(_))));
    }
}
