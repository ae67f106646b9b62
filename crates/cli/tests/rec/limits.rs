//! What ends a recording early, what it leaves out, and the table of `-c`.

use trapline_testkit::rows::Row;

use crate::{Place, end_of, text, until};

fn calls(rows: &[Row]) -> usize {
    rows.iter().filter(|row| row.text("kind") == "syscall").count()
}

/// Whether a process has BPF programs loaded.
fn has_programs(pid: u32) -> bool {
    let fds = std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap();
    let mut names = fds.filter_map(|fd| std::fs::read_link(fd.unwrap().path()).ok());
    names.any(|name| name.to_string_lossy().starts_with("anon_inode:bpf"))
}

#[test]
fn a_recording_ends_after_its_duration_and_the_command_runs_on() {
    let place = Place::new();
    let script = ": > began; while [ ! -e go ]; do kill -0 $$; done; echo over; exit 7";
    let mut rec = place.rec(&["-q", "--duration", "400ms", "sh", "-c", script]).spawn().unwrap();
    until("the command has begun", || place.path("began").exists());
    until("the command is observed no longer", || {
        let pids = std::fs::read_to_string(format!("/proc/{}/task/{0}/children", rec.id())).unwrap_or_default();
        pids.split_whitespace().next().is_some_and(|pid| {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            status.contains("TracerPid:\t0\n") && !has_programs(rec.id())
        })
    });
    std::fs::write(place.path("go"), "").unwrap();
    assert_eq!(end_of(&mut rec).code(), Some(7));
    let rows = place.rows();
    assert!(calls(&rows) > 10);
    assert!(rows.iter().all(|row| row.text("kind") != "exit"), "its end was not recorded");
}

#[test]
fn a_recording_ends_when_its_file_is_large_enough() {
    let place = Place::new();
    let words = ["dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=1000000", "status=none"];
    let bound = 200_000;
    let options = ["-q".to_owned(), "--max-size".to_owned(), bound.to_string()];
    let output = place.rec(&[&options[..], &words.map(str::to_owned)].concat()).output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    let rows = place.rows();
    assert!((1000..1_900_000).contains(&calls(&rows)), "{} of 2,000,000 calls", calls(&rows));
    let size = place.path("trace.parquet").metadata().unwrap().len();
    assert!(size < 3 * bound, "{size} bytes");
}

#[test]
fn threads_are_followed_and_processes_are_not_when_told_so() {
    let place = Place::new();
    let python = trapline_testkit::tools::require("python3", "python3");
    let script = "import os, threading, subprocess\nt = threading.Thread(target=os.getppid); t.start(); t.join()\n\
                  print(subprocess.run(['sh', '-c', 'exit 3']).returncode)\n";
    // Not a script that starts the interpreter, which many a `python3` is.
    let python = std::process::Command::new(python).args(["-c", "import sys; print(sys.executable)"]).output().unwrap();
    let python = text(&python.stdout).trim().to_owned();
    let output = place.rec(&["-q", "--no-follow", &python, "-c", script]).output().unwrap();
    assert_eq!(text(&output.stdout), "3\n");
    let rows = place.rows();
    let processes = rows.iter().filter(|row| row.text("kind") == "process").count();
    let threads = rows.iter().filter(|row| row.text("kind") == "thread").count();
    assert_eq!((processes, threads), (1, 2));
}

#[test]
fn a_table_of_the_calls_is_printed_when_asked_for() {
    let place = Place::new();
    let output = place.rec(&["-q", "-c", "cat", "/no/such/file", "/etc/passwd"]).output().unwrap();
    let stderr = text(&output.stderr);
    let cells = |name: &str| -> Vec<String> {
        let line = stderr.lines().find(|line| line.ends_with(&format!("  {name}")));
        line.unwrap_or_else(|| panic!("no {name} in {stderr}")).split_whitespace().map(str::to_owned).collect()
    };
    let count = |name: &str, failed: bool| {
        let of_name = |row: &&Row| row.text("kind") == "syscall" && (name == "total" || row.text("syscall") == name);
        let rows = place.rows();
        let found = rows.iter().filter(of_name).filter(|row| !failed || row.int("errno").is_some()).count();
        found.to_string()
    };
    for name in ["openat", "total"] {
        assert_eq!(cells(name)[2..4], [count(name, false), count(name, true)], "{name}");
    }
    assert_eq!(cells("total")[0], "100.00");
}
