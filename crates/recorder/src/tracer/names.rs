//! Names of descriptors and directories, read at each stop where a filter hides the calls that change them.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use trapline_process::proc::{ProcPath, open_fd};
use trapline_syscalls::Effect;
use trapline_syscalls::roles::{Roles, roles};
use trapline_tracker::Event;

use super::run::Tracer;
use super::thread::Call;
use crate::seen::fd_seen;

/// What was told of one process, whose threads share what it has; only what differs is told again.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// [`Tracer::names`] at that time: since then nothing that was seen has changed a name.
    era: u64,
    /// Of each descriptor a hash of its name; `None`: it is not open.
    fds: HashMap<i32, Option<u64>>,
    cwd: Option<u64>,
}

impl Tracer<'_> {
    /// Tells what the descriptors and the working directory are that a call is about to use. Call it at its enter, after
    /// its memory was copied.
    pub(super) fn tell_names(&mut self, at: i64, tid: i32, call: &Call) {
        let Some(signature) = call.signature else { return };
        let Roles { fd, fd2, dirfd, dirfd2, path, path2, .. } = roles(signature);
        let relative = |path: Option<u8>, dirfd: Option<u8>| {
            path.is_some() && dirfd.is_none_or(|dirfd| call.int(dirfd) == libc::AT_FDCWD)
        };
        if relative(path, dirfd) || relative(path2, dirfd2) {
            self.tell_directory(at, tid);
        }
        // The second descriptor of dup2 is only a number.
        let fd2 = fd2.filter(|_| !matches!(call.effect(), Effect::Dup(_)));
        for index in [fd, fd2, dirfd, dirfd2].into_iter().flatten() {
            self.tell_descriptor(at, tid, call.int(index));
        }
    }

    fn tell_descriptor(&mut self, at: i64, tid: i32, fd: i32) {
        if fd < 0 {
            return;
        }
        let name = self.links.read_fd(tid, fd);
        let is_socket = name.is_some_and(|name| name.starts_with(b"socket:["));
        let mut found = name.map(hash);
        let Some(pid) = self.threads.get(&tid).map(|thread| thread.pid) else { return };
        let mut open = None;
        if is_socket {
            // It gets its addresses in the course of its life, under one name.
            open = open_fd(pid, tid, fd);
            found = open.as_ref().map(|open| hash(&(&open.name, &open.socket)));
        }
        let told = self.told(pid);
        if told.fds.insert(fd, found) == Some(found) {
            return;
        }
        let open = if found.is_some() { open.or_else(|| open_fd(pid, tid, fd)) } else { None };
        let seen = open.map(|open| Box::new(fd_seen(open)));
        self.send(Event::Descriptor { ts: self.clock.at(at), tid, fd, seen });
    }

    fn tell_directory(&mut self, at: i64, tid: i32) {
        let path = ProcPath::task(tid).file("cwd");
        let Some(name) = self.links.read(&path).map(hash) else { return };
        let Some(pid) = self.threads.get(&tid).map(|thread| thread.pid) else { return };
        let told = self.told(pid);
        if told.cwd.replace(name) != Some(name)
            && let Some(cwd) = self.links.read(&path).map(<[u8]>::to_vec)
        {
            self.send(Event::Directory { ts: self.clock.at(at), tid, cwd });
        }
    }

    /// What was told of a process and still holds.
    fn told(&mut self, pid: i32) -> &mut Told {
        let told = self.told.entry(pid).or_default();
        if told.era != self.names {
            *told = Told { era: self.names, ..Told::default() };
        }
        told
    }
}

fn hash<T: Hash + ?Sized>(what: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
