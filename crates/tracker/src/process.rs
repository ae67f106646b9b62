//! Processes (thread groups).

use std::sync::Arc;

use crate::name::Name;

/// A process with at least one thread that lives.
#[derive(Debug, Default)]
pub(crate) struct Process {
    pub(crate) pid: i32,
    pub(crate) parent_pid: Option<i32>,
    pub(crate) parent_upid: Option<i32>,
    pub(crate) ns_pid: Option<i32>,
    pub(crate) exe: Option<Name>,
    pub(crate) argv: Option<Arc<[String]>>,
    pub(crate) uid: Option<i32>,
    pub(crate) gid: Option<i32>,
    pub(crate) cgroup: Option<Arc<str>>,
    /// Its threads that live, in order of appearance.
    pub(crate) tids: Vec<i32>,
    /// How it ended, as far as that is known: the leader's word, else that of its last thread.
    pub(crate) end: End,
}

/// What is known about the end of a thread or process.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct End {
    /// Raw wait status (wait(2)).
    pub(crate) status: Option<i32>,
    /// CPU times in ns (user, system).
    pub(crate) cpu_times: Option<(i64, i64)>,
    pub(crate) max_rss_kb: Option<i64>,
}

impl Process {
    /// What a fork hands down. Threads, parent and end are the child's own.
    pub(crate) fn fork(&self, pid: i32, ns_pid: Option<i32>) -> Process {
        Process {
            pid,
            ns_pid,
            exe: self.exe.clone(),
            argv: self.argv.clone(),
            uid: self.uid,
            gid: self.gid,
            cgroup: self.cgroup.clone(),
            ..Process::default()
        }
    }

    /// Takes in the end of one of its threads.
    pub(crate) fn add_end(&mut self, tid: i32, end: &End, superseded: bool) {
        let leader = tid == self.pid && !superseded;
        if leader || (self.end.status.is_none() && self.tids.is_empty()) {
            self.end.status = end.status;
        }
        if let Some((user, system)) = end.cpu_times {
            let (all_user, all_system) = self.end.cpu_times.unwrap_or((0, 0));
            self.end.cpu_times = Some((all_user.saturating_add(user), all_system.saturating_add(system)));
        }
        self.end.max_rss_kb = self.end.max_rss_kb.max(end.max_rss_kb);
    }
}
