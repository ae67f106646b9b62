//! What comes ahead of the record of its call: memory that has no room in it, and the arguments of a new program.

use std::collections::HashMap;

use trapline_ebpf::records::Call;

/// A call: the thread at its enter, and the time of that.
type Key = (i32, u64);

/// Memory, and when it was sent.
type Part = (u64, Vec<u8>);

/// What waits for the records of calls.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    memory: HashMap<Key, Vec<Part>>,
    /// Arguments that an execve could not read at its enter.
    argvs: HashMap<Key, Vec<Vec<u8>>>,
}

fn key(call: &Call<'_>) -> Key {
    (call.enter_tid, call.enter)
}

impl Ahead {
    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.memory.is_empty() && self.argvs.is_empty()
    }

    /// A part of a call's memory.
    pub(super) fn add_memory(&mut self, call: &Call<'_>, memory: &[u8]) {
        self.memory.entry(key(call)).or_default().push((call.exit.unwrap_or(0), memory.to_vec()));
    }

    /// The arguments of the program that a call, given by its thread and time, has begun.
    pub(super) fn add_argv(&mut self, call: Key, argv: Vec<Vec<u8>>) {
        self.argvs.insert(call, argv);
    }

    /// A call's memory so far, in order.
    pub(super) fn memory(&mut self, call: &Call<'_>) -> Vec<u8> {
        if self.memory.is_empty() {
            return Vec::new();
        }
        let Some(parts) = self.memory.get_mut(&key(call)) else { return Vec::new() };
        parts.sort_by_key(|&(ts, _)| ts);
        parts.iter().flat_map(|(_, memory)| memory).copied().collect()
    }

    /// Takes a call's arguments.
    pub(super) fn argv(&mut self, call: &Call<'_>) -> Option<Vec<Vec<u8>>> {
        if self.argvs.is_empty() { None } else { self.argvs.remove(&key(call)) }
    }

    /// The call has returned.
    pub(super) fn forget(&mut self, call: &Call<'_>) {
        if !self.memory.is_empty() {
            self.memory.remove(&key(call));
        }
    }

    /// The thread has ended.
    pub(super) fn forget_thread(&mut self, tid: i32) {
        self.memory.retain(|&(of, _), _| of != tid);
    }
}
