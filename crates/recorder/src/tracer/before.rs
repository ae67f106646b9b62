//! Calls that began before their thread was traced.
//!
//! A thread that is attached to is interrupted once, and its registers then tell what call it was inside of. A call that
//! waited is made again by the kernel when the thread goes on, and so shows up as a fresh enter: **that is the same call,
//! and has one row.**

use trapline_process::proc::Blocked;
use trapline_ptrace::{InCall, Stop, Stopped, SyscallEnter};
use trapline_syscalls::capture::Phase;
use trapline_syscalls::table::lookup;
use trapline_syscalls::{Abi, Effect};
use trapline_tracker::Event;

use super::run::{Handled, Tracer};
use super::thread::Call;
use crate::numbering::{name, numbering};
use crate::restart::goes_on;

/// What is still to come of a call that began before its thread was traced.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Before {
    /// Nothing: whatever the thread does is seen from its enter on.
    #[default]
    Nothing,
    /// The thread has not stopped yet.
    Unstopped(Unstopped),
    /// It was interrupted, and the kernel will make the call again.
    Restarts(InCall),
}

/// A thread that has not stopped yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unstopped {
    /// When it was attached to.
    pub(super) ts: i64,
    /// The call that it was blocked in then, as `/proc` has it.
    pub(super) blocked: Option<Blocked>,
    /// That call was told already: the thread took too long to stop.
    pub(super) told: bool,
}

impl Tracer<'_> {
    /// The first stop of a thread that was attached to: finds out what call it is inside of.
    pub(super) fn first_stop(&mut self, stopped: &Stopped, why: Stop) -> Handled {
        // After an exec the thread may have another id, by which it is not known yet.
        let message = if why == Stop::Exec { stopped.event_message()? } else { None };
        let former = message.map_or(stopped.tid(), |former| former as i32);
        let tid = if self.threads.contains_key(&former) { former } else { stopped.tid() };
        let Some(thread) = self.threads.get_mut(&tid) else { return Ok(()) };
        let Before::Unstopped(unstopped) = thread.before else { return Ok(()) };
        thread.before = Before::Nothing;
        if why == Stop::Exec {
            // The new program's registers are empty: what the call was given is gone.
            self.tell_blocked(tid, unstopped);
            return Ok(());
        }
        let found = stopped.in_call()?.filter(|call| !is_return_of_a_new_thread(call));
        let Some(call) = found else {
            self.tell_blocked(tid, unstopped);
            return Ok(());
        };
        let told = match unstopped.blocked {
            Some(blocked) if (blocked.nr, blocked.args) == (call.nr, call.args) => unstopped.told,
            _ => {
                self.tell_blocked(tid, unstopped);
                false
            }
        };
        let ended = match why {
            // In the midst of a call.
            Stop::Fork | Stop::Exit => {
                self.is_inside(tid, &call);
                None
            }
            _ if goes_on(stopped, why == Stop::Trap, &call)? => {
                self.restarts(tid, call);
                None
            }
            _ => Some(call.ret),
        };
        if told {
            self.capture.clear();
        } else {
            self.copy_call(stopped, &call, ended)?;
        }
        match (told, ended) {
            (false, ret) => self.tell(unstopped.ts, tid, &call, ret),
            (true, Some(ret)) => {
                let ts = self.clock.now();
                self.send(Event::Exit { ts, tid, ret, cpu: None, off_cpu: None, made: None, ids: None });
            }
            (true, None) => {}
        }
        Ok(())
    }

    /// Tells the call that `/proc` showed, unless that was done. If it ended before the thread stopped, nobody saw how.
    pub(super) fn tell_blocked(&mut self, tid: i32, unstopped: Unstopped) {
        let Some(Blocked { nr, args, stack_pointer }) = unstopped.blocked.filter(|_| !unstopped.told) else { return };
        /// AUDIT_ARCH_* of linux/audit.h.
        const I386: u32 = 0x4000_0003;
        const X86_64: u32 = 0xC000_003E;
        // `/proc` does not say in which ABI. Stacks of 64-bit programs lie above 4 GiB.
        let arch = if u32::try_from(stack_pointer).is_ok() { I386 } else { X86_64 };
        self.capture.clear();
        self.tell(unstopped.ts, tid, &InCall { arch, nr, args, ret: 0, stack_pointer }, None);
    }

    /// Whether an enter is the kernel's restart of the call that an attach has interrupted. If it is another call, a signal
    /// handler runs, and the interrupted one has ended with its restart code.
    pub(super) fn is_restart(&mut self, at: i64, tid: i32, enter: &SyscallEnter) -> bool {
        let Some(thread) = self.threads.get_mut(&tid) else { return false };
        let Before::Restarts(call) = thread.before else { return false };
        thread.before = Before::Nothing;
        let same = enter.nr as i32 == call.nr && enter.arch == call.arch && of_width(enter) == call.args;
        if enter.stack_pointer == call.stack_pointer && (same || is_restart_syscall(enter)) {
            self.is_inside(tid, &call);
            return true;
        }
        self.send(Event::Exit {
            ts: self.clock.at(at),
            tid,
            ret: call.ret,
            cpu: None,
            off_cpu: None,
            made: None,
            ids: None,
        });
        false
    }

    fn is_inside(&mut self, tid: i32, call: &InCall) {
        if let Some(thread) = self.threads.get_mut(&tid) {
            thread.call = Some(of(call));
        }
    }

    fn restarts(&mut self, tid: i32, call: InCall) {
        if let Some(thread) = self.threads.get_mut(&tid) {
            thread.before = Before::Restarts(call);
        }
    }

    fn copy_call(&mut self, stopped: &Stopped, call: &InCall, ended: Option<i64>) -> Handled {
        self.capture.clear();
        let call = of(call);
        self.copy(stopped, &call, Phase::Enter)?;
        ended.map_or(Ok(()), |ret| self.copy(stopped, &call, Phase::Exit { ret }))
    }

    /// Sends it with what was captured.
    fn tell(&mut self, ts: i64, tid: i32, call: &InCall, ret: Option<i64>) {
        let (abi, nr) = numbering(call.arch, call.nr);
        self.send_captured(Event::EnteredBefore { ts, tid, abi, nr, args: call.args, ret });
    }
}

/// As the tracer remembers a call.
fn of(call: &InCall) -> Call {
    let (abi, nr) = numbering(call.arch, call.nr);
    let signature = abi.and_then(|abi| lookup(abi, nr)).map(|known| known.signature(&call.args));
    Call { abi, args: call.args, signature, made: false }
}

/// The arguments without what a 64-bit program has in the upper halves of its registers in an i386 call.
fn of_width(enter: &SyscallEnter) -> [u64; 6] {
    let narrow = numbering(enter.arch, enter.nr as i32).0 == Some(Abi::I386);
    enter.args.map(|arg| if narrow { arg & u64::from(u32::MAX) } else { arg })
}

/// The kernel's own way to go on with calls such as nanosleep and poll.
fn is_restart_syscall(enter: &SyscallEnter) -> bool {
    name(enter.arch, enter.nr as i32) == Some("restart_syscall")
}

/// A new thread begins with the return of 0 from its parent's call, which is none of its own.
fn is_return_of_a_new_thread(call: &InCall) -> bool {
    call.ret == 0 && matches!(of(call).effect(), Effect::Clone | Effect::Clone3 | Effect::Fork | Effect::Vfork)
}
