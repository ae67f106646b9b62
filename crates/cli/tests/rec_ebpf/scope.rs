//! Control groups, the whole system, and choosing by what calls come to.

use std::process::{Command, Stdio};

use crate::{Place, end_of, kill, output_of, text, until};

/// A control group of its own, gone when dropped.
struct Group(String);

impl Group {
    fn new(name: &str) -> Group {
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap();
        let line = mounts.lines().find(|line| line.contains(" - cgroup2 "));
        let hierarchy = line.expect("this test needs a mounted cgroup2 hierarchy").split(' ').nth(4).unwrap();
        let path = format!("{hierarchy}/trapline-{name}-{}", std::process::id());
        std::fs::create_dir_all(&path).unwrap();
        Group(path)
    }

    /// Runs a shell script in it, or in one below.
    fn script(&self, inner: &str, script: &str) {
        let group = format!("{}/{inner}", self.0);
        std::fs::create_dir_all(&group).unwrap();
        let script = format!("echo $$ > {group}/cgroup.procs; {script}");
        assert!(Command::new("sh").args(["-c", &script]).status().unwrap().success());
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        for group in [format!("{}/inner", self.0), self.0.clone()] {
            // The inner one need not be there.
            let _ = std::fs::remove_dir(group);
        }
    }
}

#[test]
fn a_control_group_is_recorded_with_those_below_it_and_nobody_else() {
    let place = Place::new();
    let group = Group::new("scope");
    let mut rec = place.rec(&["-q", "--cgroup", &group.0]).stderr(Stdio::piped()).spawn().unwrap();
    until("it records", || place.path("trace.parquet.part").exists());
    group.script("", "test -e /no/such/outer; true");
    group.script("inner", "test -e /no/such/inner; true");
    assert!(Command::new("sh").args(["-c", "test -e /no/such/elsewhere; true"]).status().unwrap().success());
    kill("INT", &rec.id().to_string());
    assert_eq!(end_of(&mut rec).code(), Some(0));
    let rows = place.rows();
    let looked_for = |path: &str| rows.iter().filter(|row| row.text("path") == path).count();
    let all = ["/no/such/outer", "/no/such/inner", "/no/such/elsewhere"].map(looked_for);
    assert_eq!(all, [1, 1, 0]);
    assert!(rows.iter().any(|row| row.text("kind") == "process" && row.text("comm") == "sh"));
}

#[test]
fn the_whole_system_is_recorded_without_the_recorder() {
    let place = Place::new();
    let mut rec = place.rec(&["-q", "--system"]).stderr(Stdio::piped()).spawn().unwrap();
    until("it records", || place.path("trace.parquet.part").exists());
    assert!(Command::new("sh").args(["-c", "test -e /no/such/anywhere; true"]).status().unwrap().success());
    kill("INT", &rec.id().to_string());
    assert_eq!(end_of(&mut rec).code(), Some(0));
    let rows = place.rows();
    assert_eq!(rows.iter().filter(|row| row.text("path") == "/no/such/anywhere").count(), 1);
    let own = rows.iter().filter(|row| row.int("pid") == Some(i64::from(rec.id()))).count();
    assert_eq!(own, 0, "the recorder records itself");
}

#[test]
fn what_is_no_control_group_and_what_needs_bpf_is_told() {
    let place = Place::new();
    let output = output_of(&mut place.rec(&["--cgroup", "/no/such/group"]));
    assert_eq!(output.status.code(), Some(125));
    assert!(text(&output.stderr).contains("/no/such/group is no control group"), "{output:?}");
    let output = output_of(&mut place.rec(&["--container", "0123456789abcdef"]));
    assert!(text(&output.stderr).contains("0 control groups belong to a container"), "{output:?}");
    let mut ptrace = Command::new(crate::REC);
    ptrace.args(["--backend", "ptrace", "--system"]).current_dir(place.0.path());
    let output = output_of(&mut ptrace);
    assert_eq!(output.status.code(), Some(125));
    assert!(text(&output.stderr).contains("through BPF only"), "{output:?}");
}

