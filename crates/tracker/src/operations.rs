//! Operations of io_uring: requests from their submission to their completion.

use std::borrow::Cow;
use std::sync::Arc;

use trapline_syscalls::uring::{About, Moves, Operation};
use trapline_syscalls::{FdType, errno};
use trapline_trace::Row;

use crate::arena::Id;
use crate::captured::Captured;
use crate::exit;
use crate::fd_table::{Descriptor, Fate, FdTable, Origin};
use crate::name::Name;
use crate::open_file::{OpenFile, fd_type};
use crate::rows::{duration, row};
use crate::state::{Beginning, Sink, State};
use crate::thread::Who;

/// A request that is under way.
#[derive(Debug)]
pub(crate) struct Request {
    /// Of the row that it will be.
    seq: i64,
    /// Its submission, or its last completion.
    ts: i64,
    who: Arc<Who>,
    operation: i32,
    fd: Option<i32>,
    /// The open file behind `fd`; counts as a reference.
    file: Option<Id<OpenFile>>,
    /// The life of `fd` (`Descriptor::seq`).
    life: Option<i64>,
    is_silent: bool,
}

/// What a submission says.
#[derive(Clone, Copy)]
pub(crate) struct Submission {
    pub(crate) ts: i64,
    pub(crate) tid: i32,
    pub(crate) request: u64,
    pub(crate) operation: i32,
    pub(crate) fd: Option<i32>,
    pub(crate) is_silent: bool,
}

/// What a completion says.
#[derive(Clone, Copy)]
pub(crate) struct Completion {
    pub(crate) ts: i64,
    pub(crate) request: u64,
    pub(crate) ret: i64,
    pub(crate) cpu: Option<i16>,
    /// `st_mode` of a new descriptor's file.
    pub(crate) mode: Option<u32>,
    pub(crate) goes_on: bool,
}

/// What became of a request.
#[derive(Clone, Copy, Default)]
struct Over {
    completion: Option<Completion>,
    new_fd: Option<i32>,
    file: Option<Id<OpenFile>>,
}

impl Request {
    fn about(&self) -> About {
        Operation::of(self.operation).map_or(About::Nothing, |operation| operation.about)
    }

    fn name(&self) -> Cow<'static, str> {
        match Operation::of(self.operation) {
            Some(operation) => Cow::Borrowed(operation.name),
            None => Cow::Owned(format!("IORING_OP_{}", self.operation)),
        }
    }
}

impl State {
    /// Begins a request. One of the same address has ended without a word: the kernel uses addresses again.
    pub(crate) fn submit(&mut self, submission: Submission, sink: &mut Sink<'_>) {
        let Submission { ts, tid, request, operation, fd, is_silent } = submission;
        self.abandon(request, sink);
        let Some(thread) = self.threads.get(&tid) else { return };
        let who = Arc::clone(&thread.who);
        let mut begun = Request { seq: 0, ts, who, operation, fd, file: None, life: None, is_silent };
        let marks = begun.about() == About::Closed;
        if let Some(descriptor) = fd.and_then(|fd| self.tables.get_mut(thread.table).get_mut(fd)) {
            descriptor.used |= !marks;
            begun.file = Some(self.files.retain(descriptor.file));
            begun.life = Some(descriptor.seq);
        }
        begun.seq = self.last.next_seq();
        self.requests.insert(request, begun);
    }

    /// Ends a request, or begins its next part.
    pub(crate) fn complete(&mut self, completion: Completion, memory: &[u8], sink: &mut Sink<'_>) {
        let Some(request) = self.requests.remove(&completion.request) else { return };
        let (new_fd, file) = self.apply_completion(&request, &completion, memory);
        self.report_request(&request, Over { completion: Some(completion), new_fd, file }, sink);
        if completion.goes_on {
            let seq = self.last.next_seq();
            self.requests.insert(completion.request, Request { seq, ts: completion.ts, ..request });
        } else if let Some(file) = request.file {
            self.files.release(file);
        }
    }

    /// What it did to descriptors. Gives the one that it made, and its file.
    fn apply_completion(
        &mut self,
        request: &Request,
        completion: &Completion,
        memory: &[u8],
    ) -> (Option<i32>, Option<Id<OpenFile>>) {
        let nothing = (None, None);
        let Some(operation) = Operation::of(request.operation).filter(|_| completion.ret >= 0) else { return nothing };
        let thread = self.threads.get(&request.who.tid).filter(|thread| thread.who.utid == request.who.utid);
        let Some(table) = thread.map(|thread| thread.table) else { return nothing };
        if operation.about == About::Closed {
            self.close_life(table, request, completion.ts);
        }
        if let Some(moves) = operation.moves {
            self.count_moved(table, request, moves, completion.ret);
        }
        // Only what is a descriptor of the process has a name here.
        let captured = Captured::at_exit(memory);
        let Some((fd, name)) = captured.fd_names().next() else { return nothing };
        let name = Name::of_open_file(name);
        let fd_type = fd_type(Some(name.text()), completion.mode, None);
        let position = (fd_type == Some(FdType::File)).then_some(0);
        let file = self.new_file(OpenFile { name: Some(name), fd_type, position, ..OpenFile::default() });
        let by = Arc::clone(&request.who);
        // Whether it is closed at an exec nobody has told.
        let how = Beginning { ts: completion.ts, by, cloexec: false, origin: Origin::Opened, displaced: Fate::Closed };
        self.begin_descriptor(table, fd, file, how);
        (Some(fd), Some(file))
    }

