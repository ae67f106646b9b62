//! `-e` and `-P`: what is recorded, what it costs, and that names are right all the same.

use std::collections::BTreeSet;

use trapline_testkit::rows::Row;
use trapline_testkit::tracee;

use crate::{Place, text};

/// Records a shell script with options, saying nothing.
fn record(place: &Place, options: &[&str], script: &str) -> Vec<Row> {
    let words: Vec<&str> = ["-q"].iter().chain(options).chain(&["sh", "-c", script]).copied().collect();
    let output = place.rec(&words).output().unwrap();
    assert_eq!(text(&output.stderr), "", "{options:?}");
    place.rows()
}

fn calls(rows: &[Row]) -> Vec<&Row> {
    rows.iter().filter(|row| row.text("kind") == "syscall").collect()
}

fn names(rows: &[Row]) -> BTreeSet<&str> {
    calls(rows).into_iter().map(|row| row.text("syscall")).collect()
}

#[test]
fn only_the_calls_that_were_asked_for_are_written() {
    let place = Place::new();
    for (expr, expected) in [
        ("openat,close", &["close", "openat"][..]),
        ("trace=close", &["close"]),
        ("/^exit", &["exit_group"]),
        ("?no_such_call,dup2", &["dup2"]),
        ("none", &[]),
    ] {
        let rows = record(&place, &["-e", expr], "cat /etc/passwd > /dev/null");
        assert_eq!(names(&rows).into_iter().collect::<Vec<_>>(), expected, "{expr}");
    }
    let rows = record(&place, &["-e", "!%memory"], "cat /etc/passwd > /dev/null");
    assert!(names(&rows).contains("openat") && !names(&rows).contains("mmap"));
}

#[test]
fn processes_and_programs_are_known_whatever_is_filtered() {
    let place = Place::new();
    let all = record(&place, &[], "ls / > /dev/null; true | cat; (exit 3)");
    let some = record(&place, &["-e", "none"], "ls / > /dev/null; true | cat; (exit 3)");
    assert_eq!(calls(&some).len(), 0);
    for kind in ["process", "exec", "exit", "thread"] {
        let of_kind = |rows: &[Row]| {
            let mut found: Vec<_> = rows
                .iter()
                .filter(|row| row.text("kind") == kind)
                .map(|row| {
                    (row.text("path").to_owned(), row.list("argv"), row.int("exit_code"), row.text("cwd").to_owned())
                })
                .collect();
            found.sort();
            found
        };
        assert_eq!(of_kind(&some), of_kind(&all), "{kind}");
    }
}

/// The name of every descriptor that is read, written or closed, and of every path that is looked up, whether all calls
/// are seen or these alone.
#[test]
fn names_are_the_same_behind_a_filter() {
    let place = Place::new();
    std::fs::create_dir(place.path("dir")).unwrap();
    std::fs::write(place.path("dir/file"), "line\n").unwrap();
    let script = "cd dir; exec 5< file; read x <&5; cat < file | cat > /dev/null; exec 5< /etc/passwd; read x <&5; \
                  exec 5<&-; cat no-such 2> /dev/null; mkdir sub; cd sub; cat ../file; rmdir ../sub";
    let about = |rows: &[Row]| {
        let mut found: Vec<_> = calls(rows)
            .into_iter()
            .filter(|row| {
                ["read", "write", "newfstatat", "fstat", "openat", "mkdir", "rmdir"].contains(&row.text("syscall"))
            })
            .map(|row| {
                let path = row.text("path").split(":[").next().unwrap_or_default().to_owned();
                (row.text("syscall").to_owned(), path, row.text("fd_type").to_owned(), row.text("cwd").to_owned())
            })
            .collect();
        found.sort();
        found
    };
    let all = about(&record(&place, &[], script));
    let some = about(&record(&place, &["-e", "read,write,newfstatat,fstat,openat,mkdir,rmdir"], script));
    assert!(all.len() > 40, "{all:#?}");
    assert_eq!(some, all);
}

