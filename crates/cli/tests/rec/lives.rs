//! Processes and threads in unusual lives.

use std::path::PathBuf;
use std::process::{Command, Output};

use trapline_testkit::rows;
use trapline_testkit::tools::require;

use crate::{Place, text};

/// Python itself, not a script that looks for it (pyenv): that would have processes of its own.
fn interpreter() -> PathBuf {
    let found = Command::new(require("python3", "python3")).args(["-c", "import sys; print(sys.executable)"]).output();
    PathBuf::from(text(&found.unwrap().stdout).trim())
}

fn python(place: &Place, program: &str) -> Output {
    let python = interpreter();
    place.rec(&["-q", "--", python.to_str().unwrap(), "-c", program]).output().unwrap()
}

#[test]
fn the_first_call_is_the_commands_execve_and_the_last_its_exit() {
    let place = Place::new();
    place.rec(&["-q", "true", "an argument"]).output().unwrap();
    let mut calls = place.rows_of_kind("syscall");
    calls.sort_by_key(|row| row.int("seq"));
    assert_eq!(calls[0].text("syscall"), "execve");
    assert_eq!(calls[0].int("ret"), Some(0));
    assert_eq!(calls[0].list("argv"), ["true", "an argument"]);
    assert_eq!(calls.iter().filter(|row| row.text("syscall") == "execve").count(), 1);
    let last = calls.last().unwrap();
    assert_eq!((last.text("syscall"), last.text("outcome")), ("exit_group", "no_return"));
}

#[test]
fn an_exec_from_a_thread_that_is_not_the_leader_takes_over_the_process() {
    let place = Place::new();
    let program = "import os, threading, time\n\
        for i in range(3): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n\
        threading.Thread(target=lambda: os.execv('/bin/sh', ['sh', '-c', 'echo taken over; exit 8'])).start()\n\
        time.sleep(60)\n";
    let output = python(&place, program);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(8), "taken over\n"));
    let rows = place.rows();
    let exits = rows::of_kind(&rows, "exit");
    assert_eq!((exits.len(), exits[0].int("exit_code")), (1, Some(8)));
    let exec = rows::of_kind(&rows, "exec").into_iter().find(|row| row.text("path").ends_with("sh")).unwrap();
    assert_eq!(exec.int("tid"), exec.int("pid"), "the thread has the process's id from now on");
    let call = rows.iter().rfind(|row| row.text("syscall") == "execve" && row.int("ret") == Some(0)).unwrap();
    assert_ne!(call.int("tid"), call.int("pid"), "the call was entered by the other thread");
    assert_eq!(rows::of_kind(&rows, "thread").len(), rows::of_kind(&rows, "thread_exit").len());
}

#[test]
fn threads_are_recorded_each_with_its_own_calls() {
    let place = Place::new();
    let program = "import os, threading\n\
        def work(n):\n    for i in range(50): os.access(f'/thread{n}/{i}', 0)\n\
        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]\n\
        [t.start() for t in threads]; [t.join() for t in threads]\n";
    assert!(python(&place, program).status.success());
    let rows = place.rows();
    for n in 0..4 {
        let prefix = format!("/thread{n}/");
        let calls: Vec<_> = rows.iter().filter(|row| row.text("path").starts_with(&prefix)).collect();
        assert_eq!(calls.len(), 50);
        assert!(calls.iter().all(|row| row.int("tid") == calls[0].int("tid")));
        assert!(calls.iter().enumerate().all(|(i, row)| row.text("path") == format!("{prefix}{i}")));
    }
}

#[test]
fn a_process_killed_at_any_moment_has_an_end() {
    let place = Place::new();
    let script = "for i in 1 2 3 4 5 6 7 8; do (while :; do ls /etc >/dev/null; done) & \
        sleep 0.0$i; kill -9 $!; wait $! 2>/dev/null; done; exit 0";
    assert_eq!(place.script(script).status.code(), Some(0));
    let rows = place.rows();
    assert_eq!(rows::of_kind(&rows, "process").len(), rows::of_kind(&rows, "exit").len());
    assert!(rows::of_kind(&rows, "exit").iter().filter(|row| row.text("signal") == "SIGKILL").count() >= 8);
}

#[test]
fn a_thread_group_killed_while_it_forks_is_recorded_to_its_end() {
    let place = Place::new();
    let program = "import os, threading, signal, time\n\
        def forks():\n    while True:\n        pid = os.fork()\n        if pid == 0: os._exit(0)\n        os.waitpid(pid, 0)\n\
        for i in range(3): threading.Thread(target=forks, daemon=True).start()\n\
        time.sleep(0.3); os.kill(os.getpid(), signal.SIGKILL)\n";
    let output = python(&place, program);
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&output.status), Some(9));
    let rows = place.rows();
    assert_eq!(rows::of_kind(&rows, "process").len(), rows::of_kind(&rows, "exit").len());
}

