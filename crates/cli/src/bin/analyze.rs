//! `analyze`: questions about recorded system calls. See `analyze --help`.
#![forbid(unsafe_code)]

#[path = "../analyze/mod.rs"]
mod analyze;

fn main() -> std::process::ExitCode {
    analyze::main()
}
