//! Processes and threads that come, stop and end while `rec` attaches or lets go, and `rec`'s own end.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use trapline_testkit::rows;

use super::calls::UNINTERRUPTED;
use super::{Recording, Running, status_of, stuck_threads, threads_of};
use crate::{Place, kill, until};

/// A shell that writes to a file that it has open already, and to which it has changed its directory.
const WRITES: &str = "mkdir d; cd d; exec 5>>../log; echo ready; while :; do echo x >&5; sleep 0.01; done";

fn state(pid: i32) -> char {
    status_of(pid, "State").unwrap().chars().next().unwrap()
}

#[test]
fn what_was_there_before_has_its_name() {
    let place = Place::new();
    let running = Running::script(&place, WRITES);
    let length = || place.path("log").metadata().unwrap().len();
    until("its first write, to the pipe, has returned", || length() > 0);
    let recording = Recording::of(&place, &running.id());
    let before = length();
    until("it has written several times", || length() > before + 10);
    let said = recording.interrupt();
    assert!(said.starts_with("rec: trace.parquet: ") && said.contains(" 0 lost (ptrace, "), "{said}");
    let rows = place.rows();
    let process = &rows::of_kind(&rows, "process")[0];
    let here = place.0.path().canonicalize().unwrap();
    assert_eq!(process.list("argv")[..2], ["sh", "-c"]);
    assert_eq!(process.text("cwd"), here.join("d").to_str().unwrap());
    assert_eq!(process.int("parent_pid"), Some(i64::from(std::process::id())));
    let log = here.join("log");
    let writes: Vec<_> = rows.iter().filter(|row| row.text("syscall") == "write").collect();
    assert!(!writes.is_empty() && writes.iter().all(|row| row.text("path") == log.to_str().unwrap()), "{writes:?}");
    let lives = rows::of_kind(&rows, "fd");
    let known = |row: &&rows::Row| row.text("path") == log.to_str().unwrap() && row.int("fd") == Some(5);
    let ends: Vec<_> = lives.iter().filter(known).map(|row| (row.text("origin"), row.text("fate"))).collect();
    assert!(ends.contains(&("at_start", "open_at_end")), "{ends:?}");
    // The children that it starts are recorded from their first call to their end.
    let sleeps = rows::of_kind(&rows, "exec").into_iter().filter(|row| row.text("path").ends_with("sleep")).count();
    assert!(sleeps > 0, "{rows:?}");
}

#[test]
fn interrupt_terminate_and_hang_up_end_the_recording_and_not_the_program() {
    for signal in ["INT", "TERM", "HUP"] {
        let place = Place::new();
        let running = Running::script(&place, WRITES);
        let recording = Recording::of(&place, &running.id());
        recording.signal(signal);
        recording.end();
        assert_eq!(stuck_threads(running.pid()), [""; 0], "{signal}");
        let length = || place.path("log").metadata().unwrap().len();
        let before = length();
        until("the program goes on", || length() > before);
    }
}

#[test]
fn the_program_goes_on_when_rec_is_killed() {
    let place = Place::new();
    let mut running = Running::tracee(&place, "blocked", &[]);
    for _ in 0..3 {
        let recording = Recording::of(&place, &running.id());
        until("all wait again", || threads_of(running.pid()).into_iter().all(|tid| state(tid) == 'S'));
        recording.signal("KILL");
        until("rec is gone", || stuck_threads(running.pid()).is_empty());
        drop(recording);
        std::fs::remove_file(place.path("trace.parquet.part")).unwrap();
    }
    running.go();
    assert_eq!(running.finish(), UNINTERRUPTED);
}

