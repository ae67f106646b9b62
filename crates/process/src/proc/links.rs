//! The kernel's names of open files and directories.

use std::fs::File;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};

use super::ProcPath;

/// Longest name that the kernel gives (`PATH_MAX`), and room for ` (deleted)`.
const LONGEST: usize = 4096 + 16;

/// `st_mode` and `st_rdev` (as makedev(3)).
pub type Made = (u32, u64);

/// Reads symbolic links below `/proc` into one buffer.
#[derive(Debug)]
pub struct Links {
    buffer: Box<[u8]>,
    /// The thread that was asked about last, and its directory of descriptors if it was so twice in a row: of what a
    /// question costs, a fifth is finding that.
    last: i32,
    directory: Option<OwnedFd>,
}

impl Default for Links {
    fn default() -> Links {
        Links { buffer: vec![0; LONGEST].into(), last: 0, directory: None }
    }
}

impl Links {
    /// What `/proc/TID/cwd`, `/proc/TID/exe`, … points to; `None` where it is gone or may not be read.
    pub fn read(&mut self, path: &ProcPath) -> Option<&[u8]> {
        let length = self.length(libc::AT_FDCWD, path)?;
        self.buffer.get(..length)
    }

    /// Type and device of the file behind such a link.
    ///
    /// **Never asks a server:** a stopped tracee may be the very one that serves this file system (FUSE), and would
    /// never answer. Type and device do not change, so what the kernel has cached is right.
    pub fn stat(&self, path: &ProcPath) -> Option<Made> {
        made(libc::AT_FDCWD, path)
    }

    /// What `/proc/TID/fd/FD` points to.
    pub fn read_fd(&mut self, tid: i32, fd: i32) -> Option<&[u8]> {
        let length = self.ask(tid, fd, |links, directory, path| links.length(directory, path))?;
        self.buffer.get(..length)
    }

    /// Type and device of the file behind it; as [`stat`](Self::stat).
    pub fn stat_fd(&mut self, tid: i32, fd: i32) -> Option<Made> {
        self.ask(tid, fd, |_, directory, path| made(directory, path))
    }

    fn ask<T>(&mut self, tid: i32, fd: i32, question: impl Fn(&mut Links, RawFd, &ProcPath) -> Option<T>) -> Option<T> {
        if self.last != tid {
            (self.last, self.directory) = (tid, None);
        } else if self.directory.is_none() {
            let directory = File::options().read(true).open(ProcPath::task(tid).file("fd").as_path());
            self.directory = directory.ok().map(OwnedFd::from);
        }
        if let Some(directory) = self.directory.as_ref().map(AsRawFd::as_raw_fd) {
            let answer = question(self, directory, &ProcPath::number_alone(fd));
            if answer.is_some() {
                return answer;
            }
        }
        let answer = question(self, libc::AT_FDCWD, &ProcPath::task(tid).fd(fd));
        if answer.is_some() {
            // The directory, if there is one, is that of a thread that is gone, whose id another has now.
            self.directory = None;
        }
        answer
    }

    /// Reads a link into the buffer, and gives its length.
    fn length(&mut self, directory: RawFd, path: &ProcPath) -> Option<usize> {
        let (into, room) = (self.buffer.as_mut_ptr().cast(), self.buffer.len());
        // SAFETY: a NUL-terminated path, and a buffer with its length.
        let length = unsafe { libc::readlinkat(directory, path.as_c_str().as_ptr(), into, room) };
        usize::try_from(length).ok()
    }
}

fn made(directory: RawFd, path: &ProcPath) -> Option<Made> {
    let mut found = MaybeUninit::<libc::statx>::uninit();
    let flags = libc::AT_STATX_DONT_SYNC | libc::AT_NO_AUTOMOUNT;
    let mask = libc::STATX_TYPE | libc::STATX_MODE;
    // SAFETY: a NUL-terminated path, and a structure that the kernel fills whole when it returns 0.
    let found = unsafe {
        if libc::statx(directory, path.as_c_str().as_ptr(), flags, mask, found.as_mut_ptr()) != 0 {
            return None;
        }
        found.assume_init()
    };
    Some((u32::from(found.stx_mode), libc::makedev(found.stx_rdev_major, found.stx_rdev_minor)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::process::{Command, Stdio};

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
        for _ in 0..3 {
            assert_eq!(links.read_fd(i32::MAX, 0), None);
            assert_eq!(links.stat_fd(i32::MAX, 0), None);
        }
    }

    #[test]
    fn descriptors_of_one_thread_are_found_in_its_directory_until_it_is_gone() {
        let null = File::open("/dev/null").unwrap();
        let (own, fd) = (i32::try_from(std::process::id()).unwrap(), null.as_raw_fd());
        let mut child = Command::new("sleep").arg("60").stdin(Stdio::null()).spawn().unwrap();
        let other = i32::try_from(child.id()).unwrap();
        let mut links = Links::default();
        for _ in 0..3 {
            assert_eq!(links.read_fd(own, fd).unwrap(), b"/dev/null");
            assert_eq!(links.stat_fd(own, fd).unwrap().0 & libc::S_IFMT, libc::S_IFCHR);
        }
        for _ in 0..3 {
            assert_eq!(links.read_fd(other, 0).unwrap(), b"/dev/null");
            assert_eq!(links.read_fd(other, 1000), None, "it is not open");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(links.read_fd(other, 0), None);
        assert_eq!(links.read_fd(own, fd).unwrap(), b"/dev/null");
    }
}