#[test]
fn what_calls_come_to_decides_in_the_kernel() {
    let place = Place::new();
    let script = "test -e /no/such; test -e /; sleep 0.2; true";
    let output = output_of(&mut place.rec(&["-q", "--failed-only", "sh", "-c", script]));
    assert!(output.status.success(), "{output:?}");
    let calls = place.rows_of_kind("syscall");
    let returned: Vec<_> = calls.iter().filter(|row| row.text("outcome") == "returned").collect();
    assert!(!returned.is_empty() && returned.iter().all(|row| row.int("errno").is_some()), "{returned:?}");
    assert!(returned.iter().any(|row| row.text("path") == "/no/such"));

    let output = output_of(&mut place.rec(&["-q", "--min-duration", "100ms", "sh", "-c", script]));
    assert!(output.status.success(), "{output:?}");
    let calls = place.rows_of_kind("syscall");
    let returned: Vec<_> = calls.iter().filter(|row| row.int("duration_ns").is_some()).collect();
    assert!(returned.iter().all(|row| row.int("duration_ns").unwrap() >= 100_000_000), "{returned:?}");
    let names: Vec<_> = returned.iter().map(|row| row.text("syscall")).collect();
    assert!(names.contains(&"clock_nanosleep") && names.contains(&"wait4"), "{names:?}");
}

#[test]
fn with_the_rights_of_the_file_an_ordinary_user_records_what_is_its_own() {
    let place = Place::new();
    std::fs::set_permissions(place.0.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    std::fs::copy(crate::REC, place.path("rec")).unwrap();
    let setcap = trapline_testkit::tools::require("setcap", "libcap2-bin");
    let given = Command::new(setcap).args(["cap_bpf,cap_perfmon+ep", "rec"]).current_dir(place.0.path()).status();
    assert!(given.unwrap().success(), "this test needs root, and a file system that keeps capabilities");
    let as_nobody = |args: &[&str]| {
        let mut command = Command::new(trapline_testkit::tools::require("setpriv", "util-linux"));
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "./rec"]);
        output_of(command.args(args).current_dir(place.0.path()))
    };
    let output = as_nobody(&["-q", "--backend", "ebpf", "sh", "-c", "cat /etc/hostname; test -e /no/such"]);
    assert!(output.stderr.is_empty(), "{output:?}");
    let rows = place.rows();
    assert!(rows.iter().any(|row| row.text("path") == "/no/such" && row.text("error") == "ENOENT"));
    let uids: Vec<_> = rows.iter().filter(|row| row.text("kind") == "exec").map(|row| row.int("uid")).collect();
    assert_eq!(uids, [Some(65534), Some(65534)]);
    // A program that runs with the rights of another is executed before their eyes, and then is none of their business.
    std::fs::copy("/bin/true", place.path("set-id")).unwrap();
    std::fs::set_permissions(place.path("set-id"), std::os::unix::fs::PermissionsExt::from_mode(0o4755)).unwrap();
    let output = as_nobody(&["-q", "--backend", "ebpf", "sh", "-c", "./set-id; true"]);
    assert!(output.stderr.is_empty(), "{output:?}");
    let rows = place.rows();
    let exec = rows.iter().find(|row| row.text("kind") == "exec" && row.text("path").ends_with("/set-id")).unwrap();
    let of_child: Vec<_> = rows.iter().filter(|row| row.int("pid") == exec.int("pid")).collect();
    let last = of_child.iter().rfind(|row| row.text("kind") == "syscall").unwrap();
    assert_eq!((exec.int("uid"), last.text("syscall"), last.int("ret")), (Some(0), "execve", Some(0)));
    assert_eq!(of_child.iter().filter(|row| row.text("kind") == "exit").count(), 1);
    for (args, why) in [(&["--system"][..], "only own processes"), (&["-p", "1"], "the process is user 0's")] {
        let output = as_nobody(args);
        assert_eq!(output.status.code(), Some(125), "{args:?}");
        assert!(text(&output.stderr).contains(why), "{output:?}");
    }
    // Without them there is ptrace, and a line that says why.
    std::fs::copy(crate::REC, place.path("rec")).unwrap();
    let output = as_nobody(&["true"]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    assert!(said.contains("ptrace is used, since BPF cannot be") && said.contains("setcap"), "{said}");
    assert!(said.contains("(ptrace, "), "{said}");
}
