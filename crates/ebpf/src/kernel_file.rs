//! The kernel's type information as memory.

use std::fs::{self, File};
use std::io;
use std::ops::Deref;
use std::os::fd::AsRawFd;
use std::ptr::null_mut;

/// What the kernel shows of itself in a file that never changes.
pub(crate) enum KernelFile {
    /// Since Linux 6.16 without a copy, which sysfs gives out by the page.
    Mapped {
        at: *const u8,
        length: usize,
    },
    Copied(Vec<u8>),
}

impl KernelFile {
    pub(crate) fn open(path: &str) -> io::Result<KernelFile> {
        let file = File::open(path)?;
        let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
        // SAFETY: a new mapping, of which nobody else knows.
        let at = unsafe { libc::mmap(null_mut(), length, libc::PROT_READ, libc::MAP_PRIVATE, file.as_raw_fd(), 0) };
        if at == libc::MAP_FAILED {
            return fs::read(path).map(KernelFile::Copied);
        }
        Ok(KernelFile::Mapped { at: at.cast(), length })
    }
}

impl Deref for KernelFile {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            // SAFETY: it is mapped until this is dropped, and the kernel's own, which it does not change.
            KernelFile::Mapped { at, length } => unsafe { std::slice::from_raw_parts(*at, *length) },
            KernelFile::Copied(bytes) => bytes,
        }
    }
}

impl Drop for KernelFile {
    fn drop(&mut self) {
        if let KernelFile::Mapped { at, length } = self {
            // SAFETY: nobody has a reference into it any more.
            unsafe { libc::munmap(at.cast_mut().cast(), *length) };
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn mapped_or_copied_it_is_what_reading_gives() {
        for path in ["/sys/kernel/btf/vmlinux", "/sys/kernel/notes"] {
            assert!(*KernelFile::open(path).unwrap() == fs::read(path).unwrap()[..], "{path}");
        }
        assert_eq!(KernelFile::open("/sys/kernel/btf/none").err().unwrap().kind(), io::ErrorKind::NotFound);
    }
}
