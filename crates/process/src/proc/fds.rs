//! Descriptors that are open at the start.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fs;

use super::file::field;
use super::links::Made;
use super::socket_ends::socket_ends;
use super::{Buffer, Links, ProcPath, SocketEnds, sockets};

/// One open descriptor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenFd {
    /// Its number.
    pub fd: i32,
    /// The kernel's name of what it refers to.
    pub name: Vec<u8>,
    /// `st_mode` and `st_rdev` behind it.
    pub made: Option<Made>,
    /// Whether exec closes it.
    pub cloexec: bool,
    /// Whether writes go to the end (`O_APPEND`).
    pub append: bool,
    /// File position, where it has one.
    pub position: Option<i64>,
    /// For sockets: protocol and ends.
    pub socket: Option<SocketEnds>,
    /// Descriptors of this process with equal numbers here share one open file (kcmp(2)); `None` where that could not
    /// be found out.
    pub same_file: Option<i64>,
}

/// The open descriptors of a process in order; empty if it is gone or may not be inspected.
pub fn open_fds(pid: i32) -> Vec<OpenFd> {
    let mut links = Links::default();
    let mut buffer = Buffer::default();
    let mut numbers: Vec<i32> = fs::read_dir(ProcPath::task(pid).file("fd").as_path())
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    numbers.sort_unstable();
    let mut found: Vec<OpenFd> = Vec::with_capacity(numbers.len());
    let mut shared = Shared::default();
    for fd in numbers {
        let path = ProcPath::task(pid).fd(fd);
        let Some(name) = links.read(&path).map(<[u8]>::to_vec) else { continue };
        let (flags, position) = buffer.read(&ProcPath::task(pid).fdinfo(fd)).map_or((0, None), flags_and_position);
        let same_file = shared.first(pid, fd, &name);
        found.push(OpenFd {
            fd,
            made: links.stat(&path),
            cloexec: flags & libc::O_CLOEXEC != 0,
            append: flags & libc::O_APPEND != 0,
            position,
            socket: None,
            same_file,
            name,
        });
    }
    sockets(pid, &mut found);
    found
}

/// One descriptor of thread `tid` of process `pid`; `None` if it is not open. Made for a tracer: it asks a socket itself
/// (pidfd_getfd(2)) instead of reading the tables of all. Without position and sharing.
pub fn open_fd(pid: i32, tid: i32, fd: i32) -> Option<OpenFd> {
    let path = ProcPath::task(tid).fd(fd);
    let mut links = Links::default();
    let name = links.read(&path)?.to_vec();
    let flags = Buffer::default().read(&ProcPath::task(tid).fdinfo(fd)).map_or(0, |text| flags_and_position(text).0);
    let socket = name.starts_with(b"socket:[").then(|| socket_ends(pid, tid, fd));
    let (made, cloexec) = (links.stat(&path), flags & libc::O_CLOEXEC != 0);
    Some(OpenFd { fd, made, cloexec, socket, name, ..OpenFd::default() })
}

/// `flags` (octal) and `pos` of fdinfo.
fn flags_and_position(text: &[u8]) -> (i32, Option<i64>) {
    let flags = field(text, "flags").and_then(|flags| i32::from_str_radix(flags, 8).ok()).unwrap_or(0);
    (flags, field(text, "pos").and_then(|position| position.parse().ok()))
}

/// Which descriptors of a process share one open file. Only those with the same name can.
#[derive(Default)]
struct Shared {
    /// The first descriptor of each open file by name, in the order that kcmp(2) has.
    firsts: HashMap<Vec<u8>, Vec<i32>>,
}

impl Shared {
    /// The first descriptor with the same open file as `fd`, or `fd`; `None` where the kernel does not tell.
    ///
    /// kcmp compares, so a search finds it: all timers of a server have one name, and so have its event descriptors.
    fn first(&mut self, pid: i32, fd: i32, name: &[u8]) -> Option<i64> {
        if !self.firsts.contains_key(name) {
            self.firsts.insert(name.to_vec(), vec![fd]);
            return Some(fd.into());
        }
        let firsts = self.firsts.get_mut(name)?;
        let mut told = true;
        let found = firsts.binary_search_by(|&earlier| {
            compare(pid, earlier, fd).unwrap_or_else(|| {
                told = false;
                Ordering::Equal
            })
        });
        match found {
            _ if !told => None,
            Ok(at) => Some(firsts[at].into()),
            Err(at) => {
                firsts.insert(at, fd);
                Some(fd.into())
            }
        }
    }
}

/// The kernel's order of the open files behind two descriptors; `None` where it tells none.
fn compare(pid: i32, one: i32, other: i32) -> Option<Ordering> {
    /// `KCMP_FILE` of linux/kcmp.h.
    const FILE: i32 = 0;
    // SAFETY: compares two descriptors by number; no memory is passed.
    match unsafe { libc::syscall(libc::SYS_kcmp, pid, pid, FILE, i64::from(one), i64::from(other)) } {
        0 => Some(Ordering::Equal),
        1 => Some(Ordering::Less),
        2 => Some(Ordering::Greater),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs::{File, OpenOptions};
    use std::io::{Seek, SeekFrom};
    use std::os::fd::AsRawFd;

    use super::*;

    #[test]
    fn own_descriptors_are_seen_with_position_and_sharing() {
        let log = std::env::temp_dir().join(format!("trapline-append-{}", std::process::id()));
        let appended = OpenOptions::new().create(true).append(true).open(&log).unwrap();
        fs::remove_file(&log).unwrap();
        let mut file = File::open("/etc/passwd").unwrap();
        file.seek(SeekFrom::Start(3)).unwrap();
        let shared = file.try_clone().unwrap();
        let separate = File::open("/etc/passwd").unwrap();
        let found = open_fds(i32::try_from(std::process::id()).unwrap());
        let by_fd = |file: &File| found.iter().find(|open| open.fd == file.as_raw_fd()).unwrap();
        assert_eq!(by_fd(&file).name, b"/etc/passwd");
        assert_eq!(by_fd(&file).position, Some(3));
        assert!(by_fd(&file).cloexec);
        assert!(by_fd(&appended).append && !by_fd(&file).append);
        assert_eq!(by_fd(&file).made.unwrap().0 & libc::S_IFMT, libc::S_IFREG);
        if let Some(same) = by_fd(&shared).same_file {
            assert_eq!(Some(same), by_fd(&file).same_file);
            assert_ne!(by_fd(&separate).same_file, by_fd(&file).same_file);
        }
    }

    #[test]
    fn many_descriptors_of_one_name_are_told_apart() {
        let files: Vec<File> = (0..200).map(|_| File::open("/dev/zero").unwrap()).collect();
        let shared: Vec<File> = files.iter().map(|file| file.try_clone().unwrap()).collect();
        let found = open_fds(i32::try_from(std::process::id()).unwrap());
        let same_file = |file: &File| found.iter().find(|open| open.fd == file.as_raw_fd()).unwrap().same_file;
        if same_file(&files[0]).is_some() {
            for (file, shared) in files.iter().zip(&shared) {
                assert_eq!(same_file(file), same_file(shared));
            }
            let mut different: Vec<_> = files.iter().map(same_file).collect();
            different.sort_unstable();
            different.dedup();
            assert_eq!(different.len(), files.len());
        }
    }

    #[test]
    fn fdinfo_is_octal_flags_and_decimal_position() {
        assert_eq!(flags_and_position(b"pos:\t12\nflags:\t02100000\nmnt_id:\t9\n"), (0o2_100_000, Some(12)));
    }
}
