//! New threads and processes.

use trapline_syscalls::Effect;

use crate::call_row::Scratch;
use crate::captured::{Captured, u64_at};
use crate::process::Process;
use crate::start::thread;
use crate::state::{Sink, State};
use crate::thread::Thread;

// clone(2).
const CLONE_FS: u64 = 0x200;
const CLONE_FILES: u64 = 0x400;
const CLONE_PARENT: u64 = 0x8000;
const CLONE_THREAD: u64 = 0x1_0000;

/// Who made whom.
#[derive(Clone, Copy)]
pub(crate) struct Fork {
    pub(crate) ts: i64,
    pub(crate) parent: i32,
    pub(crate) child: i32,
    /// The child's process, where the source looked it up.
    pub(crate) pid: Option<i32>,
    pub(crate) ns_pid: Option<i32>,
}

impl State {
    pub(crate) fn fork(&mut self, fork: Fork, scratch: &mut Scratch, sink: &mut Sink<'_>) {
        let Fork { ts, parent, child, .. } = fork;
        if parent == child {
            return;
        }
        self.know(ts, parent, sink);
        let inside = self.make_room(ts, child, scratch, sink);
        let Some(maker) = self.threads.get(&parent) else { return };
        let (who, table, directories) = (maker.who.clone(), maker.table, maker.directories);
        let flags = self.clone_flags(maker, &fork);
        let is_thread = flags & CLONE_THREAD != 0;
        let upid = match fork.pid {
            _ if !is_thread => self.fork_process(&fork, who.upid, flags),
            Some(pid) if pid != who.pid => self.upids.get(&pid).copied().unwrap_or(who.upid),
            _ => who.upid,
        };
        let child_directories = if flags & CLONE_FS != 0 {
            self.directories.retain(directories)
        } else {
            let own = self.directories.get(directories).clone();
            self.directories.insert(own)
        };
        let shares_table = flags & CLONE_FILES != 0;
        let child_table = if shares_table { self.tables.retain(table) } else { self.new_table() };
        let child_who = self.new_who(upid, child, who.comm.as_deref());
        self.add_thread(Thread { inside, ..thread(&child_who, child_table, child_directories) });
        if !is_thread {
            self.report_process(ts, child, sink);
        }
        self.report_thread(ts, child, sink);
        if !shares_table {
            self.inherit(table, child_table, &child_who, ts, |_| true);
        }
    }

    fn fork_process(&mut self, fork: &Fork, maker: i32, flags: u64) -> i32 {
        let child = match self.processes.get(&maker) {
            Some(parent) if flags & CLONE_PARENT != 0 => Process {
                parent_pid: parent.parent_pid,
                parent_upid: parent.parent_upid,
                ..parent.fork(fork.child, fork.ns_pid)
            },
            Some(parent) => Process {
                parent_pid: Some(parent.pid),
                parent_upid: Some(maker),
                ..parent.fork(fork.child, fork.ns_pid)
            },
            None => Process { pid: fork.child, ns_pid: fork.ns_pid, ..Process::default() },
        };
        self.add_process(child)
    }

    /// What parent and child share: clone(2)'s flags, from the parent's call in progress. What the source looked up
    /// says whether the child is a thread, and stands in where the call was not seen.
    fn clone_flags(&self, maker: &Thread, fork: &Fork) -> u64 {
        let called = maker.inside.as_deref().and_then(|inside| match inside.signature.effect {
            Effect::Clone => Some(inside.arg(0)),
            Effect::Clone3 => {
                let captured = Captured::at_enter(&inside.memory);
                captured.input(0).and_then(|record| u64_at(record.bytes, 0))
            }
            Effect::Fork | Effect::Vfork => Some(0),
            _ => None,
        });
        let is_thread = fork.pid.map(|pid| pid != fork.child);
        match (called, is_thread) {
            (Some(flags), None) => flags,
            (Some(flags), Some(true)) => flags | CLONE_THREAD,
            (Some(flags), Some(false)) => flags & !CLONE_THREAD,
            (None, Some(true)) => CLONE_THREAD | CLONE_FILES | CLONE_FS,
            (None, _) => 0,
        }
    }
}
