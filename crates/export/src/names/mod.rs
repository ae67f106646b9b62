//! What descriptors and working directories are called, replayed from the rows.
//!
//! A row says the names of the descriptors it is about. Others that its text shows (the directory of an `openat`) were
//! named by an earlier row of the same process, or of the parent it was forked from.

use std::collections::HashMap;

use trapline_syscalls::decode::FdNames;
use trapline_syscalls::{Abi, Effect, memory, table};

use crate::Event;

/// Names of one process.
#[derive(Clone, Debug, Default)]
struct Process {
    cwd: Option<String>,
    fds: HashMap<i32, String>,
}

/// Names of every process seen so far, by upid.
#[derive(Debug, Default)]
pub(crate) struct Names {
    processes: HashMap<i32, Process>,
}

/// The names that one call's text needs.
#[derive(Debug)]
pub(crate) struct CallNames<'a> {
    event: &'a Event<'a>,
    process: Option<&'a Process>,
}

impl Names {
    /// The names for a call's text, before [`Names::after`].
    pub(crate) fn of<'a>(&'a self, event: &'a Event<'a>) -> CallNames<'a> {
        CallNames { event, process: self.processes.get(&event.upid) }
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
            "syscall" => self.after_call(event),
            _ => {}
        }
    }

    fn after_call(&mut self, event: &Event<'_>) {
        let process = self.processes.entry(event.upid).or_default();
        for (fd, name) in [(event.fd, fd_text(event)), (event.fd2, event.path2.map(str::to_owned))] {
            if let (Some(fd), Some(name)) = (fd, name) {
                process.fds.insert(fd, name);
            }
        }
        if event.ret.is_none_or(|ret| ret < 0) {
            return;
        }
        if let (Some(fd), Some(name)) = (event.new_fd, new_fd_text(event)) {
            process.fds.insert(fd, name);
        }
        if matches!(effect(event), Some(Effect::Chdir | Effect::Fchdir)) {
            let captured = memory::records(event.memory.unwrap_or_default()).find(|r| r.what == memory::what::CWD);
            let captured = captured.map(|record| String::from_utf8_lossy(record.bytes).into_owned());
            process.cwd = captured.or(event.path.map(str::to_owned));
        }
    }
}

impl FdNames for CallNames<'_> {
    fn fd_name(&self, fd: i32) -> Option<String> {
        let event = self.event;
        if event.new_fd == Some(fd) && event.ret.is_some_and(|ret| ret >= 0) {
            return new_fd_text(event);
        }
        if event.new_fd2 == Some(fd) {
            return event.path2.or(event.path).map(escape);
        }
        if event.fd == Some(fd) {
            return fd_text(event);
        }
        if event.fd2 == Some(fd) {
            return event.path2.map(escape);
        }
        self.process.and_then(|process| process.fds.get(&fd)).cloned()
    }

    fn cwd(&self) -> Option<String> {
        self.process.and_then(|process| process.cwd.as_deref()).map(escape)
    }
}

fn effect(event: &Event<'_>) -> Option<Effect> {
    let call = table::lookup(Abi::from_name(event.abi?)?, event.nr?)?;
    Some(call.signature(&event.args).effect)
}

/// The name of the descriptor that a call is about.
fn fd_text(event: &Event<'_>) -> Option<String> {
    match event.protocol {
        Some(protocol) => Some(socket(protocol, event)),
        None => event.path.map(|path| captured(event, event.fd).unwrap_or_else(|| escape(path))),
    }
}

/// The name of the descriptor that a call made. Where `fd` is set too, the columns are about that one, and a call that
/// copies a descriptor gives the new one the same name.
fn new_fd_text(event: &Event<'_>) -> Option<String> {
    captured(event, event.new_fd).or_else(|| fd_text(event))
}

/// The kernel's name where it is recorded beside the `path` (a deleted file, a device).
fn captured(event: &Event<'_>, fd: Option<i32>) -> Option<String> {
    let fd = u64::try_from(fd?).ok()?;
    memory::records(event.memory?)
        .find(|record| record.what == memory::what::FD_NAME && record.address == fd)
        .map(|record| escape(&String::from_utf8_lossy(record.bytes)))
}

/// `TCP:[127.0.0.1:41055->127.0.0.1:80]`, as `-yy` has it.
fn socket(protocol: &str, event: &Event<'_>) -> String {
    let inode = event.path.and_then(|path| path.strip_prefix("socket:["));
    let inode = inode.and_then(|path| path.strip_suffix(']')).unwrap_or_default();
    match (event.local_addr, event.peer_addr) {
        (Some(local), Some(peer)) => format!("{protocol}:[{}->{}]", escape(local), escape(peer)),
        (Some(local), None) => format!("{protocol}:[{}]", escape(local)),
        _ => format!("{protocol}:[{inode}]"),
    }
}

/// Control characters and what would end the name, as octal escapes.
fn escape(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '<' | '>' => text.push_str(&format!("\\{:o}", c as u32)),
            ' '..='~' => text.push(c),
            _ => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    text.push_str(&format!("\\{byte:o}"));
                }
            }
        }
    }
    text
}
