//! Where it was measured, and whether that can be trusted.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A load above this means that something else is running.
const QUIET: f64 = 0.5;

/// `Linux 6.1, 2 CPUs (AMD EPYC); strace -- version 6.1, …`: kernel, processors, and what these programs say of
/// themselves.
pub fn description(programs: &[&Path]) -> String {
    let kernel = read("/proc/sys/kernel/osrelease");
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let info = read("/proc/cpuinfo");
    let model = info.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(": "));
    let model = model.map_or("unknown", |(_, name)| name);
    let versions: Vec<String> = programs.iter().filter_map(|program| version(program)).collect();
    format!("Linux {}, {cpus} CPUs ({model}); {}", kernel.trim(), versions.join(", "))
}

/// What makes the figures worth less, with the remedy.
pub fn warnings(rec: &Path) -> Vec<String> {
    let mut warnings = Vec::new();
    let load = read("/proc/loadavg").split(' ').next().and_then(|load| load.parse::<f64>().ok()).unwrap_or(0.0);
    if load > QUIET {
        warnings.push(format!("the load is {load}: stop what else is running, or trust no figure"));
    }
    if rec.parent().and_then(Path::file_name).is_some_and(|dir| dir == "debug") {
        warnings.push(format!(
            "{} is a debug build: cargo build --release -p trapline --no-default-features --features rec",
            rec.display()
        ));
    }
    for (pid, name) in observers() {
        warnings.push(format!("{name} ({pid}) has BPF programs at every call, native ones too: end it first"));
    }
    warnings
}

/// Processes that hold a link from a BPF program to the beginning or the end of all system calls.
fn observers() -> Vec<(String, String)> {
    let mut observers = Vec::new();
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let pid = process.file_name().to_string_lossy().into_owned();
        if !pid.starts_with(|first: char| first.is_ascii_digit()) {
            continue;
        }
        let links = fs::read_dir(process.path().join("fdinfo")).into_iter().flatten().flatten();
        if links.map(|link| fs::read_to_string(link.path()).unwrap_or_default()).any(|info| observes(&info)) {
            observers.push((pid, read(&process.path().join("comm").to_string_lossy()).trim().to_owned()));
        }
    }
    observers
}

/// By a descriptor's `/proc/PID/fdinfo/FD`.
fn observes(info: &str) -> bool {
    let name = info.lines().find_map(|line| line.strip_prefix("tp_name:")).map(str::trim);
    info.contains("link_type:") && matches!(name, Some("sys_enter" | "sys_exit"))
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().map(|line| line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_and_its_programs_are_named() {
        let text = description(&[Path::new("sh-that-is-not-there"), Path::new("cc")]);
        assert!(text.starts_with("Linux ") && text.contains(" CPUs (") && text.contains("cc"), "{text}");
    }

    #[test]
    fn who_observes_calls_is_known_by_a_link() {
        let info = "pos:\t0\nlink_type:\traw_tracepoint\nlink_id:\t1549\ntp_name:\tsys_exit\ncookie:\t0\n";
        assert!(observes(info));
        assert!(!observes(&info.replace("sys_exit", "sched_process_exit")));
        assert!(!observes("pos:\t0\nflags:\t02000000\n"));
    }

    #[test]
    fn a_debug_build_is_warned_of() {
        let warns = |path| warnings(Path::new(path)).iter().any(|text| text.contains("debug build"));
        assert!(warns("target/debug/rec"));
        assert!(!warns("target/release/rec"));
    }
}
