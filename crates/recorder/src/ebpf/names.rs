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

/// Appends the name of a file that thread `tid` had there; nothing where it cannot be told.
///
/// What the programs in the kernel could not tell (a namespace, a name that is too long) is looked up in `/proc`, and
/// believed if what is there is still the same file.
pub(super) fn append(seen: &FileSeen<'_>, tid: i32, place: Place, links: &mut Links, out: &mut Vec<u8>) {
    let numbered = |kind: &str, out: &mut Vec<u8>| out.extend_from_slice(format!("{kind}:[{}]", seen.ino).as_bytes());
    match seen.magic {
        PIPEFS => numbered("pipe", out),
        SOCKFS => numbered("socket", out),
        PIDFS => out.extend_from_slice(b"anon_inode:[pidfd]"),
        ANON_INODE => {
            out.extend_from_slice(b"anon_inode:");
            out.extend_from_slice(seen.base());
        }
        NSFS => look_up(seen, tid, place, links, out),
        _ if seen.cut => look_up(seen, tid, place, links, out),
        _ => {
            seen.path(out);
            if seen.deleted || seen.is_unmounted {
                out.extend_from_slice(b" (deleted)");
            }
        }
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
