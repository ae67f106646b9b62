//! Expressions and what they select. That the same calls are selected as by strace itself is tested with strace, in
//! `crates/testkit`.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::table;

fn names(expr: &str, abi: Abi) -> Vec<&'static str> {
    let selection = Selection::parse(expr).unwrap();
    selection.numbers(abi).map(|nr| table::lookup(abi, nr).unwrap().name).collect()
}

fn error(expr: &str) -> String {
    Selection::parse(expr).unwrap_err().to_string()
}

#[test]
fn words_select_calls() {
    let expected: &[(&str, &[&str])] = &[
        ("openat", &["openat"]),
        ("openat,read", &["read", "openat"]),
        (",openat,,read,", &["read", "openat"]),
        ("trace=openat", &["openat"]),
        ("t=0", &["read"]),
        ("010", &["mprotect"]),
        ("/^open", &["open", "openat", "open_by_handle_at", "open_tree", "openat2", "open_tree_attr"]),
        ("/^(open|read)$", &["read", "open"]),
        ("/^[[:lower:]]+_wai?t$", &["epoll_wait", "futex_wait"]),
        (
            "%clock@64,?nothing",
            &[
                "gettimeofday",
                "adjtimex",
                "settimeofday",
                "time",
                "clock_settime",
                "clock_gettime",
                "clock_getres",
                "clock_adjtime",
            ],
        ),
        ("%%statfs", &["ustat", "statfs", "fstatfs"]),
        ("lstat", &["lstat"]),
        ("?nothing,??nothing_else,?%nothing,?/nothing$,?9999", &[]),
        ("none", &[]),
        ("!!read", &["read"]),
        ("!all", &[]),
        ("!!!!!all", &[]),
        ("waitpid", &[]),
        ("read@32", &[]),
        ("1073741824", &[]),
    ];
    for (expr, calls) in expected {
        assert_eq!(names(expr, Abi::X86_64), *calls, "{expr}");
    }
}

#[test]
fn a_word_may_be_meant_for_one_abi() {
    assert_eq!(names("waitpid", Abi::I386), ["waitpid"]);
    assert_eq!(names("write@64,read@32", Abi::I386), ["read"]);
    assert_eq!(names("write@64,read@32", Abi::X32), [""; 0]);
    assert_eq!(names("0@32", Abi::I386), ["restart_syscall"]);
    assert_eq!(names("all@x32", Abi::X86_64), [""; 0]);
    assert!(Selection::parse("all@x32").unwrap().contains(Abi::X32, 900));
    // Numbers from 512 on are those that x32 has for itself.
    assert_eq!(names("520", Abi::X32), ["execve"]);
    assert!(!Selection::parse("520").unwrap().contains(Abi::X86_64, 520));
    assert_eq!(names("1073741824", Abi::X32), ["read"]);
}

#[test]
fn x32_numbers_may_have_their_bit() {
    let selection = Selection::parse("execve").unwrap();
    assert!(selection.contains(Abi::X32, 520) && selection.contains(Abi::X32, 520 | 1 << 30));
    // 59 of x32 is not its execve, but goes by that name.
    assert!(!selection.contains(Abi::X32, 59));
    assert!(Selection::parse("execve#64").unwrap().contains(Abi::X32, 59));
    assert!(Selection::parse("%process").unwrap().contains(Abi::X32, 59));
}

#[test]
fn unknown_numbers_are_selected_by_what_excludes_others() {
    for (expr, contained) in
        [("all", true), ("!read", true), ("!none", true), ("read", false), ("/", false), ("none", false)]
    {
        let selection = Selection::parse(expr).unwrap();
        for nr in [-1, i32::MIN, 700, 5000, i32::MAX] {
            assert_eq!(selection.contains(Abi::X86_64, nr), contained, "{expr} {nr}");
            assert_eq!(selection.contains(Abi::I386, nr), contained, "{expr} {nr}");
        }
        assert_eq!(selection.contains_unknown(Abi::X32), contained, "{expr}");
    }
}

#[test]
fn a_number_newer_than_the_table_can_be_selected() {
    let selection = Selection::parse("900").unwrap();
    assert!(selection.contains(Abi::X86_64, 900) && !selection.contains(Abi::X86_64, 901));
    assert_eq!(selection.numbers(Abi::I386).collect::<Vec<_>>(), [900]);
    assert!(!Selection::parse("!900").unwrap().contains(Abi::X86_64, 900));
}

