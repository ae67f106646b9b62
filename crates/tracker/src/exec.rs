//! New programs.

use std::sync::Arc;

use crate::call_row::Scratch;
use crate::captured::Captured;
use crate::end::How;
use crate::event::ExecSeen;
use crate::fd_table::Fate;
use crate::name::{Name, to_text};
use crate::process::End;
use crate::state::{Sink, State};
use crate::strings;
use crate::thread::Who;

impl State {
    /// A process runs a new program: its other threads are gone, the caller has the process's id, its descriptor table
    /// is its own and without those that close at exec.
    pub(crate) fn exec(&mut self, seen: &ExecSeen, scratch: &mut Scratch, sink: &mut Sink<'_>) {
        let (ts, tid) = (seen.ts, seen.tid);
        // A caller that nobody saw can only be the leader, whoever it was before.
        let caller = if self.threads.contains_key(&seen.former_tid) { seen.former_tid } else { tid };
        self.know(ts, caller, sink);
        self.supersede(ts, caller, scratch, sink);
        if caller != tid {
            self.end_thread(ts, tid, How::Superseded, End::default(), scratch, sink);
        }
        self.rename(caller, seen);
        self.replace_program(seen);
        let Some(thread) = self.threads.get(&tid) else { return };
        let inside = thread.inside.as_deref();
        let captured = inside.map(|inside| (inside, Captured::at_enter(&inside.memory)));
        let env_count = captured.and_then(|(inside, captured)| strings::env_count(inside, &captured));
        let env = captured.and_then(|(inside, captured)| strings::env(inside, &captured, self.options.env));
        self.unshare_table(tid, ts, |_| true);
        self.report_exec(ts, tid, env_count, env.as_deref(), sink);
        let Some(thread) = self.threads.get(&tid) else { return };
        let table = self.tables.get_mut(thread.table);
        let id = table.id;
        let gone = table.remove_range(0..=i32::MAX, |descriptor| descriptor.cloexec);
        self.end_descriptors(id, gone, Fate::Exec, ts);
    }

    /// Ends the other threads of the caller's process.
    fn supersede(&mut self, ts: i64, caller: i32, scratch: &mut Scratch, sink: &mut Sink<'_>) {
        let Some(thread) = self.threads.get(&caller) else { return };
        let Some(process) = self.processes.get(&thread.who.upid) else { return };
        let others: Vec<i32> = process.tids.iter().copied().filter(|&tid| tid != caller).collect();
        for tid in others {
            self.end_thread(ts, tid, How::Superseded, End::default(), scratch, sink);
        }
    }

    /// Gives the caller the process's id and its new name. The call in progress keeps those of its enter.
    fn rename(&mut self, caller: i32, seen: &ExecSeen) {
        let Some(mut thread) = self.threads.remove(&caller) else { return };
        let former = Arc::clone(&thread.who);
        let comm = seen.comm.as_deref().map(Box::from).or_else(|| former.comm.clone());
        thread.who = Arc::new(Who { tid: seen.tid, comm, ..Who::clone(&former) });
        if let Some(inside) = thread.inside.as_deref_mut() {
            inside.former = Some(former);
        }
        if let Some(process) = self.processes.get_mut(&thread.who.upid) {
            process.tids = vec![seen.tid];
        }
        self.threads.insert(seen.tid, thread);
    }

    fn replace_program(&mut self, seen: &ExecSeen) {
        let Some(thread) = self.threads.get(&seen.tid) else { return };
        let Some(process) = self.processes.get_mut(&thread.who.upid) else { return };
        let inside = thread.inside.as_deref();
        let argv = inside.and_then(|inside| strings::argv(inside, &Captured::at_enter(&inside.memory)));
        let found = || seen.argv.as_ref().map(|words| words.iter().map(|word| to_text(word)).collect());
        let argv: Option<Vec<String>> = argv.or_else(found);
        if argv.is_some() || inside.is_some_and(|inside| !inside.entered_before) {
            process.argv = argv.map(Into::into);
        }
        process.exe = seen.exe.as_deref().map(Name::of_open_file);
        if let Some((uid, gid)) = seen.ids {
            process.uid = Some(uid);
            process.gid = Some(gid);
        }
    }
}
