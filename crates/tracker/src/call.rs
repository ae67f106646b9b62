//! Calls that return: their exits, and calls as a whole.

use trapline_syscalls::Abi;

use crate::call_row::{Outcome, Over, Scratch};
use crate::captured::Captured;
use crate::enter::Registers;
use crate::exit::Exit;
use crate::inside::Inside;
use crate::state::{Sink, State};

/// A call that returned, where nothing else happened between its enter and its exit: [`Event::Enter`](crate::Event::Enter) and
/// [`Event::Exit`](crate::Event::Exit) in one, for sources that see calls as a whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Call<'a> {
    /// When it began.
    pub ts: i64,
    /// When it returned.
    pub end: i64,
    /// Who.
    pub tid: i32,
    /// As in [`Event::Enter`](crate::Event::Enter).
    pub abi: Option<Abi>,
    /// Number, as the program gave it (x32 bit removed).
    pub nr: i32,
    /// Registers.
    pub args: &'a [u64; 6],
    /// What the kernel returned.
    pub ret: i64,
    /// As in [`Event::Exit`](crate::Event::Exit).
    pub cpu: Option<i16>,
    /// As in [`Event::Exit`](crate::Event::Exit).
    pub off_cpu: Option<i64>,
    /// As in [`Event::Exit`](crate::Event::Exit).
    pub made: Option<(u32, u64)>,
    /// As in [`Event::Exit`](crate::Event::Exit).
    pub ids: Option<(i32, i32)>,
    /// What was copied at enter, and behind it what was copied at exit.
    pub memory: &'a [u8],
    /// Where the latter begins.
    pub memory_at_exit: usize,
    /// The I/O payload of both.
    pub data: &'a [u8],
}

impl State {
    /// The exit of a call. One without an enter is a call that was entered before its thread was known; the exit with which a
    /// new thread's life begins is its parent's call.
    pub(crate) fn exit_call(
        &mut self,
        exit: &Exit,
        memory: &[u8],
        data: &[u8],
        scratch: &mut Scratch,
        sink: &mut Sink<'_>,
    ) {
        let Some(thread) = self.threads.get_mut(&exit.tid) else { return };
        let since = thread.may_be_inside_since.take();
        let Some(mut inside) = thread.inside.take() else {
            if let Some(since) = since {
                self.report_entered_before(since, *exit, memory, data, scratch, sink);
            }
            return;
        };
        let (mut all_memory, mut all_data) = (std::mem::take(&mut inside.memory), std::mem::take(&mut inside.data));
        let captured_at_exit = all_memory.len();
        all_memory.extend_from_slice(memory);
        all_data.extend_from_slice(data);
        let captured = Captured::both(&all_memory, captured_at_exit);
        self.return_from(exit, &mut inside, &captured, &all_data, scratch, sink);
        inside.memory = all_memory;
        inside.data = all_data;
        self.release_inside(inside);
    }

    /// A call from its enter to its exit.
    pub(crate) fn whole_call(&mut self, call: &Call<'_>, scratch: &mut Scratch, sink: &mut Sink<'_>) {
        let &Call { ts, tid, abi, nr, args, memory, memory_at_exit, data, .. } = call;
        self.know(ts, tid, sink);
        self.end_call(tid, Outcome::Unfinished, scratch, sink);
        let captured = Captured::both(memory, memory_at_exit);
        let registers = Registers { abi, nr, args };
        let Some(mut inside) = self.begin_call(ts, tid, registers, &Captured::at_enter(captured.enter())) else {
            return;
        };
        let mode = call.made.map(|(mode, _)| mode);
        let exit = Exit { ts: call.end, tid, ret: call.ret, cpu: call.cpu, off_cpu: call.off_cpu, mode, ids: call.ids };
        self.return_from(&exit, &mut inside, &captured, data, scratch, sink);
        self.release_inside(inside);
    }

    /// What follows from the exit of a call whose enter is known.
    fn return_from(
        &mut self,
        exit: &Exit,
        inside: &mut Inside,
        captured: &Captured<'_>,
        data: &[u8],
        scratch: &mut Scratch,
        sink: &mut Sink<'_>,
    ) {
        let given = self.apply(exit, inside, captured);
        if let Some(thread) = self.threads.get(&exit.tid) {
            let outcome = Outcome::Returned.unless_never(inside);
            let over = Over { outcome, exit: Some(exit), given: &given, captured: *captured, data };
            self.report_call(thread, inside, &over, scratch, sink);
        }
        self.apply_after_row(exit, inside, captured);
    }
}
