//! The kernel's names of open files and directories.

use std::mem::MaybeUninit;

use super::ProcPath;

/// Longest name that the kernel gives (`PATH_MAX`), and room for ` (deleted)`.
const LONGEST: usize = 4096 + 16;

/// `st_mode` and `st_rdev` (as makedev(3)).
pub type Made = (u32, u64);

/// Reads symbolic links below `/proc` into one buffer.
#[derive(Clone, Debug)]
pub struct Links {
    buffer: Box<[u8]>,
}

impl Default for Links {
    fn default() -> Links {
        Links { buffer: vec![0; LONGEST].into() }
    }
}

impl Links {
    /// What `/proc/TID/fd/FD`, `/proc/TID/cwd`, … points to; `None` where it is gone or may not be read.
    pub fn read(&mut self, path: &ProcPath) -> Option<&[u8]> {
        // SAFETY: a NUL-terminated path, and a buffer with its length.
        let length =
            unsafe { libc::readlink(path.as_c_str().as_ptr(), self.buffer.as_mut_ptr().cast(), self.buffer.len()) };
        self.buffer.get(..usize::try_from(length).ok()?)
    }

    /// Type and device of the file behind such a link.
    ///
    /// **Never asks a server:** a stopped tracee may be the very one that serves this file system (FUSE), and would
    /// never answer. Type and device do not change, so what the kernel has cached is right.
    pub fn stat(&self, path: &ProcPath) -> Option<Made> {
        let mut found = MaybeUninit::<libc::statx>::uninit();
        let flags = libc::AT_STATX_DONT_SYNC | libc::AT_NO_AUTOMOUNT;
        let mask = libc::STATX_TYPE | libc::STATX_MODE;
        // SAFETY: a NUL-terminated path, and a structure that the kernel fills whole when it returns 0.
        let found = unsafe {
            if libc::statx(libc::AT_FDCWD, path.as_c_str().as_ptr(), flags, mask, found.as_mut_ptr()) != 0 {
                return None;
            }
            found.assume_init()
        };
        Some((u32::from(found.stx_mode), libc::makedev(found.stx_rdev_major, found.stx_rdev_minor)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs::File;
    use std::os::fd::AsRawFd;

    use super::*;

    #[test]
    fn an_open_file_has_the_kernels_name_and_type() {
        let null = File::open("/dev/null").unwrap();
        let own = i32::try_from(std::process::id()).unwrap();
        let path = ProcPath::task(own).fd(null.as_raw_fd());
        let mut links = Links::default();
        assert_eq!(links.read(&path).unwrap(), b"/dev/null");
        let (mode, device) = links.stat(&path).unwrap();
        assert_eq!(mode & libc::S_IFMT, libc::S_IFCHR);
        assert_eq!(device, libc::makedev(1, 3));
    }

    #[test]
    fn what_is_gone_is_none() {
        let mut links = Links::default();
        assert_eq!(links.read(&ProcPath::task(i32::MAX).fd(0)), None);
        assert_eq!(links.stat(&ProcPath::task(i32::MAX).fd(0)), None);
    }
}
