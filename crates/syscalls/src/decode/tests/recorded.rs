//! Calls of real programs, with the lines that strace 6.1 printed for them.

use std::collections::BTreeSet;

use super::line;
use crate::Abi;
use crate::decode::{CallText, NoNames, Style};
use crate::memory::{Record, Status, what};

const CASES: &str = include_str!("strace-6.1.txt");

/// One call of the file.
#[derive(Default)]
struct Case {
    verbose: bool,
    expected: String,
    nr: i32,
    args: [u64; 6],
    ret: Option<i64>,
    memory: Vec<u8>,
    data: Option<Vec<u8>>,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in CASES.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('\t') {
            None => {
                let verbose = line.strip_prefix("-v ");
                let expected = verbose.unwrap_or(line).to_owned();
                cases.push(Case { verbose: verbose.is_some(), expected, ..Case::default() });
            }
            Some(line) => read_detail(cases.last_mut().unwrap(), line),
        }
    }
    cases
}

fn read_detail(case: &mut Case, line: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    match words[..] {
        ["data", ref bytes @ ..] => case.data = Some(bytes.first().map_or_else(Vec::new, |hex| unhex(hex))),
        [ref call @ .., "->", ret] => {
            case.nr = call[0].parse().unwrap();
            for (arg, word) in case.args.iter_mut().zip(&call[1..]) {
                *arg = number(word);
            }
            case.ret = ret.parse().ok();
        }
        [which, phase, address, ref rest @ ..] => {
            let (status, length, hex) = match *rest {
                ["fault", length, ref hex @ ..] => (Status::Fault, Some(length), hex.first()),
                ["truncated", length, ref hex @ ..] => (Status::Truncated, Some(length), hex.first()),
                ["ok", length, ref hex @ ..] => (Status::Ok, Some(length), hex.first()),
                ref hex => (Status::Ok, None, hex.first()),
            };
            let bytes = hex.map_or_else(Vec::new, |hex| unhex(hex));
            let full_length = length.map_or(bytes.len() as u32, |length| length.parse().unwrap());
            let what = if which == "nested" { what::NESTED } else { which.parse().unwrap() };
            let (at_exit, address) = (phase == "exit", number(address));
            let record = Record { what, at_exit, status, recovered: false, full_length, address, bytes: &bytes };
            record.write(&mut case.memory);
        }
        _ => panic!("malformed line: {line}"),
    }
}

fn number(hex: &str) -> u64 {
    u64::from_str_radix(hex.strip_prefix("0x").unwrap(), 16).unwrap()
}

fn unhex(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn calls_print_as_strace_printed_them() {
    let mut wrong = Vec::new();
    for case in cases() {
        let call = CallText {
            abi: Abi::X86_64,
            nr: case.nr,
            args: case.args,
            ret: case.ret,
            memory: &case.memory,
            data: case.data.as_deref(),
            path: None,
            path2: None,
        };
        let text = line(&call, &NoNames, Style { verbose: case.verbose, ..Style::default() });
        if text != case.expected {
            wrong.push(format!("strace: {}\n  ours: {text}", case.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_recorded_calls_are_many_and_different() {
    let cases = cases();
    let calls: BTreeSet<i32> = cases.iter().map(|case| case.nr).collect();
    assert!(cases.len() > 500 && calls.len() > 200, "{} cases of {} calls", cases.len(), calls.len());
}
