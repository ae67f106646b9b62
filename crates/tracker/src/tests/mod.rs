//! Behaviour of the tracker, by subject.
//!
//! A [`World`] is a tracker with process 100 in `/home`, and a clock that goes on by one at every event.
//! `world.call(100, "openat").args(&[-100, 0, 0]).string(1, "x").name(3, "/home/x").ret(3)` is one call from its enter
//! to its exit, and gives its row.
#![allow(clippy::unwrap_used)]

mod calls;
mod descriptors;
mod directories;
mod ends;
mod exec;
mod fork;
mod memory;
mod model;
mod operations;
mod partial;
mod sockets;
mod start;
mod totality;
mod transfer;

use trapline_syscalls::memory::{Record, Status, what};
use trapline_syscalls::{Abi, table};
use trapline_trace::Row;

use crate::{EnvLevel, Event, ExecSeen, Options, ProcessSeen, Tracker};

const REGULAR: u32 = 0o100_644;
const O_CLOEXEC: i64 = 0o2_000_000;

struct World {
    tracker: Tracker,
    ts: i64,
    rows: Vec<Row<'static>>,
}

impl World {
    fn new() -> World {
        World::with(Options::default(), ProcessSeen::default())
    }

    fn with_env(env: EnvLevel) -> World {
        World::with(Options { env, ..Options::default() }, ProcessSeen::default())
    }

    /// A world whose process 100 is as given; pid, cwd and comm are filled in.
    fn with(options: Options, seen: ProcessSeen) -> World {
        let mut world = World { tracker: Tracker::new(options), ts: 0, rows: Vec::new() };
        let cwd = seen.cwd.or(Some(b"/home".to_vec()));
        let seen = ProcessSeen { pid: 100, comm: "main".into(), cwd, ..seen };
        world.see(Event::Process(Box::new(seen)));
        world
    }

    fn see(&mut self, event: Event) {
        self.see_with(event, &[]);
    }

    fn see_with(&mut self, event: Event, memory: &[u8]) {
        let World { tracker, rows, .. } = self;
        tracker.observe(&event, memory, &mut |row| rows.push(kept(row)));
    }

    fn now(&mut self) -> i64 {
        self.ts += 1;
        self.ts
    }

    fn call(&mut self, tid: i32, name: &'static str) -> Call<'_> {
        self.call_in(Abi::X86_64, tid, name)
    }

    fn call_in(&mut self, abi: Abi, tid: i32, name: &'static str) -> Call<'_> {
        let (nr, _) = table::by_name(abi, name).unwrap();
        Call { world: self, tid, abi, nr, args: [0; 6], enter: Vec::new(), exit: Vec::new(), mode: None, ids: None }
    }

    /// Opens `path` and expects to get `fd`; the kernel's name is the path.
    fn open(&mut self, tid: i32, fd: i32, path: &str, flags: i64) -> Row<'static> {
        let call = self.call(tid, "openat").args(&[-100, 0, flags]).string(1, path);
        call.name(fd, path).mode(REGULAR).ret(fd.into())
    }

    fn exit(&mut self, tid: i32, ret: i64) {
        let ts = self.now();
        self.see(Event::Exit { ts, tid, ret, cpu: None, off_cpu: None, made: None, ids: None });
    }

    /// A child by fork (no flags), or by clone with flags.
    fn fork(&mut self, parent: i32, child: i32, flags: i64) {
        self.call(parent, "clone").args(&[flags]).enter();
        let ts = self.now();
        self.see(Event::Fork { ts, parent, child, pid: None, ns_pid: None });
        self.exit(parent, child.into());
    }

    /// A thread of the parent's process, as pthread_create makes it.
    fn spawn(&mut self, parent: i32, child: i32) {
        self.fork(parent, child, 0x3d0f00);
    }

    fn exec(&mut self, former_tid: i32, tid: i32) {
        let call = self.call(former_tid, "execve").string(0, "/bin/new");
        call.pointers(1, &[(0x5000, "new"), (0x5010, "arg")]).count(2, 40).enter();
        let ts = self.now();
        self.see(Event::Exec(Box::new(ExecSeen {
            ts,
            tid,
            former_tid,
            exe: Some(b"/usr/bin/new".to_vec()),
            comm: Some("new".into()),
            argv: None,
            ids: None,
        })));
        self.exit(tid, 0);
    }

    fn end(&mut self, tid: i32, status: i32) {
        let ts = self.now();
        self.see(Event::ThreadExit { ts, tid, status: Some(status), cpu_times: None, max_rss_kb: None });
    }

    fn finish(&mut self) {
        let ts = self.now();
        let World { tracker, rows, .. } = self;
        tracker.finish(ts, &mut |row| rows.push(kept(row)));
    }

    fn rows_of(&self, kind: &str) -> Vec<&Row<'static>> {
        self.rows.iter().filter(|row| row.kind == kind).collect()
    }

