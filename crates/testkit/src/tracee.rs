//! Small C programs that make exactly known system calls and say on their standard output what a tracer must have seen.
//!
//! They are C because nothing but their own calls and libc's start must happen. The compiler is the `cc` that Rust links
//! with.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles `tracees/NAME.c` into `dir` and returns the program's path.
pub fn build(name: &str, dir: &Path) -> PathBuf {
    compile(name, dir, &["-pthread"])
}

/// The same for a 32-bit program that uses no library, so that none has to be installed.
pub fn build_i386(name: &str, dir: &Path) -> PathBuf {
    let alone = ["-m32", "-nostdlib", "-static", "-ffreestanding", "-fno-pic", "-no-pie", "-fno-stack-protector"];
    compile(name, dir, &alone)
}

fn compile(name: &str, dir: &Path, options: &[&str]) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tracees").join(format!("{name}.c"));
    let program = dir.join(name);
    let output = Command::new("cc")
        .args(["-O1", "-Wall", "-Werror", "-D_GNU_SOURCE"])
        .args(options)
        .arg("-o")
        .arg(&program)
        .arg(&source)
        .output()
        .expect("this test needs a C compiler: apt-get install gcc libc6-dev");
    assert!(output.status.success(), "{}: {}", source.display(), String::from_utf8_lossy(&output.stderr));
    program
}
