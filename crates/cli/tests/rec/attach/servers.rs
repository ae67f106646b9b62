//! Servers under constant load, attached to and let go again and again.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::scope;
use std::time::Duration;

use trapline_testkit::rows::Row;
use trapline_testkit::tools::require;

use super::{Recording, Running, stuck_threads};
use crate::{Place, end_of, kill, until};

const ROUNDS: usize = 20;
/// Clients that ask at the same time, all the time.
const CLIENTS: usize = 4;
/// Bytes of the file that is asked for: more than one write takes.
const LENGTH: usize = 300_000;
/// A server that does not answer within this time is stuck.
const PATIENCE: Duration = Duration::from_secs(30);

/// One request on a connection of its own; an error says what went wrong.
fn request(address: SocketAddr) -> Result<(), String> {
    let tell = |what: &'static str| move |error: std::io::Error| format!("{what}: {error}");
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).map_err(tell("connect"))?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(tell("timeout"))?;
    stream.write_all(b"GET /file HTTP/1.0\r\nHost: localhost\r\n\r\n").map_err(tell("write"))?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(tell("read"))?;
    let body = answer.windows(4).position(|window| window == b"\r\n\r\n").ok_or("an answer without a body")? + 4;
    let length = answer.len() - body;
    if !answer.starts_with(b"HTTP/1.") || !answer[8..].starts_with(b" 200 ") || length != LENGTH {
        return Err(format!("{length} bytes after {}", String::from_utf8_lossy(&answer[..body])));
    }
    Ok(())
}

/// Attaches to the processes and lets go of them, while clients ask; gives the rows of the last recording.
fn attach_again_and_again(place: &Place, address: SocketAddr, pids: &[i32]) -> Vec<Row> {
    let (over, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    let list = pids.iter().map(i32::to_string).collect::<Vec<_>>().join(",");
    let failures: Vec<String> = scope(|scope| {
        let client = || {
            let mut failures = Vec::new();
            while !over.load(Ordering::Relaxed) {
                match request(address) {
                    Ok(()) => drop(answered.fetch_add(1, Ordering::Relaxed)),
                    Err(error) => failures.push(error),
                }
            }
            failures
        };
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        let rounds = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for round in 0..ROUNDS {
                let recording = Recording::start(place, &["-p", &list], pids.len());
                let before = answered.load(Ordering::Relaxed);
                // Some rounds are over at once, others see whole requests.
                let requests = round % 4 * 3;
                until("requests are answered", || answered.load(Ordering::Relaxed) >= before + requests);
                recording.interrupt();
            }
        }));
        over.store(true, Ordering::Relaxed);
        let failures = clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
        rounds.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        failures
    });
    assert_eq!(failures, [""; 0]);
    assert!(answered.load(Ordering::Relaxed) > ROUNDS);
    for pid in pids {
        assert_eq!(stuck_threads(*pid), [""; 0]);
    }
    request(address).unwrap();
    place.rows()
}

/// Socket and log, both opened before, have their names.
fn assert_named(rows: &[Row], address: SocketAddr, log: &PathBuf) {
    let calls: Vec<_> = rows.iter().filter(|row| row.text("kind") == "syscall").collect();
    let accepts: Vec<_> = calls.iter().filter(|row| row.text("syscall").starts_with("accept")).collect();
    assert!(!accepts.is_empty());
    for call in accepts {
        assert_eq!(call.text("local_addr"), address.to_string(), "{call:?}");
        assert_eq!(call.text("fd_type"), "socket", "{call:?}");
    }
    let log = fs::canonicalize(log).unwrap();
    let writes = calls.iter().filter(|row| row.text("syscall") == "write" && row.text("path") == log.to_str().unwrap());
    assert!(writes.count() > 0, "no write to {}", log.display());
}

const PYTHON: &str = "import http.server, socket, sys\n\
    log = open('server.log', 'a', buffering=1)\n\
    class Handler(http.server.SimpleHTTPRequestHandler):\n    \
        def log_message(self, *words): log.write(words[0] % words[1:] + '\\n')\n\
    class Server(http.server.ThreadingHTTPServer):\n    request_queue_size = 64\n\
    server = Server(('127.0.0.1', 0), Handler)\n\
    print(server.server_address[1], flush=True)\n\
    server.serve_forever()\n";

