//! Reading a small file into a buffer that is kept.

use std::fs::File;
use std::io::Read;

use super::ProcPath;

/// A buffer that is reused from file to file.
#[derive(Clone, Debug, Default)]
pub struct Buffer(Vec<u8>);

impl Buffer {
    /// The whole of a file; `None` if it cannot be read.
    pub fn read(&mut self, path: &ProcPath) -> Option<&[u8]> {
        self.0.clear();
        File::open(path.as_path()).ok()?.read_to_end(&mut self.0).ok()?;
        Some(&self.0)
    }
}

/// The value of a `name:\tvalue` line.
pub(super) fn field<'a>(text: &'a [u8], name: &str) -> Option<&'a str> {
    text.split(|&byte| byte == b'\n').find_map(|line| {
        let value = line.strip_prefix(name.as_bytes())?.strip_prefix(b":")?;
        std::str::from_utf8(value).ok().map(str::trim)
    })
}
