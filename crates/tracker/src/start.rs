//! Processes and threads that were there before the recording, or whose beginning was not seen.

use std::sync::Arc;

use crate::arena::Id;
use crate::call_row::Scratch;
use crate::end::How;
use crate::event::{FdSeen, ProcessSeen};
use crate::fd_table::{Fate, FdTable, Origin};
use crate::inside::Inside;
use crate::int_map::IntMap;
use crate::name::{Name, to_text};
use crate::open_file::{OpenFile, Socket, fd_type};
use crate::process::{End, Process};
use crate::state::{Beginning, Sink, State};
use crate::thread::{Directories, Thread, Who};

impl State {
    /// A process with its first thread.
    pub(crate) fn process_seen(&mut self, seen: &ProcessSeen, scratch: &mut Scratch, sink: &mut Sink<'_>) {
        let inside = self.make_room(seen.ts, seen.pid, scratch, sink);
        let argv: Vec<String> = seen.argv.iter().map(|arg| to_text(arg)).collect();
        let upid = self.add_process(Process {
            pid: seen.pid,
            parent_pid: seen.parent_pid,
            parent_upid: seen.parent_pid.and_then(|pid| self.upids.get(&pid).copied()),
            ns_pid: seen.ns_pid,
            exe: seen.exe.as_deref().map(Name::of_open_file),
            argv: (!argv.is_empty()).then(|| argv.into()),
            uid: seen.uid,
            gid: seen.gid,
            cgroup: seen.cgroup.as_deref().map(Arc::from),
            ..Process::default()
        });
        let directories = self.directories.insert(Directories {
            cwd: seen.cwd.as_deref().map(Name::of_open_file),
            root: seen.root.as_deref().map(Name::of_open_file),
        });
        let table = self.new_table();
        let who = self.new_who(upid, seen.pid, Some(&seen.comm));
        self.add_thread(Thread { inside, may_be_inside_since: Some(seen.ts), ..thread(&who, table, directories) });
        self.report_process(seen.ts, seen.pid, sink);
        self.report_thread(seen.ts, seen.pid, sink);
        let mut shared = IntMap::default();
        for fd in &seen.fds {
            self.fd_seen(seen.ts, table, &who, fd, &mut shared);
        }
    }

    /// Another thread of a process that was seen.
    pub(crate) fn thread_seen(
        &mut self,
        ts: i64,
        (pid, tid): (i32, i32),
        comm: &str,
        scratch: &mut Scratch,
        sink: &mut Sink<'_>,
    ) {
        let inside = self.make_room(ts, tid, scratch, sink);
        let known = self.upids.get(&pid).and_then(|upid| self.processes.get(upid)?.tids.first().copied());
        let sibling = known.unwrap_or(pid);
        if sibling == tid {
            // Its own room was just made: the process was known by this thread alone.
            self.begin_unseen(ts, tid, sink);
        } else {
            self.know(ts, sibling, sink);
            let Some(&Thread { ref who, table, directories, .. }) = self.threads.get(&sibling) else { return };
            let upid = who.upid;
            let (table, directories) = (self.tables.retain(table), self.directories.retain(directories));
            let who = self.new_who(upid, tid, Some(comm));
            self.add_thread(Thread { may_be_inside_since: Some(ts), ..thread(&who, table, directories) });
            self.report_thread(ts, tid, sink);
        }
        if let Some(thread) = self.threads.get_mut(&tid) {
            thread.inside = inside;
        }
    }

    /// Makes sure that a thread is known; one that is not begins here, as the leader of a process of its own.
    pub(crate) fn know(&mut self, ts: i64, tid: i32, sink: &mut Sink<'_>) {
        if !self.threads.contains_key(&tid) {
            self.begin_unseen(ts, tid, sink);
        }
    }

    fn begin_unseen(&mut self, ts: i64, tid: i32, sink: &mut Sink<'_>) {
        let upid = self.add_process(Process { pid: tid, ..Process::default() });
        let (table, directories) = (self.new_table(), self.directories.insert(Directories::default()));
        let who = self.new_who(upid, tid, None);
        self.add_thread(Thread {
            may_be_inside_since: Some(ts),
            beginning_unseen: true,
            ..thread(&who, table, directories)
        });
        self.report_process(ts, tid, sink);
        self.report_thread(ts, tid, sink);
    }

