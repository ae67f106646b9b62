//! A made-up mix of calls, for when no recorded trace is at hand: shares, path lengths and repetition like those of
//! find, gcc, tar and python starting up. Always the same.

use trapline_trace::Row;

/// One call, its text by index.
pub struct Call {
    seq: i64,
    ts: i64,
    duration: i64,
    process: i32,
    kind: usize,
    path: Option<usize>,
    fd: i32,
    args: [u64; 6],
    ret: i64,
    memory: Option<usize>,
}

/// The calls and what they refer to.
pub struct Mix {
    pub calls: Vec<Call>,
    paths: Vec<String>,
    memories: Vec<Vec<u8>>,
}

/// A kind of call: name, number, share in a thousand, whether it has a descriptor, a path, a size, argument memory, and
/// how many in a hundred fail.
struct Kind(&'static str, i32, u64, bool, bool, bool, bool, u64);

const KINDS: [Kind; 14] = [
    Kind("read", 0, 170, true, true, true, false, 1),
    Kind("openat", 257, 130, false, true, false, false, 35),
    Kind("close", 3, 110, true, true, false, false, 0),
    Kind("newfstatat", 262, 150, false, true, false, true, 20),
    Kind("fstat", 5, 70, true, true, false, true, 0),
    Kind("mmap", 9, 80, true, true, true, false, 0),
    Kind("write", 1, 70, true, true, true, false, 0),
    Kind("getdents64", 217, 50, true, true, true, false, 0),
    Kind("lseek", 8, 40, true, true, false, false, 2),
    Kind("rt_sigaction", 13, 40, false, false, false, true, 0),
    Kind("brk", 12, 30, false, false, false, false, 0),
    Kind("ioctl", 16, 20, true, true, false, true, 60),
    Kind("access", 21, 20, false, true, false, false, 80),
    Kind("futex", 202, 20, false, false, false, false, 10),
];

/// Numbers that look random and are the same every time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

impl Mix {
    pub fn new(count: usize) -> Self {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        let paths = (0..count / 20).map(|file| {
            let (a, b) = (file / 400, file / 20);
            format!("/usr/include/package-{a}/section-{b:03}/header_{file:05}.h")
        });
        let paths: Vec<_> = paths.collect();
        let memories = (0..count / 10).map(|_| {
            let mut record = vec![1, 1, 0, 0, 144, 0, 0, 0, 144, 0, 0, 0];
            record.extend((0x7ffc_0000_0000 + numbers.below(64) * 16).to_le_bytes());
            record.extend([1, 8, 0, 0, 0, 0, 0, 0]);
            record.extend(numbers.below(1 << 20).to_le_bytes());
            record.extend([1, 0, 0, 0, 0, 0, 0, 0, 0xa4, 0x81, 0, 0, 0, 0, 0, 0].repeat(3));
            record.extend(numbers.below(1 << 16).to_le_bytes());
            record.extend((1_690_000_000 + numbers.below(1 << 24)).to_le_bytes());
            record.resize(20 + 144, 0);
            record
        });
        let memories: Vec<_> = memories.collect();
        let mut ts = 1_700_000_000_000_000_000;
        let calls = (0..count).map(|index| {
            let mut share = numbers.below(1000);
            let kind = KINDS.iter().position(|kind| {
                let here = share < kind.2;
                share = share.saturating_sub(kind.2);
                here
            });
            let kind = kind.unwrap_or(0);
            let Kind(_, _, _, has_fd, has_path, has_size, has_memory, failing) = KINDS[kind];
            let fails = numbers.below(100) < failing;
            let duration = 400 + (numbers.below(1 << 10) * numbers.below(1 << 10)) / 256;
            ts += duration as i64 + 1500 + numbers.below(3000) as i64;
            let fd = 3 + numbers.below(4) as i32;
            let size = 1 << (9 + numbers.below(8));
            let pointer = 0x7f12_3400_0000 + numbers.below(256) * 4096;
            let near = index / 20 + numbers.below(8) as usize;
            Call {
                seq: index as i64 + 1,
                ts,
                duration: duration as i64,
                process: (index / 4000) as i32 + 1,
                kind,
                path: has_path.then_some(near % paths.len()),
                fd: if has_fd { fd } else { -1 },
                args: [if has_fd { fd as u64 } else { pointer }, pointer, if has_size { size } else { 0 }, 0, 0, 0],
                ret: if fails {
                    -2
                } else if has_size {
                    numbers.below(size) as i64
                } else {
                    0
                },
                memory: has_memory.then(|| numbers.below(memories.len() as u64) as usize),
            }
        });
        let calls = calls.collect();
        Self { calls, paths, memories }
    }

    pub fn row<'a>(&'a self, call: &Call) -> Row<'a> {
        let Kind(name, nr, _, has_fd, _, has_size, _, _) = KINDS[call.kind];
        let failed = call.ret < 0;
        Row {
            seq: call.seq,
            kind: "syscall",
            ts: call.ts,
            duration_ns: Some(call.duration),
            pid: 4000 + call.process,
            tid: 4000 + call.process,
            upid: call.process,
            utid: call.process,
            comm: Some(["find", "cc1", "tar", "python3"][call.process as usize % 4]),
            abi: Some("x86_64"),
            nr: Some(nr),
            syscall: Some(name),
            args: call.args.into(),
            ret: Some(call.ret),
            errno: failed.then_some(2),
            error: failed.then_some("ENOENT"),
            outcome: Some("returned"),
            fd: has_fd.then_some(call.fd),
            path: call.path.map(|path| self.paths[path].as_str()),
            fd_type: has_fd.then_some("file"),
            requested: has_size.then_some(call.args[2] as i64),
            bytes: (has_size && !failed).then_some(call.ret),
            memory: call.memory.map(|memory| self.memories[memory].as_slice()),
            ..Row::default()
        }
    }
}
