//! Everything the tracker knows, and how it is shared and given back.

use std::collections::HashMap;
use std::sync::Arc;

use trapline_trace::Row;

use crate::Options;
use crate::arena::{Arena, Id};
use crate::fd_table::{Descriptor, Fate, FdTable, Origin, Traffic};
use crate::inside::Inside;
use crate::int_map::IntMap;
use crate::known_roles::KnownRoles;
use crate::open_file::OpenFile;
use crate::operations::Request;
use crate::process::Process;
use crate::thread::{Directories, Who};
use crate::threads::Threads;

/// Where rows go.
pub(crate) type Sink<'s> = dyn FnMut(&Row<'_>) + 's;

/// Processes, threads and what they share.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) options: Options,
    pub(crate) last: Last,
    /// By thread id.
    pub(crate) threads: Threads,
    /// By `upid`.
    pub(crate) processes: IntMap<i32, Process>,
    /// `upid` of the process that now has a pid.
    pub(crate) upids: IntMap<i32, i32>,
    pub(crate) tables: Arena<FdTable>,
    pub(crate) files: Arena<OpenFile>,
    pub(crate) directories: Arena<Directories>,
    /// Of io_uring, by their addresses.
    pub(crate) requests: HashMap<u64, Request>,
    /// Descriptors that have ended and have no row yet.
    pub(crate) ended: Vec<Ended>,
    /// Buffers of calls that are over.
    #[expect(clippy::vec_box, reason = "calls move between here and their threads, a pointer at a time")]
    pub(crate) idle: Vec<Box<Inside>>,
    pub(crate) roles: KnownRoles,
}

/// The numbers given out last; all count from 1.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Last {
    seq: i64,
    upid: i32,
    utid: i32,
    fd_table: i32,
    file: i64,
}

impl Last {
    pub(crate) fn next_seq(&mut self) -> i64 {
        self.seq += 1;
        self.seq
    }

    pub(crate) fn next_upid(&mut self) -> i32 {
        self.upid = self.upid.wrapping_add(1);
        self.upid
    }

    pub(crate) fn next_utid(&mut self) -> i32 {
        self.utid = self.utid.wrapping_add(1);
        self.utid
    }

    pub(crate) fn next_fd_table(&mut self) -> i32 {
        self.fd_table = self.fd_table.wrapping_add(1);
        self.fd_table
    }

    pub(crate) fn next_file(&mut self) -> i64 {
        self.file += 1;
        self.file
    }
}

/// A descriptor whose life is over.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) fd: i32,
    pub(crate) table: i32,
    pub(crate) descriptor: Descriptor,
    pub(crate) fate: Fate,
    pub(crate) ts: i64,
}

impl Ended {
    /// Whether it deserves a row: inherited descriptors that were never used do not.
    pub(crate) fn is_reported(&self) -> bool {
        self.descriptor.origin != Origin::Inherited || self.descriptor.used
    }
}

/// How a descriptor begins.
pub(crate) struct Beginning {
    pub(crate) ts: i64,
    pub(crate) by: Arc<Who>,
    pub(crate) cloexec: bool,
    pub(crate) origin: Origin,
    /// What became of a descriptor that has this number already: `Replaced` where the call does that, `Closed` where
    /// its close must have gone unseen.
    pub(crate) displaced: Fate,
}

impl State {
    /// Stores a new open file with one reference, numbered.
    pub(crate) fn new_file(&mut self, file: OpenFile) -> Id<OpenFile> {
        let id = self.last.next_file();
        self.files.insert(OpenFile { id, ..file })
    }

