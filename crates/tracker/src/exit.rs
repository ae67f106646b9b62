//! What follows from a call that returned.

use trapline_syscalls::Effect;

use crate::arena::Id;
use crate::captured::{Captured, argument};
use crate::enter::find_paths;
use crate::fd_table::FdTable;
use crate::inside::Inside;
use crate::name::to_text;
use crate::open_file::OpenFile;
use crate::state::State;
use crate::thread::{Directories, Thread, Who};

/// The longest thread name in bytes (`TASK_COMM_LEN` without the NUL).
const COMM_MAX: usize = 15;

/// What an exit says.
#[derive(Clone, Copy, Default)]
pub(crate) struct Exit {
    pub(crate) ts: i64,
    pub(crate) tid: i32,
    pub(crate) ret: i64,
    pub(crate) cpu: Option<i16>,
    pub(crate) off_cpu: Option<i64>,
    /// `st_mode` of a new descriptor's file.
    pub(crate) mode: Option<u32>,
    pub(crate) ids: Option<(i32, i32)>,
}

/// A call that returns, and what was captured of it.
#[derive(Clone, Copy)]
pub(crate) struct Returning<'a> {
    pub(crate) exit: &'a Exit,
    pub(crate) inside: &'a Inside,
    pub(crate) captured: &'a Captured<'a>,
    pub(crate) table: Id<FdTable>,
    pub(crate) directories: Id<Directories>,
}

/// What a call gave, apart from its row's plain columns.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Given {
    pub(crate) new_fd: Option<i32>,
    pub(crate) new_fd2: Option<i32>,
    /// The file behind `new_fd`, where it is a new one.
    pub(crate) file: Option<Id<OpenFile>>,
    pub(crate) bytes: Option<i64>,
    pub(crate) file_offset: Option<i64>,
}

impl Exit {
    /// The error number, positive (errno(3)); the kernel returns -4095 to -1 for failures.
    pub(crate) fn errno(&self) -> Option<i32> {
        errno(self.ret)
    }

    pub(crate) fn succeeded(&self) -> bool {
        self.errno().is_none()
    }

    /// The return value as a descriptor.
    pub(crate) fn new_fd(&self) -> Option<i32> {
        i32::try_from(self.ret).ok().filter(|&fd| fd >= 0)
    }
}

/// The positive error number that a raw return value holds.
pub(crate) fn errno(ret: i64) -> Option<i32> {
    (-4095..0).contains(&ret).then(|| -ret as i32)
}

impl Returning<'_> {
    /// An argument that is a number or, for [`trapline_syscalls::Cloexec::IfAt`], what it points to.
    pub(crate) fn arg(&self, index: u8) -> u64 {
        self.inside.arg(index)
    }
}

impl State {
    /// Brings the state up to date before the row of a call is made.
    ///
    /// Names, and the thread's own name, change only after its row: see [`State::apply_after_row`].
    pub(crate) fn apply(&mut self, exit: &Exit, inside: &mut Inside, captured: &Captured<'_>) -> Given {
        let Some(thread) = self.threads.get(&exit.tid) else { return Given::default() };
        let Thread { table, directories, .. } = *thread;
        let path_is_missing = inside.path.get().is_none() && inside.roles.path.is_some();
        let path2_is_missing = inside.path2.get().is_none() && inside.roles.path2.or(inside.roles.path_text).is_some();
        if path_is_missing || path2_is_missing {
            let (table, directories) = (self.tables.get_mut(table), self.directories.get(directories));
            find_paths(inside, table, &mut self.files, directories, captured);
        }
        // readlinkat needs no AT_EMPTY_PATH for the empty path: that it succeeded tells.
        inside.about_dir |= exit.succeeded() && inside.dir.is_some();
        let call = Returning { exit, inside, captured, table, directories };
        let mut given = self.apply_effect(&call);
        self.adopt_named(&call);
        if inside.signature.ret == trapline_syscalls::Ret::Bytes && exit.succeeded() {
            given.bytes = Some(exit.ret);
        }
        given
    }

    fn apply_effect(&mut self, call: &Returning<'_>) -> Given {
        let exit = call.exit;
        let effect = call.inside.signature.effect;
        match effect {
            Effect::Close => self.close(call),
            Effect::Connect => self.connect(call),
            _ if !exit.succeeded() => {}
            Effect::Open(_) | Effect::Make(..) | Effect::Socket(_) | Effect::Accept(_) => return self.open(call),
            Effect::Pipe(cloexec) | Effect::SocketPair(cloexec) => return self.open_pair(call, cloexec),
            Effect::Dup(cloexec) => return self.dup(call, cloexec),
            Effect::CloseRange => self.close_range(call),
            Effect::SetCloexec => self.set_cloexec(call, call.arg(2) & 1 != 0),
            Effect::Cloexec(cloexec) => self.set_cloexec(call, cloexec),
            Effect::Bind => self.bind(call),
            Effect::LocalAddress => self.tell_address(call, |socket| &mut socket.local),
            Effect::PeerAddress => self.tell_address(call, |socket| &mut socket.peer),
            Effect::SetStatus => self.set_status(call),
            Effect::Seek => self.seek(call),
            Effect::Read | Effect::Write | Effect::Copy => return self.transfer(call),
            Effect::Receive => {
                self.receive(call);
                return self.transfer(call);
            }
            Effect::Chdir | Effect::Fchdir | Effect::Setns => self.change_directory(call),
            Effect::Chroot => self.change_root(call),
            Effect::Unshare => self.unshare(call),
            // The new process or program comes as an event of its own, names and ids after the row.
            Effect::Clone | Effect::Clone3 | Effect::Fork | Effect::Vfork | Effect::Exec => {}
            Effect::None | Effect::SetName | Effect::SetIds | Effect::GetAffinity | Effect::SetAffinity => {}
        }
        Given::default()
    }

    /// What holds only from the next row on.
    pub(crate) fn apply_after_row(&mut self, exit: &Exit, inside: &Inside, captured: &Captured<'_>) {
        let names = inside.signature.effect == Effect::SetName && exit.succeeded();
        if exit.ids.is_none() && !names {
            return;
        }
        let Some(thread) = self.threads.get_mut(&exit.tid) else { return };
        if let (Some((uid, gid)), Some(process)) = (exit.ids, self.processes.get_mut(&thread.who.upid)) {
            process.uid = Some(uid);
            process.gid = Some(gid);
        }
        if !names {
            return;
        }
        let name = argument(inside, |kind| matches!(kind, trapline_syscalls::Kind::Text(_)));
        if let Some(record) = name.and_then(|index| captured.input(index)) {
            let comm = to_text(&record.bytes[..record.bytes.len().min(COMM_MAX)]);
            thread.who = Who { comm: Some(comm.into()), ..Who::clone(&thread.who) }.into();
        }
    }
}