    /// Ends the descriptor that the request saw when it was submitted.
    fn close_life(&mut self, table: Id<FdTable>, request: &Request, ts: i64) {
        let Some(fd) = request.fd else { return };
        let table = self.tables.get_mut(table);
        if table.get(fd).is_some_and(|descriptor| Some(descriptor.seq) == request.life) {
            let gone = table.remove(fd).map(|descriptor| (fd, descriptor));
            let id = table.id;
            self.end_descriptors(id, gone.into_iter().collect(), Fate::Closed, ts);
        }
    }

    /// Adds a transfer to the counters of its descriptor. Positions are not kept track of.
    fn count_moved(&mut self, table: Id<FdTable>, request: &Request, moves: Moves, bytes: i64) {
        if let Some(file) = request.file {
            self.files.get_mut(file).position = None;
        }
        let descriptor = request.fd.and_then(|fd| self.tables.get_mut(table).get_mut(fd));
        let Some(Descriptor { traffic, .. }) = descriptor.filter(|descriptor| Some(descriptor.seq) == request.life)
        else {
            return;
        };
        let (times, moved) = match moves {
            Moves::In => (&mut traffic.reads, &mut traffic.bytes_read),
            // The descriptor of a splice is the one that is written to.
            Moves::Out | Moves::Between => (&mut traffic.writes, &mut traffic.bytes_written),
        };
        *times += 1;
        *moved = moved.saturating_add(bytes);
    }

    fn report_request(&self, request: &Request, over: Over, sink: &mut Sink<'_>) {
        let completion = over.completion;
        let ret = completion.map(|completion| completion.ret);
        let errno = ret.and_then(exit::errno);
        let error =
            errno.map(|errno| errno::name(errno).map_or_else(|| format!("ERRNO_{errno}").into(), Cow::Borrowed));
        let operation = Operation::of(request.operation);
        let moved = operation.is_some_and(|operation| operation.moves.is_some());
        let about = over.file.or(request.file).map(|file| self.files.get(file));
        let socket = about.and_then(|file| file.socket.as_deref());
        let opcode = request.name();
        sink(&Row {
            duration_ns: completion.map(|completion| duration(request.ts, completion.ts)),
            cpu: completion.and_then(|completion| completion.cpu),
            opcode: Some(&opcode),
            ret,
            errno,
            error: error.as_deref(),
            outcome: Some(match completion {
                Some(_) => "returned",
                None if request.is_silent => "untold",
                None => "unfinished",
            }),
            fd: request.fd,
            new_fd: over.new_fd,
            path: about.and_then(OpenFile::name_text),
            fd_type: about.and_then(|file| file.fd_type).map(FdType::name),
            protocol: socket.and_then(|socket| socket.protocol.as_deref()),
            local_addr: socket.and_then(|socket| socket.local.as_deref()),
            peer_addr: socket.and_then(|socket| socket.peer.as_deref()),
            bytes: ret.filter(|&ret| moved && ret >= 0),
            ..row(request.seq, "io_uring", request.ts, &request.who)
        });
    }

    /// The rows that the requests under way would have if the recording ended now.
    pub(crate) fn report_requests(&self, sink: &mut Sink<'_>) {
        let mut under_way: Vec<_> = self.requests.values().collect();
        under_way.sort_unstable_by_key(|request| request.seq);
        under_way.into_iter().for_each(|request| self.report_request(request, Over::default(), sink));
    }

    /// Ends a request without a completion.
    fn abandon(&mut self, request: u64, sink: &mut Sink<'_>) {
        if let Some(request) = self.requests.remove(&request) {
            self.report_request(&request, Over::default(), sink);
            if let Some(file) = request.file {
                self.files.release(file);
            }
        }
    }

    /// Ends all of them.
    pub(crate) fn abandon_requests(&mut self, sink: &mut Sink<'_>) {
        let mut under_way: Vec<_> = self.requests.iter().map(|(&address, request)| (request.seq, address)).collect();
        under_way.sort_unstable();
        under_way.into_iter().for_each(|(_, address)| self.abandon(address, sink));
    }
}
