//! What the programs hand over, taken apart.

use crate::layout::{Head, Piece, UNKNOWN_TIME, call, file, piece, record, signal};

/// One record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record<'a> {
    /// A call.
    Call(Call<'a>),
    /// Memory of the call of the same thread that follows.
    Part {
        /// Its call as far as it is known; `exit` says when this part went ahead.
        call: Call<'a>,
        /// Pieces.
        memory: &'a [u8],
    },
    /// A thread made another.
    Fork {
        /// When (CLOCK_MONOTONIC in ns, as everywhere).
        ts: u64,
        /// Who.
        parent: i32,
        /// The new thread.
        child: i32,
        /// Its process.
        pid: i32,
        /// Its id in its own pid namespace, where that is another.
        ns_pid: Option<i32>,
        /// The inode of that namespace.
        namespace: u32,
    },
    /// A new program.
    Exec {
        /// When.
        ts: u64,
        /// The process.
        tid: i32,
        /// Its execve: who entered it, and when.
        call: (i32, u64),
        /// Pieces.
        memory: &'a [u8],
    },
    /// The end of a thread.
    Exit {
        /// When.
        ts: u64,
        /// Who.
        tid: i32,
        /// Raw wait status.
        status: i32,
        /// Bits of [`crate::layout::exit`].
        flags: u32,
        /// CPU times in ns (user, system).
        cpu_times: (i64, i64),
        /// Peak memory of its process in pages; 0 where not known.
        max_rss: u64,
    },
    /// A signal was delivered.
    Signal {
        /// When.
        ts: u64,
        /// To whom.
        tid: i32,
        /// Number.
        signal: i32,
        /// Bits of [`signal`].
        flags: u32,
        /// The beginning of its siginfo.
        info: Option<&'a [u8]>,
    },
    /// SIGCONT was sent to the process of a thread: it is stopped no longer.
    Continue {
        /// When.
        ts: u64,
        /// The thread.
        tid: i32,
    },
    /// Records were lost on one processor.
    Lost {
        /// When the first was.
        ts: u64,
        /// When there was room again.
        until: u64,
        /// Calls that were asked for.
        calls: u32,
        /// Other records.
        others: u32,
        /// [`RING_FULL`], [`NO_STORAGE`] or [`SKIPPED`].
        reason: &'static str,
    },
    /// The record before was changed while it was read.
    Torn,
    /// A request of io_uring was submitted.
    Submitted(Request<'a>),
    /// It completed.
    Completed(Request<'a>),
    /// A task is recorded from now on.
    Task {
        /// When.
        ts: u64,
        /// Its id.
        tid: i32,
        /// Its process.
        pid: i32,
        /// Its id in its own pid namespace, where that is another.
        ns_pid: Option<i32>,
        /// The inode of that namespace.
        namespace: u32,
        /// The signal that has stopped it.
        stopped: Option<i32>,
        /// Its name.
        comm: &'a [u8],
    },
}

/// A call as the programs saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call<'a> {
    /// Who, at its exit.
    pub tid: i32,
    /// Who, at its enter: another one where a thread that is not the leader called execve.
    pub enter_tid: i32,
    /// When it began.
    pub enter: u64,
    /// When it returned; `None` if it has not.
    pub exit: Option<u64>,
    /// 0: native, 1: 32 bits, 2: x32.
    pub abi: u8,
    /// Bits of [`call`].
    pub flags: u8,
    /// Where it returned.
    pub cpu: u16,
    /// Number.
    pub nr: i32,
    /// What it returned.
    pub ret: i64,
    /// For how long (in ns) it did not run; `None` if that was not asked for, or its enter was not seen.
    pub off_cpu: Option<u64>,
    /// Arguments.
    pub args: [u64; 6],
    /// Pieces.
    pub memory: &'a [u8],
}

/// A request of io_uring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// When.
    pub ts: u64,
    /// Who submitted it.
    pub tid: i32,
    /// Where (the completion).
    pub cpu: u16,
    /// Its address: no other has it until it completes for the last time.
    pub address: u64,
    /// Operation: a number of `enum io_uring_op` (include/uapi/linux/io_uring.h).
    pub operation: i32,
    /// The descriptor that it is about, if that was read; of a submission.
    pub fd: Option<i32>,
    /// Of a submission those of the request (`REQ_F_*`, of which the lowest are `IOSQE_*`), of a completion `IORING_CQE_F_*`.
    pub flags: u32,
    /// Of a completion.
    pub result: i64,
    /// Pieces: the name of a descriptor that it made.
    pub memory: &'a [u8],
}

