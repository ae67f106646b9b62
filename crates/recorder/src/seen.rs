//! What `/proc` shows of a process, as the tracker takes it.

use trapline_process::proc::{OpenFd, Snapshot};
use trapline_tracker::{FdSeen, ProcessSeen};

/// A process as it was at `ts`.
pub(crate) fn process_seen(ts: i64, pid: i32, snapshot: Snapshot) -> ProcessSeen {
    ProcessSeen {
        ts,
        pid,
        parent_pid: Some(snapshot.status.parent),
        ns_pid: snapshot.status.ns_pid,
        comm: snapshot.comm,
        exe: snapshot.exe,
        argv: snapshot.argv,
        cwd: snapshot.cwd,
        root: snapshot.root,
        uid: Some(snapshot.status.ids.0),
        gid: Some(snapshot.status.ids.1),
        cgroup: snapshot.cgroup,
        fds: snapshot.fds.into_iter().map(fd_seen).collect(),
    }
}

/// An open descriptor.
pub(crate) fn fd_seen(open: OpenFd) -> FdSeen {
    let (protocol, local_addr, peer_addr) =
        open.socket.map_or((None, None, None), |ends| (ends.protocol, ends.local, ends.peer));
    FdSeen {
        fd: open.fd,
        name: open.name,
        stat: open.made,
        cloexec: open.cloexec,
        append: open.append,
        offset: open.position,
        protocol,
        local_addr,
        peer_addr,
        same_file: open.same_file,
    }
}
