//! Output that is longer than the terminal goes through a pager.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// A writer that starts a pager once there is more than fits on the screen.
pub struct Pager {
    command: String,
    height: usize,
    state: State,
}

enum State {
    /// All so far would fit.
    Waiting { text: Vec<u8>, lines: usize },
    /// A pager shows it.
    Running { child: Child, stdin: ChildStdin },
    /// No pager could be started.
    Direct,
}

impl Pager {
    /// `$PAGER`, or `less -FRX`; nothing if that is empty, `cat`, or not installed.
    pub fn from_environment(height: usize) -> Option<Pager> {
        let command = std::env::var("PAGER").unwrap_or_else(|_| "less -FRX".to_owned());
        let command = command.trim().to_owned();
        let state = State::Waiting { text: Vec::new(), lines: 0 };
        (!command.is_empty() && command != "cat" && is_installed(&command)).then_some(Pager { command, height, state })
    }

    /// Hands over what was held back, to a pager or to standard output.
    fn start(&mut self) -> io::Result<()> {
        let State::Waiting { text, .. } = &mut self.state else { return Ok(()) };
        let text = std::mem::take(text);
        let mut command = Command::new("sh");
        command.args(["-c", &self.command]).stdin(Stdio::piped());
        if std::env::var_os("LESS").is_none() {
            command.env("LESS", "FRX");
        }
        self.state = match command.spawn() {
            Ok(mut child) => match child.stdin.take() {
                Some(stdin) => State::Running { child, stdin },
                None => State::Direct,
            },
            Err(_) => State::Direct,
        };
        self.write_all(&text)
    }

    /// Writes what fits on the screen, or waits until the pager is left.
    pub fn finish(mut self) -> io::Result<()> {
        match self.state {
            State::Waiting { ref mut text, .. } => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(text)?;
                stdout.flush()
            }
            State::Running { mut child, stdin } => {
                drop(stdin);
                child.wait().map(drop)
            }
            State::Direct => io::stdout().flush(),
        }
    }
}

/// Whether the program that a command line begins with can be found; what only a shell can tell is taken on trust.
fn is_installed(command: &str) -> bool {
    let program = command.split_whitespace().next().unwrap_or_default();
    if program.contains(|c: char| !c.is_alphanumeric() && !"_-./+".contains(c)) {
        return true;
    }
    if program.contains('/') {
        return Path::new(program).is_file();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|directory| directory.join(program).is_file())
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.state {
            State::Running { stdin, .. } => stdin.write(bytes),
            State::Direct => io::stdout().write(bytes),
            State::Waiting { text, lines } => {
                text.extend_from_slice(bytes);
                *lines += bytes.iter().filter(|byte| **byte == b'\n').count();
                // One line is the shell's prompt.
                if *lines >= self.height {
                    self.start()?;
                }
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.state {
            State::Running { stdin, .. } => stdin.flush(),
            State::Direct => io::stdout().flush(),
            State::Waiting { .. } => Ok(()),
        }
    }
}
