//! Names below `/proc`, made without allocation.

use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// A path such as `/proc/123/fd/4`, on the stack.
#[derive(Clone, Copy, Debug)]
pub struct ProcPath {
    /// NUL-terminated.
    bytes: [u8; ProcPath::ROOM],
    /// Without the NUL.
    length: usize,
}

impl ProcPath {
    /// Room for `/proc/`, two numbers of ten digits with sign, the names between them and a NUL.
    const ROOM: usize = 64;

    /// `/proc/TID`.
    pub fn task(tid: i32) -> ProcPath {
        ProcPath { bytes: [0; ProcPath::ROOM], length: 0 }.push(b"/proc/").number(tid)
    }

    /// `NUMBER`, below a directory that is open.
    pub(super) fn number_alone(number: i32) -> ProcPath {
        ProcPath { bytes: [0; ProcPath::ROOM], length: 0 }.number(number)
    }

    /// `…/NAME`.
    pub fn file(self, name: &str) -> ProcPath {
        self.push(b"/").push(name.as_bytes())
    }

    /// `…/NUMBER`.
    pub fn file_number(self, number: i32) -> ProcPath {
        self.push(b"/").number(number)
    }

    /// `…/fd/FD`.
    pub fn fd(self, fd: i32) -> ProcPath {
        self.push(b"/fd/").number(fd)
    }

    /// `…/fdinfo/FD`.
    pub fn fdinfo(self, fd: i32) -> ProcPath {
        self.push(b"/fdinfo/").number(fd)
    }

    /// As a C string.
    pub fn as_c_str(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.bytes).unwrap_or_default()
    }

    /// As a path.
    pub fn as_path(&self) -> &Path {
        Path::new(OsStr::from_bytes(&self.bytes[..self.length]))
    }

    /// Appends; what does not fit (no name here is that long) is left out.
    fn push(mut self, text: &[u8]) -> ProcPath {
        let end = self.length + text.len();
        if end < ProcPath::ROOM {
            self.bytes[self.length..end].copy_from_slice(text);
            self.length = end;
        }
        self
    }

    fn number(self, number: i32) -> ProcPath {
        let mut digits = [0u8; 11];
        let mut at = digits.len();
        let mut rest = number.unsigned_abs();
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        self.push(&digits[at..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_proc() {
        assert_eq!(ProcPath::task(123).fd(4).as_path(), Path::new("/proc/123/fd/4"));
        assert_eq!(
            ProcPath::task(i32::MAX).fdinfo(i32::MIN).as_path(),
            Path::new("/proc/2147483647/fdinfo/-2147483648")
        );
        assert_eq!(ProcPath::task(0).file("cwd").as_c_str(), c"/proc/0/cwd");
    }
}
