//! Taking over processes that run.
//!
//! All threads are stopped once, together: what `/proc` then shows of descriptors is one moment's truth, to which nothing
//! is added behind our back. A thread that does not stop (it waits for its vfork child, or for a disk) is not waited for.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use trapline_process::monotonic_ns;
use trapline_process::proc::{ProcPath, blocked, snapshot, standing};
use trapline_ptrace::{Change, Error, Stop, Stopped, interrupt};
use trapline_tracker::Event;

use super::before::{Before, Unstopped};
use super::run::{Tracer, TracerEnd};
use super::thread::Thread;
use crate::Notice;
use crate::attach::{Attached, Seized, comm, seize_threads};
use crate::seen::process_seen;

/// How long threads are waited for to stop; and how long if all that are left cannot.
const PATIENCE: Duration = Duration::from_secs(5);
const PATIENCE_IN_VAIN: Duration = Duration::from_millis(100);

/// Threads on their way to their first stop, and those that stand there.
#[derive(Default)]
struct Gathering {
    awaited: HashSet<i32>,
    held: Vec<(i64, Stopped, Stop)>,
}

/// Whether none of the threads can stop now.
pub(super) fn in_vain<'a>(threads: impl IntoIterator<Item = &'a i32>) -> bool {
    threads.into_iter().all(|&tid| standing(tid).is_none_or(|found| found.is_uninterruptible() || found.has_ended()))
}

impl Tracer<'_> {
    /// Traces processes until the last of them and of what they started has ended, or they were let go.
    pub(crate) fn run_attached(mut self, seized: Seized, notify: &dyn Fn(Notice<'_>)) -> TracerEnd {
        let mut processes = seized.take();
        self.control.be_impatient(true);
        let gathered = self.gather(&mut processes);
        self.control.be_impatient(false);
        let held = match gathered {
            Ok(held) => held,
            Err(error) => {
                self.fail(error);
                Vec::new()
            }
        };
        for process in &processes {
            self.introduce(process, &held);
        }
        for (at, stopped, why) in held {
            let handled = self.stop(at, stopped, why);
            self.judge(handled);
        }
        for Attached { pid, threads, .. } in processes {
            notify(Notice::Attached { pid, comm: &comm(pid), threads: threads.len() });
        }
        self.follow()
    }

    /// Brings all threads to a stop, also those that are made meanwhile.
    fn gather(&mut self, processes: &mut [Attached]) -> Result<Vec<(i64, Stopped, Stop)>, Error> {
        let begun = Instant::now();
        let mut gathering = Gathering::default();
        loop {
            if gathering.awaited.is_empty() {
                let newcomers = self.newcomers(processes);
                if newcomers.is_empty() {
                    break;
                }
                for (pid, tid) in newcomers {
                    self.approach(pid, tid);
                    gathering.awaited.insert(tid);
                }
            }
            if begun.elapsed() > PATIENCE || begun.elapsed() > PATIENCE_IN_VAIN && in_vain(&gathering.awaited) {
                break;
            }
            match self.waiter.next(self.threads.len())? {
                Change::Stopped { at, stopped, why } => self.hold(&mut gathering, at, stopped, why),
                Change::Ended { at, tid, status } => {
                    gathering.awaited.remove(&tid);
                    gathering.held.retain(|(_, held, _)| held.tid() != tid);
                    self.ended_unmet(at, tid, status);
                }
                Change::Interrupted => {}
                Change::NothingLeft => break,
            }
        }
        Ok(gathering.held)
    }

    /// Threads that are traced and not known yet. While all that are known stand still, nobody makes another.
    fn newcomers(&self, processes: &mut [Attached]) -> Vec<(i32, i32)> {
        let mut found = Vec::new();
        for process in processes {
            // One that cannot be traced now, though its process could, has got another tracer meanwhile.
            let _ = seize_threads(process);
            // Those that have ended may be many.
            process.threads.retain(|tid| ProcPath::task(*tid).as_path().exists());
            let unknown = process.threads.iter().filter(|tid| !self.threads.contains_key(tid));
            found.extend(unknown.map(|&tid| (process.pid, tid)));
        }
        found
    }

    /// Notes what a thread is blocked in, and stops it.
    fn approach(&mut self, pid: i32, tid: i32) {
        let blocked = blocked(tid, &mut self.buffer);
        let before = Before::Unstopped(Unstopped { ts: self.clock.now(), blocked, told: false });
        self.threads.insert(tid, Thread { before, ..Thread::new(pid) });
        // Gone: its end will be reported.
        let _ = interrupt(tid);
    }

    /// Keeps a stop for when everybody stands still.
    fn hold(&mut self, gathering: &mut Gathering, at: i64, stopped: Stopped, why: Stop) {
        let tid = stopped.tid();
        if why == Stop::Exec {
            // The other threads are gone, and the one that called execve has the process's id now.
            let former = stopped.event_message().ok().flatten().map_or(tid, |former| former as i32);
            gathering.awaited.remove(&former);
            gathering.held.retain(|(_, held, _)| held.tid() != tid);
            if let Some(thread) = self.threads.remove(&former) {
                self.threads.insert(tid, thread);
            }
        }
        if gathering.awaited.remove(&tid) || self.threads.contains_key(&tid) {
            gathering.held.push((at, stopped, why));
        } else {
            self.keep_early(stopped, why);
        }
    }

    /// A thread that ended before it was told of.
    fn ended_unmet(&mut self, at: i64, tid: i32, status: i32) {
        if self.threads.remove(&tid).is_none() {
            self.ended(at, tid, status);
        }
    }

    /// Tells of a process and its threads as they are now.
    fn introduce(&mut self, process: &Attached, held: &[(i64, Stopped, Stop)]) {
        let pid = process.pid;
        let stands = |tid: &i32| held.iter().any(|(_, stopped, _)| stopped.tid() == *tid);
        let mut threads: Vec<i32> =
            self.threads.iter().filter(|(_, thread)| thread.pid == pid).map(|(&tid, _)| tid).collect();
        threads.sort_unstable_by_key(|&tid| (tid != pid, tid));
        // A first thread that has ended leaves its process without descriptors in `/proc`: another one shows them.
        let Some(shown) = threads.iter().copied().find(stands).or(threads.first().copied()) else { return };
        let Some(found) = snapshot(shown) else { return };
        let ts = self.clock.at(monotonic_ns());
        self.send(Event::Process(Box::new(process_seen(ts, pid, found))));
        for &tid in threads.iter().filter(|&&tid| tid != pid) {
            let comm = self.buffer.read(&ProcPath::task(tid).file("comm"));
            let comm = comm.map(|name| String::from_utf8_lossy(name.trim_ascii_end()).into_owned()).unwrap_or_default();
            self.send(Event::Thread { ts, pid, tid, comm });
        }
        if threads.first() != Some(&pid) {
            self.send(Event::ThreadExit { ts, tid: pid, status: None, cpu_times: None, max_rss_kb: None });
        }
        for tid in threads.into_iter().filter(|tid| !stands(tid)) {
            let Some(thread) = self.threads.get_mut(&tid) else { continue };
            let Before::Unstopped(unstopped) = &mut thread.before else { continue };
            let as_before = *unstopped;
            unstopped.told = true;
            self.tell_blocked(tid, as_before);
        }
    }
}
