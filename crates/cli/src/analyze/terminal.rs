//! What stands at the other end of standard output.

use std::io::IsTerminal;

use terminal_size::{Height, Width, terminal_size};

use super::options::Color;

/// A terminal's size in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Columns.
    pub width: usize,
    /// Lines.
    pub height: usize,
}

/// The terminal at standard output, if there is one.
pub fn at_stdout() -> Option<Terminal> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    // A terminal that does not tell its size (a serial line) has the size that terminals have always had.
    let (Width(width), Height(height)) = terminal_size().unwrap_or((Width(80), Height(24)));
    Some(Terminal { width: usize::from(width).max(20), height: usize::from(height).max(2) })
}

/// The width of help texts: that of the terminal, but no line that is tiring to read.
pub fn help_width() -> usize {
    at_stdout().map_or(100, |terminal| terminal.width.min(100))
}

/// Whether to colour what goes to standard output.
pub fn colored(color: Color, terminal: Option<Terminal>) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            terminal.is_some() && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}
