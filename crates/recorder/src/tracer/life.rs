//! The life of processes and threads: exec, exit.

use trapline_process::proc::{ProcPath, argv, cpu_times, status};
use trapline_ptrace::Stopped;
use trapline_tracker::{Event, ExecSeen};

use super::run::{Handled, Tracer};
use super::thread::Thread;

impl Tracer<'_> {
    /// A new program. All other threads of the process are gone, without further notice; the one that called execve has
    /// the process's id from now on.
    pub(super) fn exec(&mut self, at: i64, stopped: Stopped) -> Handled {
        let tid = stopped.tid();
        let former_tid = stopped.event_message()?.map_or(tid, |former| former as i32);
        let former = self.threads.remove(&former_tid);
        let mut thread = former.or_else(|| self.threads.remove(&tid)).unwrap_or_else(|| Thread::new(tid));
        let gone = self.threads.iter().filter(|(_, other)| other.pid == tid).map(|(&other, _)| other);
        for other in gone.collect::<Vec<_>>() {
            self.settle_request(other);
        }
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
        // An attach may have come in the midst of the call.
        let argv = (self.command == 0).then(|| argv(tid));
        let ids = status(tid, &mut self.buffer).map(|status| status.ids);
        let restarted = self.restart(stopped, None);
        self.send(Event::Exec(Box::new(ExecSeen { ts: self.clock.at(at), tid, former_tid, exe, comm, argv, ids })));
        self.adopt_orphans(at);
        restarted
    }

    /// The stop at the beginning of an exit: the last moment at which `/proc` tells what the thread used.
    pub(super) fn begins_to_exit(&mut self, at: i64, stopped: Stopped) -> Handled {
        let tid = stopped.tid();
        // Not only at its end: that of a leader is told after those of its threads, of which the new one may be one.
        self.ends_making(at, tid);
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
        if tid == self.command && self.end.status.is_none() {
            self.command_ended(status);
        }
        self.settle_request(tid);
        // The first thread's end is told last.
        self.told.remove(&tid);
        // A stop that it reported before nobody has acted on is over.
        self.early.remove(&tid);
        self.ends_making(at, tid);
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
        self.adopt_orphans(at);
    }
}
