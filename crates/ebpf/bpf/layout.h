/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What the programs and the loader share: src/layout.rs mirrors every structure here. */
#pragma once
#include "kernel.h"

/* Where fields stand in the kernel's structures, in bytes, from its BTF; the loader refuses a kernel that lacks one. */
#define ABSENT 0xffffffffu

struct offsets {
	u32 task_thread_info_status;
	u32 task_thread_pid;
	u32 task_group_leader;
	u32 task_state;
	u32 task_flags;
	u32 task_jobctl;
	u32 task_pending;
	u32 task_signal;
	u32 task_files;
	u32 task_fs;
	u32 task_mm;
	u32 task_cred;
	u32 task_comm;
	u32 task_exit_code;
	u32 task_utime;
	u32 task_stime;
	u32 signal_group_exec_task;
	u32 signal_group_exit_code;
	u32 signal_flags;
	u32 signal_live;
	u32 signal_maxrss;
	u32 pid_level;
	u32 pid_numbers;
	u32 upid_nr;
	u32 upid_ns;
	u32 pidns_inum;
	u32 cred_euid;
	u32 cred_egid;
	u32 binprm_filename;
	u32 mm_exe_file;
	u32 mm_arg_start;
	u32 mm_arg_end;
	u32 files_fdt;
	u32 fdtable_max_fds;
	u32 fdtable_fd;
	u32 fs_pwd;
	u32 file_path;
	u32 file_inode;
	u32 path_mnt;
	u32 path_dentry;
	u32 vfsmount_root;
	u32 mount_mnt;
	u32 mount_parent;
	u32 mount_mountpoint;
	u32 dentry_parent;
	u32 dentry_name;
	u32 dentry_hash_pprev;
	u32 inode_mode;
	u32 inode_rdev;
	u32 inode_ino;
	u32 inode_sb;
	u32 sb_magic;
};

/* What is read of requests of io_uring, where in them, and how the kernel tells of completions. */
enum uring_form {
	URING_NONE = 0, /* in no way that is known: nothing is attached */
	URING_CQE = 1,  /* ring, request, struct io_uring_cqe */
	URING_FLAT = 2, /* ring, request, user_data, result, flags (before Linux 6.16) */
};
#define NOWHERE 0xffff

struct uring {
	u32 form;
	u32 operation, flags, cqe, ring;
	u32 pad;
	u64 repeats;      /* operations, a bit each: may complete more than once */
	u64 makes;        /* make a descriptor, which is the result */
	u16 fd_at[64];    /* by operation: its descriptor */
	u16 slot_at[64];  /* of those that make or close one: the slot of the ring's own table of files, if it is about that */
};

enum scope { SCOPE_MARKED = 0, SCOPE_CGROUP = 1, SCOPE_SYSTEM = 2 };

struct config {
	struct offsets at;
	/* sizeof(struct upid) */
	u32 upid_size;
	/* Whom to record besides the marked and their children. */
	u32 scope;
	/* The recorder's own process, never recorded, and the inode of its pid namespace: ids are those of that one. */
	u32 self;
	u32 pid_namespace;
	/* Children are recorded too. */
	u32 follow;
	/* Only programs that run with this effective user id are recorded; ABSENT: all. */
	u32 owner;
	/* Calls are asked how long they run. */
	u32 sched;
	u32 cgroup_level;
	u64 cgroup;
	/* Fill levels of a ring, in bytes, from which on ordinary calls are dropped, and the consumer is woken. */
	u32 ordinary_below;
	u32 wake_above;
	/* Only calls that fail, or take so long (ns), leave a record; those that the recorder's books need always do. */
	u64 min_duration;
	u32 failed_only;
	/* Payload of a call, in bytes. */
	u32 data_limit;
	/* The kernel's memory is read by loads. */
	u32 loads;
	/* Bytes of a ring, a power of two. */
	u32 ring_size;
	/* For i386's socketcall: number of the call that it stands for, and how many words its arguments take. */
	u16 socketcall_nr[24];
	u16 socketcall_words[24];
	struct uring uring;
};

/* One call of one ABI, or one variant of it: index abi * CALLS + nr, variants behind. */
#define CALLS 1024
#define UNKNOWN_CALL (3 * CALLS)
#define MOST_PLANS 8192
#define MOST_OPS 4096
/* Operations of one half of a call. */
#define MOST_STEPS 24

