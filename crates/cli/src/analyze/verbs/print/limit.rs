//! At most so many lines.

use std::io::{self, Write};

use crate::analyze::output::Output;

/// The output as far as the limit goes. Of a write the part up to the end of a line is taken.
pub struct Lines<'a> {
    /// Where they go.
    pub output: &'a mut Output,
    /// How many lines may still be written.
    pub left: &'a mut usize,
}

impl Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if *self.left == 0 {
            return Ok(bytes.len());
        }
        let (line, ends) = match bytes.iter().position(|byte| *byte == b'\n') {
            Some(end) => (&bytes[..=end], true),
            None => (bytes, false),
        };
        self.output.write_all(line)?;
        *self.left -= usize::from(ends);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