    /// Makes room for a thread that begins. One that still has the id has ended without a word; but if that one was
    /// known from its calls alone, it is this one, and its call in progress is given back.
    pub(crate) fn make_room(
        &mut self,
        ts: i64,
        tid: i32,
        scratch: &mut Scratch,
        sink: &mut Sink<'_>,
    ) -> Option<Box<Inside>> {
        let earlier = self.threads.get_mut(&tid)?;
        let inside = if earlier.beginning_unseen { earlier.inside.take() } else { None };
        let how = if earlier.beginning_unseen { How::Known } else { How::Unseen };
        self.end_thread(ts, tid, how, End::default(), scratch, sink);
        inside
    }

    /// Numbers a thread.
    pub(crate) fn new_who(&mut self, upid: i32, tid: i32, comm: Option<&str>) -> Arc<Who> {
        let pid = self.processes.get(&upid).map_or(tid, |process| process.pid);
        Arc::new(Who { pid, tid, upid, utid: self.last.next_utid(), comm: comm.map(Box::from) })
    }

    /// Adds a thread to its process. Takes over the references to what it shares.
    pub(crate) fn add_thread(&mut self, thread: Thread) {
        if let Some(process) = self.processes.get_mut(&thread.who.upid) {
            process.tids.push(thread.who.tid);
        }
        self.threads.insert(thread.who.tid, thread);
    }

    /// A descriptor as it was found in the middle of the recording.
    pub(crate) fn descriptor_seen(&mut self, ts: i64, tid: i32, fd: i32, seen: Option<&FdSeen>) {
        let Some(Thread { who, table, .. }) = self.threads.get(&tid) else { return };
        let (who, table) = (Arc::clone(who), *table);
        match seen {
            Some(seen) => self.fd_seen(ts, table, &who, &FdSeen { fd, ..seen.clone() }, &mut IntMap::default()),
            None => {
                let id = self.tables.get(table).id;
                let gone = self.tables.get_mut(table).remove(fd).map(|descriptor| (fd, descriptor));
                self.end_descriptors(id, gone.into_iter().collect(), Fate::Closed, ts);
            }
        }
    }

    /// A working directory, likewise.
    pub(crate) fn directory_seen(&mut self, tid: i32, cwd: &[u8]) {
        if let Some(thread) = self.threads.get(&tid) {
            self.directories.get_mut(thread.directories).cwd = Some(Name::of_open_file(cwd));
        }
    }

    /// A descriptor that was open. `shared` are the open files of the process so far by [`FdSeen::same_file`].
    fn fd_seen(
        &mut self,
        ts: i64,
        table: Id<FdTable>,
        by: &Arc<Who>,
        seen: &FdSeen,
        shared: &mut IntMap<i64, Id<OpenFile>>,
    ) {
        let file = match seen.same_file.and_then(|same| shared.get(&same)) {
            Some(&file) => self.files.retain(file),
            None => self.new_file(file_seen(seen)),
        };
        if let Some(same) = seen.same_file {
            shared.insert(same, file);
        }
        let by = Arc::clone(by);
        let how = Beginning { ts, by, cloexec: seen.cloexec, origin: Origin::AtStart, displaced: Fate::Closed };
        self.begin_descriptor(table, seen.fd, file, how);
    }
}

/// A thread that is in no call.
pub(crate) fn thread(who: &Arc<Who>, table: Id<FdTable>, directories: Id<Directories>) -> Thread {
    Thread {
        who: Arc::clone(who),
        table,
        directories,
        inside: None,
        may_be_inside_since: None,
        stopped_by: None,
        beginning_unseen: false,
    }
}

fn file_seen(seen: &FdSeen) -> OpenFile {
    let name = Name::of_open_file(&seen.name);
    let fd_type = fd_type(Some(name.text()), seen.stat.map(|(mode, _)| mode), None);
    let socket = Socket {
        protocol: seen.protocol.clone().map(Into::into),
        local: seen.local_addr.as_deref().map(Box::from),
        peer: seen.peer_addr.as_deref().map(Box::from),
    };
    let is_socket = seen.protocol.is_some() || seen.local_addr.is_some() || seen.peer_addr.is_some();
    OpenFile {
        name: Some(name),
        fd_type,
        position: seen.offset,
        append: seen.append,
        socket: is_socket.then(|| Box::new(socket)),
        ..OpenFile::default()
    }
}
