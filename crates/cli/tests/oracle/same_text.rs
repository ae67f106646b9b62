//! `analyze print --strace` writes the lines that strace writes.
//!
//! Both run the same command; process ids, inode numbers and the address of the environment of whoever started it are
//! replaced. What happens at the same moment may come in either order, and on a busy machine later than it was meant to:
//! one of several runs of strace must have the same lines, to the last character.

use std::collections::HashMap;
use std::iter;
use std::path::Path;
use std::process::{Command, Stdio};

use trapline_testkit::{tools, tracee};

/// Runs before a difference counts as one.
const MOST_RUNS: usize = 6;

/// Calls whose text is not compared: what they show is random or the tracer's own id, or is not recorded.
const LEFT_OUT: &str = "!getrandom,getppid";

/// Runs a command in an empty directory and always the same environment; its output is of no interest.
fn run(program: &str, args: &[&str], dir: &Path) {
    let cwd = dir.join("cwd");
    let _ = std::fs::remove_dir_all(&cwd);
    std::fs::create_dir(&cwd).unwrap();
    let mut command = Command::new(program);
    command.args(args).current_dir(cwd).env_clear().env("PATH", "/usr/bin:/bin");
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.unwrap_or_else(|error| panic!("{program}: {error}"));
}

/// The lines of one run under strace.
fn expected(options: &[&str], command: &[&str], dir: &Path) -> Vec<String> {
    let strace = tools::require("strace", "strace");
    let log = dir.join("strace.log");
    let args = [&["-R", strace.to_str().unwrap(), "-f", "-o", log.to_str().unwrap()], options, command].concat();
    run("setarch", &args, dir);
    normalised(&String::from_utf8(std::fs::read(&log).unwrap()).unwrap())
}

/// The lines that are printed of one recording.
fn printed(options: &[&str], command: &[&str], dir: &Path) -> Vec<String> {
    let trace = dir.join("trace.parquet");
    let trace = trace.to_str().unwrap();
    run(
        "setarch",
        &[&["-R", super::REC, "--backend", "ptrace", "-q", "--env", "--data", "32", "-o", trace, "--"], command]
            .concat(),
        dir,
    );
    normalised(&super::analyze(&[&["print", "--strace", trace], options].concat()))
}

/// Lines with what differs between two runs replaced.
fn normalised(text: &str) -> Vec<String> {
    let mut pids: HashMap<&str, String> = HashMap::new();
    for line in text.lines() {
        let pid = line.split(' ').next().unwrap();
        let number = pids.len();
        pids.entry(pid).or_insert_with(|| format!("P{number}"));
    }
    let mut lines: Vec<String> = text.lines().map(|line| with_replaced(line, &pids)).collect();
    // The first line is the tracer's own execve.
    if let Some(first) = lines.first_mut()
        && let (Some(from), Some(to)) = (first.find(" 0x7f"), first.find(" /* "))
    {
        first.replace_range(from..to, " ENV");
    }
    lines
}

/// A line with its process ids and inode numbers replaced, and with padding that holds also for ids of another length.
fn with_replaced(line: &str, pids: &HashMap<&str, String>) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(from) = rest.find(|c: char| c.is_ascii_digit()) {
        let to = rest[from..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |length| from + length);
        let inode = ["pipe:[", "socket:["].iter().any(|prefix| rest[..from].ends_with(prefix))
            || ["TCP:[", "UDP:["].iter().any(|prefix| rest[..from].ends_with(prefix)) && rest[to..].starts_with(']');
        let part_of_word = rest[..from].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        let number = &rest[from..to];
        out.push_str(&rest[..from]);
        // A port that the kernel chose has five digits.
        let port = to - from == 5 && (out.ends_with("htons(") || out.ends_with("127.0.0.1:"));
        match pids.get(number) {
            _ if inode => out.push_str("INODE"),
            _ if port => out.push_str("PORT"),
            Some(pid) if !part_of_word => out.push_str(pid),
            _ => out.push_str(number),
        }
        rest = &rest[to..];
    }
    out.push_str(rest);
    match out.split_once(' ') {
        Some((pid, event)) if pid.starts_with('P') => format!("{pid} {}", event.trim_start()),
        _ => out,
    }
}

/// Fails unless one of several recordings has the lines of one of several runs of strace.
fn assert_same(options: &[&str], command: &[&str], dir: &Path) {
    assert_same_with(&|lines| lines, options, command, dir);
}

/// The same of what is made of the lines.
fn assert_same_with(of: &dyn Fn(Vec<String>) -> Vec<String>, options: &[&str], command: &[&str], dir: &Path) {
    let options = [&["-e", LEFT_OUT], options].concat();
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..MOST_RUNS {
        theirs.push(of(expected(&options, command, dir)));
        ours.push(of(printed(&options, command, dir)));
        if ours.iter().any(|ours| theirs.contains(ours)) {
            return;
        }
    }
    let (theirs, ours) = (&theirs[0], &ours[0]);
    let differing = theirs.iter().zip(ours).filter(|(theirs, ours)| theirs != ours);
    let differing: Vec<String> = differing.map(|(theirs, ours)| format!("\n- {theirs}\n+ {ours}")).collect();
    panic!(
        "{options:?} {command:?}: {} and {} lines, of {MOST_RUNS} runs{}",
        theirs.len(),
        ours.len(),
        differing.concat()
    );
}

