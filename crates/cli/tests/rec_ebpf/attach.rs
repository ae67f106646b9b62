//! Processes that run, recorded without a stop.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use crate::{Place, end_of, kill, output_of, text, until};

/// A shell script that has said that it is ready; killed when dropped.
struct Running(Child);

impl Running {
    fn script(place: &Place, script: &str) -> Running {
        let mut command = Command::new("sh");
        command.args(["-c", script]).current_dir(place.0.path()).stdin(Stdio::null()).stdout(Stdio::piped());
        // Not orphaned, whoever runs the tests: a signal of job control has no effect on an orphaned group (setpgid(2)).
        command.process_group(0);
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        Running(child)
    }

    fn id(&self) -> String {
        self.0.id().to_string()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A `rec -p` that has said that it is attached.
fn attached(place: &Place, pid: &str) -> Child {
    let mut rec = place.rec(&["-v", "-p", pid]).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut stderr = BufReader::new(rec.stderr.take().unwrap());
    stderr.read_line(&mut line).unwrap();
    assert!(line.starts_with(&format!("rec: attached to {pid} ")), "{line}");
    // What else it says is nobody's: but it must not meet a closed pipe.
    std::thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
    rec
}

#[test]
fn what_was_there_before_has_its_name_and_the_program_goes_on() {
    const WRITES: &str = "mkdir d; cd d; exec 5>>../log; echo ready; while :; do echo x >&5; sleep 0.01; done";
    for signal in ["INT", "TERM", "HUP"] {
        let place = Place::new();
        let running = Running::script(&place, WRITES);
        let mut rec = attached(&place, &running.id());
        std::thread::sleep(std::time::Duration::from_millis(300));
        kill(signal, &rec.id().to_string());
        assert_eq!(end_of(&mut rec).code(), Some(0), "{signal}");
        let rows = place.rows();
        let log = place.0.path().canonicalize().unwrap().join("log");
        let writes: Vec<_> = rows.iter().filter(|row| row.text("syscall") == "write").collect();
        assert!(!writes.is_empty() && writes.iter().all(|row| row.text("path") == log.to_str().unwrap()), "{writes:?}");
        let sleeps = rows.iter().filter(|row| row.text("kind") == "exec" && row.text("path").ends_with("sleep"));
        assert!(sleeps.count() > 0, "children are recorded from their first call on: {rows:?}");
        let length = || log.metadata().unwrap().len();
        let before = length();
        until("the program goes on", || length() > before);
    }
}

#[test]
fn a_call_in_progress_is_told_of_whether_it_returns_or_not() {
    let place = Place::new();
    let running = Running::script(&place, "echo ready; sleep 2; exec sleep 60");
    let mut rec = attached(&place, &running.id());
    until("the shell has begun another program", || {
        std::fs::read_to_string(format!("/proc/{}/comm", running.id())).unwrap() == "sleep\n"
    });
    std::thread::sleep(std::time::Duration::from_millis(200));
    kill("INT", &rec.id().to_string());
    assert_eq!(end_of(&mut rec).code(), Some(0));
    let calls = place.rows_of_kind("syscall");
    let calls: Vec<_> = calls.into_iter().filter(|row| row.text("outcome") != "returned").collect();
    let told: Vec<_> = calls.iter().map(|row| (row.text("syscall"), row.text("outcome"))).collect();
    assert_eq!(told[0], ("wait4", "entered_before"), "{told:?}");
    assert!(calls[0].int("ret").is_some_and(|ret| ret > 0) && calls[0].int("duration_ns").is_none(), "{:?}", calls[0]);
    assert!(told.contains(&("clock_nanosleep", "unfinished")), "{told:?}");
}

#[test]
fn a_call_that_waits_already_has_its_memory_and_path() {
    let place = Place::new();
    trapline_testkit::tools::require("mkfifo", "coreutils");
    let script = "mkfifo pipe; echo ready; exec cat pipe other";
    let running = Running::script(&place, script);
    let stat = || std::fs::read_to_string(format!("/proc/{}/syscall", running.id())).unwrap();
    until("it waits in its open", || stat().starts_with(&format!("{} ", nix::libc::SYS_openat)));
    let mut rec = attached(&place, &running.id());
    // It is told of while it waits, not when it has returned.
    std::thread::sleep(std::time::Duration::from_millis(300));
    std::fs::write(place.path("pipe"), "").unwrap();
    assert_eq!(end_of(&mut rec).code(), Some(0));
    let pipe = place.0.path().canonicalize().unwrap().join("pipe");
    let rows = place.rows_of_kind("syscall");
    let opened = rows.iter().find(|row| row.text("syscall") == "openat").unwrap();
    assert_eq!((opened.text("outcome"), opened.text("path")), ("entered_before", pipe.to_str().unwrap()));
    assert!(opened.int("ret").is_some_and(|fd| fd > 2), "{opened:?}");
    let read = rows.iter().find(|row| row.text("syscall") == "read").unwrap();
    assert_eq!(read.text("path"), pipe.to_str().unwrap());
}

#[test]
fn a_process_that_is_stopped_when_it_is_attached_to_is_recorded_as_such() {
    for signal in ["STOP", "TSTP"] {
        let place = Place::new();
        let running = Running::script(&place, "echo ready; sleep 0.1; exec sleep 60");
        kill(signal, &running.id());
        until("it stands still", || {
            std::fs::read_to_string(format!("/proc/{}/stat", running.id())).unwrap().contains(" T ")
        });
        let mut rec = attached(&place, &running.id());
        kill("CONT", &running.id());
        std::thread::sleep(std::time::Duration::from_millis(300));
        kill("INT", &rec.id().to_string());
        assert_eq!(end_of(&mut rec).code(), Some(0));
        let rows = place.rows();
        let stops = rows.iter().filter(|row| ["stop", "continue"].contains(&row.text("kind")));
        let stops: Vec<_> = stops.map(|row| (row.text("kind"), row.text("signal"))).collect();
        let signal = format!("SIG{signal}");
        assert_eq!(stops, [("stop", signal.as_str()), ("continue", signal.as_str())]);
    }
}

#[test]
fn what_cannot_be_attached_to_is_told() {
    let place = Place::new();
    for (pid, why) in [("2147483647", "no such process"), ("2", "a thread of the kernel")] {
        let output = output_of(&mut place.rec(&["-p", pid]));
        assert_eq!(output.status.code(), Some(125));
        assert!(text(&output.stderr).contains(why), "{output:?}");
    }
}

/// Answers every request with `ok`; says its port in the file `port`.
const SERVER: &str = "
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Length', '2')
        self.end_headers()
        self.wfile.write(b'ok')
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
open('port', 'w').write(str(server.server_port))
print('ready', flush=True)
server.serve_forever()
";

#[test]
fn a_server_answers_every_request_while_it_is_attached_to_again_and_again() {
    trapline_testkit::tools::require("curl", "curl");
    trapline_testkit::tools::require("python3", "python3");
    let place = Place::new();
    std::fs::write(place.path("server.py"), SERVER).unwrap();
    let running = Running::script(&place, "exec python3 server.py");
    let port = std::fs::read_to_string(place.path("port")).unwrap();
    for _ in 0..5 {
        let mut rec = attached(&place, &running.id());
        let url = format!("http://127.0.0.1:{port}/[1-50]");
        let answers = Command::new("curl").args(["-sS", "--fail", &url]).output().unwrap();
        assert!(answers.status.success() && text(&answers.stdout) == "ok".repeat(50), "{answers:?}");
        kill("INT", &rec.id().to_string());
        assert_eq!(end_of(&mut rec).code(), Some(0));
        let rows = place.rows();
        let accepted = rows.iter().filter(|row| row.text("syscall") == "accept4" && row.int("ret") > Some(0));
        assert_eq!(accepted.count(), 50);
    }
}
