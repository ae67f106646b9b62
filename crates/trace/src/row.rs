//! One event, before it becomes a line of columns.

/// One row of a trace: a value for every column of format 1, `None` where the column does not apply.
///
/// Field names are column names; meanings and units are in `docs/trace-format.md`. Strings are borrowed: a row lives for
/// the time it takes to append it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "each field is the column of the same name, documented once in the schema")]
pub struct Row<'a> {
    pub seq: i64,
    pub kind: &'a str,
    /// Nanoseconds since the Unix epoch, UTC.
    pub ts: i64,
    pub duration_ns: Option<i64>,
    pub pid: i32,
    pub tid: i32,
    pub cpu: Option<i16>,
    pub cpu_ns: Option<i64>,
    pub upid: i32,
    pub utid: i32,
    pub parent_pid: Option<i32>,
    pub parent_upid: Option<i32>,
    pub ns_pid: Option<i32>,
    pub comm: Option<&'a str>,
    pub abi: Option<&'a str>,
    pub nr: Option<i32>,
    pub syscall: Option<&'a str>,
    pub opcode: Option<&'a str>,
    pub args: Args,
    pub ret: Option<i64>,
    pub errno: Option<i32>,
    pub error: Option<&'a str>,
    pub outcome: Option<&'a str>,
    pub fd: Option<i32>,
    pub fd2: Option<i32>,
    pub new_fd: Option<i32>,
    pub new_fd2: Option<i32>,
    pub path: Option<&'a str>,
    pub path2: Option<&'a str>,
    pub fd_type: Option<&'a str>,
    pub protocol: Option<&'a str>,
    pub local_addr: Option<&'a str>,
    pub peer_addr: Option<&'a str>,
    pub requested: Option<i64>,
    pub bytes: Option<i64>,
    pub file_offset: Option<i64>,
    pub argv: Option<&'a [String]>,
    pub cwd: Option<&'a str>,
    pub root: Option<&'a str>,
    pub fd_table: Option<i32>,
    pub file_id: Option<i64>,
    pub uid: Option<i32>,
    pub gid: Option<i32>,
    pub cgroup: Option<&'a str>,
    pub env_count: Option<i32>,
    pub env: Option<&'a [String]>,
    pub origin: Option<&'a str>,
    pub fate: Option<&'a str>,
    pub reads: Option<i64>,
    pub writes: Option<i64>,
    pub bytes_read: Option<i64>,
    pub bytes_written: Option<i64>,
    pub exit_code: Option<i32>,
    pub signal: Option<&'a str>,
    pub core_dumped: Option<bool>,
    pub user_ns: Option<i64>,
    pub system_ns: Option<i64>,
    pub max_rss_kb: Option<i64>,
    pub lost: Option<i64>,
    pub lost_reason: Option<&'a str>,
    pub sender_pid: Option<i32>,
    pub si_code: Option<i32>,
    pub memory: Option<&'a [u8]>,
    pub data: Option<&'a [u8]>,
}

/// The registers of a call's arguments, as many as it takes: what is in the others does not apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Args {
    registers: [u64; 6],
    count: usize,
}

impl Args {
    /// The first `count` registers.
    #[inline]
    pub fn first(count: usize, registers: &[u64; 6]) -> Args {
        let count = count.min(6);
        let mut args = Args { registers: [0; 6], count };
        args.registers[..count].copy_from_slice(&registers[..count]);
        args
    }

    /// The register of an argument, counted from 0; `None` where the call has no such argument.
    pub fn get(&self, index: usize) -> Option<u64> {
        self.registers[..self.count].get(index).copied()
    }
}

impl From<[u64; 6]> for Args {
    fn from(registers: [u64; 6]) -> Args {
        Args { registers, count: 6 }
    }
}
