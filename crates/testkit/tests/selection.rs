//! Expressions for sets of calls select what they select in strace.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use trapline_syscalls::{Abi, Selection, table};
use trapline_testkit::{tools, tracee};

/// Calls of Linux 6.0, which strace 6.1 knows, have numbers up to this in 64- and 32-bit ABIs.
const KNOWN_TO_STRACE: i32 = 450;

/// uretprobe and uprobe, which are newer, too.
const UPROBES: [i32; 2] = [335, 336];

const EXPRESSIONS: &[&str] = &[
    "openat",
    "openat,read,,waitpid,",
    "!openat",
    "!!openat",
    "none",
    "all",
    "!none",
    "openat,all",
    "?nothing,read",
    "!?nothing",
    "%desc",
    "%file",
    "%memory",
    "%process",
    "%signal",
    "%ipc",
    "%net",
    "%network",
    "%creds",
    "%clock",
    "%pure",
    "%stat",
    "%lstat",
    "%fstat",
    "%%stat",
    "%statfs",
    "%fstatfs",
    "%%statfs",
    "file",
    "process,signal",
    "stat",
    "lstat",
    "/^open",
    "/stat",
    "!/^r",
    "/^(open|read)$",
    "/[[:digit:]]$",
    "/#64$",
    "?/nothing$",
    "%file@64",
    "%net@32,openat@x32",
    "/^open@64",
    "!%file@32",
    "0",
    "010",
    "0@32",
    "335",
    "520",
    "449",
    "1073741824",
    "?9999",
];

/// Expressions that neither takes.
const WRONG: &[&str] = &[
    "",
    ",",
    "!",
    "nothing",
    "openat,none",
    "read,!open",
    "/(",
    "/nothing$",
    "%nothing",
    "creds",
    "openat@16",
    "9999",
    "OPENAT",
];

/// The numbers that strace prints with these options, of the calls that the tracee makes in an ABI; `None` where strace
/// refuses them.
fn strace(program: &Path, abi: &str, options: &[&str], log: &Path) -> Option<BTreeSet<i32>> {
    let mut strace = Command::new(tools::require("strace", "strace"));
    strace.args(["-n", "-o"]).arg(log).args(options).arg(program).arg(abi);
    let output = strace.stdin(Stdio::null()).output().unwrap();
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(message.contains("strace: "), "{options:?}: {message}");
        return None;
    }
    let text = String::from_utf8_lossy(&std::fs::read(log).unwrap()).into_owned();
    let answered = text.lines().filter(|line| line.contains("ENOSYS"));
    // strace shows calls that it does not know whatever it was asked for.
    let known = answered.filter(|line| !line.contains("] syscall_0x"));
    let numbers = known.map(|line| line[1..].split(']').next().unwrap().trim().parse::<i32>().unwrap());
    Some(numbers.map(|nr| nr & !(1 << 30)).collect())
}

/// Numbers that only one of the two selects, by name.
fn differing(ours: &BTreeSet<i32>, theirs: &BTreeSet<i32>, abi: Abi) -> Vec<String> {
    // strace has mq_notify in %desc, but not the number that x32 has replaced.
    let differing = ours.symmetric_difference(theirs).filter(|&&nr| (abi, nr) != (Abi::X32, 244));
    differing.map(|&nr| format!("{nr} {}", table::name(abi, nr))).collect()
}

/// The numbers of a selection that strace can know.
fn selected(selection: &Selection, abi: Abi) -> BTreeSet<i32> {
    let numbers = 0..548;
    let known = numbers.filter(|&nr| !table::name(abi, nr).starts_with("syscall_0x"));
    let newer = |nr: i32| (KNOWN_TO_STRACE < nr && nr < 512) || UPROBES.contains(&nr) && abi != Abi::I386;
    let known = known.filter(|&nr| !newer(nr));
    known.filter(|&nr| selection.contains(abi, nr)).collect()
}

const ABIS: [(&str, Abi); 3] = [("64", Abi::X86_64), ("32", Abi::I386), ("x32", Abi::X32)];

#[test]
fn expressions_select_what_they_select_in_strace() {
    let dir = tempfile::tempdir().unwrap();
    let (program, log) = (tracee::build("numbers", dir.path()), dir.path().join("log"));
    for expr in EXPRESSIONS {
        let selection = Selection::parse(expr).unwrap_or_else(|error| panic!("{expr}: {error}"));
        for (name, abi) in ABIS {
            let theirs = strace(&program, name, &["-e", expr], &log);
            let theirs = theirs.unwrap_or_else(|| panic!("strace refuses {expr}"));
            let differing = differing(&selected(&selection, abi), &theirs, abi);
            assert!(differing.is_empty(), "{expr} of {name}: {differing:?}");
        }
    }
}

#[test]
fn several_expressions_select_what_they_select_in_strace() {
    let dir = tempfile::tempdir().unwrap();
    let (program, log) = (tracee::build("numbers", dir.path()), dir.path().join("log"));
    for exprs in [["openat", "read"], ["%file", "!openat"], ["!openat", "!read"], ["trace=openat", "t=%desc"]] {
        let selection = Selection::parse_repeated(exprs).unwrap();
        let theirs = strace(&program, "64", &["-e", exprs[0], "-e", exprs[1]], &log);
        let differing = differing(&selected(&selection, Abi::X86_64), &theirs.unwrap(), Abi::X86_64);
        assert!(differing.is_empty(), "{exprs:?}: {differing:?}");
    }
}

#[test]
fn what_strace_refuses_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (program, log) = (tracee::build("numbers", dir.path()), dir.path().join("log"));
    for expr in WRONG {
        assert!(Selection::parse(expr).is_err(), "{expr}");
        assert_eq!(strace(&program, "64", &["-e", expr], &log), None, "{expr}");
    }
}
