//! Tracer and tracees on one CPU: the program is told nothing of it, and has its CPUs back whatever happens.

use std::process::{Command, Stdio};

use trapline_testkit::tracee;

use crate::{Place, end_of, kill, text, until};

/// Where a process may run, as the kernel says.
fn cpus(pid: &str) -> String {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    line.map(|list| list.trim().to_owned()).unwrap_or_default()
}

fn own_cpus() -> String {
    let own = cpus("self");
    assert!(own.contains(['-', ',']), "these tests need two CPUs, and may run on {own} only");
    own
}

/// A command that makes calls without end.
const STORM: &str = "while :; do kill -0 $$; done";

#[test]
fn a_program_is_told_its_own_cpus() {
    own_cpus();
    let place = Place::new();
    let program = tracee::build("affinity", place.0.path());
    // The child's lines and its parent's come in any order.
    let lines = |output: Vec<u8>| {
        let mut lines: Vec<String> = text(&output).lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let plain = lines(Command::new(&program).output().unwrap().stdout);
    assert_eq!(plain.len(), 10, "{plain:#?}");
    for options in [&["-q"][..], &["-q", "--no-pin"], &["-q", "-e", "getppid"]] {
        let words: Vec<&str> = options.iter().copied().chain([program.to_str().unwrap()]).collect();
        let output = place.rec(&words).output().unwrap();
        assert_eq!(text(&output.stderr), "");
        assert_eq!(lines(output.stdout), plain, "{options:?}");
    }
}

#[test]
fn nproc_prints_the_same_inside_and_outside() {
    let place = Place::new();
    let count = "for i in 1 2 3 4 5 6 7 8 9; do ls / > /dev/null; done; nproc";
    let plain = Command::new("sh").args(["-c", count]).output().unwrap().stdout;
    assert_eq!(text(&place.script(count).stdout), text(&plain));
}

#[test]
fn everybody_is_on_one_cpu_while_calls_are_frequent_and_the_guard_gives_all_back_after_sigkill() {
    let own = own_cpus();
    let place = Place::new();
    let script = format!("echo $$ > pid; ({STORM}) & echo $! > child; {STORM}");
    let mut rec = place.rec(&["-q", "sh", "-c", &script]).stdout(Stdio::null()).spawn().unwrap();
    let recorder = rec.id().to_string();
    let mut tracees = Vec::new();
    until("the command's processes", || {
        let read = |name: &str| std::fs::read_to_string(place.path(name)).unwrap_or_default().trim().to_owned();
        tracees = vec![read("pid"), read("child")];
        tracees.iter().all(|pid| !pid.is_empty())
    });
    until("everybody on one CPU", || {
        let one = cpus(&recorder);
        !one.contains(['-', ',']) && tracees.iter().all(|pid| cpus(pid) == one)
    });
    rec.kill().unwrap();
    rec.wait().unwrap();
    until("the CPUs that are theirs", || tracees.iter().all(|pid| cpus(pid) == own));
    tracees.iter().for_each(|pid| kill("KILL", pid));
}

#[test]
fn a_program_that_computes_is_let_go() {
    let own = own_cpus();
    let place = Place::new();
    let compute = format!(
        "echo $$ > pid; i=0; while [ $i -lt 3000 ]; do kill -0 $$; i=$((i+1)); done; echo > over; {}",
        "while :; do :; done"
    );
    let mut rec = place.rec(&["-q", "sh", "-c", &compute]).spawn().unwrap();
    until("the end of its calls", || place.path("over").exists());
    let pid = std::fs::read_to_string(place.path("pid")).unwrap().trim().to_owned();
    until("its own CPUs", || cpus(&pid) == own);
    kill("KILL", &pid);
    end_of(&mut rec);
}

#[test]
fn no_mask_is_touched_when_told_so() {
    let own = own_cpus();
    let place = Place::new();
    let script = format!("echo $$ > pid; {STORM}");
    let mut rec = place.rec(&["-q", "--no-pin", "sh", "-c", &script]).spawn().unwrap();
    until("the command", || place.path("pid").metadata().is_ok_and(|file| file.len() > 0));
    let pid = std::fs::read_to_string(place.path("pid")).unwrap().trim().to_owned();
    for _ in 0..100 {
        assert_eq!((cpus(&pid), cpus(&rec.id().to_string())), (own.clone(), own.clone()));
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    kill("KILL", &pid);
    end_of(&mut rec);
}

#[test]
fn threads_that_are_let_go_have_their_own_cpus() {
    let own = own_cpus();
    let place = Place::new();
    let script = format!("echo $$ > pid; for i in 1 2 3 4 5 6 7 8; do ({STORM}) & echo $! >> children; done; {STORM}");
    let mut rec = place.rec(&["-q", "--duration", "500ms", "sh", "-c", &script]).stdout(Stdio::null()).spawn().unwrap();
    let read = |name: &str| std::fs::read_to_string(place.path(name)).unwrap_or_default();
    until("its children", || read("children").lines().count() == 8);
    let pids: Vec<String> = [read("pid"), read("children")].concat().lines().map(str::to_owned).collect();
    let is_traced = |pid: &String| {
        !std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default().contains("TracerPid:\t0\n")
    };
    until("the end of the recording", || !pids.iter().any(is_traced));
    let confined: Vec<_> = pids.iter().filter(|pid| cpus(pid) != own).collect();
    pids.iter().for_each(|pid| kill("KILL", pid));
    end_of(&mut rec);
    assert_eq!(confined, [""; 0]);
}

/// The pipes that a process has open.
fn pipes(pid: &str) -> Vec<String> {
    let links = std::fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten();
    let names = links.filter_map(|link| std::fs::read_link(link.ok()?.path()).ok()?.to_str().map(str::to_owned));
    names.filter(|name| name.starts_with("pipe:")).collect()
}

/// The guard of a recorder: it waits for the end of a pipe that only the two have.
fn guard_of(recorder: &str) -> Option<String> {
    let ours = pipes(recorder);
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let is_guard = |pid: &String| {
        std::fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|comm| comm.trim() == "rec-guard")
            && pipes(pid).iter().any(|pipe| ours.contains(pipe))
    };
    processes.filter(|name| name.parse::<i32>().is_ok()).find(is_guard)
}

#[test]
fn the_guard_is_nobodys_child_and_ends_with_the_recorder() {
    let place = Place::new();
    let mut rec = place.rec(&["-q", "cat"]).stdin(Stdio::piped()).spawn().unwrap();
    let recorder = rec.id().to_string();
    let mut guard = None;
    until("the guard", || {
        guard = guard_of(&recorder);
        guard.is_some()
    });
    let status = std::fs::read_to_string(format!("/proc/{}/status", guard.clone().unwrap())).unwrap();
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:")).unwrap().trim();
    assert!(parent != recorder && parent != std::process::id().to_string(), "child of {parent}");
    drop(rec.stdin.take());
    end_of(&mut rec);
    let stat = format!("/proc/{}/stat", guard.unwrap());
    // Whoever adopts it may be slow to take notice of its end.
    until("its end", || std::fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z")));
}

#[test]
fn no_busy_process_starves_another() {
    for options in [&[][..], &["--no-pin"]] {
        let place = Place::new();
        let program = place.build("busy");
        let output = place.rec(&["-q"]).args(options).arg(program).output().unwrap();
        let made: Vec<u32> = text(&output.stdout).lines().map(|line| line.parse().unwrap()).collect();
        assert_eq!(made.len(), 6, "{output:?}");
        // Whoever is looked at first gets about three times as much as the last; served in that order alone, twenty times.
        assert!(made.iter().max().unwrap() / 10 < *made.iter().min().unwrap(), "{made:?}");
    }
}
