//! The row of a system call.

use trapline_syscalls::memory::{HEAD, Record, Status, what};
use trapline_syscalls::{Abi, Effect, FdType, Ret, errno};
use trapline_trace::{Args, Row};

use crate::EnvLevel;
use crate::captured::Captured;
use crate::enter::AT_FDCWD;
use crate::exit::{self, Exit, Given};
use crate::inside::Inside;
use crate::name::{Name, text};
use crate::open_file::OpenFile;
use crate::rows::{duration, row};
use crate::sockets::ends;
use crate::state::{Sink, State};
use crate::strings;
use crate::thread::Thread;
use crate::transfer::explicit_offset;

/// How a call ended: the `outcome` column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Returned,
    NoReturn,
    Unfinished,
    Killed,
    EnteredBefore,
    Refused,
    Detached,
}

impl Outcome {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Outcome::Returned => "returned",
            Outcome::NoReturn => "no_return",
            Outcome::Unfinished => "unfinished",
            Outcome::Killed => "killed",
            Outcome::EnteredBefore => "entered_before",
            Outcome::Refused => "refused",
            Outcome::Detached => "detached",
        }
    }

    /// `NoReturn` for calls that never return, else this.
    pub(crate) fn unless_never(self, inside: &Inside) -> Outcome {
        if inside.signature.ret == Ret::Never { Outcome::NoReturn } else { self }
    }
}

/// How a call ended, and what is known from its exit, if there was one.
pub(crate) struct Over<'a> {
    pub(crate) outcome: Outcome,
    pub(crate) exit: Option<&'a Exit>,
    pub(crate) given: &'a Given,
    pub(crate) captured: Captured<'a>,
    /// I/O payload.
    pub(crate) data: &'a [u8],
}

/// What a call gave that has no exit.
static NOTHING: Given = Given { new_fd: None, new_fd2: None, file: None, bytes: None, file_offset: None };

impl<'a> Over<'a> {
    /// A call of which nothing is known but its enter.
    pub(crate) fn without_exit(outcome: Outcome, inside: &'a Inside) -> Over<'a> {
        let captured = Captured::at_enter(&inside.memory);
        Over { outcome, exit: None, given: &NOTHING, captured, data: &inside.data }
    }
}

/// Buffers that rows are made in.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    path: String,
    path2: String,
    error: String,
    memory: Vec<u8>,
}