    fn last_of(&self, kind: &str) -> &Row<'static> {
        self.rows.iter().rfind(|row| row.kind == kind).unwrap()
    }

    /// Descriptor, name and close-on-exec flag of each open descriptor.
    fn descriptors(&self, tid: i32) -> Vec<(i32, String, bool)> {
        self.tracker.descriptors(tid)
    }

    fn numbers(&self, tid: i32) -> Vec<i32> {
        self.descriptors(tid).into_iter().map(|(fd, ..)| fd).collect()
    }
}

/// A call that is being written down.
struct Call<'w> {
    world: &'w mut World,
    tid: i32,
    abi: Abi,
    nr: i32,
    args: [u64; 6],
    enter: Vec<u8>,
    exit: Vec<u8>,
    mode: Option<u32>,
    ids: Option<(i32, i32)>,
}

/// Where the memory of an argument lies, unless the test says where.
fn address(index: u8) -> u64 {
    0x1000 * (u64::from(index) + 1)
}

fn record(what: u8, at_exit: bool, address: u64, bytes: &[u8]) -> Record<'_> {
    let full_length = bytes.len() as u32;
    Record { what, at_exit, status: Status::Ok, recovered: false, full_length, address, bytes }
}

impl Call<'_> {
    fn args(mut self, args: &[i64]) -> Self {
        for (slot, &arg) in self.args.iter_mut().zip(args) {
            *slot = arg as u64;
        }
        self
    }

    fn point(&mut self, index: u8) -> u64 {
        let arg = &mut self.args[usize::from(index)];
        if *arg == 0 {
            *arg = address(index);
        }
        *arg
    }

    fn input(mut self, index: u8, bytes: &[u8]) -> Self {
        let address = self.point(index);
        record(index, false, address, bytes).write(&mut self.enter);
        self
    }

    fn output(mut self, index: u8, bytes: &[u8]) -> Self {
        let address = self.point(index);
        record(index, true, address, bytes).write(&mut self.exit);
        self
    }

    fn string(self, index: u8, text: &str) -> Self {
        self.input(index, text.as_bytes())
    }

    fn nested(mut self, at_exit: bool, address: u64, bytes: &[u8]) -> Self {
        let memory = if at_exit { &mut self.exit } else { &mut self.enter };
        record(what::NESTED, at_exit, address, bytes).write(memory);
        self
    }

    /// An array of strings that lie where it says.
    fn pointers(self, index: u8, strings: &[(u64, &str)]) -> Self {
        let array: Vec<u8> = strings.iter().flat_map(|(address, _)| address.to_le_bytes()).collect();
        let call = self.input(index, &array);
        strings.iter().fold(call, |call, (address, text)| call.nested(false, *address, text.as_bytes()))
    }

    /// A record that only counts.
    fn count(mut self, index: u8, count: u32) -> Self {
        let address = self.point(index);
        Record { full_length: count, ..record(index, false, address, &[]) }.write(&mut self.enter);
        self
    }

    fn fault(mut self, index: u8) -> Self {
        let address = self.point(index);
        Record { status: Status::Fault, ..record(index, false, address, &[]) }.write(&mut self.enter);
        self
    }

    fn recovered(mut self, index: u8, text: &str) -> Self {
        let address = self.point(index);
        Record { recovered: true, ..record(index, true, address, text.as_bytes()) }.write(&mut self.exit);
        self
    }

    fn name(mut self, fd: i32, name: &str) -> Self {
        record(what::FD_NAME, true, fd as u64, name.as_bytes()).write(&mut self.exit);
        self
    }

    fn cwd(mut self, name: &str) -> Self {
        record(what::CWD, true, 0, name.as_bytes()).write(&mut self.exit);
        self
    }

    fn mode(mut self, mode: u32) -> Self {
        self.mode = Some(mode);
        self
    }

    fn ids(mut self, uid: i32, gid: i32) -> Self {
        self.ids = Some((uid, gid));
        self
    }

    fn enter(&mut self) {
        let ts = self.world.now();
        let Call { tid, abi, nr, args, .. } = *self;
        self.world.see_with(Event::Enter { ts, tid, abi: Some(abi), nr, args }, &self.enter);
    }

    /// The whole call; gives its row.
    fn ret(mut self, ret: i64) -> Row<'static> {
        self.enter();
        self.finish(ret)
    }

    fn finish(self, ret: i64) -> Row<'static> {
        let Call { world, tid, exit, mode, ids, .. } = self;
        let ts = world.now();
        let made = mode.map(|mode| (mode, 0));
        world.see_with(Event::Exit { ts, tid, ret, cpu: Some(1), off_cpu: None, made, ids }, &exit);
        *world.last_of("syscall")
    }
}

