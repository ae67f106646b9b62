//! `argv` and `envp` from captured memory.

use std::collections::HashSet;

use trapline_syscalls::Kind;
use trapline_syscalls::memory::{records, what};

use crate::EnvLevel;
use crate::captured::{Captured, argument};
use crate::inside::Inside;
use crate::int_map::IntMap;
use crate::name::to_text;

/// The strings of the call's `argv`; `None` where it has none or it could not be read.
pub(crate) fn argv(inside: &Inside, captured: &Captured<'_>) -> Option<Vec<String>> {
    let pointers = pointers(inside, captured, |kind| matches!(kind, Kind::StrArray))?;
    Some(strings(&pointers, captured, <[u8]>::len))
}

/// The strings of the call's `envp`, where they were captured and are wanted.
pub(crate) fn env(inside: &Inside, captured: &Captured<'_>, level: EnvLevel) -> Option<Vec<String>> {
    if level == EnvLevel::Off {
        return None;
    }
    let pointers = env_pointers(inside, captured)?;
    Some(strings(&pointers, captured, |string| kept_of(string, level)))
}

/// How many environment strings there are.
pub(crate) fn env_count(inside: &Inside, captured: &Captured<'_>) -> Option<i32> {
    let index = argument(inside, |kind| matches!(kind, Kind::Env))?;
    let record = captured.input(index)?;
    // Without bytes it is the source's count, else the array of pointers itself.
    let divisor = if record.bytes.is_empty() { 1 } else { word(inside) as u32 };
    i32::try_from(record.full_length / divisor).ok()
}

/// Where the environment strings are, so that their values can be kept out of `memory`.
pub(crate) fn env_addresses(inside: &Inside, captured: &Captured<'_>) -> HashSet<u64> {
    env_pointers(inside, captured).unwrap_or_default().into_iter().collect()
}

/// How many bytes of an environment string are kept.
pub(crate) fn kept_of(string: &[u8], level: EnvLevel) -> usize {
    match level {
        EnvLevel::Values => string.len(),
        EnvLevel::Names => string.iter().position(|&byte| byte == b'=').unwrap_or(string.len()),
        EnvLevel::Off => 0,
    }
}

fn env_pointers(inside: &Inside, captured: &Captured<'_>) -> Option<Vec<u64>> {
    pointers(inside, captured, |kind| matches!(kind, Kind::Env)).filter(|pointers| !pointers.is_empty())
}

fn word(inside: &Inside) -> usize {
    inside.abi.map_or(8, |abi| abi.word())
}

/// The pointers in an array argument.
fn pointers(inside: &Inside, captured: &Captured<'_>, wanted: impl Fn(&Kind) -> bool) -> Option<Vec<u64>> {
    let record = captured.input(argument(inside, wanted)?)?;
    let number = |word: &[u8]| word.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte));
    Some(record.bytes.chunks_exact(word(inside)).map(number).collect())
}

/// The strings that pointers lead to, cut; for one that could not be read its address, as strace prints it.
fn strings(pointers: &[u64], captured: &Captured<'_>, kept: impl Fn(&[u8]) -> usize) -> Vec<String> {
    let nested = records(captured.enter()).filter(|record| record.what == what::NESTED);
    let strings: IntMap<u64, &[u8]> = nested.map(|record| (record.address, record.bytes)).collect();
    let text = |pointer| match strings.get(pointer) {
        Some(string) => to_text(&string[..kept(string)]),
        None => format!("{pointer:#x}"),
    };
    pointers.iter().map(text).collect()
}
