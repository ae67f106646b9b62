//! The program as it is called.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::process::{Command, Output};

fn bench(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trapline-bench")).args(args).output().unwrap()
}

#[test]
fn a_short_run_prints_its_tables() {
    let strace = ["-t", "native", "-t", "strace", "-t", "strace, one CPU"];
    // Any program does as a recorder that is not run.
    let size = ["--rec", "/bin/sh", "-w", "file", "-w", "threads", "--calls", "400", "--runs", "1", "--markdown"];
    let output = bench(&[&strace[..], &size].concat());
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    for expected in [
        "### start-up: ",
        "### file: ",
        "### threads: ",
        "|   400 | ",
        "| native ",
        "| strace, one CPU ",
        "less start-up",
    ] {
        assert!(text.contains(expected), "{expected} is missing in {text}");
    }
}

#[test]
fn without_a_recorder_it_says_how_to_build_one() {
    let output = bench(&["--rec", "/no/such/rec"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("/no/such/rec") && text.contains("cargo build --release"), "{text}");
}