    /// Puts a descriptor into a table; takes over the reference to the file.
    pub(crate) fn begin_descriptor(&mut self, table: Id<FdTable>, fd: i32, file: Id<OpenFile>, how: Beginning) {
        let descriptor = Descriptor {
            seq: self.last.next_seq(),
            begin: how.ts,
            by: how.by,
            file,
            cloexec: how.cloexec,
            origin: how.origin,
            used: false,
            traffic: Traffic::default(),
        };
        let table = self.tables.get_mut(table);
        if let Some(displaced) = table.insert(fd, descriptor) {
            self.ended.push(Ended { fd, table: table.id, descriptor: displaced, fate: how.displaced, ts: how.ts });
        }
    }

    /// Takes descriptors out of a table for good.
    pub(crate) fn end_descriptors(&mut self, table: i32, gone: Vec<(i32, Descriptor)>, fate: Fate, ts: i64) {
        self.ended.extend(gone.into_iter().map(|(fd, descriptor)| Ended { fd, table, descriptor, fate, ts }));
    }

    /// A table with nothing in it.
    pub(crate) fn new_table(&mut self) -> Id<FdTable> {
        let id = self.last.next_fd_table();
        self.tables.insert(FdTable::new(id))
    }

    /// Fills a table with copies of those descriptors of another one that are chosen by number, as fork does.
    pub(crate) fn inherit(
        &mut self,
        from: Id<FdTable>,
        to: Id<FdTable>,
        by: &Arc<Who>,
        ts: i64,
        chosen: impl Fn(i32) -> bool,
    ) {
        let originals = self.tables.get(from).iter().filter(|&(fd, _)| chosen(fd));
        let originals: Vec<_> = originals.map(|(fd, original)| (fd, original.file, original.cloexec)).collect();
        for (fd, file, cloexec) in originals {
            let file = self.files.retain(file);
            let by = Arc::clone(by);
            let how = Beginning { ts, by, cloexec, origin: Origin::Inherited, displaced: Fate::Closed };
            self.begin_descriptor(to, fd, file, how);
        }
    }

    /// Gives a thread a table of its own, if it shares one; with copies of the descriptors that are chosen.
    pub(crate) fn unshare_table(&mut self, tid: i32, ts: i64, chosen: impl Fn(i32) -> bool) {
        let Some(thread) = self.threads.get(&tid) else { return };
        let (shared, by) = (thread.table, Arc::clone(&thread.who));
        if !self.tables.is_shared(shared) {
            return;
        }
        let own = self.new_table();
        self.inherit(shared, own, &by, ts, chosen);
        self.tables.release(shared);
        if let Some(thread) = self.threads.get_mut(&tid) {
            thread.table = own;
        }
    }

    /// Gives a thread directories of its own, if it shares them.
    pub(crate) fn unshare_directories(&mut self, tid: i32) {
        let Some(thread) = self.threads.get_mut(&tid) else { return };
        let shared = thread.directories;
        if self.directories.is_shared(shared) {
            let own = self.directories.get(shared).clone();
            thread.directories = self.directories.insert(own);
            self.directories.release(shared);
        }
    }

    /// Gives back a thread's table; with the last thread its descriptors end.
    pub(crate) fn release_table(&mut self, table: Id<FdTable>, fate: Fate, ts: i64) {
        if let Some(table) = self.tables.release(table) {
            let id = table.id;
            let gone = table.into_descriptors();
            self.ended.extend(gone.map(|(fd, descriptor)| Ended { fd, table: id, descriptor, fate, ts }));
        }
    }

    /// Gives back what a call in progress held on to, and its buffer.
    pub(crate) fn release_inside(&mut self, mut inside: Box<Inside>) {
        for file in [inside.fd.take(), inside.fd2.take(), inside.dir.take()].into_iter().flatten() {
            self.files.release(file);
        }
        inside.former = None;
        self.idle.push(inside);
    }

    /// Numbers a process that is new under its pid. One that had the pid before keeps its threads, but not the pid.
    pub(crate) fn add_process(&mut self, process: Process) -> i32 {
        let upid = self.last.next_upid();
        self.upids.insert(process.pid, upid);
        self.processes.insert(upid, process);
        upid
    }
}
