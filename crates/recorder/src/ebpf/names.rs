//! The kernel's names of files, as readlink(2) of `/proc/PID/fd/N` gives them.

use std::os::unix::fs::MetadataExt;

use trapline_ebpf::records::FileSeen;
use trapline_process::proc::{Links, ProcPath};

/// File systems that are mounted nowhere (include/uapi/linux/magic.h), and what their files are called.
const PIPEFS: u32 = 0x5049_5045;
const SOCKFS: u32 = 0x534f_434b;
const ANON_INODE: u32 = 0x0904_1934;
const PIDFS: u32 = 0x5049_4446;
const NSFS: u32 = 0x6e73_6673;

/// Where a thread has a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Fd(i32),
    /// The working directory.
    Directory,
    /// The program.
    Exe,
}

/// Names files.
#[derive(Debug, Default)]
pub(super) struct Names {
    links: Links,
    /// The directory of the last one, as the programs gave it, and its path. The next is often in the same.
    above: Vec<u8>,
    directory: Vec<u8>,
}

impl Names {
    /// Appends the name of a file that thread `tid` had there; nothing where it cannot be told.
    ///
    /// What the programs in the kernel could not tell (a namespace, a name that is too long) is looked up in `/proc`, and
    /// believed if what is there is still the same file.
    pub(super) fn append(&mut self, seen: &FileSeen<'_>, tid: i32, place: Place, out: &mut Vec<u8>) {
        let numbered =
            |kind: &str, out: &mut Vec<u8>| out.extend_from_slice(format!("{kind}:[{}]", seen.ino).as_bytes());
        match seen.magic {
            PIPEFS => numbered("pipe", out),
            SOCKFS => numbered("socket", out),
            PIDFS => out.extend_from_slice(b"anon_inode:[pidfd]"),
            ANON_INODE => {
                out.extend_from_slice(b"anon_inode:");
                out.extend_from_slice(seen.base());
            }
            NSFS => look_up(seen, tid, place, &mut self.links, out),
            _ if seen.cut => look_up(seen, tid, place, &mut self.links, out),
            _ => {
                self.path(seen, out);
                if seen.deleted || seen.is_unmounted {
                    out.extend_from_slice(b" (deleted)");
                }
            }
        }
    }

    /// Appends its path, from the root on.
    fn path(&mut self, seen: &FileSeen<'_>, out: &mut Vec<u8>) {
        let (base, above) = seen.components();
        if self.above != above {
            self.above.clear();
            self.above.extend_from_slice(above);
            self.directory.clear();
            for component in above.rsplit(|&byte| byte == 0).filter(|component| !component.is_empty()) {
                self.directory.push(b'/');
                self.directory.extend_from_slice(component);
            }
        }
        out.extend_from_slice(&self.directory);
        out.push(b'/');
        out.extend_from_slice(base);
    }
}

fn look_up(seen: &FileSeen<'_>, tid: i32, place: Place, links: &mut Links, out: &mut Vec<u8>) {
    let task = ProcPath::task(tid);
    let path = match place {
        Place::Fd(fd) => task.fd(fd),
        Place::Directory => task.file("cwd"),
        Place::Exe => task.file("exe"),
    };
    let is_same = || path.as_path().metadata().is_ok_and(|found| seen.ino == 0 || found.ino() == seen.ino);
    if is_same()
        && let Some(name) = links.read(&path)
    {
        out.extend_from_slice(name);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn components_become_a_path_whatever_file_came_before() {
        const EXT4: u32 = 0xef53;
        let mut names = Names::default();
        for (components, path) in [
            ("passwd\0etc\0", "/etc/passwd"),
            ("group\0etc\0", "/etc/group"),
            ("etc\0", "/etc"),
            ("", "/"),
            ("b\0a\0etc\0", "/etc/a/b"),
            ("", "/"),
            ("c\0a\0etc\0", "/etc/a/c"),
            ("c\0etc\0", "/etc/c"),
        ] {
            let numbers = [7, 0, EXT4, 0, 0o100_644, 0];
            let piece: Vec<u8> =
                numbers.iter().flat_map(|number| number.to_ne_bytes()).chain(components.bytes()).collect();
            let mut name = Vec::new();
            names.append(&FileSeen::parse(&piece).unwrap(), 1, Place::Fd(3), &mut name);
            assert_eq!(String::from_utf8(name).unwrap(), path);
        }
    }
}
