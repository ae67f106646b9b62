//! The kinds of rows of format 1.

/// A kind of row: a value of the column `kind`. Later minor versions add kinds; a reader passes over those it does not
/// know, and says how many there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The value in the column.
    pub name: &'static str,
    /// What one row of it stands for.
    pub doc: &'static str,
}

/// Every kind that format 1 knows.
pub const KINDS: &[Kind] = &[
    Kind { name: "syscall", doc: "a system call" },
    Kind { name: "process", doc: "a process as it becomes known: forked, or found at the start or at an attach" },
    Kind { name: "thread", doc: "a thread as it becomes known, the leader too" },
    Kind { name: "exec", doc: "a new program in a process" },
    Kind { name: "thread_exit", doc: "the end of a thread" },
    Kind { name: "exit", doc: "the end of a whole process" },
    Kind { name: "signal", doc: "a delivered signal" },
    Kind { name: "stop", doc: "the beginning of a group-stop" },
    Kind { name: "continue", doc: "the end of a group-stop" },
    Kind { name: "fd", doc: "the life of a descriptor in a descriptor table, written when it ends" },
    Kind {
        name: "io_uring",
        doc: "an operation that was handed to the kernel through a ring (io_uring(7)), from its submission to its completion; \
              each completion of one that has several",
    },
    Kind { name: "lost", doc: "events missing between `ts` and `ts` + `duration_ns`" },
];

impl Kind {
    /// The kind of that name, if format 1 has it.
    pub fn of(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }
}