#[test]
fn sockets_have_their_addresses_behind_a_filter() {
    let place = Place::new();
    let python = trapline_testkit::tools::require("python3", "python3");
    let script = "import socket\nl = socket.create_server(('127.0.0.1', 0))\nc = socket.create_connection(l.getsockname())\n\
                  s, _ = l.accept()\ns.send(b'hello')\nprint(c.recv(9), l.getsockname()[1])\n";
    let output = place.rec(&["-q", "-e", "sendto,recvfrom", python.to_str().unwrap(), "-c", script]).output().unwrap();
    let port = text(&output.stdout).split_whitespace().last().unwrap().to_owned();
    let rows = place.rows();
    let sent = calls(&rows).into_iter().find(|row| row.text("syscall") == "sendto").unwrap().clone();
    let received = calls(&rows).into_iter().find(|row| row.text("syscall") == "recvfrom").unwrap().clone();
    assert_eq!((sent.text("protocol"), sent.text("local_addr")), ("TCP", format!("127.0.0.1:{port}").as_str()));
    assert_eq!(received.text("peer_addr"), format!("127.0.0.1:{port}"));
    // The client's own, which the kernel has chosen, is nowhere but in `/proc`.
    let chosen = if crate::BACKEND == "ptrace" { sent.text("peer_addr") } else { "" };
    assert_eq!(received.text("local_addr"), chosen);
}

#[test]
fn threads_that_open_files_in_turn_under_one_number_have_the_right_names() {
    let place = Place::new();
    let python = trapline_testkit::tools::require("python3", "python3");
    let script = "import os, threading\n\
                  def look(path):\n  fd = os.open(path, os.O_RDONLY); os.pread(fd, 1, 0); os.close(fd)\n\
                  go = threading.Event()\n\
                  t = threading.Thread(target=lambda: (go.wait(), look('/etc/group'))); t.start()\n\
                  look('/etc/passwd'); go.set(); t.join(); look('/etc/passwd')\n";
    place.rec(&["-q", "-e", "pread64", python.to_str().unwrap(), "-c", script]).output().unwrap();
    let rows = place.rows();
    let names: Vec<&str> =
        calls(&rows).iter().map(|row| row.text("path")).filter(|path| path.starts_with("/etc/")).collect();
    assert!(names.ends_with(&["/etc/passwd", "/etc/group", "/etc/passwd"]), "{names:?}");
}

#[test]
fn nothing_is_claimed_that_needs_all_calls() {
    let place = Place::new();
    let rows = record(&place, &["-e", "read"], "cat /etc/passwd > /dev/null");
    assert!(rows.iter().all(|row| row.text("kind") != "fd"), "lives of descriptors");
    let read = calls(&rows).into_iter().find(|row| row.text("path") == "/etc/passwd").unwrap();
    assert_eq!(read.int("file_offset"), None, "a position");
}

#[test]
fn calls_of_other_architectures_are_filtered_and_let_through_to_nobody() {
    let place = Place::new();
    let program = tracee::build("calls32", place.0.path());
    let run = |expr: &str| {
        let output = place.rec(&["-q", "-e", expr, program.to_str().unwrap()]).output().unwrap();
        assert!(text(&output.stdout).contains("getpid 1\n"), "{output:?}");
        let rows = place.rows();
        let mut found: Vec<(String, String)> =
            calls(&rows).iter().map(|row| (row.text("abi").to_owned(), row.text("syscall").to_owned())).collect();
        found.sort();
        found
    };
    let i386 = |name: &str| ("i386".to_owned(), name.to_owned());
    assert_eq!(run("getpid@32"), [i386("getpid")]);
    assert_eq!(run("getppid@32"), vec![i386("getppid"); 5]);
    assert_eq!(run("getpid"), [i386("getpid"), ("x86_64".to_owned(), "getpid".to_owned())]);
    assert_eq!(run("openat@x32"), []);
}

