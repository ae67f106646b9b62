//! What is found out when a call begins.

use trapline_syscalls::{Abi, Effect};

use crate::arena::{Arena, Id};
use crate::captured::Captured;
use crate::fd_table::FdTable;
use crate::inside::Inside;
use crate::open_file::OpenFile;
use crate::state::State;
use crate::thread::Directories;

/// The `dirfd` that means the working directory (openat(2)).
pub(crate) const AT_FDCWD: i32 = -100;

/// The registers of an enter.
#[derive(Clone, Copy)]
pub(crate) struct Registers<'a> {
    pub(crate) abi: Option<Abi>,
    pub(crate) nr: i32,
    pub(crate) args: &'a [u64; 6],
}

impl State {
    /// Begins a call of a thread that is in none.
    pub(crate) fn enter(&mut self, ts: i64, tid: i32, registers: Registers<'_>, memory: &[u8], data: &[u8]) {
        let Some(mut inside) = self.begin_call(ts, tid, registers, &Captured::at_enter(memory)) else { return };
        inside.memory.extend_from_slice(memory);
        inside.data.extend_from_slice(data);
        if let Some(thread) = self.threads.get_mut(&tid) {
            thread.inside = Some(inside);
        }
    }

    /// What is known of such a call from its enter, memory and payload aside.
    pub(crate) fn begin_call(
        &mut self,
        ts: i64,
        tid: i32,
        registers: Registers<'_>,
        captured: &Captured<'_>,
    ) -> Option<Box<Inside>> {
        let thread = self.threads.get_mut(&tid)?;
        thread.may_be_inside_since = None;
        let mut inside = self.idle.pop().unwrap_or_default();
        inside.begin(self.last.next_seq(), ts, registers, &mut self.roles);
        let table = self.tables.get_mut(thread.table);
        let roles = inside.roles;
        let marks = inside.only_marks_fd();
        if let Some((file, life)) = hold(table, &mut self.files, inside.fd_arg(roles.fd), !marks) {
            inside.fd = Some(file);
            inside.fd_life = Some(life);
        }
        let replaces = matches!(inside.signature.effect, Effect::Dup(_));
        if let Some((file, life)) = hold(table, &mut self.files, inside.fd_arg(roles.fd2), !replaces) {
            inside.fd2 = Some(file);
            inside.fd2_life = Some(life);
        }
        let directories = self.directories.get(thread.directories);
        find_paths(&mut inside, table, &mut self.files, directories, captured);
        Some(inside)
    }
}

/// The open file behind a descriptor, one reference more, and which life of the number it is.
fn hold(table: &mut FdTable, files: &mut Arena<OpenFile>, fd: Option<i32>, used: bool) -> Option<(Id<OpenFile>, i64)> {
    let descriptor = table.get_mut(fd?)?;
    descriptor.used |= used;
    Some((files.retain(descriptor.file), descriptor.seq))
}

/// Makes the path arguments absolute, as far as they could be read. Called again at the exit for those that could not be
/// read before.
pub(crate) fn find_paths(
    inside: &mut Inside,
    table: &mut FdTable,
    files: &mut Arena<OpenFile>,
    directories: &Directories,
    captured: &Captured<'_>,
) {
    let roles = inside.roles;
    if let Some(index) = roles.path {
        let dirfd = inside.fd_arg(roles.dirfd);
        let given = captured.string(index).map(|record| record.bytes);
        let is_empty = given.is_some_and(<[u8]>::is_empty);
        let null = inside.arg(index) == 0;
        if null || is_empty {
            inside.about_dir = roles.dirfd.is_some() && (null || inside.has_empty_path_flag());
            if inside.dir.is_none() {
                inside.dir = hold(table, files, dirfd, true).map(|(file, _)| file);
            }
        }
        match (given, base(table, files, directories, dirfd)) {
            (None | Some([]), Some(cwd)) if inside.about_dir && dirfd == Some(AT_FDCWD) => inside.path.set(cwd),
            (Some(path), base) => inside.path.set_joined(base, path),
            (None, _) => {}
        }
    }
    if let Some(index) = roles.path2 {
        if let Some(record) = captured.string(index) {
            let base = base(table, files, directories, inside.fd_arg(roles.dirfd2));
            inside.path2.set_joined(base, record.bytes);
        }
    } else if let Some(record) = roles.path_text.and_then(|index| captured.string(index)) {
        inside.path2.set(record.bytes);
    }
}

/// The directory that a relative path is looked up from; `None` where unknown.
fn base<'a>(
    table: &mut FdTable,
    files: &'a Arena<OpenFile>,
    directories: &'a Directories,
    dirfd: Option<i32>,
) -> Option<&'a [u8]> {
    match dirfd {
        None | Some(AT_FDCWD) => directories.cwd.as_ref().map(|cwd| cwd.bytes()),
        Some(fd) => {
            let descriptor = table.get_mut(fd)?;
            descriptor.used = true;
            files.get(descriptor.file).path_bytes()
        }
    }
}
