//! Numbers and names against the published `syscalls` crate.

use std::collections::BTreeMap;

use crate::table::{all, by_name, lookup, name, numbered};
use crate::{Abi, Classes};

/// What the crate says of an ABI, by number.
fn published<T: Copy + Into<i32>>(calls: impl Iterator<Item = T>, name: fn(&T) -> &'static str) -> BTreeMap<i32, String> {
    calls.map(|call| (call.into(), name(&call).to_owned())).collect()
}

fn ours(abi: Abi) -> BTreeMap<i32, String> {
    numbered(abi).filter(|&(nr, _)| nr < 512).map(|(nr, call)| (nr, call.name.to_owned())).collect()
}

/// The lines in which two tables differ: `(number, ours, theirs)`.
fn differences<'a>(
    ours: &'a BTreeMap<i32, String>,
    theirs: &'a BTreeMap<i32, String>,
) -> Vec<(i32, Option<&'a str>, Option<&'a str>)> {
    let numbers: std::collections::BTreeSet<i32> = ours.keys().chain(theirs.keys()).copied().collect();
    let rows = numbers.iter().map(|nr| (*nr, ours.get(nr).map(String::as_str), theirs.get(nr).map(String::as_str)));
    rows.filter(|(_, ours, theirs)| ours != theirs).collect()
}