enum plan_flags {
	PLAN_WANTED = 1,       /* asked for */
	PLAN_NEEDED = 2,       /* changes what the recorder keeps track of */
	PLAN_SELECTS = 4,      /* has variants by the value of an argument */
	PLAN_FRAME = 8,        /* the stack pointer stands for the first argument */
	PLAN_NOTHING_AT_0 = 16, /* a result of 0 leaves nothing to read */
	PLAN_MADE = 32,        /* returns a new descriptor */
	PLAN_CWD = 64,         /* changes the working directory */
	PLAN_IDS = 128,        /* changes effective ids */
	PLAN_SOCKETCALL = 256, /* i386's socketcall */
	PLAN_EXEC = 512,       /* replaces the program */
	PLAN_FD_PAIR = 1024,   /* writes two new descriptors where argument `made_arg` points */
	PLAN_RECEIVES = 2048,  /* may receive descriptors in the msghdr that argument `made_arg` points to */
	PLAN_PIDFD = 4096,     /* clone: may write a pidfd where argument 2 points, by the flags of argument 0 */
	PLAN_PIDFD3 = 8192,    /* clone3: the same, by struct clone_args */
	PLAN_PROBE = 16384,    /* getppid: how long a call is that does nothing */
};

struct plan {
	u64 selector_mask;
	u16 flags;
	u8 selector_arg;
	u8 made_arg;
	u16 enter_first, enter_count;
	u16 exit_first, exit_count;
	u32 pad;
};

struct variant_key {
	u64 value;
	u32 plan;
	u32 pad;
};

enum op_kind {
	OP_BYTES = 0,
	OP_STRING = 1,
	OP_STRINGS = 2,       /* an array of pointers up to its null, and what they point to */
	OP_COUNT_STRINGS = 3, /* only how many there are */
	OP_COUNT_DIRENTS = 4,
	OP_DATA = 5,          /* payload */
	OP_IOVEC_DATA = 6,    /* payload behind an array of iovecs */
	OP_NOTHING = 7,       /* is only followed */
};

enum op_when { AT_ENTER = 1, AT_SUCCESS = 2, AT_INTERRUPTED = 4 };

enum len_kind {
	LEN_CONST = 0,
	LEN_ARG = 1,         /* size bytes each */
	LEN_RET = 2,
	LEN_RET_AT_MOST = 3, /* what argument len_arg says at most */
	LEN_UNITS = 4,       /* ceil((arg - less) / unit) pieces of size bytes */
	LEN_AT = 5,          /* u32 where argument len_arg points, size bytes at most */
	LEN_BITS = 6,        /* so many bits, in words of size bytes */
	LEN_FIELD4 = 7,      /* u32 in the structure that is followed, at len_arg, times size */
	LEN_FIELD8 = 8,
	LEN_FIELD2 = 9,
};

enum number { NUMBER_RAW = 0, NUMBER_INT = 1, NUMBER_LONG = 2, NUMBER_UINT = 3 };

enum only { ALWAYS = 0, IF_ANY = 1, IF_EQUAL = 2, IF_NOT = 3 };

enum op_flags {
	OP_SOCKET_OPTION = 1, /* level and name are the two arguments before: the limit is in `socket_options` */
	OP_FILLED = 2,        /* OP_IOVEC_DATA: a u32 at `less` in the structure says how much is filled */
	OP_PLAIN = 4,         /* a string or bytes, whatever other arguments are; nothing in it is followed */
};

struct op {
	u8 kind, arg, what, when;
	u8 len_kind, len_arg, number, only;
	u32 size;
	u32 limit;
	u32 offset; /* added to the address */
	u32 less, unit;
	u16 then_first, then_count; /* how to follow the pointers of one element */
	u32 stride;                 /* size of an element; 0: there is one */
	u8 only_arg, flags;
	u16 pad;
	u64 only_mask, only_value;
	/* As `only`, a second condition (of a choice within another). */
	u8 also, also_arg;
	u16 pad2;
	u32 pad3;
	u64 also_mask, also_value;
};

/* In a key of `socket_options`: the value that getsockopt(2) gives. */
#define FILLED_BY_KERNEL 0x80000000

/* What goes through the rings and the iterators. */
enum record_type {
	RECORD_CALL = 1, /* a call; exit_ts 0: it has not returned */
	RECORD_PART = 2, /* memory of the call that follows */
	RECORD_FORK = 3,
	RECORD_EXEC = 4,
	RECORD_EXIT = 5,
	RECORD_SIGNAL = 6,
	RECORD_LOST = 7,
	RECORD_TORN = 8, /* the record before is not to be used */
	RECORD_TASK = 9, /* a task that was marked */
	RECORD_CONTINUE = 10, /* SIGCONT was sent to a process */
	RECORD_SUBMITTED = 11, /* a request of io_uring, in the form of a call */
	RECORD_COMPLETED = 12,
};