/// A piece of copied memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied<'a> {
    /// What it is of: `what` of [`crate::layout`].
    pub what: u8,
    /// Bits of [`piece`].
    pub flags: u8,
    /// Length that was wanted.
    pub full_length: u32,
    /// Where it was.
    pub address: u64,
    /// What was there.
    pub bytes: &'a [u8],
}

/// Reads little numbers one after the other.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    #[inline]
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*first)
    }

    #[inline]
    fn head(&mut self) -> Option<Head> {
        let [kind, flags] = self.take()?;
        let cpu = u16::from_ne_bytes(self.take()?);
        Some(Head { kind, flags, cpu, tid: self.u32()?, ts: self.u64()? })
    }

    #[inline]
    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_ne_bytes)
    }

    #[inline]
    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_ne_bytes)
    }

    #[inline]
    fn tid(&mut self) -> Option<i32> {
        self.u32().map(u32::cast_signed)
    }

    #[inline]
    fn other_id(&mut self) -> Option<Option<i32>> {
        self.tid().map(|id| Some(id).filter(|&id| id != 0))
    }
}

/// When a call was entered and, if it has returned, when that was; `None` for any other record.
#[inline]
pub fn call_times(bytes: &[u8]) -> Option<(u64, Option<u64>)> {
    let number = |at: usize| Some(u64::from_ne_bytes(*bytes.get(at..)?.first_chunk()?));
    let is_call = bytes.first() == Some(&record::CALL);
    let (exit, enter) = (number(8)?, number(16)?);
    is_call.then_some((enter, Some(exit).filter(|&exit| exit != 0)))
}

/// The record of a call; `None` if it is another.
#[inline]
pub fn call_record(bytes: &[u8]) -> Option<Call<'_>> {
    let is_call = bytes.first() == Some(&record::CALL);
    is_call.then(|| parse_call(bytes)).flatten()
}

/// Takes a record apart; `None` if it is none.
pub fn parse(bytes: &[u8]) -> Option<Record<'_>> {
    let mut reader = Reader(bytes);
    let head = reader.head()?;
    let (ts, tid) = (head.ts, head.tid.cast_signed());
    Some(match head.kind {
        record::CALL => Record::Call(parse_call(bytes)?),
        record::PART => {
            let call = parse_call(bytes)?;
            Record::Part { call, memory: call.memory }
        }
        record::EXEC => {
            let call = parse_call(bytes)?;
            Record::Exec { ts, tid, call: (call.enter_tid, call.enter), memory: call.memory }
        }
        record::SUBMITTED => Record::Submitted(request(ts, &parse_call(bytes)?)),
        record::COMPLETED => Record::Completed(request(ts, &parse_call(bytes)?)),
        record::FORK => {
            let (child, pid) = (reader.tid()?, reader.tid()?);
            Record::Fork { ts, parent: tid, child, pid, ns_pid: reader.other_id()?, namespace: reader.u32()? }
        }
        record::EXIT => {
            let (status, flags) = (reader.tid()?, reader.u32()?);
            let cpu_times = (reader.u64()?.cast_signed(), reader.u64()?.cast_signed());
            Record::Exit { ts, tid, status, flags, cpu_times, max_rss: reader.u64()? }
        }
        record::SIGNAL => {
            let (signal, flags) = (reader.tid()?, reader.u32()?);
            let info = Some(reader.0).filter(|_| flags & signal::HAS_INFO != 0);
            Record::Signal { ts, tid, signal, flags, info }
        }
        record::LOST => Record::Lost {
            ts,
            until: reader.u64()?,
            calls: reader.u32()?,
            others: reader.u32()?,
            reason: REASONS.get(usize::from(head.flags)).unwrap_or(&RING_FULL),
        },
        record::TORN => Record::Torn,
        record::CONTINUE => Record::Continue { ts, tid },
        record::TASK => {
            let (pid, ns_pid, namespace) = (reader.tid()?, reader.other_id()?, reader.u32()?);
            let stopped = Some(reader.tid()?).filter(|&signal| signal != 0);
            Record::Task { ts, tid, pid, ns_pid, namespace, stopped, comm: until_nul(reader.0) }
        }
        _ => return None,
    })
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|&byte| byte == 0).next().unwrap_or_default()
}