impl State {
    /// Gives the row of a call.
    pub(crate) fn report_call(
        &self,
        thread: &Thread,
        inside: &Inside,
        over: &Over<'_>,
        scratch: &mut Scratch,
        sink: &mut Sink<'_>,
    ) {
        let captured = &over.captured;
        let Scratch { path: path_text, path2: path2_text, error: error_text, memory } = scratch;
        let given = over.given;
        let new_file = given.file.map(|file| self.files.get(file));
        let fd_file = inside.fd.map(|file| self.files.get(file));
        let dir_file = inside.dir.filter(|_| inside.about_dir).map(|file| self.files.get(file));
        let subject = subject(inside, new_file, fd_file, dir_file);
        let path = path(inside, new_file, subject, dir_file, path_text);
        let path2 = match (inside.path2.get(), inside.fd2) {
            (Some(bytes), _) => Some(text(bytes, path2_text)),
            (None, Some(file)) => self.files.get(file).name_text(),
            (None, None) => None,
        };
        let ends = ends(inside, captured);
        let connected =
            if matches!(inside.signature.effect, Effect::Accept(_)) { new_file.or(subject) } else { subject };
        let socket = connected.and_then(|file| file.socket.as_deref());
        let argv = is_exec(inside).then(|| strings::argv(inside, captured)).flatten();
        let errno = over.exit.and_then(|exit| exit::errno(exit.ret));
        let memory = self.kept_memory(inside, captured, path, path2, memory);
        let outcome = if inside.entered_before { Outcome::EnteredBefore } else { over.outcome };
        let timed = over.exit.filter(|_| !inside.entered_before && outcome != Outcome::Refused);
        let duration_ns = timed.map(|exit| duration(inside.ts, exit.ts));
        let off_cpu = timed.and_then(|exit| exit.off_cpu);
        sink(&Row {
            duration_ns,
            cpu: over.exit.and_then(|exit| exit.cpu),
            cpu_ns: duration_ns
                .zip(off_cpu)
                .map(|(duration, off)| duration.saturating_sub(off).clamp(0, duration.max(0))),
            abi: inside.abi.map(Abi::name),
            nr: Some(inside.nr),
            syscall: Some(inside.name()),
            args: Args::first(inside.arity(), &inside.args),
            ret: over.exit.map(|exit| exit.ret),
            errno,
            error: errno.map(|errno| error_name(errno, error_text)),
            outcome: Some(outcome.name()),
            fd: inside.fd_arg(inside.roles.fd),
            fd2: inside.fd_arg(inside.roles.fd2),
            new_fd: given.new_fd,
            new_fd2: given.new_fd2,
            path,
            path2,
            fd_type: subject.and_then(|file| file.fd_type).map(FdType::name),
            protocol: socket.and_then(|socket| socket.protocol.as_deref()),
            local_addr: ends.local.as_deref().or(socket.and_then(|socket| socket.local.as_deref())),
            peer_addr: ends.peer.as_deref().or(socket.and_then(|socket| socket.peer.as_deref())),
            requested: inside.roles.requested(inside.signature, &inside.args, captured.enter()),
            bytes: given.bytes,
            file_offset: given.file_offset.or_else(|| explicit_offset(inside, captured, false).flatten()),
            argv: argv.as_deref(),
            cwd: self.cwd_of_call(thread, inside),
            env_count: is_exec(inside).then(|| strings::env_count(inside, captured)).flatten(),
            memory: (!memory.is_empty()).then_some(memory),
            data: (!over.data.is_empty()).then_some(over.data),
            ..row(inside.seq, "syscall", inside.ts, inside.former.as_ref().unwrap_or(&thread.who))
        });
    }

    /// The call that a thread is in began before it was looked at; and if `ended` says how it ended, it has its row now:
    /// what it did is known already.
    pub(crate) fn entered_before(&mut self, tid: i32, ended: Option<Exit>, scratch: &mut Scratch, sink: &mut Sink<'_>) {
        let Some(inside) = self.threads.get_mut(&tid).and_then(|thread| thread.inside.as_mut()) else { return };
        inside.entered_before = true;
        let Some(exit) = ended else { return };
        let Some(inside) = self.threads.get_mut(&tid).and_then(|thread| thread.inside.take()) else { return };
        if let Some(thread) = self.threads.get(&tid) {
            let moved = inside.signature.ret == Ret::Bytes && exit.succeeded();
            let given = Given { bytes: moved.then_some(exit.ret), ..Given::default() };
            let outcome = Outcome::EnteredBefore;
            let over = Over { exit: Some(&exit), given: &given, ..Over::without_exit(outcome, &inside) };
            self.report_call(thread, &inside, &over, scratch, sink);
        }
        self.release_inside(inside);
    }

    /// The row of a call whose enter was before the thread was known, and of which nothing but its exit is.
    pub(crate) fn report_entered_before(
        &mut self,
        since: i64,
        exit: Exit,
        memory: &[u8],
        data: &[u8],
        scratch: &mut Scratch,
        sink: &mut Sink<'_>,
    ) {
        let errno = exit.errno();
        let seq = self.last.next_seq();
        let Some(thread) = self.threads.get(&exit.tid) else { return };
        sink(&Row {
            cpu: exit.cpu,
            ret: Some(exit.ret),
            errno,
            error: errno.map(|errno| error_name(errno, &mut scratch.error)),
            outcome: Some(Outcome::EnteredBefore.name()),
            memory: (!memory.is_empty()).then_some(memory),
            data: (!data.is_empty()).then_some(data),
            ..row(seq, "syscall", since, &thread.who)
        });
    }