enum call_flags {
	CALL_BEFORE = 1,   /* it was in this call when it was marked */
	CALL_REFUSED = 2,  /* no enter: a seccomp filter answered */
	CALL_AT_GATE = 4,  /* before the command's execve */
	CALL_UNSEEN = 8,   /* no enter: it was in this call when it was marked, which was not noticed then */
};

struct head {
	u8 type;
	u8 flags; /* enum call_flags; the ABI in the two highest bits */
	u16 cpu;
	u32 tid;
	u64 ts; /* of the exit, for a call */
};
#define ABI_SHIFT 6

struct piece {
	u8 what, flags;
	u16 pad;
	u32 length;
	u32 full_length;
	u32 pad2;
	u64 address;
};

#define UNKNOWN_TIME (~0ull)

#define PIECE 4096
#define HALF 3424
struct call {
	struct head head;
	u64 enter_ts;
	s32 nr;
	u32 enter_tid; /* another one where a thread that is not the leader called execve */
	s64 ret;
	u64 off_cpu; /* ns in which it did not run; UNKNOWN_TIME */
	u64 args[6];
	union {
		u8 memory[HALF + 24 + PIECE + 16];
		struct piece first;
	};
};

enum piece_flags { PIECE_AT_EXIT = 1, PIECE_FAULT = 2, PIECE_TRUNCATED = 4, PIECE_RECOVERED = 8, PIECE_CONTINUES = 16 };

enum what {
	WHAT_NESTED = 7,
	WHAT_FD = 8,       /* address: the descriptor; bytes: struct file_seen */
	WHAT_CWD = 9,
	WHAT_DATA = 64,
	WHAT_IDS = 65,     /* bytes: euid, egid */
	WHAT_EXE = 66,
	WHAT_ARGV = 67,    /* NUL after each */
	WHAT_PROGRAM = 68, /* struct program */
};

/* A file, and behind it its name: components from the last to the first, each with a NUL. */
struct file_seen {
	u64 ino;
	u32 magic;
	u32 rdev;
	u32 mode;
	u32 flags;
};
enum file_flags { FILE_DELETED = 1, FILE_CUT = 2, FILE_UNMOUNTED = 4 /* its file system is */ };

struct fork {
	struct head head;
	u32 child, child_pid, child_ns_pid, child_ns; /* the inode of its pid namespace */
};

/* A new program: a piece of a RECORD_EXEC, which has the form of a call. */
struct program {
	u32 former_tid;
	u32 uid, gid;
	u32 argv_missing; /* could not be read at enter: a piece of this record has it */
	char comm[16];
};

struct exited {
	struct head head;
	u32 status;
	u32 flags; /* enum exit_flags */
	u64 utime, stime;
	u64 maxrss;
};

enum exit_flags { EXIT_BY_EXEC = 1, EXIT_LAST = 2 /* of its process */, EXIT_GROUP = 4 /* the status is that of all */ };

enum signal_flags { SIGNAL_HAS_INFO = 1, SIGNAL_STOPS = 2 /* its default action stops the process */, SIGNAL_FATAL = 4 /* to all of it */ };

struct signal_seen {
	struct head head;
	u32 signal;
	u32 flags; /* enum signal_flags */
	u8 info[48];
};

struct lost {
	struct head head; /* ts: of the first */
	u64 until;
	u32 calls;  /* that were asked for */
	u32 others; /* other records */
};

/* Before each record, in a ring and from an iterator. */
struct frame {
	u32 size, pad; /* of the record: a multiple of 8 */
};

struct task_seen {
	struct head head;
	u32 pid, ns_pid, ns;
	u32 stopped; /* the signal that has stopped it, or 0 */
	char comm[16];
};

/* Bytes behind a ring, and records that programs within another one have room for. */
#define BEYOND 8192
#define ASIDE 512

/* Of one processor. Its ring of `ring_size` bytes follows, and behind that there is room for the end of a frame that begins before
 * the ring's end: every frame is in one piece. What is beyond the end is left free at the ring's beginning. */
struct cpu {
	u64 epoch;    /* odd while a program runs */
	u64 produced; /* bytes put into the ring, ever */
	u64 beyond;   /* of the last frame that reached the ring's end, so many bytes are beyond it */
	u64 lost_since;
	u32 lost_calls, lost_others;
	u64 woken_at;
	/* Programs within another one, and what they hand over: records put into `aside`, ever, and lost, ever. */
	u32 nested, lost_aside;
	u64 put_aside;
	/* Written by the consumer, on a cache line of its own: bytes taken out of the ring, and records out of `aside`, ever. */
	u64 consumed, taken_aside;
	u64 pad[6];
	struct head aside[ASIDE];
};

struct totals {
	u64 live;       /* marked tasks that have not ended */
	u64 no_storage; /* tasks that could not be marked */
};
