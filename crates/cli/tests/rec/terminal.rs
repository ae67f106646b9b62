//! Job control by an interactive shell in a terminal.

use std::process::Command;

use trapline_testkit::rows::Row;
use trapline_testkit::tools::require;

use crate::{Place, REC, until};

/// A shell in a terminal of its own, whose keyboard is ours.
struct Terminal<'a>(&'a Place);

impl<'a> Terminal<'a> {
    fn open(place: &'a Place) -> Terminal<'a> {
        let bash = require("bash", "bash");
        let terminal = Terminal(place);
        terminal.tmux(&[
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "200",
            "-y",
            "50",
            bash.to_str().unwrap(),
            "--norc",
            "-i",
        ]);
        terminal
    }

    fn tmux(&self, words: &[&str]) -> String {
        let mut tmux = Command::new(require("tmux", "tmux"));
        tmux.arg("-S").arg(self.0.path("terminal")).args(words).current_dir(self.0.0.path()).env_remove("TMUX");
        let output = tmux.env("PS1", "ready> ").env("SHELL", "/bin/sh").env("TERM", "xterm").output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn key(&self, key: &str) {
        self.tmux(&["send-keys", key]);
    }

    fn enter(&self, line: &str) {
        self.tmux(&["send-keys", "-l", line]);
        self.key("Enter");
    }

    /// Asks the shell, until its answer to a command holds `expected`.
    fn answer(&self, command: &str, expected: &str) {
        let file = self.0.path("answer");
        let _ = std::fs::remove_file(&file);
        until(&format!("{command} says {expected}; the screen: {}", self.tmux(&["capture-pane", "-p"])), || {
            if !file.exists() {
                self.enter(&format!("{command} > unfinished; mv unfinished answer"));
                until("the shell answers", || file.exists());
            }
            let holds = std::fs::read_to_string(&file).unwrap().contains(expected);
            if !holds {
                std::fs::remove_file(&file).unwrap();
            }
            holds
        });
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        // The server and its shell end with it.
        let mut tmux = Command::new("tmux");
        let _ = tmux.arg("-S").arg(self.0.path("terminal")).arg("kill-server").output();
    }
}

/// Whether the terminal belongs to the group of the program (proc_pid_stat(5): pgrp and tpgid).
fn in_foreground(place: &Place) -> bool {
    let pid = std::fs::read_to_string(place.path("pid")).unwrap();
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    fields[2] == fields[5]
}

/// Types what somebody does who stops, continues and interrupts a program. The program notices each once.
fn type_all(place: &Place, terminal: &Terminal<'_>, command: &str) {
    let noticed = |lines: &str| std::fs::read_to_string(place.path("noticed")).is_ok_and(|noticed| noticed == lines);
    terminal.enter(command);
    until("it runs", || noticed("start\n"));
    terminal.key("C-z");
    terminal.answer("jobs", "Stopped");
    terminal.enter("fg");
    until("it goes on in the foreground", || noticed("start\ncontinued\n"));
    terminal.key("C-z");
    terminal.answer("jobs", "Stopped");
    terminal.enter("bg");
    until("it goes on in the background", || noticed("start\ncontinued\ncontinued\n"));
    terminal.answer("jobs", "Running");
    terminal.enter("fg");
    // The shell says so before it hands the terminal over: until then ^C is the shell's.
    until("the terminal is the program's", || in_foreground(place));
    terminal.key("C-c");
    until("it was interrupted once", || noticed("start\ncontinued\ncontinued\ninterrupted 1\n"));
    terminal.answer("echo code $?", "code 9");
}

fn signals<'a>(rows: &'a [Row], pid: Option<i64>, name: &str) -> Vec<&'a Row> {
    let wanted = |row: &&Row| row.text("kind") == "signal" && row.int("pid") == pid && row.text("signal") == name;
    rows.iter().filter(wanted).collect()
}

#[test]
fn ctrl_z_fg_bg_and_ctrl_c_mean_to_a_recorded_command_what_they_always_do() {
    let place = Place::new();
    let program = place.build("ticks");
    let terminal = Terminal::open(&place);
    type_all(&place, &terminal, &format!("{REC} -q {program}"));
    let rows = place.rows();
    let pid = rows.iter().find(|row| row.text("kind") == "process").unwrap().int("pid");
    assert_eq!(signals(&rows, pid, "SIGCONT").len(), 2);
    assert_eq!(signals(&rows, pid, "SIGTSTP").len(), 2);
    let stops = rows.iter().filter(|row| row.text("kind") == "stop" && row.int("pid") == pid);
    assert!(stops.count() >= 2, "the recorder stops after the command has");
    /// `SI_KERNEL`: the terminal sent it.
    const KERNEL: i64 = 0x80;
    assert!(signals(&rows, pid, "SIGINT").iter().all(|row| row.int("si_code") == Some(KERNEL)));
}

#[test]
fn a_recorded_shell_controls_its_jobs() {
    let place = Place::new();
    let program = place.build("ticks");
    let terminal = Terminal::open(&place);
    terminal.enter(&format!("{REC} -q bash --norc -i"));
    type_all(&place, &terminal, &program);
    terminal.enter("exit 7");
    terminal.answer("echo code $?", "code 7");
    let rows = place.rows();
    let is_program =
        |row: &&Row| row.text("kind") == "exec" && row.list("argv").first().is_some_and(|word| *word == program);
    let pid = rows.iter().find(is_program).unwrap().int("pid");
    let of_kind = |kind| rows.iter().filter(|row| row.text("kind") == kind && row.int("pid") == pid).count();
    assert_eq!((of_kind("stop"), of_kind("continue")), (2, 2));
    assert!(rows.iter().filter(|row| row.text("kind") == "stop").all(|row| row.text("signal") == "SIGTSTP"));
    // The shell was told of the stops by its child's state.
    let shell = rows.iter().find(|row| row.text("kind") == "process").unwrap().int("pid");
    /// `CLD_STOPPED` of sigaction(2).
    const STOPPED: i64 = 5;
    let told = signals(&rows, shell, "SIGCHLD");
    assert!(told.iter().any(|row| row.int("si_code") == Some(STOPPED) && row.int("sender_pid") == pid), "{told:#?}");
}

#[test]
fn a_command_that_handles_ctrl_z_is_not_stopped() {
    let place = Place::new();
    let python = require("python3", "python3");
    let script = "import os, signal, time\n\
                  def notice(line): open('noticed', 'a').write(line + chr(10))\n\
                  signal.signal(signal.SIGTSTP, lambda *_: notice('handled'))\nnotice('start')\n\
                  while not os.path.exists('go'): time.sleep(0.02)\nnotice('over')\n";
    std::fs::write(place.path("handles.py"), script).unwrap();
    let terminal = Terminal::open(&place);
    let noticed = |lines: &str| std::fs::read_to_string(place.path("noticed")).is_ok_and(|noticed| noticed == lines);
    // The interpreter itself: a script that starts it would be stopped.
    terminal.enter(&format!("{REC} -q $({} -c 'import sys; print(sys.executable)') handles.py", python.display()));
    until("it runs", || noticed("start\n"));
    terminal.key("C-z");
    until("its handler", || noticed("start\nhandled\n"));
    std::fs::write(place.path("go"), "").unwrap();
    until("its end", || noticed("start\nhandled\nover\n"));
    terminal.answer("echo code $?", "code 0");
}
