//! Tracees in all kinds of stops. Each test traces from its own thread, and waits for its own tracees alone.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Mutex;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use trapline_process::{Program, spawn};
use trapline_ptrace::{
    CStrEnd, Change, Error, Memory, Range, Seizing, Siginfo, Stop, Stopped, SyscallStop, Waiter, interrupt, seize,
};

/// What a tracer saw of a whole run.
#[derive(Default, Debug)]
struct Seen {
    enters: usize,
    exits: usize,
    signals: Vec<(i32, Siginfo)>,
    groups: Vec<i32>,
    forks: usize,
    execs: usize,
    /// Thread and raw wait status.
    ended: Vec<(i32, i32)>,
}

/// Forks must not overlap: a child at its gate holds the other's gate open.
static FORKS: Mutex<()> = Mutex::new(());

fn start(words: &[&str]) -> (i32, trapline_process::Released) {
    let _one = FORKS.lock().unwrap();
    let program = Program::find(&words.iter().map(std::ffi::OsString::from).collect::<Vec<_>>()).unwrap();
    let held = spawn(&program, &[]).unwrap();
    let pid = held.pid();
    seize(pid, Seizing::default()).unwrap();
    interrupt(pid).unwrap();
    (pid, held.release())
}

/// Runs a command to the end of all its processes; `at_stop` looks at each stop.
fn trace(words: &[&str], mut at_stop: impl FnMut(&Stopped, Stop)) -> (i32, Seen) {
    let (pid, _released) = start(words);
    let mut waiter = Waiter::new();
    let mut seen = Seen::default();
    loop {
        match waiter.next(2).unwrap() {
            Change::Stopped { stopped, why, .. } => {
                at_stop(&stopped, why);
                let mut signal = None;
                match why {
                    Stop::Syscall => match stopped.syscall().unwrap().unwrap() {
                        SyscallStop::Enter(_) => seen.enters += 1,
                        SyscallStop::Exit(_) => seen.exits += 1,
                    },
                    Stop::Signal(number) => {
                        seen.signals.push((number, stopped.siginfo().unwrap()));
                        signal = Some(number);
                    }
                    Stop::Group(number) => {
                        seen.groups.push(number);
                        assert!(stopped.listen().unwrap().is_none());
                        continue;
                    }
                    Stop::Fork => seen.forks += 1,
                    Stop::Exec => seen.execs += 1,
                    Stop::Trap | Stop::Exit | Stop::Seccomp | Stop::Other => {}
                }
                match stopped.restart(signal) {
                    Ok(()) | Err(Error::Gone { .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            Change::Ended { tid, status, .. } => seen.ended.push((tid, status)),
            Change::Interrupted => {}
            Change::NothingLeft => return (pid, seen),
        }
    }
}

#[test]
fn a_command_is_seen_from_its_exec_to_its_exit_code() {
    let (pid, seen) = trace(&["sh", "-c", "exit 3"], |_, _| {});
    assert_eq!(seen.execs, 1);
    assert_eq!(seen.ended, [(pid, 3 << 8)]);
    // Every call that was entered was left, but the last (exit_group).
    assert_eq!(seen.enters, seen.exits + 1);
}

#[test]
fn processes_of_processes_are_followed() {
    let (pid, seen) = trace(&["sh", "-c", "(sh -c 'exit 1'; exit 2) & wait $!; exit 4"], |_, _| {});
    assert_eq!(seen.forks, 2);
    assert_eq!(seen.ended.len(), 3);
    assert_eq!(*seen.ended.last().unwrap(), (pid, 4 << 8));
}

#[test]
fn a_signal_is_seen_with_its_sender_and_delivered() {
    let (pid, seen) = trace(&["sh", "-c", "trap 'exit 5' TERM; kill -TERM $$; exit 6"], |_, _| {});
    let (number, siginfo) = seen.signals[0];
    assert_eq!((number, siginfo.signal(), siginfo.sender()), (libc::SIGTERM, libc::SIGTERM, Some(pid)));
    assert_eq!(seen.ended, [(pid, 5 << 8)]);
}

#[test]
fn a_real_time_signal_kills_as_itself() {
    let (pid, seen) = trace(&["sh", "-c", "kill -64 $$"], |_, _| {});
    assert_eq!(seen.ended, [(pid, 64)]);
}

#[test]
fn a_group_stop_lasts_until_sigcont() {
    // The second process wakes the first, which cannot do so itself.
    let script = "main=$$; (sleep 0.2; kill -CONT $main) & kill -STOP $$; wait; exit 7";
    let (pid, seen) = trace(&["sh", "-c", script], |_, _| {});
    assert_eq!(seen.groups, [libc::SIGSTOP]);
    assert!(seen.ended.contains(&(pid, 7 << 8)));
}

#[test]
fn a_tracee_killed_at_a_stop_is_no_error_and_its_end_is_told() {
    let mut killed = false;
    let (pid, seen) = trace(&["sleep", "60"], |stopped, why| {
        if why == Stop::Exec && !killed {
            killed = true;
            kill(Pid::from_raw(stopped.tid()), Signal::SIGKILL).unwrap();
            // From here on it is running to its end: nobody there, or already at the stop before its exit.
            for _ in 0..1000 {
                match stopped.syscall() {
                    Ok(None) | Err(Error::Gone { .. }) => {}
                    other => panic!("{other:?}"),
                }
            }
        }
    });
    assert_eq!(seen.ended, [(pid, libc::SIGKILL)]);
}

#[test]
fn memory_is_read_up_to_where_it_is_mapped() {
    let mut memory = Memory::default();
    let page = memory.page();
    let mut checked = false;
    trace(&["true"], |stopped, why| {
        if why != Stop::Exec || checked {
            return;
        }
        checked = true;
        // The initial stack: at its end an 8-byte null, before that the program's file name.
        let maps = std::fs::read_to_string(format!("/proc/{}/maps", stopped.tid())).unwrap();
        let line = maps.lines().find(|line| line.ends_with("[stack]")).unwrap();
        let end = u64::from_str_radix(line.split(['-', ' ']).nth(1).unwrap(), 16).unwrap();
        let ranges = [
            Range { address: end - 8, length: 8 },
            Range { address: end - 8, length: page },
            Range { address: 0, length: 8 },
            Range { address: end - page as u64 - 4, length: page + 4 },
            Range { address: u64::MAX - 3, length: 8 },
            Range { address: end - 16, length: 0 },
        ];
        let pieces = memory.read(stopped, &ranges).unwrap();
        assert_eq!(pieces.get(0), [0; 8]);
        assert_eq!(pieces.get(1), [0; 8]);
        assert_eq!(pieces.get(2), []);
        assert_eq!(pieces.get(3).len(), page + 4);
        assert_eq!(pieces.get(4), []);
        assert_eq!(pieces.get(5), []);
        let last_page = pieces.get(3)[4..].to_vec();
        let name = last_page[..page - 8].rsplit(|&byte| byte == 0).nth(1).unwrap();
        let mut string = Vec::new();
        let at = end - 8 - 1 - name.len() as u64;
        assert_eq!(memory.c_str(stopped, at, 4096, &mut string).unwrap(), CStrEnd::Nul);
        assert!(string.ends_with(b"true"), "{:?}", String::from_utf8_lossy(&string));
        string.clear();
        assert_eq!(memory.c_str(stopped, at, 2, &mut string).unwrap(), CStrEnd::Limit);
        assert_eq!(string, name[..2]);
        assert_eq!(memory.c_str(stopped, 16, 4096, &mut string).unwrap(), CStrEnd::Fault);
    });
    assert!(checked);
}

#[test]
fn a_busy_tracee_does_not_keep_others_from_their_turn() {
    // One process makes calls without end until the other, which needs many stops of its own, removes the file.
    let file = std::env::temp_dir().join(format!("trapline-fair-{}", std::process::id()));
    std::fs::write(&file, "").unwrap();
    let script = format!(
        "while [ -e {0} ]; do :; done & while [ -e {0} ]; do :; done & ls -lR /etc >/dev/null 2>&1; rm {0}; wait",
        file.display()
    );
    let (pid, seen) = trace(&["sh", "-c", &script], |_, _| {});
    assert!(seen.ended.contains(&(pid, 0)));
    assert!(!file.exists());
}
