//! How threads and processes become known.
//!
//! Whoever made one tells of it (PTRACE_EVENT_FORK and its kin), before or after the new one has reported its first stop.
//! A maker that is killed on its way there never tells: its child is known by its own stop alone.

use trapline_process::proc::{snapshot, status};
use trapline_ptrace::{Stop, Stopped};
use trapline_tracker::Event;

use super::namespaces::pid_namespace;
use super::run::{Handled, Tracer};
use super::thread::Thread;
use super::untraced::Cleared;
use crate::seen::process_seen;

/// A thread that has stopped, and that nobody has told of.
#[derive(Debug)]
pub(super) struct Early {
    pub(super) stopped: Stopped,
    pub(super) why: Stop,
    /// The process that made it, as far as `/proc` said so at the stop: another one adopts the children of the dead.
    maker: i32,
}

/// Who made a thread.
enum Maker {
    /// This one, which had such a flag taken away.
    Thread(i32, Option<Cleared>),
    /// One that is dead.
    Unknown,
}

impl Tracer<'_> {
    /// A thread made another (or a process); the new one is traced already, and may have stopped already.
    pub(super) fn fork(&mut self, at: i64, stopped: Stopped) -> Handled {
        let parent = stopped.tid();
        let Some(child) = stopped.event_message()? else {
            // Killed at this stop, and already at the next: nobody tells any more.
            return self.begins_to_exit(at, stopped);
        };
        let child = child as i32;
        let cleared = self.restore_untraced(&stopped);
        if let Some(call) = self.threads.get_mut(&parent).and_then(|thread| thread.call.as_mut()) {
            call.made = true;
        }
        let restarted = self.restart(stopped, None);
        // Behind a filter it was not known that somebody would tell.
        let known = self.threads.get_mut(&child).is_some_and(|thread| std::mem::take(&mut thread.orphan));
        if !known {
            self.adopt(at, child, Maker::Thread(parent, cleared));
        }
        self.adopt_orphans(at);
        restarted
    }

    /// A stop of a thread that is not known.
    pub(super) fn early_stop(&mut self, at: i64, stopped: Stopped, why: Stop) {
        self.keep_early(stopped, why);
        self.adopt_orphans(at);
    }

    /// Keeps a stop of a thread that is not known until somebody tells of it.
    pub(super) fn keep_early(&mut self, stopped: Stopped, why: Stop) {
        let tid = stopped.tid();
        let found = status(tid, &mut self.buffer);
        let maker = found.map_or(0, |found| if found.tgid == tid { found.parent } else { found.tgid });
        self.early.insert(tid, Early { stopped, why, maker });
    }

    /// Makes those known whom nobody will tell of.
    pub(super) fn adopt_orphans(&mut self, at: i64) {
        if self.early.is_empty() {
            return;
        }
        // One that exits already waits for nobody: its whole process may be dying, with the one that would tell.
        let orphans = self.early.iter().filter(|(_, early)| early.why == Stop::Exit || !self.will_tell(early.maker));
        for (child, maker) in orphans.map(|(&child, early)| (child, early.maker)).collect::<Vec<_>>() {
            let is_thread = status(child, &mut self.buffer).is_some_and(|found| found.tgid != child);
            let relative = self.threads.iter().find(|(_, thread)| thread.pid == maker).map(|(&tid, _)| tid);
            // What a process has from its maker is asked of `/proc`: who adopted it has other descriptors. Behind
            // a filter that is done at every call.
            let maker = match relative {
                Some(relative) if is_thread || self.filtered => Maker::Thread(relative, None),
                _ => Maker::Unknown,
            };
            self.adopt(at, child, maker);
            if let Some(thread) = self.threads.get_mut(&child) {
                thread.orphan = true;
            }
        }
    }

    /// Whether a thread is about to tell of a child of process `maker`: of its own, or of a sibling (`CLONE_PARENT`).
    fn will_tell(&self, maker: i32) -> bool {
        self.threads.values().any(|thread| thread.is_making() && (thread.pid == maker || thread.may_make_siblings()))
    }

    /// Thread `tid` ends, perhaps inside a call. If that was to make another, which waits for the news, there will be none.
    pub(super) fn ends_making(&mut self, at: i64, tid: i32) {
        let Some(thread) = self.threads.get_mut(&tid) else { return };
        let (pid, making) = (thread.pid, thread.is_making());
        if let Some(call) = &mut thread.call {
            call.made = true;
        }
        if !making || self.will_tell(pid) {
            return;
        }
        let children = self.early.iter().filter(|(_, early)| early.maker == pid).map(|(&child, _)| child);
        for child in children.collect::<Vec<_>>() {
            self.adopt(at, child, Maker::Thread(tid, None));
        }
    }

    /// Makes a new thread known, and goes on with what it reported before.
    fn adopt(&mut self, at: i64, child: i32, maker: Maker) {
        let found = status(child, &mut self.buffer);
        let pid = found.as_ref().map(|status| status.tgid);
        if !self.follow && pid == Some(child) {
            // The kernel tells of some processes as of threads: those that do not end with SIGCHLD.
            match self.early.remove(&child) {
                Some(Early { stopped, why, .. }) => {
                    let handled = self.forgo(stopped, why);
                    self.judge(handled);
                }
                None => drop(self.unfollowed.insert(child)),
            }
            return;
        }
        let (parent, cleared) = match maker {
            Maker::Thread(parent, cleared) => (Some(parent), cleared),
            Maker::Unknown => (None, None),
        };
        let maker = parent.and_then(|parent| self.threads.get(&parent));
        let inner = found.as_ref().map_or(&[][..], |status| &status.inner_pids);
        let namespace = if inner.is_empty() { None } else { pid_namespace(child, &mut self.links) };
        if let Some(namespace) = namespace {
            self.namespaces.add(namespace, maker.and_then(|maker| maker.namespace), child, inner);
        }
        let alive = found.is_some();
        let ns_pid = found.and_then(|status| status.ns_pid);
        // Whoever made it had the CPUs that the program was started with, like any other, unless it asked for its own.
        let any = || self.threads.values().find(|thread| thread.place.is_some());
        let place = maker.or_else(any).and_then(|maker| maker.place.as_ref());
        let place = self.placing.as_mut().zip(place).and_then(|(placing, place)| placing.child(child, place));
        let known = Thread::new(pid.unwrap_or(child));
        self.threads.insert(child, Thread { place, namespace, cleared, ..known });
        self.names += 1;
        let ts = self.clock.at(at);
        if let Some(parent) = parent {
            self.send(Event::Fork { ts, parent, child, pid, ns_pid });
        } else if let Some(seen) = snapshot(child) {
            // If it is gone, its end is all that there is to tell.
            self.send(Event::Process(Box::new(process_seen(ts, child, seen))));
        }
        if let Some(Early { stopped, why, .. }) = self.early.remove(&child) {
            let handled = self.stop(at, stopped, why);
            self.judge(handled);
        }
        // One that lives is another, earlier bearer of its id.
        if let Some(status) = self.ended_early.remove(&child).filter(|_| !alive) {
            self.ended(at, child, status);
        }
    }
}