#[test]
fn threads_signals_and_failures_go_on_behind_a_filter() {
    let place = Place::new();
    let python = trapline_testkit::tools::require("python3", "python3");
    let script = "import os, signal, subprocess, threading\n\
                  hits = []\nsignal.signal(signal.SIGUSR1, lambda *_: hits.append(1))\n\
                  threads = [threading.Thread(target=os.getppid) for _ in range(20)]\n\
                  [t.start() for t in threads]; [t.join() for t in threads]\n\
                  os.kill(os.getpid(), signal.SIGUSR1)\nsubprocess.run(['sh', '-c', 'kill -9 $$'])\n\
                  print(len(hits)); os.abort()\n";
    let output = place.rec(&["-q", "-e", "getppid,kill", python.to_str().unwrap(), "-c", script]).output().unwrap();
    assert_eq!(text(&output.stdout), "1\n");
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&output.status), Some(6));
    let rows = place.rows();
    let is_other = |row: &Row| row.int("tid") != row.int("pid");
    let by_others = calls(&rows).into_iter().filter(|row| row.text("syscall") == "getppid" && is_other(row)).count();
    assert_eq!(by_others, 20, "by threads that are not the first");
    assert_eq!(rows.iter().filter(|row| row.text("kind") == "thread_exit" && is_other(row)).count(), 20);
    assert_eq!(rows.iter().filter(|row| row.text("kind") == "signal" && row.text("signal") == "SIGUSR1").count(), 1);
}

#[test]
fn paths_choose_calls_by_what_they_are_about() {
    let place = Place::new();
    std::fs::create_dir(place.path("dir")).unwrap();
    std::fs::write(place.path("dir/a.txt"), "a\n").unwrap();
    std::fs::write(place.path("b.txt"), "b\n").unwrap();
    let script = "cat dir/a.txt b.txt /etc/passwd > /dev/null; cat dir/none; mv b.txt dir/c";
    let run = |paths: &[&str]| -> BTreeSet<(String, String)> {
        std::fs::write(place.path("b.txt"), "b\n").unwrap();
        let options: Vec<&str> = paths.iter().flat_map(|path| ["-P", path]).collect();
        let words: Vec<&str> = ["-q"].iter().chain(&options).chain(&["sh", "-c", script]).copied().collect();
        place.rec(&words).output().unwrap();
        let here = place.0.path().canonicalize().unwrap();
        let short = |path: &str| path.strip_prefix(here.to_str().unwrap()).unwrap_or(path).to_owned();
        calls(&place.rows()).iter().map(|row| (row.text("syscall").to_owned(), short(row.text("path")))).collect()
    };
    let exact = run(&["dir/a.txt"]);
    assert!(exact.iter().all(|(_, path)| path == "/dir/a.txt"), "{exact:?}");
    assert!(["openat", "read", "close"].iter().all(|name| exact.iter().any(|(call, _)| call == name)), "{exact:?}");
    let below = run(&["dir/"]);
    assert!(below.contains(&("openat".to_owned(), "/dir/none".to_owned())), "{below:?}");
    assert!(
        below.iter().any(|(call, path)| call.starts_with("rename") && path == "/b.txt"),
        "by its second path: {below:?}"
    );
    let globs = run(&["*.txt", "/etc/pass*"]);
    let paths: BTreeSet<_> = globs.iter().map(|(_, path)| path.as_str()).collect();
    assert_eq!(paths, BTreeSet::from(["/b.txt", "/etc/passwd"]));
}

#[test]
fn a_word_that_names_no_call_is_refused_with_the_nearest_one() {
    let place = Place::new();
    for (args, message) in [
        (["-e", "opneat"], "rec: -e: there is no system call or class `opneat`: did you mean `openat`?\n"),
        (["-P", "/["], "rec: -P: `/[` is not a glob: invalid range pattern\n"),
    ] {
        let output = place.rec(&[args[0], args[1], "true"]).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(125), message));
        assert!(!place.path("trace.parquet").exists());
    }
}
