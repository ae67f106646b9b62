//! Calls that make, copy, mark and end descriptors.

use std::sync::Arc;

use trapline_syscalls::{Cloexec, Effect, FdType};

use crate::arena::Id;
use crate::captured::{u32_at, u64_at};
use crate::exit::{Given, Returning};
use crate::fd_table::{Fate, Origin};
use crate::name::Name;
use crate::open_file::{OpenFile, Socket, fd_type};
use crate::state::{Beginning, State};
use crate::thread::Who;

const O_APPEND: u64 = 0o2000;
const EBADF: i32 = 9;
// close_range(2).
const CLOSE_RANGE_UNSHARE: u64 = 1 << 1;
const CLOSE_RANGE_CLOEXEC: u64 = 1 << 2;

/// A descriptor for a new open file.
pub(crate) struct New {
    pub(crate) fd: i32,
    /// What is known apart from the source's name for it.
    pub(crate) file: OpenFile,
    /// `st_mode`.
    pub(crate) mode: Option<u32>,
    pub(crate) cloexec: bool,
    pub(crate) origin: Origin,
}

impl State {
    /// The descriptor that the call returned.
    pub(crate) fn open(&mut self, call: &Returning<'_>) -> Given {
        let Some(fd) = call.exit.new_fd() else { return Given::default() };
        let (cloexec, file) = match call.inside.signature.effect {
            Effect::Open(cloexec) => (cloexec, OpenFile { position: Some(0), ..OpenFile::default() }),
            Effect::Make(..) if call.inside.fd_arg(call.inside.roles.fd) == Some(fd) => return Given::default(),
            Effect::Make(made, cloexec) => {
                let position = matches!(made, FdType::File | FdType::Memfd).then_some(0);
                (cloexec, OpenFile { fd_type: Some(made), position, ..OpenFile::default() })
            }
            Effect::Socket(cloexec) => {
                let socket = Socket::of(call.arg(0), call.arg(1), call.arg(2));
                (cloexec, socket_file(socket))
            }
            Effect::Accept(cloexec) => (cloexec, socket_file(self.accepted(call))),
            _ => return Given::default(),
        };
        let (cloexec, flags) = (call.cloexec(cloexec), call.flags(cloexec));
        let file = OpenFile { append: flags & O_APPEND != 0, ..file };
        let new = New { fd, file, mode: call.exit.mode, cloexec, origin: Origin::Opened };
        self.begin_named(call, new);
        let file = self.tables.get(call.table).get(fd).map(|descriptor| descriptor.file);
        Given { new_fd: Some(fd), file, ..Given::default() }
    }

    /// The two descriptors that the call wrote to memory.
    pub(crate) fn open_pair(&mut self, call: &Returning<'_>, cloexec: Cloexec) -> Given {
        let cloexec = call.cloexec(cloexec);
        let pair = call.inside.roles.fd_pair.and_then(|index| call.captured.output(index));
        let fd = |at| pair.and_then(|pair| u32_at(pair.bytes, at)).and_then(|fd| i32::try_from(fd).ok());
        let (new_fd, new_fd2) = (fd(0), fd(4));
        for fd in [new_fd, new_fd2].into_iter().flatten() {
            let file = match call.inside.signature.effect {
                Effect::SocketPair(_) => socket_file(Socket::of(call.arg(0), call.arg(1), call.arg(2))),
                _ => OpenFile { fd_type: Some(FdType::Pipe), ..OpenFile::default() },
            };
            self.begin_named(call, New { fd, file, mode: call.exit.mode, cloexec, origin: Origin::Opened });
        }
        let table = self.tables.get(call.table);
        let file = new_fd.and_then(|fd| table.get(fd)).map(|descriptor| descriptor.file);
        Given { new_fd, new_fd2, file, ..Given::default() }
    }

    /// Another descriptor for the same open file.
    pub(crate) fn dup(&mut self, call: &Returning<'_>, cloexec: Cloexec) -> Given {
        let new_fd = call.exit.new_fd();
        let given = Given { new_fd, ..Given::default() };
        let Some(fd) = new_fd.filter(|&fd| call.inside.fd_arg(call.inside.roles.fd) != Some(fd)) else { return given };
        let cloexec = call.cloexec(cloexec);
        // dup2 closes what it is to replace; the other calls take a free number.
        let displaced = if call.inside.roles.fd2.is_some() { Fate::Replaced } else { Fate::Closed };
        let file = match call.inside.fd {
            Some(file) => self.files.retain(file),
            None => self.name_file(call, fd, OpenFile::default(), None), // how it was opened was not seen
        };
        let how = Beginning { ts: call.exit.ts, by: self.by(call), cloexec, origin: Origin::Dup, displaced };
        self.begin_descriptor(call.table, fd, file, how);
        given
    }