#[test]
fn a_threading_python_server_answers_every_request() {
    let place = Place::new();
    fs::write(place.path("file"), vec![b'x'; LENGTH]).unwrap();
    let mut python = Command::new(require("python3", "python3"));
    python.args(["-c", PYTHON]).current_dir(place.0.path()).stderr(fs::File::create(place.path("errors")).unwrap());
    let (running, port) = Running::start(&mut python);
    let address = SocketAddr::from(([127, 0, 0, 1], port.parse().unwrap()));
    let rows = attach_again_and_again(&place, address, &[running.pid()]);
    assert_named(&rows, address, &place.path("server.log"));
    assert_eq!(fs::read_to_string(place.path("errors")).unwrap(), "");
}

/// nginx in the foreground, with everything that it writes in one directory.
struct Nginx {
    master: Child,
    address: SocketAddr,
    errors: PathBuf,
}

impl Nginx {
    fn start(place: &Place) -> Nginx {
        let program = require_nginx();
        let directory = place.0.path().canonicalize().unwrap();
        let (config, errors) = (directory.join("nginx.conf"), directory.join("error.log"));
        // Between the choice of a port and its use another program may take it.
        for _ in 0..10 {
            let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
            fs::write(&config, configuration(directory.to_str().unwrap(), address)).unwrap();
            let mut master = Command::new(&program)
                .args(["-e", errors.to_str().unwrap(), "-c", config.to_str().unwrap()])
                .stdin(Stdio::null())
                .spawn()
                .unwrap();
            let mut answers = false;
            until("nginx answers or gives up", || {
                answers = request(address).is_ok();
                answers || master.try_wait().unwrap().is_some()
            });
            if answers {
                return Nginx { master, address, errors };
            }
        }
        panic!("nginx does not start: {}", fs::read_to_string(errors).unwrap_or_default());
    }

    /// Master and workers.
    fn pids(&self) -> Vec<i32> {
        let master = self.master.id().cast_signed();
        let children = fs::read_to_string(format!("/proc/{master}/task/{master}/children")).unwrap();
        [master].into_iter().chain(children.split_whitespace().map(|pid| pid.parse().unwrap())).collect()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        if self.master.try_wait().is_ok_and(|ended| ended.is_none()) {
            kill("TERM", &self.master.id().to_string());
            end_of(&mut self.master);
        }
    }
}

/// Distributions keep it where not every user looks for programs.
fn require_nginx() -> PathBuf {
    let beside = PathBuf::from("/usr/sbin/nginx");
    if beside.is_file() { beside } else { require("nginx", "nginx") }
}

fn configuration(directory: &str, address: SocketAddr) -> String {
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("    {name}_temp_path {directory}/{name};\n"))
        .concat();
    format!(
        "daemon off;\nuser root;\nworker_processes 2;\npid {directory}/nginx.pid;\nerror_log {directory}/error.log info;\n\
         events {{ worker_connections 256; }}\n\
         http {{\n    access_log {directory}/access.log;\n    sendfile on;\n{temporary}\
         server {{ listen {address}; root {directory}; }}\n}}\n"
    )
}

#[test]
fn nginx_answers_every_request() {
    let place = Place::new();
    fs::write(place.path("file"), vec![b'x'; LENGTH]).unwrap();
    let nginx = Nginx::start(&place);
    until("a master and two workers", || nginx.pids().len() == 3);
    let pids = nginx.pids();
    let rows = attach_again_and_again(&place, nginx.address, &pids);
    assert_named(&rows, nginx.address, &place.path("access.log"));
    let errors = fs::read_to_string(&nginx.errors).unwrap();
    assert!(!errors.contains("Interrupted") && !errors.contains("exited on signal"), "{errors}");
    assert_eq!(nginx.pids(), pids, "no worker was replaced");
}
