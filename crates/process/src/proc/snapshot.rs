//! A whole process as it is at the start.

use std::fs;

use super::{Buffer, Links, OpenFd, ProcPath, Status, open_fds, status};

/// What `/proc` shows of a process. Byte strings are the kernel's and need not be UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// `/proc/PID/status`.
    pub status: Status,
    /// Name of its first thread.
    pub comm: String,
    /// The program it runs.
    pub exe: Option<Vec<u8>>,
    /// Its arguments.
    pub argv: Vec<Vec<u8>>,
    /// Its working directory.
    pub cwd: Option<Vec<u8>>,
    /// Its root directory, where that is not `/`.
    pub root: Option<Vec<u8>>,
    /// Its control group (the path of the unified hierarchy, else that of the first).
    pub cgroup: Option<String>,
    /// Its descriptors.
    pub fds: Vec<OpenFd>,
}

/// Reads it; `None` if the process is gone.
pub fn snapshot(pid: i32) -> Option<Snapshot> {
    let status = status(pid, &mut Buffer::default())?;
    let mut links = Links::default();
    let mut link = |name: &str| links.read(&ProcPath::task(pid).file(name)).map(<[u8]>::to_vec);
    let file = |name: &str| fs::read(ProcPath::task(pid).file(name).as_path()).ok();
    Some(Snapshot {
        comm: file("comm").map(|name| String::from_utf8_lossy(name.trim_ascii_end()).into_owned()).unwrap_or_default(),
        exe: link("exe"),
        cwd: link("cwd"),
        root: link("root").filter(|root| root != b"/"),
        argv: argv(pid),
        cgroup: file("cgroup").and_then(|text| cgroup(&text)),
        fds: open_fds(pid),
        status,
    })
}

/// The arguments of a process, or what it has written over them (proc_pid_cmdline(5)); none if it is gone.
pub fn argv(pid: i32) -> Vec<Vec<u8>> {
    let text = fs::read(ProcPath::task(pid).file("cmdline").as_path()).unwrap_or_default();
    if text.is_empty() { Vec::new() } else { words(&text) }
}

/// Words that each end with a NUL.
fn words(text: &[u8]) -> Vec<Vec<u8>> {
    text.strip_suffix(b"\0").unwrap_or(text).split(|&byte| byte == 0).map(<[u8]>::to_vec).collect()
}

/// Lines are `hierarchy:controllers:path`; hierarchy 0 is the unified one (cgroups(7)).
fn cgroup(text: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(text);
    let line = text.lines().find(|line| line.starts_with("0::")).or_else(|| text.lines().next())?;
    line.splitn(3, ':').nth(2).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn own_process_is_seen_whole() {
        let own = snapshot(i32::try_from(std::process::id()).unwrap()).unwrap();
        assert_eq!(own.cwd.unwrap(), std::env::current_dir().unwrap().into_os_string().into_encoded_bytes());
        assert_eq!(own.argv.len(), std::env::args_os().count());
        assert!(!own.comm.is_empty() && own.exe.is_some());
        assert_eq!(snapshot(i32::MAX), None);
    }

    #[test]
    fn the_unified_hierarchy_is_preferred() {
        assert_eq!(cgroup(b"4:cpu:/a\n0::/b:c\n").as_deref(), Some("/b:c"));
        assert_eq!(cgroup(b"4:cpu:/a\n").as_deref(), Some("/a"));
        assert_eq!(cgroup(b""), None);
    }
}
