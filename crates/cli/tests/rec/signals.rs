//! Signals to `rec` and to its command.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Stdio};

use crate::{Place, end_of, kill, state, until};

/// Starts a script in a process group of its own and waits until it says that it is ready.
fn start(place: &Place, script: &str) -> Child {
    let mut rec = place.rec(&["-q", "--", "sh", "-c", script]);
    let child = rec.process_group(0).stdout(Stdio::null()).spawn().unwrap();
    until("the script is ready", || place.path("ready").exists());
    child
}

/// Counts the signals it gets, and ends two seconds after the first.
const COUNTING: &str = "n=0; trap 'n=$((n+1))' TERM; : > ready; \
    i=0; while [ $n = 0 ] || [ $i -lt 10 ]; do sleep 0.1; [ $n = 0 ] || i=$((i+1)); done; exit $((10+n))";

#[test]
fn a_signal_to_rec_alone_reaches_the_command() {
    for (name, number) in [("TERM", 15), ("INT", 2), ("HUP", 1), ("QUIT", 3)] {
        let place = Place::new();
        let mut rec = start(&place, ": > ready; ulimit -c 0; exec sleep 30");
        kill(name, &rec.id().to_string());
        assert_eq!(end_of(&mut rec).signal(), Some(number), "{name}");
        assert!(!place.rows_of_kind("signal").is_empty(), "the trace is whole");
    }
}

#[test]
fn a_signal_to_rec_alone_is_passed_on_once() {
    let place = Place::new();
    let mut rec = start(&place, COUNTING);
    kill("TERM", &rec.id().to_string());
    assert_eq!(end_of(&mut rec).code(), Some(11));
}

#[test]
fn a_signal_to_the_whole_group_is_not_passed_on_again() {
    let place = Place::new();
    let mut rec = start(&place, COUNTING);
    kill("TERM", &format!("-{}", rec.id()));
    assert_eq!(end_of(&mut rec).code(), Some(11));
}

#[test]
fn the_command_decides_what_a_signal_means() {
    let place = Place::new();
    let mut rec = start(&place, "trap 'exit 9' INT; : > ready; while :; do sleep 0.05; done");
    kill("INT", &format!("-{}", rec.id()));
    assert_eq!(end_of(&mut rec).code(), Some(9));
}

#[test]
fn a_signal_after_the_commands_end_ends_the_recording_and_its_children_live_on() {
    let place = Place::new();
    let mut rec = start(&place, "(: > ready; sleep 2; : > survived) & exit 5");
    until("the command has ended", || {
        let children = format!("/proc/{0}/task/{0}/children", rec.id());
        std::fs::read_to_string(children).unwrap().is_empty()
    });
    kill("TERM", &rec.id().to_string());
    assert_eq!(end_of(&mut rec).code(), Some(5));
    assert!(!place.path("survived").exists());
    assert!(!place.rows_of_kind("syscall").is_empty());
    until("the child has finished untraced", || place.path("survived").exists());
}

#[test]
fn a_stopped_command_stays_stopped_until_it_is_continued() {
    let place = Place::new();
    let mut rec = start(&place, "echo $$ > pid; : > ready; kill -STOP $$; exit 7");
    until("the command has stopped", || {
        let pid = std::fs::read_to_string(place.path("pid")).unwrap_or_default();
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        stat.contains(") t ") || stat.contains(") T ")
    });
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(rec.try_wait().unwrap().is_none(), "it went on without SIGCONT");
    kill("CONT", std::fs::read_to_string(place.path("pid")).unwrap().trim());
    assert_eq!(end_of(&mut rec).code(), Some(7));
    assert_eq!(place.rows_of_kind("stop")[0].text("signal"), "SIGSTOP");
    assert_eq!(place.rows_of_kind("continue").len(), 1);
}

#[test]
fn signals_are_rows_with_their_sender() {
    let place = Place::new();
    place.script("trap : USR1; kill -USR1 $$; trap '' USR2; kill -USR2 $$; exit 0");
    let signals = place.rows_of_kind("signal");
    let sent = signals.iter().find(|row| row.text("signal") == "SIGUSR1").unwrap();
    assert_eq!(sent.int("sender_pid"), sent.int("pid"));
    assert_eq!(sent.int("si_code"), Some(0));
}

/// A shell that begins a program then would wait for it in vfork(2), where it cannot be stopped: this one reads.
#[test]
fn a_terminals_stop_stops_both_and_its_continuation_continues_both() {
    let place = Place::new();
    let mut rec = start(&place, "mkfifo go; : > ready; read line < go; exit 7");
    kill("TSTP", &format!("-{}", rec.id()));
    until("rec has stopped", || state(&rec.id().to_string()) == "T");
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert!(rec.try_wait().unwrap().is_none());
    kill("CONT", &format!("-{}", rec.id()));
    std::fs::write(place.path("go"), "\n").unwrap();
    assert_eq!(end_of(&mut rec).code(), Some(7));
}

/// The terminal signals one after the other: the command may have stopped before its own signal reaches `rec`.
#[test]
fn a_stop_that_comes_when_the_command_has_stopped_stops_rec() {
    let place = Place::new();
    let mut rec = start(&place, "echo $$ > pid; : > ready; while [ ! -e go ]; do sleep 0.02; done; exit 7");
    let stands = |pid: &str| ["T", "t"].contains(&state(pid).as_str());
    let command = std::fs::read_to_string(place.path("pid")).unwrap().trim().to_owned();
    let recorder = rec.id().to_string();
    let some_time = || std::thread::sleep(std::time::Duration::from_millis(300));
    kill("TSTP", &command);
    until("the command has stopped", || stands(&command));
    some_time();
    assert!(!stands(&recorder), "only the command was to stop");
    kill("TSTP", &recorder);
    until("rec has stopped", || stands(&recorder));
    kill("CONT", &format!("-{recorder}"));
    until("both go on", || !stands(&command) && !stands(&recorder));
    some_time();
    kill("TSTP", &recorder);
    some_time();
    assert!(!stands(&recorder), "it stops only with the command");
    std::fs::write(place.path("go"), "").unwrap();
    assert_eq!(end_of(&mut rec).code(), Some(7));
}

#[test]
fn an_ignored_sigchld_hides_no_exit_status() {
    let place = Place::new();
    let script = format!("trap '' CHLD; {} --backend {} -q -- sh -c 'exit 7'", crate::REC, crate::BACKEND);
    let status = std::process::Command::new("sh").args(["-c", &script]).current_dir(place.0.path()).status();
    assert_eq!(status.unwrap().code(), Some(7));
}
