//! Processes in root directories and namespaces of their own.

use trapline_testkit::rows::Row;
use trapline_testkit::tools::require;

use crate::{Place, assert_in_order, name_result_path, text};

#[test]
fn files_of_other_roots_and_mounts_have_the_kernels_names() {
    let place = Place::new();
    let recorded = place.record("rooted");
    let calls = recorded.of_kind("syscall");
    // glibc's open is openat; its program says what it called.
    let told: Vec<String> = calls.iter().map(|row| name_result_path(row).replace("openat ", "open ")).collect();
    assert_eq!(recorded.lines.len(), 8);
    assert_in_order(&recorded.lines, &told);
    // The one that was born after the chroot has its parent's root.
    let roots: Vec<Row> = recorded.of_kind("process").into_iter().filter(|row| row.0.contains_key("root")).collect();
    assert_eq!(roots.len(), 1, "{roots:#?}");
    let root = place.0.path().canonicalize().unwrap().join("root");
    assert_eq!((roots[0].text("root"), roots[0].text("cwd")), (root.to_str().unwrap(), root.to_str().unwrap()));
}

#[test]
fn processes_in_a_pid_namespace_have_both_their_numbers() {
    let place = Place::new();
    let recorded = place.record("namespaced");
    let (senders, numbers): (Vec<String>, Vec<String>) =
        recorded.lines.iter().cloned().partition(|line| line.starts_with("sender "));
    assert_eq!(numbers.len(), 4);
    for line in &numbers {
        let (pid, number) = line.split_once(' ').unwrap();
        let process = recorded.only("process", pid.parse().unwrap());
        assert_eq!(process.int("ns_pid"), number.parse().ok(), "{line}");
    }
    // Whoever sent a signal is told as everybody is: seen from outside.
    let sent = |row: &&Row| row.text("signal") == "SIGUSR1" && row.text("kind") == "signal";
    let signal = recorded.rows.iter().find(sent).unwrap();
    assert_eq!(signal.int("sender_pid"), senders[0].strip_prefix("sender ").unwrap().parse().ok());
    let ends: Vec<&Row> =
        recorded.rows.iter().filter(|row| row.text("kind") == "signal" && row.text("signal") == "SIGCHLD").collect();
    let pids: Vec<i64> = recorded.of_kind("process").iter().map(|row| row.int("pid").unwrap()).collect();
    // Without a handler a tracer alone gets to see it.
    assert!(!ends.is_empty() || crate::BACKEND != "ptrace");
    assert!(ends.iter().all(|row| pids.contains(&row.int("sender_pid").unwrap())), "{ends:#?}");
    assert!(recorded.only("process", recorded.pid()).int("ns_pid").is_none());
}

#[test]
fn unshare_with_a_pid_namespace_and_a_proc_of_its_own_is_recorded() {
    let place = Place::new();
    let unshare = require("unshare", "util-linux");
    let script = "echo $$; cd /tmp; cat /proc/self/comm >/dev/null; (exit 3); (exit 4) & wait $!; echo $?";
    let output = place
        .rec(&["-q", "--", unshare.to_str().unwrap(), "-pf", "--mount-proc", "sh", "-c", script])
        .output()
        .unwrap();
    assert_eq!(text(&output.stdout), "1\n4\n", "this test needs root: {output:?}");
    let rows = place.rows();
    let first = rows.iter().find(|row| row.text("kind") == "process" && row.int("ns_pid") == Some(1)).unwrap();
    let exec = rows.iter().rfind(|row| row.text("kind") == "exec" && row.int("pid") == first.int("pid")).unwrap();
    assert_eq!(exec.list("argv")[0], "sh");
    // Files of a mount that only they have.
    let comm = rows.iter().find(|row| row.text("path").ends_with("/comm") && row.text("syscall") == "read").unwrap();
    assert!(comm.text("path").starts_with("/proc/"), "{comm:?}");
    let ends: Vec<i64> =
        rows.iter().filter(|row| row.text("kind") == "exit").filter_map(|row| row.int("exit_code")).collect();
    assert!(ends.contains(&3) && ends.contains(&4), "{ends:?}");
}
