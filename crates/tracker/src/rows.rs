//! Rows of the life of processes, threads and descriptors, and of what happens to them.

use trapline_syscalls::{FdType, signal};
use trapline_trace::Row;

use crate::name::Name;
use crate::process::End;
use crate::state::{Ended, Sink, State};
use crate::thread::{Thread, Who};

/// A row with the columns that every kind has.
#[inline(always)]
pub(crate) fn row<'a>(seq: i64, kind: &'a str, ts: i64, who: &'a Who) -> Row<'a> {
    Row {
        seq,
        kind,
        ts,
        pid: who.pid,
        tid: who.tid,
        upid: who.upid,
        utid: who.utid,
        comm: who.comm.as_deref(),
        ..Row::default()
    }
}

/// The row of an end, without outcome.
fn end_row<'a>(row: Row<'a>, end: &End, signal_name: &'a mut String) -> Row<'a> {
    let status = end.status.map(|status| status as u32);
    let killed_by = status.map(|status| (status & 0x7f) as i32).filter(|&signal| signal != 0);
    if let Some(signal) = killed_by {
        signal_name.clear();
        signal_name.push_str(&signal::name(signal));
    }
    Row {
        exit_code: status.filter(|_| killed_by.is_none()).map(|status| (status >> 8 & 0xff) as i32),
        signal: killed_by.map(|_| signal_name.as_str()),
        core_dumped: status.map(|status| killed_by.is_some() && status & 0x80 != 0),
        user_ns: end.cpu_times.map(|(user, _)| user),
        system_ns: end.cpu_times.map(|(_, system)| system),
        max_rss_kb: end.max_rss_kb,
        ..row
    }
}

impl State {
    /// The row of a process, when its first thread is there.
    pub(crate) fn report_process(&mut self, ts: i64, tid: i32, sink: &mut Sink<'_>) {
        let seq = self.last.next_seq();
        let Some(thread) = self.threads.get(&tid) else { return };
        let Some(process) = self.processes.get(&thread.who.upid) else { return };
        let directories = self.directories.get(thread.directories);
        sink(&Row {
            parent_pid: process.parent_pid,
            parent_upid: process.parent_upid,
            ns_pid: process.ns_pid,
            path: process.exe.as_ref().map(Name::text),
            argv: process.argv.as_deref(),
            cwd: directories.cwd.as_ref().map(Name::text),
            root: directories.root.as_ref().map(Name::text),
            uid: process.uid,
            gid: process.gid,
            cgroup: process.cgroup.as_deref(),
            fd_table: Some(self.tables.get(thread.table).id),
            ..row(seq, "process", ts, &thread.who)
        });
    }

    /// The row of a thread.
    pub(crate) fn report_thread(&mut self, ts: i64, tid: i32, sink: &mut Sink<'_>) {
        let seq = self.last.next_seq();
        let Some(thread) = self.threads.get(&tid) else { return };
        sink(&Row { fd_table: Some(self.tables.get(thread.table).id), ..row(seq, "thread", ts, &thread.who) });
    }

    /// The row of a new program.
    pub(crate) fn report_exec(
        &mut self,
        ts: i64,
        tid: i32,
        env_count: Option<i32>,
        env: Option<&[String]>,
        sink: &mut Sink<'_>,
    ) {
        let seq = self.last.next_seq();
        let Some(thread) = self.threads.get(&tid) else { return };
        let Some(process) = self.processes.get(&thread.who.upid) else { return };
        let cwd = self.directories.get(thread.directories).cwd.as_ref();
        sink(&Row {
            path: process.exe.as_ref().map(Name::text),
            argv: process.argv.as_deref(),
            cwd: cwd.map(Name::text),
            env_count,
            env,
            uid: process.uid,
            gid: process.gid,
            ..row(seq, "exec", ts, &thread.who)
        });
    }

    /// The row of the end of a thread or process.
    pub(crate) fn report_end(
        &mut self,
        kind: &str,
        ts: i64,
        who: &Who,
        end: &End,
        outcome: Option<&str>,
        sink: &mut Sink<'_>,
    ) {
        let mut signal_name = String::new();
        let row = row(self.last.next_seq(), kind, ts, who);
        sink(&Row { outcome, ..end_row(row, end, &mut signal_name) });
    }

    /// The row of a signal-delivery-stop.
    pub(crate) fn report_signal(
        &mut self,
        ts: i64,
        tid: i32,
        (number, code, sender): (i32, i32, Option<i32>),
        memory: &[u8],
        sink: &mut Sink<'_>,
    ) {
        let seq = self.last.next_seq();
        let Some(Thread { who, .. }) = self.threads.get(&tid) else { return };
        let name = signal::name(number);
        sink(&Row {
            signal: Some(&*name),
            si_code: Some(code),
            sender_pid: sender,
            memory: (!memory.is_empty()).then_some(memory),
            ..row(seq, "signal", ts, who)
        });
    }

    /// The row of the beginning (`stop`) or end (`continue`) of a group-stop.
    pub(crate) fn report_group_stop(
        &mut self,
        kind: &str,
        ts: i64,
        tid: i32,
        number: Option<i32>,
        sink: &mut Sink<'_>,
    ) {
        let seq = self.last.next_seq();
        let Some(Thread { who, .. }) = self.threads.get(&tid) else { return };
        let name = number.map(signal::name);
        sink(&Row { signal: name.as_deref(), ..row(seq, kind, ts, who) });
    }

    /// The rows of the descriptors that have ended; gives their files back.
    #[inline]
    pub(crate) fn report_ended(&mut self, sink: &mut Sink<'_>) {
        if !self.ended.is_empty() {
            self.report_all_ended(sink);
        }
    }

    fn report_all_ended(&mut self, sink: &mut Sink<'_>) {
        let mut ended = std::mem::take(&mut self.ended);
        for end in ended.drain(..) {
            if end.is_reported() && !self.options.partial {
                self.report_descriptor(&end, sink);
            }
            self.files.release(end.descriptor.file);
        }
        self.ended = ended;
    }

    fn report_descriptor(&self, end: &Ended, sink: &mut Sink<'_>) {
        let descriptor = &end.descriptor;
        let file = self.files.get(descriptor.file);
        let socket = file.socket.as_deref();
        let traffic = &descriptor.traffic;
        sink(&Row {
            duration_ns: Some(duration(descriptor.begin, end.ts)),
            fd: Some(end.fd),
            fd_table: Some(end.table),
            file_id: Some(file.id),
            path: file.name_text(),
            fd_type: file.fd_type.map(FdType::name),
            protocol: socket.and_then(|socket| socket.protocol.as_deref()),
            local_addr: socket.and_then(|socket| socket.local.as_deref()),
            peer_addr: socket.and_then(|socket| socket.peer.as_deref()),
            origin: Some(descriptor.origin.name()),
            fate: Some(end.fate.name()),
            reads: Some(traffic.reads),
            writes: Some(traffic.writes),
            bytes_read: Some(traffic.bytes_read),
            bytes_written: Some(traffic.bytes_written),
            ..row(descriptor.seq, "fd", descriptor.begin, &descriptor.by)
        });
    }
}

/// Nanoseconds between two times; never negative, even if a source's clock is not what it promised.
pub(crate) fn duration(begin: i64, end: i64) -> i64 {
    end.saturating_sub(begin).max(0)
}
