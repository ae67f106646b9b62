//! From the arguments of `rec` to a recording, and from its outcome to an exit status.

mod args;
mod job;
mod status;
mod summary;
mod table;
mod terminal;
mod units;

use std::process::ExitCode;

use clap::Parser;

use args::Args;
use job::Job;

/// `rec`'s own failures, as env(1), nohup(1) and timeout(1) have it. 126 and 127 are the command's.
const COULD_NOT_RECORD: u8 = 125;

/// The command `rec`.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version go to the standard output and are no failure. A closed one is no failure either.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(COULD_NOT_RECORD) } else { ExitCode::SUCCESS };
        }
    };
    match Job::new(args) {
        Ok(job) => job.run(),
        Err(refusal) => {
            terminal::say(&refusal.to_string());
            ExitCode::from(COULD_NOT_RECORD)
        }
    }
}