/// Bytes of a call before its memory (`struct call`, bpf/layout.h).
const CALL: usize = 96;

#[inline]
fn parse_call(bytes: &[u8]) -> Option<Call<'_>> {
    // All in one piece: that every number is there is asked for once.
    let (head, memory) = bytes.split_first_chunk::<CALL>()?;
    let u32_at = |at: usize| u32::from_ne_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let (words, _) = head.as_chunks::<8>();
    let word = |index: usize| u64::from_ne_bytes(words[index]);
    Some(Call {
        tid: u32_at(4).cast_signed(),
        enter_tid: u32_at(28).cast_signed(),
        enter: word(2),
        exit: Some(word(1)).filter(|&ts| ts != 0),
        abi: head[1] >> call::ABI_SHIFT,
        flags: head[1] & ((1 << call::ABI_SHIFT) - 1),
        cpu: u16::from_ne_bytes([head[2], head[3]]),
        nr: u32_at(24).cast_signed(),
        ret: word(4).cast_signed(),
        off_cpu: Some(word(5)).filter(|&time| time != UNKNOWN_TIME),
        args: std::array::from_fn(|index| word(6 + index)),
        memory,
    })
}

/// From the form of a call (bpf/uring.h).
fn request<'a>(ts: u64, call: &Call<'a>) -> Request<'a> {
    let [address, fd, flags, ..] = call.args;
    Request {
        ts,
        tid: call.tid,
        cpu: call.cpu,
        address,
        operation: call.nr,
        fd: i32::try_from(fd.cast_signed()).ok().filter(|&fd| fd >= 0),
        flags: flags as u32,
        result: call.ret,
        memory: call.memory,
    }
}

/// The pieces of a record; ends at the first that is cut short.
#[inline]
pub fn pieces(mut memory: &[u8]) -> impl Iterator<Item = Copied<'_>> {
    std::iter::from_fn(move || {
        let (head, rest) = memory.split_first_chunk::<{ size_of::<Piece>() }>()?;
        let (halves, _) = head.as_chunks::<4>();
        let half = |index: usize| u32::from_ne_bytes(halves[index]);
        let (words, _) = head.as_chunks::<8>();
        let length = half(1) as usize;
        let bytes = rest.get(..length)?;
        memory = rest.get(length.next_multiple_of(8)..).unwrap_or_default();
        let address = u64::from_ne_bytes(words[2]);
        Some(Copied { what: head[0], flags: head[1], full_length: half(2), address, bytes })
    })
}

/// Bytes of a record's frame before it (`struct frame`, bpf/layout.h): its size, and as much again that says nothing.
pub const FRAME: usize = 8;

/// The record in the frame with which these bytes begin.
#[inline]
pub fn framed(bytes: &[u8]) -> Option<&[u8]> {
    let (frame, rest) = bytes.split_first_chunk::<FRAME>()?;
    let (size, _) = frame.split_first_chunk()?;
    rest.get(..u32::from_ne_bytes(*size) as usize)
}

