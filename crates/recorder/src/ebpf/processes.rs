//! Processes and threads, as far as the order of their ends and the ids of other namespaces need them.

use std::collections::HashMap;

use trapline_tracker::Event;

/// Processes that live.
#[derive(Debug, Default)]
pub(super) struct Processes {
    by_pid: HashMap<i32, Process>,
    /// Process of each thread.
    of: HashMap<i32, i32>,
    /// Processes by the inode of a pid namespace and their id in it, where that is not the recorder's. Those that have
    /// ended stay: their SIGCHLD comes later.
    inner: HashMap<(u32, i32), i32>,
}

#[derive(Debug, Default)]
struct Process {
    threads: Vec<i32>,
    /// The pid namespace that it is in, and its id there; of another than the recorder's only.
    inside: Option<(u32, i32)>,
    /// The end of the first thread, which counts when the others have ended.
    leader: Option<Ended>,
    stopped: bool,
    /// A fatal signal was told.
    fatal: bool,
}

/// The end of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) ts: i64,
    pub(super) tid: i32,
    pub(super) status: i32,
    /// The status is that of the whole process.
    pub(super) of_group: bool,
    pub(super) is_last: bool,
    pub(super) cpu_times: (i64, i64),
    pub(super) max_rss_kb: Option<i64>,
}

impl Ended {
    fn event(self) -> Event {
        let Ended { ts, tid, status, cpu_times, max_rss_kb, .. } = self;
        Event::ThreadExit { ts, tid, status: Some(status), cpu_times: Some(cpu_times), max_rss_kb }
    }
}

impl Processes {
    /// A thread lives. Tells whether its process was not known.
    pub(super) fn begin(&mut self, pid: i32, tid: i32, inside: Option<(u32, i32)>) -> bool {
        let is_new = !self.by_pid.contains_key(&pid);
        let process = self.by_pid.entry(pid).or_default();
        process.threads.push(tid);
        self.of.insert(tid, pid);
        if tid == pid
            && let Some(inside) = inside
        {
            process.inside = Some(inside);
            self.inner.insert(inside, pid);
        }
        is_new
    }

    /// One thread executes a new program: it has the process's id from now on, and the others are gone.
    pub(super) fn replace(&mut self, pid: i32) {
        let Some(process) = self.by_pid.get_mut(&pid) else { return };
        for tid in std::mem::replace(&mut process.threads, vec![pid]) {
            self.of.remove(&tid);
        }
        process.leader = None;
        self.of.insert(pid, pid);
    }

    /// A thread has ended without notice, as another's execve does it.
    pub(super) fn forget(&mut self, tid: i32) {
        if let Some(process) = self.of.remove(&tid).and_then(|pid| self.by_pid.get_mut(&pid)) {
            process.threads.retain(|&other| other != tid);
        }
    }

    /// The end of a thread: the events that follow from it. The first thread of a process ends for others when all have
    /// ended (wait(2)), with the status of the process.
    pub(super) fn end(&mut self, ended: Ended, mut event: impl FnMut(Event)) {
        let Some(pid) = self.of.remove(&ended.tid) else { return event(ended.event()) };
        let Some(process) = self.by_pid.get_mut(&pid) else { return event(ended.event()) };
        process.threads.retain(|&other| other != ended.tid);
        if ended.tid == pid && !ended.is_last {
            process.leader = Some(ended);
            return;
        }
        event(ended.event());
        if ended.is_last {
            if let Some(leader) = process.leader {
                let status = if ended.of_group { ended.status } else { leader.status };
                event(Ended { ts: ended.ts, status, max_rss_kb: ended.max_rss_kb, ..leader }.event());
            }
            self.by_pid.remove(&pid);
        }
    }

    /// The process of a thread stops, or goes on: an event for each of its threads.
    pub(super) fn stop(&mut self, ts: i64, tid: i32, signal: Option<i32>, mut event: impl FnMut(Event)) {
        let Some(process) = self.of.get(&tid).and_then(|pid| self.by_pid.get_mut(pid)) else { return };
        if process.stopped == signal.is_some() {
            return;
        }
        process.stopped = signal.is_some();
        for &tid in &process.threads {
            event(match signal {
                Some(signal) => Event::Stop { ts, tid, signal },
                None => Event::Continue { ts, tid },
            });
        }
    }

    /// Whether a fatal signal of the process of thread `tid` is told for the first time: each thread gets it.
    pub(super) fn first_fatal(&mut self, tid: i32) -> bool {
        let process = self.of.get(&tid).and_then(|pid| self.by_pid.get_mut(pid));
        process.is_none_or(|process| !std::mem::replace(&mut process.fatal, true))
    }

    /// The process that thread `tid` knows by `id`: the kernel gives ids as the receiver's namespace has them.
    pub(super) fn seen_from_outside(&self, tid: i32, id: i32) -> Option<i32> {
        let process = self.of.get(&tid).and_then(|pid| self.by_pid.get(pid));
        match process.and_then(|process| process.inside) {
            None => Some(id),
            Some((namespace, _)) => self.inner.get(&(namespace, id)).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(tid: i32, status: i32, of_group: bool, is_last: bool) -> Ended {
        Ended { ts: i64::from(tid), tid, status, of_group, is_last, cpu_times: (0, 0), max_rss_kb: None }
    }

    /// Ids and statuses of the ends that are told.
    fn ends(processes: &mut Processes, all: &[Ended]) -> Vec<(i32, i32)> {
        let mut told = Vec::new();
        for one in all {
            processes.end(*one, |event| {
                if let Event::ThreadExit { tid, status, .. } = event {
                    told.push((tid, status.unwrap_or(-1)));
                }
            });
        }
        told
    }

    #[test]
    fn a_first_thread_that_ends_before_others_is_told_of_last() {
        let mut processes = Processes::default();
        for tid in [10, 11, 12] {
            processes.begin(10, tid, None);
        }
        let all = [ended(10, 0, false, false), ended(11, 0x300, true, false), ended(12, 0x300, true, true)];
        assert_eq!(ends(&mut processes, &all), [(11, 0x300), (12, 0x300), (10, 0x300)]);
        // Without an exit of the whole group it keeps its own.
        for tid in [10, 11] {
            processes.begin(10, tid, None);
        }
        assert_eq!(
            ends(&mut processes, &[ended(10, 0x100, false, false), ended(11, 0, false, true)]),
            [(11, 0), (10, 0x100)]
        );
    }

    #[test]
    fn ids_of_another_namespace_are_those_of_the_recorders() {
        let mut processes = Processes::default();
        processes.begin(100, 100, Some((7, 1)));
        processes.begin(101, 101, Some((7, 2)));
        processes.begin(102, 102, None);
        assert_eq!(processes.seen_from_outside(100, 2), Some(101));
        assert_eq!(processes.seen_from_outside(100, 9), None);
        assert_eq!(processes.seen_from_outside(102, 2), Some(2));
    }

    #[test]
    fn a_stop_is_told_of_each_thread_once() {
        let mut processes = Processes::default();
        processes.begin(10, 10, None);
        processes.begin(10, 11, None);
        let mut told = Vec::new();
        for signal in [Some(19), Some(19), None, None] {
            processes.stop(5, 11, signal, |event| told.push(event));
        }
        assert_eq!(
            told,
            [
                Event::Stop { ts: 5, tid: 10, signal: 19 },
                Event::Stop { ts: 5, tid: 11, signal: 19 },
                Event::Continue { ts: 5, tid: 10 },
                Event::Continue { ts: 5, tid: 11 },
            ]
        );
    }
}