#[test]
fn a_stopped_process_stays_stopped_when_rec_comes_and_goes_or_is_killed() {
    for end in ["INT", "KILL"] {
        let place = Place::new();
        let mut running = Running::tracee(&place, "blocked", &[]);
        kill("STOP", &running.id());
        until("it has stopped", || threads_of(running.pid()).into_iter().all(|tid| state(tid) == 'T'));
        let recording = Recording::of(&place, &running.id());
        assert!(matches!(state(running.pid()), 't' | 'T'));
        recording.signal(end);
        until("rec has let go", || status_of(running.pid(), "TracerPid").unwrap() == "0");
        until("it stands as it did", || threads_of(running.pid()).into_iter().all(|tid| state(tid) == 'T'));
        if end == "KILL" {
            drop(recording);
        } else {
            recording.end();
            let rows = place.rows();
            assert_eq!(rows::of_kind(&rows, "stop").len(), threads_of(running.pid()).len());
            assert!(rows::of_kind(&rows, "stop").iter().all(|row| row.text("signal") == "SIGSTOP"));
        }
        kill("CONT", &running.id());
        running.go();
        let said = running.finish();
        // A stop of its own makes epoll_wait and its like fail, with a tracer or without.
        assert!(said.contains("read_pipe 1 0\n") && said.contains("futex 0 0\n"), "{said}");
    }
}

#[test]
fn a_stopped_process_that_is_continued_while_it_is_recorded_goes_on() {
    let place = Place::new();
    let mut running = Running::script(&place, "echo ready; kill -STOP $$; read line; exit 0");
    until("it has stopped", || state(running.pid()) == 'T');
    let recording = Recording::of(&place, &running.id());
    kill("CONT", &running.id());
    running.go();
    running.finish();
    recording.end();
    let rows = place.rows();
    assert_eq!(rows::of_kind(&rows, "stop").len(), 1);
    assert_eq!(rows::of_kind(&rows, "continue").len(), 1);
    assert_eq!(rows::of_kind(&rows, "exit")[0].int("exit_code"), Some(0));
}

#[test]
fn threads_born_while_rec_attaches_are_recorded_from_their_first_call() {
    let place = Place::new();
    let running = Running::tracee(&place, "storm", &[]);
    for _ in 0..5 {
        let recording = Recording::of(&place, &running.id());
        std::thread::sleep(std::time::Duration::from_millis(200));
        recording.interrupt();
        assert_eq!(stuck_threads(running.pid()), [""; 0]);
        let rows = place.rows();
        let mut whole = 0;
        let calls: Vec<_> = rows.iter().filter(|row| row.text("path").starts_with("/storm/")).collect();
        for call in calls.iter().filter(|row| row.text("path").ends_with("/2") && row.text("outcome") == "returned") {
            let utid = call.int("utid");
            let of_thread: Vec<_> =
                calls.iter().filter(|row| row.int("utid") == utid).map(|row| row.text("path")).collect();
            // A thread that was there at the attach has begun before. One that was made since is whole.
            let number = call.text("path").strip_suffix("/2").unwrap();
            let first = format!("{number}/0");
            let seen_from_its_birth = of_thread.contains(&first.as_str());
            let begun_before =
                rows.iter().any(|row| row.text("outcome") == "entered_before" && row.int("utid") == utid);
            let born_late = rows::of_kind(&rows, "thread").iter().position(|row| row.int("utid") == utid).unwrap() > 8;
            assert!(seen_from_its_birth || begun_before || !born_late, "{of_thread:?}");
            whole += usize::from(of_thread.len() == 3);
        }
        assert!(whole > 5, "{whole} whole threads of {} calls", calls.len());
    }
    assert!(running.finish().trim().parse::<u32>().unwrap() > 100);
}

#[test]
fn a_process_that_replaces_itself_all_the_time_is_attached_to_and_let_go() {
    let place = Place::new();
    let running = Running::tracee(&place, "execs", &[]);
    for _ in 0..20 {
        Recording::of(&place, &running.id()).interrupt();
        let execs = place.rows_of_kind("exec");
        assert!(
            execs.iter().all(|row| row.list("argv")[0] == "execs" && row.int("tid") == row.int("pid")),
            "{execs:?}"
        );
    }
    std::fs::write(place.path("over"), "").unwrap();
    assert!(running.finish().trim().parse::<u32>().unwrap() > 20);
}

