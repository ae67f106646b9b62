//! What the tests of `rec` are written with.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use trapline_testkit::rows::{self, Row};
use trapline_testkit::tracee;

use crate::{BACKEND, REC};

/// A directory of its own, in which `rec` runs and leaves its trace.
pub struct Place(pub TempDir);

impl Place {
    pub fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// `rec ARGS…`, here, with the backend under test.
    pub fn rec<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(REC);
        command.args(["--backend", BACKEND]).args(args).current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    /// Records a shell script, saying nothing, and gives what became of it.
    pub fn script(&self, script: &str) -> Output {
        self.rec(&["-q", "--", "sh", "-c", script]).output().unwrap()
    }

    /// The rows of the trace.
    pub fn rows(&self) -> Vec<Row> {
        rows::read(&self.path("trace.parquet"))
    }

    pub fn rows_of_kind(&self, kind: &str) -> Vec<Row> {
        rows::of_kind(&self.rows(), kind)
    }

    /// Builds a tracee program here. Gives how to call it.
    pub fn build(&self, name: &str) -> String {
        tracee::build(name, self.0.path());
        format!("./{name}")
    }

    /// Builds a tracee program and records it.
    pub fn record(&self, name: &str) -> Recorded {
        let program = self.build(name);
        let mut rec = self.rec(&["-q", &program]);
        self.recorded(&mut rec)
    }

    /// Runs a `rec` whose command is a tracee program, and reads its trace. The program must succeed; with 77 it says
    /// that it has not the rights that it needs.
    pub fn recorded(&self, rec: &mut Command) -> Recorded {
        let output = output_of(rec);
        assert_ne!(output.status.code(), Some(77), "this test needs root: {rec:?}");
        assert!(output.status.success(), "{rec:?}: {output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
        let mut rows = self.rows();
        rows.sort_by_key(|row| row.int("seq"));
        Recorded { lines: text(&output.stdout).lines().map(str::to_owned).collect(), rows }
    }
}

/// What a tracee program printed, and what was recorded of it.
pub struct Recorded {
    /// Each line is something that must be in the recording.
    pub lines: Vec<String>,
    /// In the order of `seq`.
    pub rows: Vec<Row>,
}

impl Recorded {
    pub fn of_kind(&self, kind: &str) -> Vec<Row> {
        rows::of_kind(&self.rows, kind)
    }

    /// The command's process.
    pub fn pid(&self) -> i64 {
        self.of_kind("process")[0].int("pid").unwrap()
    }

    /// The only row of this kind that a process has.
    pub fn only(&self, kind: &str, pid: i64) -> Row {
        let mut found: Vec<Row> = self.of_kind(kind).into_iter().filter(|row| row.int("pid") == Some(pid)).collect();
        assert_eq!(found.len(), 1, "rows of kind {kind} of process {pid}: {found:#?}");
        found.remove(0)
    }

    /// How a process ended, in the words of tracee programs: `exit 3`, `SIGKILL`.
    pub fn end(&self, pid: i64) -> String {
        let exit = self.only("exit", pid);
        exit.int("exit_code").map_or_else(|| exit.text("signal").to_owned(), |code| format!("exit {code}"))
    }
}

/// Checks that the expected texts occur among others, in this order.
pub fn assert_in_order(expected: &[String], recorded: &[String]) {
    let mut rest = recorded.iter();
    for line in expected {
        assert!(rest.any(|found| found == line), "{line:?} is missing, or not in this order, in {recorded:#?}");
    }
}

/// A call as tracee programs tell it: `NAME RESULT PATH`.
pub fn name_result_path(row: &Row) -> String {
    let path = if row.0.contains_key("path") { row.text("path") } else { "-" };
    format!("{} {} {path}", row.text("syscall"), row.int("ret").unwrap_or_default())
}

/// The state of a process or thread, such as `T` (proc_pid_stat(5)).
pub fn state(pid: &str) -> String {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit_once(") ").unwrap().1[..1].to_owned()
}

pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Waits until `condition` holds; panics after twenty seconds.
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < Duration::from_secs(20), "still not: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits for the end of a child; panics after twenty seconds.
pub fn end_of(child: &mut Child) -> std::process::ExitStatus {
    let mut status = None;
    until("the end of rec", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    status.unwrap()
}

/// Runs a `rec` to its end and gives what it wrote; kills it and panics after two minutes.
pub fn output_of(rec: &mut Command) -> Output {
    let child = rec.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let pid = child.id().to_string();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    receiver.recv_timeout(Duration::from_secs(120)).map(Result::unwrap).unwrap_or_else(|_| {
        kill("KILL", &pid);
        panic!("no end of {rec:?}")
    })
}

/// Sends a signal by its name, as a shell does: to a process, or with a leading minus to a group.
pub fn kill(signal: &str, target: &str) {
    let status = Command::new("kill").args([&format!("-{signal}"), "--", target]).status().unwrap();
    assert!(status.success(), "kill -{signal} {target}");
}