/// Adds a record in its frame.
pub fn frame(record: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(record.len() as u32).to_ne_bytes());
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(record);
}

/// The records in frames, as they come out of rings and iterators.
pub fn frames(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let record = framed(bytes)?;
        bytes = bytes.get(FRAME + record.len()..)?;
        Some(record)
    })
}

/// The file behind a descriptor, a directory or a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileSeen<'a> {
    /// Its inode's number.
    pub ino: u64,
    /// Its file system (`s_magic`, statfs(2)).
    pub magic: u32,
    /// `st_mode`; 0 where not looked up.
    pub mode: u32,
    /// Its device number as the kernel keeps it (`MKDEV`: 12 bits, 20 bits).
    pub rdev: u32,
    /// Its name was removed.
    pub deleted: bool,
    /// Its name is longer than what could be copied.
    pub cut: bool,
    /// It is on no file system that is mounted (memfd_create(2)).
    pub is_unmounted: bool,
    /// Components from the last to the first.
    name: &'a [u8],
}

impl<'a> FileSeen<'a> {
    /// From the bytes of a piece.
    #[inline]
    pub fn parse(bytes: &'a [u8]) -> Option<FileSeen<'a>> {
        let mut reader = Reader(bytes);
        let ino = reader.u64()?;
        let (magic, rdev, mode, flags) = (reader.u32()?, reader.u32()?, reader.u32()?, reader.u32()?);
        let has = |flag| flags & flag != 0;
        let (deleted, cut, is_unmounted) = (has(file::DELETED), has(file::CUT), has(file::UNMOUNTED));
        Some(FileSeen { ino, magic, mode, rdev, deleted, cut, is_unmounted, name: reader.0 })
    }

    /// Its last component.
    pub fn base(&self) -> &'a [u8] {
        self.name.split(|&byte| byte == 0).next().unwrap_or_default()
    }

    /// Its last component, and those before it from the last to the first, each behind a NUL: nothing of the root.
    pub fn components(&self) -> (&'a [u8], &'a [u8]) {
        let name = self.name.strip_suffix(&[0]).unwrap_or(self.name);
        name.split_at(name.iter().position(|&byte| byte == 0).unwrap_or(name.len()))
    }

    /// Its device number as stat(2) gives it (`new_encode_dev`, include/linux/kdev_t.h).
    pub fn st_rdev(&self) -> u64 {
        let (major, minor) = (u64::from(self.rdev >> 20), u64::from(self.rdev & 0xf_ffff));
        minor & 0xff | major << 8 | (minor & !0xff) << 12
    }
}

/// Whether a piece goes on with the one before.
#[inline]
pub fn continues(copied: &Copied<'_>) -> bool {
    copied.flags & piece::CONTINUES != 0
}

/// There was no room in a ring for calls that were asked for.
pub const RING_FULL: &str = "ring_full";
/// There was no room in a ring for other records: forks, ends, signals, calls that the books need.
pub const BOOKS_LOST: &str = "bookkeeping";
/// A task could not be given the storage in which its calls are kept.
pub const NO_STORAGE: &str = "no_storage";
/// The kernel did not run a program, since another task was inside it.
pub const SKIPPED: &str = "skipped";
/// By number in a record; programs know but the first.
const REASONS: [&str; 3] = [RING_FULL, NO_STORAGE, SKIPPED];

/// A record of loss, as the programs write it.
pub fn lost(since: u64, until: u64, calls: u32, others: u32, reason: &str) -> Vec<u8> {
    let number = REASONS.iter().position(|&known| known == reason).unwrap_or_default();
    let mut bytes = vec![record::LOST, number as u8, 0, 0, 0, 0, 0, 0];
    bytes.extend(since.to_ne_bytes());
    bytes.extend(until.to_ne_bytes());
    bytes.extend(calls.to_ne_bytes());
    bytes.extend(others.to_ne_bytes());
    bytes
}
