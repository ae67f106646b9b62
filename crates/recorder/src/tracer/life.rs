//! The life of processes and threads: fork, exec, exit.

use trapline_process::proc::{ProcPath, cpu_times, status};
use trapline_ptrace::Stopped;
use trapline_syscalls::Effect;
use trapline_tracker::{Event, ExecSeen};

use super::namespaces::pid_namespace;
use super::run::{Handled, Tracer};
use super::thread::Thread;
use super::untraced::Cleared;

impl Tracer<'_> {
    /// A thread made another (or a process); the new one is traced already, and may have stopped already.
    pub(super) fn fork(&mut self, at: i64, stopped: Stopped) -> Handled {
        let parent = stopped.tid();
        let child = stopped.event_message()? as i32;
        let cleared = self.restore_untraced(&stopped);
        let restarted = self.restart(stopped, None);
        self.adopt(at, parent, child, cleared);
        restarted
    }

    /// Makes a new thread known, and goes on with what it reported before.
    fn adopt(&mut self, at: i64, parent: i32, child: i32, cleared: Option<Cleared>) {
        let found = status(child, &mut self.buffer);
        let pid = found.as_ref().map(|status| status.tgid);
        let inner = found.as_ref().map_or(&[][..], |status| &status.inner_pids);
        let namespace = if inner.is_empty() { None } else { pid_namespace(child, &mut self.links) };
        if let Some(namespace) = namespace.filter(|_| pid == Some(child)) {
            let maker = self.threads.get(&parent).and_then(|thread| thread.namespace);
            self.namespaces.add(namespace, maker, child, inner);
        }
        let alive = found.is_some();
        let ns_pid = found.and_then(|status| status.ns_pid);
        let maker = self.threads.get(&parent).and_then(|parent| parent.place.as_ref());
        let place = self.placing.as_mut().zip(maker).and_then(|(placing, maker)| placing.child(child, maker));
        self.threads.insert(child, Thread { namespace, cleared, place, ..Thread::new(pid.unwrap_or(child)) });
        self.names += 1;
        self.send(Event::Fork { ts: self.clock.at(at), parent, child, pid, ns_pid });
        if let Some((stopped, why)) = self.early.remove(&child) {
            let handled = self.stop(at, stopped, why);
            self.judge(handled);
        }
        // One that lives is another, earlier bearer of its id.
        if let Some(status) = self.ended_early.remove(&child).filter(|_| !alive) {
            self.ended(at, child, status);
        }
    }

    /// A new program. All other threads of the process are gone, without further notice; the one that called execve has
    /// the process's id from now on.
    pub(super) fn exec(&mut self, at: i64, stopped: Stopped) -> Handled {
        let tid = stopped.tid();
        let former_tid = stopped.event_message()? as i32;
        let former = self.threads.remove(&former_tid);
        let mut thread = former.or_else(|| self.threads.remove(&tid)).unwrap_or_else(|| Thread::new(tid));
        let placing = &mut self.placing;
        self.threads.retain(|_, other| {
            let stays = other.pid != tid;
            if !stays && let Some((placing, place)) = placing.as_mut().zip(other.place.take()) {
                placing.forget(place);
            }
            stays
        });
        if let Some((placing, place)) = self.placing.as_mut().zip(thread.place.as_mut()) {
            placing.rename(place, tid);
        }
        self.names += 1;
        thread.pid = tid;
        thread.at_gate = false;
        thread.group_stopped = false;
        self.threads.insert(tid, thread);
        let exe = self.links.read(&ProcPath::task(tid).file("exe")).map(<[u8]>::to_vec);
        let comm = self.buffer.read(&ProcPath::task(tid).file("comm"));
        let comm = comm.map(|name| String::from_utf8_lossy(name.trim_ascii_end()).into_owned());
        let ids = status(tid, &mut self.buffer).map(|status| status.ids);
        let restarted = self.restart(stopped, None);
        self.send(Event::Exec(Box::new(ExecSeen { ts: self.clock.at(at), tid, former_tid, exe, comm, ids })));
        restarted
    }

    /// The stop at the beginning of an exit: the last moment at which `/proc` tells what the thread used.
    pub(super) fn begins_to_exit(&mut self, stopped: Stopped) -> Handled {
        let tid = stopped.tid();
        if let Some(found) = status(tid, &mut self.buffer) {
            let times = cpu_times(found.tgid, tid, &mut self.buffer);
            if let Some(thread) = self.threads.get_mut(&tid) {
                thread.cpu_times = times;
                thread.peak_kb = found.peak_kb;
            }
        }
        self.restart(stopped, None)
    }

    /// A thread is gone.
    pub(super) fn ended(&mut self, at: i64, tid: i32, status: i32) {
        if tid == self.command {
            self.command_ended(status);
        }
        if let Some(call) = self.threads.get(&tid).and_then(|thread| thread.call)
            && call.effect() == Effect::SetAffinity
            && let Some((placing, place)) = self.place_of(tid, &call)
        {
            placing.asked(place, false);
        }
        // A stop that it reported before nobody has acted on is over.
        self.early.remove(&tid);
        let Some(thread) = self.threads.remove(&tid) else {
            self.ended_early.insert(tid, status);
            return;
        };
        let ts = self.clock.at(at);
        let Thread { cpu_times, peak_kb, place, .. } = thread;
        if let Some((placing, place)) = self.placing.as_mut().zip(place) {
            placing.forget(place);
        }
        self.send(Event::ThreadExit { ts, tid, status: Some(status), cpu_times, max_rss_kb: peak_kb });
        if !self.early.is_empty() {
            self.adopt_orphans(at, tid);
        }
    }

    /// A thread that was killed while it made another never tells of it. Those that wait for such a parent, because no
    /// thread is left that could be it, are taken for the last one's.
    fn adopt_orphans(&mut self, at: i64, last: i32) {
        let waiting: Vec<i32> = self.early.keys().copied().collect();
        for child in waiting {
            let found = status(child, &mut self.buffer);
            let maker = found.map(|found| if found.tgid == child { found.parent } else { found.tgid });
            if !self.threads.values().any(|thread| Some(thread.pid) == maker) {
                self.adopt(at, last, child, None);
            }
        }
    }
}
