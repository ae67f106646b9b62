//! The command notices nothing: input, output, signals, descriptors and limits are its own.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::{Place, REC, text};

/// A script prints the same with and without `rec`, and ends the same.
fn same_output(script: &str) {
    let place = Place::new();
    let plain =
        Command::new("sh").args(["-c", script]).current_dir(place.0.path()).stdin(Stdio::null()).output().unwrap();
    let recorded = place.script(script);
    let lossy = String::from_utf8_lossy;
    assert_eq!(lossy(&recorded.stdout), lossy(&plain.stdout), "{script}");
    assert_eq!((recorded.stdout, recorded.stderr), (plain.stdout, plain.stderr), "{script}");
    assert_eq!(recorded.status.code(), plain.status.code(), "{script}");
}

#[test]
fn output_and_error_output_are_the_commands_alone() {
    same_output("printf 'a\\0b\\377'; printf err >&2; exit 4");
}

#[test]
fn input_reaches_the_command() {
    let place = Place::new();
    let mut rec = place.rec(&["-q", "cat"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    rec.stdin.take().unwrap().write_all(b"hello").unwrap();
    let output = rec.wait_with_output().unwrap();
    assert_eq!(output.stdout, b"hello");
}

#[test]
fn signal_dispositions_and_mask_are_inherited() {
    // The Rust runtime ignores SIGPIPE; the command must not.
    same_output("grep -E '^Sig(Ign|Blk|Cgt)' /proc/self/status");
    for trap in ["PIPE", "HUP", "INT QUIT", "USR1"] {
        let inner = "grep -E '^Sig(Ign|Blk)' /proc/self/status";
        let place = Place::new();
        let run = |prefix: &str| {
            let script = format!("trap '' {trap}; {prefix} {inner}");
            Command::new("sh").args(["-c", &script]).current_dir(place.0.path()).output().unwrap().stdout
        };
        assert_eq!(text(&run(&format!("{REC} -q --"))), text(&run("")), "{trap}");
    }
}

#[test]
fn a_blocked_signal_stays_blocked_in_the_command() {
    let place = Place::new();
    let block = "import os, signal, sys; signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGURG}); \
                 os.execv(sys.argv[1], sys.argv[1:])";
    let mut command = Command::new(trapline_testkit::tools::require("python3", "python3"));
    command.args(["-c", block, REC, "-q", "grep", "SigBlk", "/proc/self/status"]).current_dir(place.0.path());
    assert_eq!(text(&command.output().unwrap().stdout), "SigBlk:\t0000000000404000\n");
}

#[test]
fn no_descriptor_leaks_into_the_command() {
    same_output("ls /proc/self/fd");
}

#[test]
fn closed_standard_descriptors_stay_closed() {
    let place = Place::new();
    for redirection in ["<&-", "<&- >&-", "2>&-", "<&- >&- 2>&-"] {
        let run = |prefix: &str| {
            let _ = std::fs::remove_file(place.path("seen"));
            let script = format!(
                "{prefix} sh -c 'for fd in 0 1 2; do [ -e /proc/$$/fd/$fd ] && seen=$seen$fd; done; echo $seen > seen' {redirection}"
            );
            assert!(Command::new("sh").args(["-c", &script]).current_dir(place.0.path()).status().unwrap().success());
            std::fs::read_to_string(place.path("seen")).unwrap()
        };
        assert_eq!(run(&format!("{REC} -q --")), run(""), "{redirection}");
    }
}

#[test]
fn the_command_has_as_many_cpus_and_the_same_limits() {
    same_output("nproc; ulimit -a; umask; pwd");
}

#[test]
fn a_pipe_does_not_stay_open_because_rec_has_it() {
    // The reader sees the end of the output when the command closes it, not when rec ends.
    let place = Place::new();
    let script =
        format!("{{ {REC} -q -- sh -c 'echo first; exec >&-; sleep 3'; }} | {{ cat; date +%s%N; }}; date +%s%N");
    let output = Command::new("sh").args(["-c", &script]).current_dir(place.0.path()).output().unwrap();
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert_eq!(lines[0], "first");
    let (reader, end): (u64, u64) = (lines[1].parse().unwrap(), lines[2].parse().unwrap());
    assert!(end - reader > 1_000_000_000, "the reader waited for rec: {lines:?}");
}

#[test]
fn a_writer_whose_reader_has_gone_dies_by_sigpipe() {
    let place = Place::new();
    let script = format!("{{ {REC} -q -- yes; echo $? >&2; }} | head -1");
    let output = Command::new("sh").args(["-c", &script]).current_dir(place.0.path()).output().unwrap();
    assert_eq!((text(&output.stdout), text(&output.stderr)), ("y\n", "141\n"));
}

#[test]
fn the_summary_is_one_line_on_standard_error() {
    let place = Place::new();
    let output = place.rec(&["-o", "my trace", "sh", "-c", "echo x; true"]).output().unwrap();
    assert_eq!(text(&output.stdout), "x\n");
    let line = text(&output.stderr).strip_suffix('\n').unwrap();
    assert!(line.starts_with("rec: my trace: "), "{line}");
    assert!(line.ends_with(". Next: analyze 'my trace'"), "{line}");
    assert!(
        line.contains(" calls, ")
            && line.contains(", 1 process, ")
            && line.contains(&format!(", 0 lost ({}, ", crate::BACKEND)),
        "{line}"
    );
    let rows = trapline_testkit::rows::read(&place.path("my trace"));
    let calls = trapline_testkit::rows::of_kind(&rows, "syscall").len();
    assert!(line.contains(&format!(" {calls} calls, ")), "{calls}: {line}");
}

#[test]
fn progress_is_for_terminals_only() {
    let place = Place::new();
    let output = place.rec(&["-v", "sleep", "1.5"]).output().unwrap();
    assert_eq!(text(&output.stderr).lines().count(), 1, "{output:?}");
}

#[test]
fn progress_is_shown_on_a_terminal_and_cleared() {
    let place = Place::new();
    let script = trapline_testkit::tools::require("script", "bsdutils");
    let line = format!("{REC} -v sleep 1.5");
    let mut command = Command::new(script);
    command.args(["-qec", &line, "/dev/null"]).current_dir(place.0.path()).stdin(Stdio::null());
    let output = command.output().unwrap();
    let shown = text(&output.stdout);
    assert!(shown.starts_with("\rrec: ") && shown.contains(", 1 process, 0 lost\u{1b}[K"), "{shown:?}");
    assert!(shown.contains("\r\u{1b}[Krec: trace.parquet: "), "{shown:?}");
}
