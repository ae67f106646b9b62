//! The file that a call is about, from what strace shows: what Trapline's format prescribes for the column `path`.

use super::args::{fd_name, quoted, split_args};
use super::log::Call;

/// Where a call names its file.
#[derive(Clone, Copy)]
enum Named {
    /// The descriptor in this argument.
    Fd(usize),
    /// The path in this argument, relative to the working directory.
    Path(usize),
    /// The path behind the directory's descriptor in this argument.
    At(usize),
    /// The descriptor that it returned.
    Returned,
    /// The descriptor that it returned, or the path in this argument where it failed.
    Opened(usize),
    /// Likewise, with the path behind the directory's descriptor.
    OpenedAt(usize),
}

/// The calls whose files are compared. Written from their manual pages, not from Trapline's table, which it tests.
const CALLS: &[(Named, &[&str])] = &[
    (Named::Opened(0), &["open", "creat"]),
    (Named::OpenedAt(0), &["openat", "openat2"]),
    (Named::Returned, &["socket", "epoll_create", "epoll_create1", "eventfd2", "memfd_create", "inotify_init1"]),
    (Named::Fd(0), &["read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "pwrite64", "pwritev"]),
    (Named::Fd(0), &["close", "dup", "dup2", "dup3", "fcntl", "ioctl", "lseek", "getdents64", "fchdir", "flock"]),
    (Named::Fd(0), &["fstat", "fstatfs", "ftruncate", "fallocate", "fadvise64", "fsync", "fdatasync", "syncfs"]),
    (Named::Fd(0), &["fchmod", "fchown", "fgetxattr", "fsetxattr", "flistxattr", "copy_file_range", "splice"]),
    (Named::Fd(0), &["connect", "bind", "listen", "accept", "accept4", "shutdown", "getsockname", "getpeername"]),
    (Named::Fd(0), &["sendto", "sendmsg", "recvfrom", "recvmsg", "getsockopt", "setsockopt", "epoll_wait"]),
    (Named::Fd(1), &["sendfile"]),
    (Named::Fd(4), &["mmap"]),
    (Named::Path(0), &["stat", "lstat", "statfs", "access", "readlink", "execve", "chdir", "chroot", "truncate"]),
    (Named::Path(0), &["mkdir", "rmdir", "unlink", "rename", "link", "chmod", "chown", "lchown", "utime", "utimes"]),
    (Named::Path(0), &["getxattr", "lgetxattr", "setxattr", "lsetxattr", "listxattr", "llistxattr", "mknod"]),
    (Named::Path(1), &["symlink"]),
    (Named::At(0), &["newfstatat", "statx", "faccessat", "faccessat2", "readlinkat", "unlinkat", "mkdirat"]),
    (Named::At(0), &["fchmodat", "fchownat", "utimensat", "renameat", "renameat2", "linkat", "mknodat", "execveat"]),
    (Named::At(1), &["symlinkat"]),
];

fn named(name: &str) -> Option<Named> {
    CALLS.iter().find(|(_, names)| names.contains(&name)).map(|&(named, _)| named)
}

/// Whether [`path`] has an answer for calls of this name.
pub fn shows_path(name: &str) -> bool {
    named(name).is_some()
}

/// The `path` of a call; `None` where it has none, and for other calls than those of the table.
///
/// strace shows the working directory beside `AT_FDCWD` alone: `cwd` is that of the thread.
pub fn path(call: &Call, cwd: &str) -> Option<String> {
    let args = split_args(&call.args);
    let fd = |index: usize| fd_name(args.get(index)?);
    let below = |dir: &str, index: usize| Some(join(dir, &quoted(args.get(index)?)?));
    // NULL and an empty path mean the directory's descriptor itself.
    let at = |index: usize| match args.get(index + 1)?.as_str() {
        "NULL" => fd(index),
        _ => below(&fd(index).unwrap_or_default(), index + 1),
    };
    let returned = call.error.is_empty() && call.ret != "?";
    match named(&call.name)? {
        Named::Opened(_) | Named::OpenedAt(_) | Named::Returned if returned => fd_name(&call.ret),
        Named::Returned => None,
        Named::Fd(index) => fd(index),
        Named::Path(index) | Named::Opened(index) => below(cwd, index),
        Named::At(index) | Named::OpenedAt(index) => at(index),
    }
}

/// A path joined to its directory, `.` and `//` removed.
pub fn join(dir: &str, path: &str) -> String {
    if path.is_empty() {
        return dir.to_owned();
    }
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{dir}/{path}") };
    let parts: Vec<&str> = whole.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, args: &str, ret: &str, error: &str) -> Option<String> {
        let [name, args, ret, error] = [name, args, ret, error].map(str::to_owned);
        path(&Call { tid: 7, name, args, ret, error }, "/w")
    }

    #[test]
    fn each_family_names_its_file_in_its_own_way() {
        let cases = [
            (of("openat", r#"AT_FDCWD</w>, "a) = b", O_RDONLY"#, "-1", "ENOENT"), "/w/a) = b"),
            (of("openat", r#"AT_FDCWD</w>, "link", O_RDONLY"#, "3</etc/x y>", ""), "/etc/x y"),
            (of("access", r#""./x", R_OK"#, "0", ""), "/w/x"),
            (of("newfstatat", r#"3</etc>, "", {st_mode=0}, AT_EMPTY_PATH"#, "0", ""), "/etc"),
            (of("utimensat", r#"3</etc/x>, NULL, NULL, 0"#, "0", ""), "/etc/x"),
            (of("symlink", r#""target", "/l""#, "0", ""), "/l"),
            (of("mmap", r#"NULL, 4, PROT_READ, MAP_PRIVATE, 3</lib/x>, 0"#, "0x7f00", ""), "/lib/x"),
            (of("sendfile", r#"1<pipe:[7]>, 3</etc/x>, NULL, 9"#, "9", ""), "/etc/x"),
        ];
        for (found, expected) in cases {
            assert_eq!(found.as_deref(), Some(expected));
        }
        assert_eq!(of("mmap", "NULL, 4, PROT_READ, MAP_ANONYMOUS, -1, 0", "0x7f00", ""), None);
        assert_eq!(of("getpid", "", "7", ""), None);
    }
}