#[test]
fn lines_of_one_process_are_straces() {
    let dir = tempfile::tempdir().unwrap();
    for command in [
        &["true"][..],
        &["cat", "/etc/passwd", "/no/such/file"],
        &["ls", "-l", "/etc/pam.d"],
        &["touch", "-d", "2024-02-03 04:05:06", "file"],
        &["mkdir", "-p", "a/b/c"],
        &["ln", "-sf", "somewhere", "link"],
        &["readlink", "link"],
    ] {
        assert_same(&[], command, dir.path());
    }
}

#[test]
fn calls_of_several_processes_are_cut_where_strace_cuts_them() {
    let dir = tempfile::tempdir().unwrap();
    let program = tracee::build("interleaved", dir.path());
    // What the tracee is for has happened.
    let signs = ["P1 read(3,  <unfinished ...>", "stopped by SIGSTOP", "restart_syscall(", "P0 +++ exited with 0 +++"];
    let whole = |lines: Vec<String>| {
        for sign in signs {
            assert!(lines.iter().any(|line| line.contains(sign)), "no {sign}: {lines:#?}");
        }
        lines
    };
    assert_same_with(&whole, &[], &[program.to_str().unwrap()], dir.path());
}

/// Two processes that run at once are cut elsewhere in every run.
#[test]
fn calls_of_several_processes_are_whole_when_their_parts_are_joined() {
    let dir = tempfile::tempdir().unwrap();
    assert_same_with(&joined, &[], &["sh", "-c", "cat /no/such/file; exit 3"], dir.path());
}

/// The lines of one process after the other, each call on one.
fn joined(lines: Vec<String>) -> Vec<String> {
    let mut processes: Vec<(String, Vec<String>)> = Vec::new();
    for line in lines {
        let (pid, event) = line.split_once(' ').unwrap();
        let at = processes.iter().position(|(known, _)| known == pid).unwrap_or_else(|| {
            processes.push((pid.to_owned(), Vec::new()));
            processes.len() - 1
        });
        let events = &mut processes[at].1;
        match (events.last_mut(), event.split_once(" resumed>")) {
            (Some(begun), Some((name, rest))) if begun.ends_with(" <unfinished ...>") => {
                assert_eq!(name.strip_prefix("<... "), begun.split('(').next());
                begun.truncate(begun.len() - " <unfinished ...>".len());
                begun.push_str(rest);
            }
            _ => events.push(event.to_owned()),
        }
    }
    // How far a result is indented depends on where its call was cut.
    let squeezed = |event: String| event.split_whitespace().collect::<Vec<_>>().join(" ");
    processes.into_iter().flat_map(|(pid, events)| iter::once(pid).chain(events.into_iter().map(squeezed))).collect()
}

#[test]
fn sockets_have_the_addresses_that_strace_shows() {
    let dir = tempfile::tempdir().unwrap();
    let program = tracee::build("connected", dir.path());
    for options in [&["-yy"][..], &["-y"]] {
        assert_same(options, &[program.to_str().unwrap()], dir.path());
    }
}

#[test]
fn addresses_and_signals_print_as_names_numbers_and_both() {
    let dir = tempfile::tempdir().unwrap();
    let program = tracee::build("addresses", dir.path());
    for style in ["abbrev", "raw", "verbose"] {
        assert_same(&["-X", style], &[program.to_str().unwrap()], dir.path());
    }
}

#[test]
fn an_end_by_a_signal_is_shown_where_the_signal_is() {
    let dir = tempfile::tempdir().unwrap();
    for options in [&["-e", "signal=none"][..], &["-e", "signal=!KILL"], &["-e", "signal=KILL"], &["-qq"]] {
        assert_same(options, &["sh", "-c", "kill -9 $$"], dir.path());
        assert_same(options, &["true"], dir.path());
    }
}

#[test]
fn every_option_for_rendering_is_straces() {
    let dir = tempfile::tempdir().unwrap();
    let program = tracee::build("strings", dir.path());
    let program = program.to_str().unwrap();
    for options in [
        &["-y"][..],
        &["-yy"],
        &["-x"],
        &["-x", "-y"],
        &["-xx"],
        &["-s", "5"],
        &["-s", "0"],
        &["-v"],
        &["-X", "abbrev"],
        &["-X", "raw", "-y"],
        &["-X", "verbose"],
        &["-n"],
        &["-a", "60"],
        &["-a", "0"],
        &["-z"],
        &["-Z"],
        &["-qq"],
        &["-e", "trace=%file"],
        &["-e", "trace=%desc"],
        &["-e", "/^open", "-e", "status=failed"],
        &["-e", "trace=!%memory,rseq,getrandom", "-e", "signal=none", "-e", "quiet=exit"],
    ] {
        assert_same(options, &[program], dir.path());
    }
}
