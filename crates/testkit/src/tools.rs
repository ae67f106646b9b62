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

/// A Python that has a module, or a failed test that says how to install it. `TRAPLINE_PYTHON` names another one than
/// `python3`.
pub fn python_with(module: &str) -> PathBuf {
    let python = std::env::var_os("TRAPLINE_PYTHON").map_or_else(|| require("python3", "python3"), PathBuf::from);
    let found = Command::new(&python).args(["-c", &format!("import {module}")]).output().unwrap();
    assert!(
        found.status.success(),
        "this test needs the Python module {module}: {} -m pip install {module} (TRAPLINE_PYTHON chooses another Python)",
        python.display()
    );
    python
}
