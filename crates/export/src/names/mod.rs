//! What descriptors and working directories are called, replayed from the rows.
//!
//! A row says the names of the descriptors it is about. Others that its text shows (the directory of an `openat`) were
//! named by an earlier row of the same process, or of the parent it was forked from.

mod devices;
mod open_file;

use std::collections::HashMap;

use trapline_syscalls::decode::{FdName, FdNames};
use trapline_syscalls::{Abi, Effect, memory, table};

use crate::Event;
use open_file::OpenFile;

/// How descriptors are named (strace's `-y`, `-yy`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// By their numbers alone.
    #[default]
    Numbers,
    /// With the path: `3</etc/passwd>`, `4<socket:[77]>`.
    Paths,
    /// With all that is known: `4<TCP:[127.0.0.1:41055->127.0.0.1:80]>`, `1</dev/null<char 1:3>>`.
    All,
}

/// Names of one process.
#[derive(Clone, Debug, Default)]
struct Process {
    cwd: Option<String>,
    fds: HashMap<i32, OpenFile>,
}

/// Names of every process that lives, by upid.
#[derive(Debug, Default)]
pub(crate) struct Names {
    processes: HashMap<i32, Process>,
}

/// Which names of a call: what dup2 replaces has another name before it than after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Before,
    After,
}

/// The names that one call's text needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallNames<'a> {
    naming: Naming,
    when: When,
    event: &'a Event<'a>,
    process: Option<&'a Process>,
}

impl Names {
    /// The names for a call's arguments, before [`Names::after`].
    pub(crate) fn of<'a>(&'a self, event: &'a Event<'a>, naming: Naming) -> CallNames<'a> {
        CallNames { naming, when: When::Before, event, process: self.processes.get(&event.upid) }
    }

    /// Learns from a row; rows come in the order of their beginning.
    pub(crate) fn after(&mut self, event: &Event<'_>) {
        match event.kind {
            "process" => {
                let parent = event.parent_upid.and_then(|upid| self.processes.get(&upid)).cloned();
                let process = self.processes.entry(event.upid).or_insert_with(|| parent.unwrap_or_default());
                process.cwd = event.cwd.map(str::to_owned).or(process.cwd.take());
            }
            "exec" => {
                let process = self.processes.entry(event.upid).or_default();
                process.cwd = event.cwd.map(str::to_owned).or(process.cwd.take());
            }
            "exit" => {
                self.processes.remove(&event.upid);
            }
            "syscall" => self.after_call(event),
            _ => {}
        }
    }

    fn after_call(&mut self, event: &Event<'_>) {
        let process = self.processes.entry(event.upid).or_default();
        let known = |fd: Option<i32>| process.fds.get(&fd?);
        let about = OpenFile::of_fd_after(event, known(event.fd));
        let other = OpenFile::of_fd2(event, known(event.fd2));
        for (fd, file) in [(event.fd, about), (event.fd2, other)] {
            if let (Some(fd), Some(file)) = (fd, file) {
                process.fds.insert(fd, file);
            }
        }
        if event.ret.is_none_or(|ret| ret < 0) {
            return;
        }
        let effect = effect(event);
        if let (Some(Effect::Close), Some(fd)) = (effect, event.fd) {
            process.fds.remove(&fd);
        }
        for (fd, file) in [(event.new_fd, OpenFile::of_new_fd(event)), (event.new_fd2, OpenFile::of_new_fd2(event))] {
            if let (Some(fd), Some(file)) = (fd, file) {
                process.fds.insert(fd, file);
            }
        }
        if matches!(effect, Some(Effect::Chdir | Effect::Fchdir)) {
            let captured = memory::records(event.memory.unwrap_or_default()).find(|r| r.what == memory::what::CWD);
            let captured = captured.map(|record| String::from_utf8_lossy(record.bytes).into_owned());
            process.cwd = captured.or(event.path.map(str::to_owned));
        }
    }
}

impl CallNames<'_> {
    /// The names for its result.
    pub(crate) fn of_result(self) -> Self {
        CallNames { when: When::After, ..self }
    }

    fn file(&self, fd: i32) -> Option<OpenFile> {
        let event = self.event;
        let returned = event.ret.is_some_and(|ret| ret >= 0);
        let known = self.process.and_then(|process| process.fds.get(&fd));
        let replaced = self.when == When::Before
            && event.new_fd == Some(fd)
            && event.fd != Some(fd)
            && matches!(effect(event), Some(Effect::Dup(_)));
        let is = |own: Option<i32>| own == Some(fd);
        if replaced {
            known.cloned()
        } else if returned && is(event.new_fd) {
            OpenFile::of_new_fd(event)
        } else if is(event.new_fd2) {
            OpenFile::of_new_fd2(event)
        } else if is(event.fd) {
            OpenFile::of_fd_before(event, known)
        } else if is(event.fd2) {
            OpenFile::of_fd2(event, known)
        } else {
            known.cloned()
        }
    }
}

impl FdNames for CallNames<'_> {
    fn fd_name(&self, fd: i32) -> Option<FdName> {
        match self.naming {
            Naming::Numbers => None,
            naming => self.file(fd)?.name(naming),
        }
    }

    fn cwd(&self) -> Option<FdName> {
        self.process.filter(|_| self.naming != Naming::Numbers)?.cwd.as_deref().map(FdName::from)
    }
}

fn effect(event: &Event<'_>) -> Option<Effect> {
    let call = table::lookup(Abi::from_name(event.abi?)?, event.nr?)?;
    Some(call.signature(&event.args).effect)
}
