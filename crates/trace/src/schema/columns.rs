//! The table of columns.

use super::{Column, ColumnType, Encoding, Share};

/// Hands the table to the macro `$then`, with `$row` as the name of the [`Row`](crate::Row) that the value expressions
/// read. [`COLUMNS`] here, the buffers of the writer and the reader of rows come from it: a column exists in all or in none.
macro_rules! columns {
    ($then:ident, $row:ident) => {
        $then! { $row;
seq           Int64     Delta      Keep    $row.seq,                      "order of beginning (enter) over the whole trace: a total order";
kind          Utf8      Dictionary Keep    $row.kind,                     "kind of row: `syscall`, `process`, `thread`, `exec`, `thread_exit`, `exit`, `signal`, `stop`, `continue`, `fd`, `io_uring`, `lost`";
ts            Timestamp Delta      Time    $row.ts,                       "when it began, UTC, without a time zone: CLOCK_MONOTONIC plus one realtime offset taken at the start, so it never runs backwards";
duration_ns   Int64     Noise      Keep    $row.duration_ns,              "nanoseconds from enter to exit, or the length of a life; null while it has not ended";
pid           Int32     Delta      Keep    $row.pid,                      "thread group, in the recorder's pid namespace";
tid           Int32     Delta      Keep    $row.tid,                      "thread, in the recorder's pid namespace";
cpu           Int16     Dictionary Keep    $row.cpu,                      "CPU on which the call ended, where the source knows it";
cpu_ns        Int64     Noise      Keep    $row.cpu_ns,                   "with `--sched`: nanoseconds of `duration_ns` in which the call ran on a CPU; the rest it waited, or was ready and others had the CPU";
upid          Int32     Delta      Keep    $row.upid,                     "process, numbered from 1 in order of appearance in this trace and never reused: join by this";
utid          Int32     Delta      Keep    $row.utid,                     "thread, numbered from 1 in order of appearance in this trace and never reused: join by this";
parent_pid    Int32     Dictionary Keep    $row.parent_pid,               "kind `process`: thread group of the parent";
parent_upid   Int32     Dictionary Keep    $row.parent_upid,              "kind `process`: `upid` of the parent; null where the parent was not recorded";
ns_pid        Int32     Dictionary Keep    $row.ns_pid,                   "pid inside the process's own pid namespace, where it differs";
comm          Utf8      Dictionary Name    $row.comm,                     "name of the thread at that time";
abi           Utf8      Dictionary Keep    $row.abi,                      "ABI of the call: `x86_64`, `i386`, `x32`, `aarch64`";
nr            Int32     Dictionary Keep    $row.nr,                       "number of the system call in that ABI; a `socketcall` of i386 is recorded as the call that it stands for";
syscall       Utf8      Dictionary Keep    $row.syscall,                  "name of the system call; `syscall_0x1bd` where it is unknown";
opcode        Utf8      Dictionary Keep    $row.opcode,                   "kind `io_uring`: the operation, such as `IORING_OP_READ`; `IORING_OP_99` where it is unknown";
arg0          UInt64    Dictionary Keep    $row.args.get(0), "first argument, the raw register";
arg1          UInt64    Plain      Keep    $row.args.get(1), "second argument, the raw register";
arg2          UInt64    Plain      Keep    $row.args.get(2), "third argument, the raw register";
arg3          UInt64    Dictionary Keep    $row.args.get(3), "fourth argument, the raw register";
arg4          UInt64    Dictionary Keep    $row.args.get(4), "fifth argument, the raw register";
arg5          UInt64    Dictionary Keep    $row.args.get(5), "sixth argument, the raw register";
ret           Int64     Plain      Keep    $row.ret,                      "what the kernel returned, raw, restart codes included; null if it returned nothing";
errno         Int32     Dictionary Keep    $row.errno,                    "error number, positive; null on success";
error         Utf8      Dictionary Keep    $row.error,                    "name of the error, such as `ENOENT`; `ERESTARTSYS` and its kin (512 to 516) are recorded, and no report counts them as errors; null on success";
outcome       Utf8      Dictionary Keep    $row.outcome,                  "how the call ended: `returned`, `no_return` (exit, sigreturn), `unfinished` (still inside at the end), `killed` (died inside), `entered_before` (was inside at attach; `ts` is the attach, and there is no duration; `ret` if its end was seen), `refused` (a seccomp filter answered), `detached`, `untold` (io_uring: with `IOSQE_CQE_SKIP_SUCCESS` nobody is told of a success); kind `thread_exit`: `superseded` where another thread's exec ended it";
fd            Int32     Dictionary Keep    $row.fd,                       "descriptor that the call is about, never a dirfd";
fd2           Int32     Dictionary Keep    $row.fd2,                      "the other descriptor: destination of sendfile, splice, copy_file_range, dup2; target of epoll_ctl";
new_fd        Int32     Dictionary Keep    $row.new_fd,                   "descriptor that the call made (open, dup, socket, accept, pidfd_open, …); the first of pipe and socketpair";
new_fd2       Int32     Dictionary Keep    $row.new_fd2,                  "the second descriptor of pipe and socketpair";
path          Utf8      Dictionary Path    $row.path,                     "absolute path of the object that the row is about; for an open file the kernel's own name for it when it was opened, so that one file has one name, likewise `pipe:[123]`, `socket:[456]`, `anon_inode:[eventpoll]`; otherwise the argument joined with dirfd or cwd, `..` and symbolic links left alone";
path2         Utf8      Dictionary Path    $row.path2,                    "second path of rename, link, symlink, mount; file of `fd2`";
fd_type       Utf8      Dictionary Keep    $row.fd_type,                  "what the descriptor is: `file`, `dir`, `pipe`, `socket`, `char`, `block`, `eventfd`, `epoll`, `timerfd`, `signalfd`, `inotify`, `pidfd`, `memfd`, `io_uring`, `other`";
protocol      Utf8      Dictionary Keep    $row.protocol,                 "protocol of the socket: `TCP`, `UDP`, `TCPv6`, `UNIX-STREAM`, `NETLINK`, …";
local_addr    Utf8      Dictionary Address $row.local_addr,               "this end of the socket: `127.0.0.1:80`, `[::1]:80`, `unix:/run/x.sock`, `unix:@abstract`";
peer_addr     Utf8      Dictionary Address $row.peer_addr,                "the other end of the socket, written likewise";
requested     Int64     Plain      Keep    $row.requested,                "bytes that were asked for";
bytes         Int64     Plain      Keep    $row.bytes,                    "bytes that were moved; null on failure";
file_offset   Int64     Plain      Keep    $row.file_offset,              "position in the file at which the transfer began, explicit (pread) or tracked; null where unknown";
argv          Utf8List  Dictionary Argv    $row.argv,                     "command line of the program (kinds `process`, `exec`, and execve calls, failed ones too)";
cwd           Utf8      Dictionary Path    $row.cwd,                      "working directory";
root          Utf8      Dictionary Path    $row.root,                     "root directory, where the process has its own";
fd_table      Int32     Dictionary Keep    $row.fd_table,                 "descriptor table, numbered within this trace; threads and CLONE_FILES share one";
file_id       Int64     Delta      Keep    $row.file_id,                  "open file description, numbered within this trace; dup and fork share one";
uid           Int32     Dictionary Keep    $row.uid,                      "effective user id";
gid           Int32     Dictionary Keep    $row.gid,                      "effective group id";
cgroup        Utf8      Dictionary Path    $row.cgroup,                   "control group of the process";
env_count     Int32     Dictionary Keep    $row.env_count,                "kind `exec`: how many environment variables";
env           Utf8List  Dictionary Drop    $row.env,                      "kind `exec`: the environment, only where it was asked for; names alone where only these were";
origin        Utf8      Dictionary Keep    $row.origin,                   "kind `fd`: how the descriptor came to be: `opened`, `dup`, `inherited`, `received`, `at_start`";
fate          Utf8      Dictionary Keep    $row.fate,                     "kind `fd`: how the descriptor ended: `closed`, `exec`, `exit`, `replaced`, `open_at_end`";
reads         Int64     Dictionary Keep    $row.reads,                    "kind `fd`: successful reading calls through it";
writes        Int64     Dictionary Keep    $row.writes,                   "kind `fd`: successful writing calls through it";
bytes_read    Int64     Plain      Keep    $row.bytes_read,               "kind `fd`: bytes read through it";
bytes_written Int64     Plain      Keep    $row.bytes_written,            "kind `fd`: bytes written through it";
exit_code     Int32     Dictionary Keep    $row.exit_code,                "exit status of the thread or process; null where a signal ended it";
signal        Utf8      Dictionary Keep    $row.signal,                   "name of the signal delivered, of the stop, or that ended the process, such as `SIGCHLD`";
core_dumped   Boolean   Dictionary Keep    $row.core_dumped,              "kind `exit`: whether a core was dumped";
user_ns       Int64     Dictionary Keep    $row.user_ns,                  "kinds `thread_exit`, `exit`: CPU time in user mode, own threads only, waited-for children excluded";
system_ns     Int64     Dictionary Keep    $row.system_ns,                "kinds `thread_exit`, `exit`: CPU time in the kernel, own threads only, waited-for children excluded";
max_rss_kb    Int64     Dictionary Keep    $row.max_rss_kb,               "kind `exit`: greatest resident set, KiB";
lost          Int64     Dictionary Keep    $row.lost,                     "kind `lost`: how many events are missing between `ts` and `ts` + `duration_ns`";
lost_reason   Utf8      Dictionary Keep    $row.lost_reason,              "kind `lost`: why: `ring_full`, `bookkeeping`, `no_storage`, `skipped`, `spool`";
sender_pid    Int32     Dictionary Keep    $row.sender_pid,               "kind `signal`: thread group that sent it, in the recorder's pid namespace";
si_code       Int32     Dictionary Keep    $row.si_code,                  "kind `signal`: its `si_code`";
memory        Binary    Repeats    Drop    $row.memory,                   "captured argument memory, the source of decoded text; laid out as the section on memory says";
data          Binary    Noise      Drop    $row.data,                     "payload of reads and writes, only where it was asked for; laid out like `memory`";
        }
    };
}

macro_rules! column_table {
    ($row:ident; $($name:ident $ty:ident $encoding:ident $share:ident $value:expr, $doc:literal;)*) => {
        /// Every column of format 1, in file order.
        pub const COLUMNS: &[Column] = &[$(Column {
            name: stringify!($name),
            ty: ColumnType::$ty,
            encoding: Encoding::$encoding,
            share: Share::$share,
            doc: $doc,
        }),*];
    };
}

columns!(column_table, row);
