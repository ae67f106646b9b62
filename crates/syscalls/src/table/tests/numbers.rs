//! Numbers and names against the published `syscalls` crate, and the way from a number to its line.

use std::collections::BTreeMap;

use crate::Abi;
use crate::table::{all, by_name, lookup, name, numbered};

/// The numbers and names of an ABI, without the range that only x32 has.
fn ours(abi: Abi) -> BTreeMap<i32, &'static str> {
    numbered(abi).map(|(nr, call)| (nr, call.name)).collect()
}

/// What the published table has, by asking for every number that there could be.
fn published(name: impl Fn(usize) -> Option<&'static str>) -> BTreeMap<i32, &'static str> {
    let named = (0..4096).filter_map(|nr| name(nr).map(|name| (nr as i32, name)));
    // A keyword of Rust.
    named.map(|(nr, name)| (nr, name.trim_start_matches("r#"))).collect()
}

#[test]
fn x86_64_has_the_numbers_and_names_that_are_published() {
    let published = published(|nr| syscalls::x86_64::Sysno::new(nr).map(|call| call.name()));
    assert_eq!(published.len(), 383);
    assert_eq!(ours(Abi::X86_64), published);
}

#[test]
fn i386_has_the_numbers_and_names_that_are_published() {
    let published = published(|nr| syscalls::x86::Sysno::new(nr).map(|call| call.name()));
    assert_eq!(published.len(), 459);
    assert_eq!(ours(Abi::I386), published);
}

#[test]
fn x32_shares_the_numbers_of_x86_64_but_for_the_calls_that_it_numbers_itself() {
    let moved: Vec<_> = numbered(Abi::X32).filter(|&(nr, _)| nr >= 512).collect();
    assert_eq!(moved.iter().map(|&(nr, _)| nr).collect::<Vec<_>>(), (512..548).collect::<Vec<_>>());
    for (nr, call) in moved {
        assert_ne!(call.nr, nr);
        assert!(lookup(Abi::X32, call.nr).is_none(), "{} has two numbers", call.name);
    }
    for (nr, call) in numbered(Abi::X32).filter(|&(nr, _)| nr < 512) {
        assert_eq!(call.nr, nr, "{}", call.name);
    }
}

#[test]
fn every_line_is_found_under_its_number_and_its_name() {
    assert!(all().is_sorted_by_key(|call| call.nr));
    for call in all() {
        assert_eq!(lookup(Abi::X86_64, call.nr).unwrap().name, call.name);
        assert_eq!(by_name(Abi::X86_64, call.name).unwrap().0, call.nr);
        assert_eq!(name(Abi::X86_64, call.nr), call.name);
    }
}

#[test]
fn numbers_without_a_line_are_named_as_strace_names_them() {
    assert_eq!(name(Abi::X86_64, 0x1bd0), "syscall_0x1bd0");
    assert_eq!(name(Abi::X86_64, -1), "syscall_0xffffffff");
    assert_eq!(name(Abi::X86_64, 337), "syscall_0x151");
    assert_eq!(name(Abi::I386, 222), "syscall_0xde");
    assert_eq!(name(Abi::X32, 548), "syscall_0x40000224");
    assert_eq!(name(Abi::X32, 16), "ioctl#64");
    for nr in [i32::MIN, -1, 548, i32::MAX] {
        assert!([Abi::X86_64, Abi::I386, Abi::X32].iter().all(|&abi| lookup(abi, nr).is_none()));
    }
}

#[test]
fn x32_numbers_are_understood_with_and_without_bit_30() {
    assert_eq!(name(Abi::X32, 0x4000_0000), "read");
    assert_eq!(name(Abi::X32, 514), "ioctl");
    assert_eq!(name(Abi::X32, 0x4000_0000 | 514), "ioctl");
}

#[test]
fn i386_lines_lead_to_the_x86_64_call_where_the_arguments_are_the_same() {
    assert_eq!(lookup(Abi::I386, 5).unwrap().nr, 2, "open is that of x86_64");
    assert_eq!(lookup(Abi::I386, 180).unwrap().nr, 180, "pread64 splits its offset");
    assert_eq!(lookup(Abi::I386, 120).unwrap().signature.args[3].name, "tls");
}