#[test]
fn everything_is_everything_whatever_it_is_called() {
    for expr in ["all", "!none", "!?nothing", "read,all", "all@64,all@32,all@x32"] {
        assert!(Selection::parse(expr).unwrap().is_all(), "{expr}");
    }
    for expr in ["!read", "/", "none", "all@64"] {
        assert!(!Selection::parse(expr).unwrap().is_all(), "{expr}");
    }
}

#[test]
fn of_several_expressions_the_last_one_holds() {
    let one = |exprs: &[&str]| Selection::parse_repeated(exprs.iter().copied());
    assert_eq!(one(&["openat", "trace=!read"]), Selection::parse("!read"));
    assert_eq!(one(&[]), Ok(Selection::ALL));
    assert!(one(&["opnat", "read"]).is_err());
}

#[test]
fn errors_name_the_word_and_what_to_write() {
    assert_eq!(error("read,opnat"), "there is no system call or class `opnat`: did you mean `openat`?");
    assert_eq!(error("%fiel"), "there is no system call or class `%fiel`: did you mean `%file`?");
    assert_eq!(error("creds"), "there is no system call or class `creds`: did you mean `%creds`?");
    assert_eq!(error("OPENAT@64"), "there is no system call or class `OPENAT`: did you mean `openat`?");
    assert!(error("quite_something_else").contains("`?quite_something_else`"));
    assert!(error("9999").contains("`9999`") && error("-1").contains("`-1`"));
    assert_eq!(error("read,none"), "`none` stands alone: leave it out, or the rest");
    assert_eq!(error("read,!open"), "`!open`: `!` stands before the whole set, as in `!openat,read`");
    assert_eq!(error("/nothing$"), "no system call matches `/nothing$`: `?/nothing$` if that may be so");
    assert!(error("/(").starts_with("`/(` is not a regular expression: "));
    assert_eq!(error("read@16"), "`read@16`: after `@` stands 64, 32 or x32");
    assert_eq!(error("signal=none"), "`signal=` selects no system calls: leave it out, or say `trace=`");
    for empty in ["", ",", "!", "trace="] {
        assert!(error(empty).contains("names no system call"), "{empty}");
    }
    assert!(error("@64").contains("``"));
}

proptest! {
    #[test]
    fn any_text_is_an_expression_or_an_error(text in "[!?@/%,=a-z0-9 (]{0,40}|.{0,40}") {
        if let Err(error) = Selection::parse(&text) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn negation_selects_what_was_not_selected(words in words(), nr in any::<i32>(), abi in abi()) {
        let (plain, inverted) = (Selection::parse(&words)?, Selection::parse(&format!("!{words}"))?);
        for nr in [nr, nr.rem_euclid(1100)] {
            prop_assert_ne!(plain.contains(abi, nr), inverted.contains(abi, nr));
        }
    }

    #[test]
    fn words_add_up(a in words(), b in words(), nr in 0..1100i32, abi in abi()) {
        let selection = |expr: &str| Selection::parse(expr).map(|selection| selection.contains(abi, nr));
        prop_assert_eq!(selection(&format!("{a},{b}"))?, selection(&a)? || selection(&b)?);
    }

    #[test]
    fn numbers_are_the_known_ones_that_are_contained(words in words(), inverted: bool, abi in abi()) {
        let expr = if inverted { format!("!{words}") } else { words };
        let selection = Selection::parse(&expr)?;
        let known = table::numbered(abi).map(|(nr, _)| nr).filter(|&nr| selection.contains(abi, nr));
        let numbers = selection.numbers(abi).filter(|&nr| table::lookup(abi, nr).is_some());
        prop_assert!(known.eq(numbers));
    }
}

fn abi() -> impl Strategy<Value = Abi> {
    prop::sample::select(ABIS.to_vec())
}

/// One to four words.
fn words() -> impl Strategy<Value = String> {
    let words =
        ["read", "openat@64", "%file", "%net@32", "process", "/^s", "?nothing", "17", "900", "all@x32", "%%stat"];
    prop::collection::vec(prop::sample::select(words.to_vec()), 1..=4).prop_map(|words| words.join(","))
}
