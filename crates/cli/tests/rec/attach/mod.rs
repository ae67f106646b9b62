//! Attaching to processes that run, and letting go of them.

mod calls;
mod life;
mod refused;
mod servers;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};

use crate::{Place, end_of, kill, text};

/// A program that was started untraced, and has said that it is ready.
pub struct Running {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Running {
    /// Starts a program that says a line when it is ready; gives that line, too.
    pub fn start(command: &mut Command) -> (Running, String) {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "{command:?} said nothing: {:?}", child.wait());
        (Running { child, output }, line.trim().to_owned())
    }

    /// Starts a tracee program of the tests in `place`.
    pub fn tracee(place: &Place, name: &str, args: &[&str]) -> Running {
        let program = trapline_testkit::tracee::build(name, place.0.path());
        Running::start(Command::new(program).args(args).current_dir(place.0.path())).0
    }

    /// Starts a shell script that says a line when it is ready.
    pub fn script(place: &Place, script: &str) -> Running {
        Running::start(Command::new("sh").args(["-c", script]).current_dir(place.0.path())).0
    }

    pub fn pid(&self) -> i32 {
        self.child.id().cast_signed()
    }

    pub fn id(&self) -> String {
        self.child.id().to_string()
    }

    /// Writes a line to its input.
    pub fn go(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
    }

    /// Closes its input, and gives the rest of its output when it has ended well.
    pub fn finish(mut self) -> String {
        drop(self.child.stdin.take());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        let status = end_of(&mut self.child);
        assert!(status.success(), "{status:?}: {rest}");
        rest
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already if the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `rec -v -p …`, which has attached.
pub struct Recording {
    pub rec: Child,
    said: BufReader<ChildStderr>,
}

impl Recording {
    /// Starts it with `args`, and waits until it has said of `count` processes that it attached to them.
    pub fn start(place: &Place, args: &[&str], count: usize) -> Recording {
        let mut rec = place.rec(&["-v"]).args(args).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(rec.stderr.take().unwrap());
        let mut lines = String::new();
        while lines.matches("rec: attached to ").count() < count {
            assert_ne!(said.read_line(&mut lines).unwrap(), 0, "rec -v {args:?}: {lines}");
        }
        Recording { rec, said }
    }

    /// Attaches to one process.
    pub fn of(place: &Place, pid: &str) -> Recording {
        Recording::start(place, &["-p", pid], 1)
    }

    pub fn signal(&self, signal: &str) {
        kill(signal, &self.rec.id().to_string());
    }

    /// Waits for its end, which is a good one; gives what else it said.
    pub fn end(mut self) -> String {
        let status = end_of(&mut self.rec);
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).unwrap();
        assert_eq!(status.code(), Some(0), "{rest}");
        rest
    }

    /// Ends it as Ctrl-C does.
    pub fn interrupt(self) -> String {
        self.signal("INT");
        self.end()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let _ = self.rec.kill();
        let _ = self.rec.wait();
    }
}

/// The value of a line of `/proc/TID/status`.
pub fn status_of(tid: i32, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(format!("/proc/{tid}/status")).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(":\t"))?;
    Some(value.to_owned())
}

pub fn threads_of(pid: i32) -> Vec<i32> {
    let entries = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

/// Threads that are traced, or stand still.
pub fn stuck_threads(pid: i32) -> Vec<String> {
    let stuck = |&tid: &i32| {
        let tracer = status_of(tid, "TracerPid").is_some_and(|tracer| tracer != "0");
        tracer || status_of(tid, "State").is_some_and(|state| state.starts_with(['t', 'T']))
    };
    let tell = |tid| format!("{tid}: {:?}, traced by {:?}", status_of(tid, "State"), status_of(tid, "TracerPid"));
    threads_of(pid).into_iter().filter(stuck).map(tell).collect()
}

/// `rec ARGS…`, which fails to record; gives what it said.
pub fn refusal(place: &Place, args: &[&str]) -> String {
    let Output { status, stderr, .. } = place.rec(args).output().unwrap();
    assert_eq!(status.code(), Some(125), "{}", text(&stderr));
    assert!(!place.path("trace.parquet").exists() && !place.path("trace.parquet.part").exists());
    text(&stderr).to_owned()
}
