//! `rec` ends as the command ended; its own failures are 125, 126 and 127.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;

use crate::{Place, text};

#[test]
fn exit_codes_are_mirrored() {
    for code in [0, 1, 3, 125, 126, 127, 255] {
        let place = Place::new();
        assert_eq!(place.script(&format!("exit {code}")).status.code(), Some(code));
        let exits = place.rows_of_kind("exit");
        assert_eq!(exits[0].int("exit_code"), Some(code.into()));
    }
}

#[test]
fn deadly_signals_are_mirrored_without_a_second_core() {
    for (name, number) in [("TERM", 15), ("KILL", 9), ("SEGV", 11), ("ABRT", 6), ("PIPE", 13), ("ALRM", 14), ("64", 64)]
    {
        let place = Place::new();
        let output = place.script(&format!("ulimit -c unlimited 2>/dev/null; kill -{name} $$"));
        assert_eq!(output.status.signal(), Some(number), "{name}");
        assert!(!output.status.core_dumped(), "{name}");
        assert_eq!(text(&output.stderr), "");
        assert!(!place.rows_of_kind("exit")[0].text("signal").is_empty(), "{name}");
    }
}

#[test]
fn a_command_that_is_not_found_is_127_and_makes_no_trace() {
    for name in ["no-such-command-anywhere", "/no/such/command", "./missing"] {
        let place = Place::new();
        let output = place.rec(&[name]).output().unwrap();
        assert_eq!(output.status.code(), Some(127));
        assert_eq!(text(&output.stderr), format!("rec: {name}: command not found\n"));
        assert_eq!(text(&output.stdout), "");
        assert_eq!(place.0.path().read_dir().unwrap().count(), 0);
    }
}

#[test]
fn a_command_that_cannot_be_executed_is_126() {
    for name in ["/etc/passwd", "/etc", "./data"] {
        let place = Place::new();
        std::fs::write(place.path("data"), "no program").unwrap();
        let output = place.rec(&[name]).output().unwrap();
        assert_eq!(output.status.code(), Some(126));
        assert!(text(&output.stderr).starts_with(&format!("rec: {name}: cannot be run: ")), "{output:?}");
        assert_eq!(text(&output.stderr).lines().count(), 1);
    }
}

fn executable(place: &Place, name: &str, content: &[u8]) {
    std::fs::write(place.path(name), content).unwrap();
    std::fs::set_permissions(place.path(name), PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn a_missing_interpreter_is_told_as_such() {
    let place = Place::new();
    executable(&place, "script", b"#!/no/such/interpreter\n");
    let output = place.rec(&["./script"]).output().unwrap();
    assert_eq!(output.status.code(), Some(127));
    assert!(text(&output.stderr).contains("./script: cannot be run: No such file or directory"), "{output:?}");
    let calls = place.rows_of_kind("syscall");
    assert_eq!(calls.len(), 1, "only the execve that failed: {calls:?}");
    assert_eq!((calls[0].text("syscall"), calls[0].text("error")), ("execve", "ENOENT"));
}

#[test]
fn a_script_without_an_interpreter_line_runs_in_the_shell() {
    let place = Place::new();
    executable(&place, "script", b"echo \"$1\"; exit 9\n");
    let output = place.rec(&["-q", "./script", "an argument"]).output().unwrap();
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(9), "an argument\n"));
}

#[test]
fn rec_itself_fails_with_125() {
    let place = Place::new();
    for args in [
        &["--no-such-option", "true"][..],
        &[],
        &["-o", "-", "true"],
        &["-o", ".", "true"],
        &["-o", "/dev/null", "true"],
        &["-o", "no/such/directory/trace.parquet", "touch", "it-ran"],
        &["--system", "true"],
        &["-p", "2147483647"],
    ] {
        let output = place.rec(args).output().unwrap();
        assert_eq!(output.status.code(), Some(125), "{args:?}: {output:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty());
        assert!(!place.path("it-ran").exists(), "a command that cannot be recorded does not run");
    }
}

#[test]
fn being_traced_already_is_a_clear_error() {
    // strace -f traces rec's child, so rec cannot.
    let place = Place::new();
    let strace = trapline_testkit::tools::require("strace", "strace");
    let output = std::process::Command::new(strace)
        .args(["-f", "-qq", "-e", "trace=none", "-e", "signal=none", crate::REC, "--backend", "ptrace"])
        .args(["touch", "it-ran"])
        .current_dir(place.0.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(125), "{output:?}");
    let stderr = text(&output.stderr);
    assert!(stderr.contains("rec: not permitted to trace") && stderr.contains("strace"), "{stderr}");
    assert!(!place.path("it-ran").exists());
}

#[test]
fn help_and_version_go_to_standard_output() {
    let place = Place::new();
    for (arg, part) in [("--help", "Examples:"), ("--version", "rec "), ("-h", "COMMAND")] {
        let output = place.rec(&[arg]).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains(part) && output.stderr.is_empty(), "{output:?}");
    }
}
