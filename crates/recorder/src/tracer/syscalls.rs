//! syscall-enter-stops and syscall-exit-stops.

use trapline_process::proc::{Made, ProcPath, status};
use trapline_ptrace::{Error, Stopped, SyscallEnter, SyscallExit, SyscallStop};
use trapline_syscalls::capture::Phase;
use trapline_syscalls::memory::{Record, Status, records, what};
use trapline_syscalls::roles::roles;
use trapline_syscalls::table::{lookup, socketcall};
use trapline_syscalls::{Abi, Effect};
use trapline_tracker::Event;

use super::run::{Handled, Tracer};
use super::thread::Call;
use crate::capture::received;
use crate::numbering::numbering;

impl Tracer<'_> {
    pub(super) fn syscall(&mut self, at: i64, stopped: Stopped) -> Handled {
        match stopped.syscall()? {
            Some(SyscallStop::Enter(enter)) => self.enter(at, stopped, enter),
            Some(SyscallStop::Exit(exit)) => self.exit(at, stopped, exit),
            // Killed at this stop, and already at the next.
            None => self.begins_to_exit(at, stopped),
        }
    }

    fn enter(&mut self, at: i64, stopped: Stopped, enter: SyscallEnter) -> Handled {
        let tid = stopped.tid();
        if self.command == 0 && self.is_restart(at, tid, &enter) {
            return stopped.restart(None);
        }
        let (abi, mut nr) = numbering(enter.arch, enter.nr as i32);
        let mut args = enter.args;
        if abi == Some(Abi::I386) {
            args.iter_mut().for_each(|arg| *arg &= u64::from(u32::MAX));
            (nr, args) = self.socketcall(&stopped, nr, args)?;
        }
        let known = abi.and_then(|abi| lookup(abi, nr));
        let signature = known.map(|call| call.signature(&args));
        if signature.is_some_and(|signature| signature.takes_frame()) {
            args[0] = enter.stack_pointer;
        }
        let call = Call { abi, args, signature, made: false };
        let wanted = match (abi, call.signature) {
            _ if call.is_needed(self.filtered) => true,
            (Some(abi), _) => self.filter.wants(abi, nr, known),
            (None, _) => true,
        };
        let Some(thread) = self.threads.get_mut(&tid) else { return stopped.restart(None) };
        if thread.at_gate && call.effect() != Effect::Exec {
            return stopped.restart(None);
        }
        if thread.call.is_some() && self.filtered {
            // A call that stopped on its way to the filter, which stops it once more.
            return stopped.restart(None);
        }
        if !wanted {
            // Nobody is let go at an enter: see `let_go`.
            return if self.detaching.is_some() { stopped.restart(None) } else { self.restart(stopped, None) };
        }
        thread.call = Some(call);
        if call.effect() == Effect::SetAffinity {
            self.asks_for_cpus(tid, &call);
        }
        self.capture.clear();
        let copied = self.copy(&stopped, &call, Phase::Enter);
        if self.names_from_proc {
            self.tell_names(at, tid, &call);
        }
        let cleared = self.clear_untraced(&stopped, &enter, &call);
        let restarted = stopped.restart(None);
        self.send_captured(Event::Enter { ts: self.clock.at(at), tid, abi, nr, args });
        copied.and(cleared).and(restarted)
    }

    /// The call that a `socketcall` stands for, with the arguments that its array holds; any other call unchanged, and
    /// one whose array cannot be read.
    fn socketcall(&mut self, stopped: &Stopped, nr: i32, args: [u64; 6]) -> Result<(i32, [u64; 6]), Error> {
        let Some((direct, words)) = socketcall(Abi::I386, nr, &args) else { return Ok((nr, args)) };
        let array = self.capture.peek(stopped, args[1], words * 4)?;
        if array.len() < words * 4 {
            return Ok((nr, args));
        }
        let mut given = [0; 6];
        for (arg, word) in given.iter_mut().zip(array.chunks_exact(4)) {
            *arg = u32::from_le_bytes([word[0], word[1], word[2], word[3]]).into();
        }
        Ok((direct, given))
    }

    fn exit(&mut self, at: i64, stopped: Stopped, exit: SyscallExit) -> Handled {
        let tid = stopped.tid();
        let Some(thread) = self.threads.get_mut(&tid) else { return self.restart(stopped, None) };
        let call = thread.call.take();
        if call.is_none() && (thread.at_gate || !self.filter.is_everything()) {
            return self.restart(stopped, None);
        }
        self.restore_untraced(&stopped);
        self.capture.clear();
        let (mut copied, mut made, mut ids) = (Ok(()), None, None);
        if let Some(call) = call {
            let failed = (-4095..0).contains(&exit.ret);
            copied = self.affinity(&stopped, &call, exit.ret);
            copied = copied.and_then(|()| self.copy(&stopped, &call, Phase::Exit { ret: exit.ret }));
            if !failed {
                made = self.name_what_it_made(tid, &call, exit.ret);
                if call.effect() == Effect::SetIds {
                    ids = status(tid, &mut self.buffer).map(|status| status.ids);
                }
            }
            self.names += u64::from(call.effect().changes_names());
        }
        let restarted = self.restart(stopped, None);
        self.send_captured(Event::Exit {
            ts: self.clock.at(at),
            tid,
            ret: exit.ret,
            cpu: None,
            off_cpu: None,
            made,
            ids,
        });
        self.adopt_orphans(at);
        copied.and(restarted)
    }

    pub(super) fn copy(&mut self, stopped: &Stopped, call: &Call, phase: Phase) -> Handled {
        match (call.abi, call.signature) {
            (Some(abi), Some(signature)) => self.capture.take(stopped, abi, signature, &call.args, phase),
            _ => Ok(()),
        }
    }

    /// Adds the kernel's names of new descriptors and of a new working directory, while they are what the call made
    /// them. Gives type and device behind the (first) descriptor.
    fn name_what_it_made(&mut self, tid: i32, call: &Call, ret: i64) -> Option<Made> {
        match call.effect() {
            Effect::Open(_) | Effect::Make(..) | Effect::Socket(_) | Effect::Accept(_) => {
                self.name_fd(tid, ret as i32);
                self.links.stat_fd(tid, ret as i32)
            }
            Effect::Pipe(_) | Effect::SocketPair(_) => {
                let [first, second] = self.pair(call)?;
                self.name_fd(tid, first);
                self.name_fd(tid, second);
                self.links.stat_fd(tid, first)
            }
            Effect::Receive => {
                let arg = roles(call.signature?).vector?;
                let mut first = None;
                for fd in received(&self.capture.memory, arg).collect::<Vec<_>>() {
                    self.name_fd(tid, fd);
                    first = first.or_else(|| self.links.stat_fd(tid, fd));
                }
                first
            }
            Effect::Clone | Effect::Clone3 => {
                let pidfd = self.pidfd(call)?;
                self.name_fd(tid, pidfd);
                self.links.stat_fd(tid, pidfd)
            }
            Effect::Chdir | Effect::Fchdir | Effect::Chroot | Effect::Setns => {
                self.name_directory(tid);
                None
            }
            _ => None,
        }
    }

    /// The two descriptors that a call wrote.
    fn pair(&self, call: &Call) -> Option<[i32; 2]> {
        let arg = roles(call.signature?).fd_pair?;
        let record = records(&self.capture.memory).find(|record| record.at_exit && record.what == arg)?;
        let [a, b, c, d, e, f, g, h] = record.bytes.try_into().ok()?;
        Some([i32::from_le_bytes([a, b, c, d]), i32::from_le_bytes([e, f, g, h])])
    }

    /// The pidfd that a clone wrote, if it was asked to.
    fn pidfd(&self, call: &Call) -> Option<i32> {
        /// clone(2).
        const CLONE_PIDFD: u64 = 0x1000;
        let at_exit = |record: &Record<'_>| record.at_exit;
        let mut found = records(&self.capture.memory).filter(at_exit);
        let record = match call.effect() {
            Effect::Clone if call.args[0] & CLONE_PIDFD != 0 => found.find(|record| record.what == 2)?,
            Effect::Clone3 => {
                // `struct clone_args` begins with the flags and the address of the pidfd.
                let args = found.find(|record| record.what == 0)?.bytes;
                let word = |at: usize| Some(u64::from_le_bytes(*args.get(at..)?.first_chunk()?));
                let address = word(8).filter(|_| word(0).is_some_and(|flags| flags & CLONE_PIDFD != 0))?;
                found.find(|record| record.what == what::NESTED && record.address == address)?
            }
            _ => return None,
        };
        Some(i32::from_le_bytes(*record.bytes.first_chunk()?))
    }

    fn name_fd(&mut self, tid: i32, fd: i32) {
        if let Some(name) = self.links.read_fd(tid, fd) {
            add_name(name, what::FD_NAME, u64::from(fd as u32), &mut self.capture.memory);
        }
    }

    fn name_directory(&mut self, tid: i32) {
        if let Some(name) = self.links.read(&ProcPath::task(tid).file("cwd")) {
            add_name(name, what::CWD, 0, &mut self.capture.memory);
        }
    }
}

/// Adds a record with what a link of `/proc` points to.
fn add_name(name: &[u8], what: u8, address: u64, memory: &mut Vec<u8>) {
    let full_length = name.len() as u32;
    Record { what, at_exit: true, status: Status::Ok, recovered: false, full_length, address, bytes: name }
        .write(memory);
}
