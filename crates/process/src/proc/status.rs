//! `/proc/TID/status`.

use super::file::field;
use super::{Buffer, ProcPath};

/// What a recording needs of it (proc_pid_status(5)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Thread group: the process.
    pub tgid: i32,
    /// The parent process.
    pub parent: i32,
    /// Its id in its own pid namespace, where that differs.
    pub ns_pid: Option<i32>,
    /// Its ids in the pid namespaces below the one of `/proc`, the innermost last.
    pub inner_pids: Vec<i32>,
    /// Effective user and group.
    pub ids: (i32, i32),
    /// Peak resident memory in KiB; absent once the memory is gone.
    pub peak_kb: Option<i64>,
}

/// Reads it; `None` if the thread is gone.
pub fn status(tid: i32, buffer: &mut Buffer) -> Option<Status> {
    parse(tid, buffer.read(&ProcPath::task(tid).file("status"))?)
}

fn parse(tid: i32, text: &[u8]) -> Option<Status> {
    let number = |name| field(text, name)?.parse().ok();
    // "Uid:	real	effective	saved	file system": ids are unsigned, and the columns hold them as Int32.
    let effective = |name| {
        let id: u32 = field(text, name)?.split_whitespace().nth(1)?.parse().ok()?;
        Some(id.cast_signed())
    };
    let inner_pids: Vec<i32> = field(text, "NSpid")
        .into_iter()
        .flat_map(|ids| ids.split_whitespace().skip(1).filter_map(|id| id.parse().ok()))
        .collect();
    Some(Status {
        tgid: number("Tgid")?,
        parent: number("PPid")?,
        ns_pid: inner_pids.last().copied().filter(|&id| id != tid),
        inner_pids,
        ids: (effective("Uid")?, effective("Gid")?),
        peak_kb: field(text, "VmHWM").and_then(|peak| peak.strip_suffix(" kB")?.parse().ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"Name:\tx: y\nTgid:\t41\nPid:\t42\nPPid:\t7\nUid:\t1000\t0\t0\t0\nGid:\t5\t4294967294\t5\t5\n\
        NSpid:\t42\t9\t3\nVmHWM:\t    1234 kB\n";

    #[test]
    fn fields_are_found_by_name() {
        let ns_pid = Some(3);
        let expected =
            Status { tgid: 41, parent: 7, ns_pid, inner_pids: vec![9, 3], ids: (0, -2), peak_kb: Some(1234) };
        assert_eq!(parse(42, TEXT), Some(expected));
    }

    #[test]
    fn own_status_is_readable() {
        let own = i32::try_from(std::process::id()).unwrap_or(0);
        let found = status(own, &mut Buffer::default());
        assert!(found.is_some_and(|status| status.tgid == own && status.peak_kb.is_some()));
        assert_eq!(status(i32::MAX, &mut Buffer::default()), None);
    }
}
