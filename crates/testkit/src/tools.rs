//! Programs that tests need.

use std::path::PathBuf;
use std::process::Command;

/// The path of a program, or a failed test that says what to install.
pub fn require(program: &str, debian_package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|dir| dir.join(program))
        .find(|candidate| candidate.is_file())
        .unwrap_or_else(|| panic!("this test needs {program}: apt-get install {debian_package}"))
}

/// A Python that has a module, or a failed test that says how to install it: the one that `TRAPLINE_PYTHON` names, the one
/// that the project's set-up script made, or the first on the `PATH`.
pub fn python_with(module: &str) -> PathBuf {
    let chosen = std::env::var_os("TRAPLINE_PYTHON").map(PathBuf::from);
    let own = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/trapline/python/bin/python"));
    let candidates: Vec<PathBuf> = chosen.into_iter().chain(own).chain(["python3".into()]).collect();
    let has_module = |python: &PathBuf| {
        let output = Command::new(python).args(["-c", &format!("import {module}")]).output();
        output.is_ok_and(|output| output.status.success())
    };
    candidates.iter().find(|python| has_module(python)).cloned().unwrap_or_else(|| {
        panic!(
            "this test needs the Python module {module}: run .ci/setup, or set TRAPLINE_PYTHON to a Python that has it"
        )
    })
}