    /// Ends the descriptor that the call saw at its enter: another thread may have opened the number again since.
    pub(crate) fn close(&mut self, call: &Returning<'_>) {
        let Some(fd) = call.inside.fd_arg(call.inside.roles.fd) else { return };
        let table = self.tables.get_mut(call.table);
        let same = table.get(fd).is_some_and(|descriptor| Some(descriptor.seq) == call.inside.fd_life);
        if same && call.exit.errno() != Some(EBADF) {
            let gone = table.remove(fd).map(|descriptor| (fd, descriptor));
            let id = table.id;
            self.end_descriptors(id, gone.into_iter().collect(), Fate::Closed, call.exit.ts);
        }
    }

    pub(crate) fn close_range(&mut self, call: &Returning<'_>) {
        // Numbers are unsigned here; those above i32::MAX no descriptor has.
        let number = |index| i32::try_from(call.arg(index) as u32).unwrap_or(i32::MAX);
        let (first, last, flags) = (number(0), number(1), call.arg(2));
        if first > last {
            return;
        }
        let range = first..=last;
        let marks = flags & CLOSE_RANGE_CLOEXEC != 0;
        let table = if flags & CLOSE_RANGE_UNSHARE != 0 && self.tables.is_shared(call.table) {
            // Descriptors that are to be closed do not even get into the new table.
            self.unshare_table(call.exit.tid, call.exit.ts, |fd| marks || !range.contains(&fd));
            self.threads.get(&call.exit.tid).map_or(call.table, |thread| thread.table)
        } else {
            call.table
        };
        let table = self.tables.get_mut(table);
        if marks {
            table.mark_cloexec(range);
        } else {
            let gone = table.remove_range(range, |_| true);
            let id = table.id;
            self.end_descriptors(id, gone, Fate::Closed, call.exit.ts);
        }
    }

    pub(crate) fn set_cloexec(&mut self, call: &Returning<'_>, cloexec: bool) {
        let fd = call.inside.fd_arg(call.inside.roles.fd);
        if let Some(descriptor) = fd.and_then(|fd| self.tables.get_mut(call.table).get_mut(fd)) {
            descriptor.cloexec = cloexec;
        }
    }

    /// `F_SETFL`: the status flags of the open file, whichever descriptor they were set by.
    pub(crate) fn set_status(&mut self, call: &Returning<'_>) {
        if let Some(file) = call.inside.fd {
            self.files.get_mut(file).append = call.arg(2) & O_APPEND != 0;
        }
    }

    /// Takes in descriptors that the source named and that no effect accounts for, such as the pidfd of clone, which
    /// closes at exec.
    pub(crate) fn adopt_named(&mut self, call: &Returning<'_>) {
        let cloexec = matches!(call.inside.signature.effect, Effect::Clone | Effect::Clone3);
        for (fd, _) in call.captured.fd_names() {
            if self.tables.get(call.table).get(fd).is_none() {
                let file = OpenFile::default();
                self.begin_named(call, New { fd, file, mode: None, cloexec, origin: Origin::Opened });
            }
        }
    }

    /// Begins a descriptor for a new open file, named as the source named it.
    pub(crate) fn begin_named(&mut self, call: &Returning<'_>, new: New) {
        let New { fd, file, mode, cloexec, origin } = new;
        let file = self.name_file(call, fd, file, mode);
        let how = Beginning { ts: call.exit.ts, by: self.by(call), cloexec, origin, displaced: Fate::Closed };
        self.begin_descriptor(call.table, fd, file, how);
    }

    /// Stores a new open file with its name and type.
    fn name_file(&mut self, call: &Returning<'_>, fd: i32, file: OpenFile, mode: Option<u32>) -> Id<OpenFile> {
        let by_path = || match call.inside.signature.effect {
            Effect::Open(_) => call.inside.path.get().filter(|path| path.starts_with(b"/")).map(Name::new),
            _ => None,
        };
        let name = call.captured.fd_name(fd).map(Name::of_open_file).or_else(by_path);
        let fd_type = fd_type(name.as_ref().map(Name::text), mode, file.fd_type);
        self.new_file(OpenFile { name, fd_type, ..file })
    }

    fn by(&self, call: &Returning<'_>) -> Arc<Who> {
        self.threads.get(&call.exit.tid).map(|thread| Arc::clone(&thread.who)).unwrap_or_default()
    }
}

fn socket_file(socket: Socket) -> OpenFile {
    OpenFile { fd_type: Some(FdType::Socket), socket: Some(Box::new(socket)), ..OpenFile::default() }
}

impl Returning<'_> {
    /// Whether a new descriptor is closed at exec.
    pub(crate) fn cloexec(&self, cloexec: Cloexec) -> bool {
        match cloexec {
            Cloexec::No => false,
            Cloexec::Yes => true,
            Cloexec::If { mask, .. } | Cloexec::IfAt { mask, .. } => self.flags(cloexec) & mask != 0,
        }
    }

    /// The flags among which close-on-exec is: those of open(2), for a call that opens.
    fn flags(&self, cloexec: Cloexec) -> u64 {
        match cloexec {
            Cloexec::No | Cloexec::Yes => 0,
            Cloexec::If { arg, .. } => self.arg(arg),
            Cloexec::IfAt { arg, .. } => {
                self.captured.input(arg).and_then(|record| u64_at(record.bytes, 0)).unwrap_or(0)
            }
        }
    }
}
