//! What a tracer finds that is held up: what has happened meanwhile comes all at once.

use std::process::{Child, Command, Stdio};

use trapline_testkit::rows::Row;
use trapline_testkit::tools::require;

use crate::{BACKEND, Place, REC, end_of, kill, state, until};

/// A recorded maker of children, and a child that it has just made, of which `rec` does not know yet. `rec` is stopped.
struct Untold {
    rec: Child,
    maker: String,
    child: String,
}

impl Untold {
    fn new(place: &Place, options: &[&str]) -> Untold {
        let program = place.build("slow_forks");
        let said = std::fs::File::create(place.path("said")).unwrap();
        let mut rec = place.rec(&["-q"]);
        let rec = rec.args(options).arg(program).stdout(said).stderr(Stdio::null()).spawn().unwrap();
        until("it makes children", || place.path("maker").exists());
        let maker = std::fs::read_to_string(place.path("maker")).unwrap().trim().to_owned();
        let mut untold = Untold { rec, maker, child: String::new() };
        until("its tracer is stopped while it makes one", || untold.stop());
        untold
    }

    /// Stops `rec` at some moment; lets it go on if the maker is not inside of its call then, with the child made.
    fn stop(&mut self) -> bool {
        let rec = self.rec.id().to_string();
        kill("STOP", &rec);
        until("rec has stopped", || state(&rec) == "T");
        // For its tracer, or for a child that does.
        until("the maker waits", || ["t", "S"].contains(&state(&self.maker).as_str()));
        let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", self.maker)).unwrap();
        self.child = children.trim().to_owned();
        if !self.child.is_empty() && is_making(&self.maker) {
            // Or else it has lived already.
            until("the child waits, too", || ["t", "Z"].contains(&state(&self.child).as_str()));
            if is_making(&self.child) {
                return true;
            }
        }
        kill("CONT", &rec);
        false
    }

    /// Kills one of them, and lets `rec` see what has become. Gives the rows, and what the program has said.
    fn killing(mut self, place: &Place, victim: &str) -> (Vec<Row>, String) {
        kill("KILL", victim);
        until("it is about to exit", || is_dying(victim));
        kill("CONT", &self.rec.id().to_string());
        assert_eq!(end_of(&mut self.rec).code(), Some(0));
        (place.rows(), std::fs::read_to_string(place.path("said")).unwrap())
    }
}

impl Drop for Untold {
    /// A test that has failed leaves nobody in a stop.
    fn drop(&mut self) {
        let _ = self.rec.kill();
    }
}

/// Whether it stands for its tracer in the call that makes children, as one of them does that has just been made.
fn is_making(pid: &str) -> bool {
    let call = std::fs::read_to_string(format!("/proc/{pid}/syscall")).unwrap();
    call.starts_with(&format!("{} ", nix::libc::SYS_clone)) && state(pid) == "t"
}

/// Whether a signal kills it (`PF_SIGNALED` of include/linux/sched.h), and its tracer has yet to see it exit.
fn is_dying(pid: &str) -> bool {
    const SIGNALED: u64 = 0x400;
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let flags = stat.rsplit_once(") ").unwrap().1.split(' ').nth(6).unwrap();
    flags.parse::<u64>().unwrap() & SIGNALED != 0 && state(pid) == "t"
}

fn of<'a>(rows: &'a [Row], kind: &str, pid: &str) -> &'a Row {
    let pid = pid.parse().ok();
    rows.iter().find(|row| row.text("kind") == kind && row.int("pid") == pid).unwrap()
}

#[test]
fn a_child_is_adopted_when_its_maker_was_killed_before_it_told_of_it() {
    for options in [&[][..], &["-e", "getpid"]] {
        let place = Place::new();
        let untold = Untold::new(&place, options);
        let (maker, child) = (untold.maker.clone(), untold.child.clone());
        let (rows, said) = untold.killing(&place, &maker);
        assert_eq!(said, "maker -9\norphans 1\n");
        assert_eq!(of(&rows, "exit", &maker).text("signal"), "SIGKILL");
        assert_eq!(of(&rows, "exit", &child).int("exit_code"), Some(7));
        assert_eq!(of(&rows, "process", &child).int("parent_pid"), maker.parse().ok());
    }
}

#[test]
fn a_child_that_was_killed_before_its_maker_told_of_it_has_lived() {
    for options in [&[][..], &["-e", "getpid"]] {
        let place = Place::new();
        let untold = Untold::new(&place, options);
        let (maker, child) = (untold.maker.clone(), untold.child.clone());
        let (rows, said) = untold.killing(&place, &child);
        assert_eq!(said, "maker 5\norphans 0\n");
        assert_eq!(of(&rows, "exit", &child).text("signal"), "SIGKILL");
        assert_eq!(of(&rows, "process", &child).int("parent_pid"), maker.parse().ok());
    }
}

/// The tracee is no longer where it was reported to be: that is so at every other kill.
#[test]
fn a_process_that_is_killed_between_a_stop_and_what_is_asked_of_it_has_done_nothing_more() {
    let place = Place::new();
    let program = place.build("killed");
    let mut slowed = Command::new(require("strace", "strace"));
    slowed.args(["-o", "/dev/null", "-e", "trace=ptrace", "-e", "inject=ptrace:delay_enter=300"]);
    slowed.args([REC, "--backend", BACKEND, "-q", &program, "600000"]).current_dir(place.0.path());
    let recorded = place.recorded(&mut slowed);
    assert_eq!(recorded.lines.len(), 80);
    for pid in &recorded.lines {
        assert_eq!(recorded.end(pid.parse().unwrap()), "SIGKILL", "{pid}");
    }
    let (births, deaths) = (recorded.of_kind("process").len(), recorded.of_kind("exit").len());
    assert_eq!(births, deaths);
    // That of another stop would be one of ptrace(2)'s own, with an event in its second byte.
    let strange = |row: &&Row| row.int("si_code").is_some_and(|code| code > 0xff);
    assert_eq!(recorded.rows.iter().find(strange), None);
}