/// A row that lives as long as the test process.
fn kept(row: &Row<'_>) -> Row<'static> {
    fn text(text: Option<&str>) -> Option<&'static str> {
        text.map(|text| &*text.to_owned().leak())
    }
    fn bytes(bytes: Option<&[u8]>) -> Option<&'static [u8]> {
        bytes.map(|bytes| &*bytes.to_vec().leak())
    }
    fn list(list: Option<&[String]>) -> Option<&'static [String]> {
        list.map(|list| &*list.to_vec().leak())
    }
    Row {
        kind: row.kind.to_owned().leak(),
        comm: text(row.comm),
        abi: text(row.abi),
        syscall: text(row.syscall),
        opcode: text(row.opcode),
        error: text(row.error),
        outcome: text(row.outcome),
        path: text(row.path),
        path2: text(row.path2),
        fd_type: text(row.fd_type),
        protocol: text(row.protocol),
        local_addr: text(row.local_addr),
        peer_addr: text(row.peer_addr),
        argv: list(row.argv),
        cwd: text(row.cwd),
        root: text(row.root),
        cgroup: text(row.cgroup),
        env: list(row.env),
        origin: text(row.origin),
        fate: text(row.fate),
        signal: text(row.signal),
        lost_reason: text(row.lost_reason),
        memory: bytes(row.memory),
        data: bytes(row.data),
        ..scalars(row)
    }
}

/// The columns that borrow nothing.
fn scalars(row: &Row<'_>) -> Row<'static> {
    Row {
        seq: row.seq,
        ts: row.ts,
        duration_ns: row.duration_ns,
        pid: row.pid,
        tid: row.tid,
        cpu: row.cpu,
        cpu_ns: row.cpu_ns,
        upid: row.upid,
        utid: row.utid,
        parent_pid: row.parent_pid,
        parent_upid: row.parent_upid,
        ns_pid: row.ns_pid,
        nr: row.nr,
        args: row.args,
        ret: row.ret,
        errno: row.errno,
        fd: row.fd,
        fd2: row.fd2,
        new_fd: row.new_fd,
        new_fd2: row.new_fd2,
        requested: row.requested,
        bytes: row.bytes,
        file_offset: row.file_offset,
        fd_table: row.fd_table,
        file_id: row.file_id,
        uid: row.uid,
        gid: row.gid,
        env_count: row.env_count,
        reads: row.reads,
        writes: row.writes,
        bytes_read: row.bytes_read,
        bytes_written: row.bytes_written,
        exit_code: row.exit_code,
        core_dumped: row.core_dumped,
        user_ns: row.user_ns,
        system_ns: row.system_ns,
        max_rss_kb: row.max_rss_kb,
        lost: row.lost,
        sender_pid: row.sender_pid,
        si_code: row.si_code,
        ..Row::default()
    }
}