    /// The working directory, for calls that name it as `AT_FDCWD`.
    fn cwd_of_call(&self, thread: &Thread, inside: &Inside) -> Option<&str> {
        let named = |index| inside.fd_arg(index) == Some(AT_FDCWD);
        let is_named = named(inside.roles.dirfd) || named(inside.roles.dirfd2);
        is_named.then(|| self.directories.get(thread.directories).cwd.as_ref().map(Name::text)).flatten()
    }

    /// The records of the `memory` column: all but those that repeat a column. Where some are left out, the others are
    /// put into `out`.
    fn kept_memory<'a>(
        &self,
        inside: &Inside,
        captured: &Captured<'a>,
        path: Option<&str>,
        path2: Option<&str>,
        out: &'a mut Vec<u8>,
    ) -> &'a [u8] {
        let level = self.options.env;
        let hidden = (is_exec(inside) && level != EnvLevel::Values).then(|| strings::env_addresses(inside, captured));
        let roles = &inside.roles;
        let is = |column: Option<&str>, record: &Record<'_>| column.is_some_and(|text| text.as_bytes() == record.bytes);
        let repeats = |record: &Record<'_>| match record.what {
            index if Some(index) == roles.path => record.status == Status::Ok && is(path, record),
            index if Some(index) == roles.path2.or(roles.path_text) => record.status == Status::Ok && is(path2, record),
            what::FD_NAME | what::CWD => is(path, record),
            _ => false,
        };
        let mut whole = 0;
        let keeps_all = hidden.is_none()
            && captured.records().all(|record| {
                whole += HEAD + record.bytes.len();
                !repeats(&record)
            });
        if keeps_all && whole == captured.memory().len() {
            return captured.memory();
        }
        out.clear();
        for mut record in captured.records() {
            if repeats(&record) {
                continue;
            }
            if record.what == what::NESTED && hidden.as_ref().is_some_and(|hidden| hidden.contains(&record.address)) {
                let kept = strings::kept_of(record.bytes, level);
                if kept < record.bytes.len() {
                    record.bytes = &record.bytes[..kept];
                    record.status = Status::Truncated;
                }
            }
            record.write(out);
        }
        out
    }
}

fn is_exec(inside: &Inside) -> bool {
    inside.signature.effect == Effect::Exec
}

/// The open file that a row is about.
fn subject<'a>(
    inside: &Inside,
    new_file: Option<&'a OpenFile>,
    fd_file: Option<&'a OpenFile>,
    dir_file: Option<&'a OpenFile>,
) -> Option<&'a OpenFile> {
    match inside.signature.effect {
        Effect::Open(_) => new_file.or(dir_file),
        _ => fd_file.or(new_file).or(dir_file),
    }
}

/// The `path` column: the file that was opened, the directory itself for an empty path, the path argument, or the open
/// file behind the descriptor.
fn path<'a>(
    inside: &'a Inside,
    new_file: Option<&'a OpenFile>,
    subject: Option<&'a OpenFile>,
    dir_file: Option<&'a OpenFile>,
    escaped: &'a mut String,
) -> Option<&'a str> {
    let opened = new_file.filter(|_| matches!(inside.signature.effect, Effect::Open(_)));
    if let Some(name) = opened.or(dir_file).and_then(OpenFile::name_text) {
        return Some(name);
    }
    match inside.path.get() {
        Some(bytes) => Some(text(bytes, escaped)),
        None => subject.and_then(OpenFile::name_text),
    }
}

/// The symbol of an error number; `ERRNO_n`, as strace prints it, for one that has none.
fn error_name(errno: i32, text: &mut String) -> &str {
    match errno::name(errno) {
        Some(name) => name,
        None => {
            *text = format!("ERRNO_{errno}");
            text
        }
    }
}
