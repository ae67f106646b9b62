//! Ending as the command ended.

use std::process::ExitCode;

use trapline_recorder::{Ended, die_by};

/// The command's exit code, or its death by the same signal. Where the signal does not kill this process (a container's
/// first process), the code that a shell would show.
pub fn end_as(ended: Ended) -> ExitCode {
    match ended {
        Ended::Exited(code) => ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX)),
        Ended::Signaled(signal) => {
            die_by(signal);
            ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX))
        }
    }
}
