//! `trapline-bench`: see `trapline-bench --help`.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    trapline_bench::main()
}