#[test]
fn several_processes_are_recorded_together_and_the_recording_ends_with_the_last() {
    let place = Place::new();
    let script = "echo ready; read line; exit 3";
    let (first, second) = (Running::script(&place, script), Running::script(&place, script));
    let list = format!("{} {}\n", first.id(), second.id());
    let recording = Recording::start(&place, &["-p", &list], 2);
    let pids = [first.pid(), second.pid()].map(i64::from);
    for mut running in [first, second] {
        running.go();
        assert_eq!(crate::end_of(&mut running.child).code(), Some(3));
    }
    let said = recording.end();
    assert!(said.contains(" 2 processes, "), "{said}");
    let exits = place.rows_of_kind("exit");
    assert!(exits.iter().all(|row| pids.contains(&row.int("pid").unwrap()) && row.int("exit_code") == Some(3)));
    assert_eq!(exits.len(), 2);
}

#[test]
fn the_id_of_any_thread_stands_for_its_process() {
    let place = Place::new();
    let running = Running::tracee(&place, "blocked", &[]);
    let other = threads_of(running.pid()).into_iter().max().unwrap();
    assert_ne!(other, running.pid());
    // Named twice, it is still one process.
    let recording = Recording::start(&place, &["-p", &other.to_string(), "-p", &running.id()], 1);
    recording.interrupt();
    assert_eq!(place.rows_of_kind("process").len(), 1);
    assert_eq!(place.rows_of_kind("thread").len(), threads_of(running.pid()).len());
}

#[test]
fn a_signal_that_comes_with_the_detach_reaches_the_program() {
    let place = Place::new();
    for _ in 0..10 {
        let running = Running::script(&place, "trap 'exit 0' USR1; echo ready; while :; do :; done");
        let recording = Recording::of(&place, &running.id());
        kill("USR1", &running.id());
        recording.interrupt();
        running.finish();
    }
}

#[test]
fn a_process_that_outlives_its_first_thread_is_recorded() {
    let place = Place::new();
    let source = "#include <pthread.h>\n#include <stdio.h>\n#include <unistd.h>\n#include <fcntl.h>\n\
        static void *stays(void *fd) { char b; pthread_join(*(pthread_t *)fd, NULL); puts(\"ready\"); fflush(stdout);\n\
        while (read(0, &b, 1) > 0) continue; _exit(0); }\n\
        int main(void) { static pthread_t own, t; own = pthread_self(); open(\"kept\", O_CREAT | O_RDWR, 0600);\n\
        pthread_create(&t, NULL, stays, &own); pthread_exit(NULL); }\n";
    std::fs::write(place.path("leaves.c"), source).unwrap();
    let mut compiler = Command::new(trapline_testkit::tools::require("cc", "gcc"));
    let compiled = compiler.args(["-pthread", "-o", "leaves", "leaves.c"]).current_dir(place.0.path()).status();
    assert!(compiled.unwrap().success());
    let (running, _) = Running::start(Command::new(place.path("leaves")).current_dir(place.0.path()));
    assert_eq!(state(running.pid()), 'Z');
    let recording = Recording::of(&place, &running.id());
    let pid = i64::from(running.pid());
    running.finish();
    recording.end();
    let rows = place.rows();
    assert_eq!(rows::of_kind(&rows, "process")[0].int("pid"), Some(pid));
    assert!(rows::of_kind(&rows, "fd").iter().any(|row| row.text("path").ends_with("/kept")));
    assert_eq!(rows::of_kind(&rows, "thread").len(), 2);
}

#[test]
fn a_killed_process_ends_the_recording() {
    let place = Place::new();
    let mut running = Running::tracee(&place, "blocked", &[]);
    let recording = Recording::of(&place, &running.id());
    running.child.kill().unwrap();
    assert_eq!(crate::end_of(&mut running.child).signal(), Some(9));
    recording.end();
    assert_eq!(place.rows_of_kind("exit")[0].text("signal"), "SIGKILL");
}
