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
    warnings
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
    fn a_debug_build_is_warned_of() {
        let warns = |path| warnings(Path::new(path)).iter().any(|text| text.contains("debug build"));
        assert!(warns("target/debug/rec"));
        assert!(!warns("target/release/rec"));
    }
}
