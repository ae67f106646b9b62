//! `rec`: records every system call of a command. See `rec --help`.
#![forbid(unsafe_code)]

#[path = "../rec/mod.rs"]
mod rec;

fn main() -> std::process::ExitCode {
    rec::main()
}