#[test]
fn a_trap_of_the_programs_own_is_a_signal() {
    let place = Place::new();
    let program = "import os, signal\nsignal.signal(signal.SIGTRAP, lambda *_: print('trapped'))\n\
        os.kill(os.getpid(), signal.SIGTRAP)\n";
    let output = python(&place, program);
    assert_eq!(text(&output.stdout), "trapped\n");
    assert!(place.rows_of_kind("signal").iter().any(|row| row.text("signal") == "SIGTRAP"));
}

#[test]
fn processor_times_are_a_processs_own() {
    let place = Place::new();
    let program =
        "import os\nif os.fork() == 0:\n    s = sum(i * i for i in range(4_000_000))\n    os._exit(0)\nos.wait()\n";
    assert!(python(&place, program).status.success());
    let exits = place.rows_of_kind("exit");
    let time = |row: &rows::Row| row.int("user_ns").unwrap() + row.int("system_ns").unwrap();
    // The child ends first. Its work is not its parent's.
    assert_eq!(exits.len(), 2);
    assert!(time(&exits[0]) > 100_000_000, "{exits:?}");
    assert!(time(&exits[1]) < time(&exits[0]), "{exits:?}");
    assert!(exits.iter().all(|row| row.int("max_rss_kb").unwrap() > 1000));
}

#[test]
fn a_recorder_can_be_recorded_no_further_than_its_own_calls() {
    // rec under rec: the inner one cannot trace, and says so.
    let place = Place::new();
    let output = Command::new(crate::REC)
        .args(["--backend", "ptrace", "-q", "-o", "outer.parquet", crate::REC])
        .args(["--backend", "ptrace", "-o", "inner.parquet", "true"])
        .current_dir(place.0.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(125));
    assert!(text(&output.stderr).contains("not permitted to trace"), "{output:?}");
    assert!(place.path("outer.parquet").exists() && !place.path("inner.parquet").exists());
}

#[test]
fn a_program_that_forbids_reading_its_memory_is_recorded_without_it() {
    // The kernel lets no unprivileged tracer read an undumpable process. To root nothing is forbidden.
    const SOURCE: &str = "#include <sys/prctl.h>\n#include <unistd.h>\nint main(void)\n\
        { prctl(PR_SET_DUMPABLE, 0); access(\"/no/such/path\", 0); return 0; }\n";
    let place = Place::new();
    std::fs::set_permissions(place.0.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    std::fs::write(place.path("undumpable.c"), SOURCE).unwrap();
    let mut compiler = Command::new(require("cc", "gcc"));
    assert!(
        compiler.args(["-o", "undumpable", "undumpable.c"]).current_dir(place.0.path()).status().unwrap().success()
    );
    // The build directory may be closed to others.
    std::fs::copy(crate::REC, place.path("rec")).unwrap();
    let rec = ["./rec", "-q", "./undumpable"];
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let mut command = Command::new(if root { require("setpriv", "util-linux") } else { rec[0].into() });
    if root {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"]);
        command.arg(rec[0]);
    }
    let output = command.args(&rec[1..]).current_dir(place.0.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let calls = place.rows_of_kind("syscall");
    let call = calls.iter().rfind(|row| row.text("syscall").contains("access")).unwrap();
    assert_eq!((call.text("error"), call.text("path")), ("ENOENT", ""));
    assert_eq!(calls.iter().filter(|row| row.text("outcome") == "no_return").count(), 1);
}

#[test]
fn long_argument_lists_and_environments_are_whole() {
    let place = Place::new();
    let words: Vec<String> = (0..700).map(|length| "x".repeat(length)).collect();
    let mut rec = place.rec(&["-q", "--env", "true"]);
    rec.args(&words).env_clear().env("PATH", "/usr/bin:/bin");
    for number in 0..300 {
        rec.env(format!("NAME_{number}"), "value ".repeat(number));
    }
    assert!(rec.status().unwrap().success());
    let exec = &place.rows_of_kind("exec")[0];
    assert_eq!(exec.list("argv")[1..], words);
    assert_eq!(exec.int("env_count"), Some(301));
    let env = exec.list("env");
    assert_eq!(env.len(), 301);
    assert!(env.contains(&format!("NAME_299={}", "value ".repeat(299))));
}

#[test]
fn an_argument_longer_than_the_limit_is_cut_and_nothing_else() {
    let place = Place::new();
    let long = "y".repeat(9000);
    assert!(place.rec(&["-q", "true", &long, "after"]).status().unwrap().success());
    let argv = place.rows_of_kind("exec")[0].list("argv");
    assert_eq!((argv.len(), argv[2].as_str()), (3, "after"));
    assert!(argv[1].starts_with(&long[..4096]) && argv[1].len() < 9000);
}
