//! Talking to the user: on standard error alone.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, IsTerminal, Write};

use nix::unistd::{dup2_stdin, dup2_stdout};

/// One line. That nobody reads it is no failure.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr(), "rec: {line}");
}

/// Whole lines as they are.
pub fn show(lines: &str) {
    let _ = io::stderr().write_all(lines.as_bytes());
}

/// Whether anybody watches.
pub fn is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Replaces the progress line. `\x1b[K` clears to the end of the line.
pub fn show_progress(line: &str) {
    let _ = write!(io::stderr(), "\rrec: {line}\x1b[K");
}

/// Removes the progress line.
pub fn clear_progress() {
    let _ = write!(io::stderr(), "\r\x1b[K");
}

/// Lets go of the standard input and output: a pipe between the command and its neighbours must not stay open because
/// the recorder has it, too.
pub fn leave_input_and_output() {
    // Where there is no /dev/null, the descriptors stay.
    if let Ok(null) = File::options().read(true).write(true).open("/dev/null") {
        let _ = dup2_stdin(&null);
        let _ = dup2_stdout(&null);
    }
}

/// A name with its control characters escaped.
pub fn shown(name: &OsStr) -> String {
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    name.to_string_lossy().chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_drive_the_terminal() {
        assert_eq!(shown(OsStr::new("a\x1b[2Jb\n")), "a\\u{1b}[2Jb\\n");
    }
}
