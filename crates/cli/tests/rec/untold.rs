//! Makers and children that are killed between the birth and the word that a tracer gets of it. The tracer is held up there,
//! and finds what has happened meanwhile all at once.

use std::process::{Child, Stdio};

use trapline_testkit::rows::Row;

use crate::{Place, end_of, kill, until};

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

/// proc_pid_stat(5).
fn state(pid: &str) -> String {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit_once(") ").unwrap().1[..1].to_owned()
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
