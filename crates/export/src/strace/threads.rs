//! What is remembered of each thread from line to line.

use std::collections::HashMap;

use trapline_syscalls::{Abi, Effect, table};

use crate::Event;

/// What a thread has done.
#[derive(Clone, Debug)]
struct Thread {
    /// Its last call by name and number; the number has the bit of x32.
    name: String,
    nr: Option<u32>,
    abi: Abi,
}

/// The threads that live, by utid.
#[derive(Debug, Default)]
pub(super) struct Threads {
    threads: HashMap<i32, Thread>,
    /// Processes by upid, and their threads that are in an execve that will succeed, where those are not the leaders.
    execs: HashMap<i32, i32>,
}

impl Threads {
    /// The name of the thread's last call.
    pub(super) fn last_call(&self, utid: i32) -> Option<&str> {
        self.threads.get(&utid).map(|thread| thread.name.as_str())
    }

    /// The number of the thread's last call.
    pub(super) fn last_nr(&self, utid: i32) -> Option<u32> {
        self.threads.get(&utid).and_then(|thread| thread.nr)
    }

    /// The ABI of the thread's last call; everybody begins with that of the machine.
    pub(super) fn abi(&self, utid: i32) -> Abi {
        self.threads.get(&utid).map_or(Abi::X86_64, |thread| thread.abi)
    }

    /// The thread whose execve ends the others of its process.
    pub(super) fn in_exec(&self, upid: i32) -> Option<i32> {
        self.execs.get(&upid).copied()
    }

    /// Learns from a row, after its lines.
    pub(super) fn after(&mut self, event: &Event<'_>) {
        match event.kind {
            "syscall" => {
                let name = event.syscall.unwrap_or_default().to_owned();
                self.threads.insert(event.utid, Thread { name, nr: number(event), abi: abi(event) });
                if becomes_leader(event) {
                    self.execs.insert(event.upid, event.tid);
                }
            }
            "thread_exit" => {
                self.threads.remove(&event.utid);
            }
            "exit" => {
                self.execs.remove(&event.upid);
            }
            _ => {}
        }
    }
}

/// The ABI of a call; that of the machine where it is unknown.
pub(super) fn abi(event: &Event<'_>) -> Abi {
    event.abi.and_then(Abi::from_name).unwrap_or(Abi::X86_64)
}

/// The number of a call as strace shows it: that of x32 with its bit.
pub(super) fn number(event: &Event<'_>) -> Option<u32> {
    const X32_BIT: u32 = 1 << 30;
    let nr = event.nr? as u32;
    Some(if abi(event) == Abi::X32 { nr | X32_BIT } else { nr })
}

/// Whether a thread that is not its process's leader becomes it by this call.
pub(super) fn becomes_leader(event: &Event<'_>) -> bool {
    event.ret == Some(0) && event.tid != event.pid && is_exec(event)
}

/// Whether a call is an execve.
pub(super) fn is_exec(event: &Event<'_>) -> bool {
    let call = event.nr.and_then(|nr| table::lookup(abi(event), nr));
    call.is_some_and(|call| call.signature(&event.args).effect == Effect::Exec)
}
