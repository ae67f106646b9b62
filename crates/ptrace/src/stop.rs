//! Why a tracee stands still: the reading of a wait status.

/// A kind of stop, in ptrace(2)'s words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// syscall-enter-stop or syscall-exit-stop.
    Syscall,
    /// A seccomp filter's RET_TRACE: a call before the kernel runs it. Restarted to a syscall-stop, the next is its exit.
    Seccomp,
    /// signal-delivery-stop: restart with this signal, or the program will not get it.
    Signal(i32),
    /// group-stop by this signal: [`listen`](crate::Stopped::listen), or the program will not stay stopped.
    Group(i32),
    /// A seized tracee's other PTRACE_EVENT_STOPs: the first stop of a new thread, the end of a group-stop, the answer to
    /// an interrupt.
    Trap,
    /// Made a process or thread, whose id is the event message.
    Fork,
    /// Runs a new program; the event message is the id that its thread had before.
    Exec,
    /// Begins to exit; the event message is the wait status to come.
    Exit,
    /// Another event, none of which is asked for.
    Other,
}

/// What a raw wait status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Exited, or was killed.
    Ended,
    /// Stopped.
    Stopped(Stop),
    /// Neither (continued).
    Nothing,
}

/// Reads a raw wait status (wait(2); ptrace(2), "Stopped states"). Signals may be real-time ones.
pub(crate) fn read(status: i32) -> Reading {
    let low = status & 0xff;
    if low != 0x7f {
        return if status == 0xffff { Reading::Nothing } else { Reading::Ended };
    }
    let signal = status >> 8 & 0xff;
    Reading::Stopped(match status >> 16 {
        0 if signal == libc::SIGTRAP | 0x80 => Stop::Syscall,
        0 => Stop::Signal(signal),
        libc::PTRACE_EVENT_STOP => match signal {
            libc::SIGSTOP | libc::SIGTSTP | libc::SIGTTIN | libc::SIGTTOU => Stop::Group(signal),
            _ => Stop::Trap,
        },
        libc::PTRACE_EVENT_FORK | libc::PTRACE_EVENT_VFORK | libc::PTRACE_EVENT_CLONE => Stop::Fork,
        libc::PTRACE_EVENT_EXEC => Stop::Exec,
        libc::PTRACE_EVENT_EXIT => Stop::Exit,
        libc::PTRACE_EVENT_SECCOMP => Stop::Seccomp,
        _ => Stop::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stopped(signal: i32, event: i32) -> Reading {
        read(event << 16 | signal << 8 | 0x7f)
    }

    #[test]
    fn a_trap_of_the_program_is_not_a_syscall_stop() {
        assert_eq!(stopped(libc::SIGTRAP | 0x80, 0), Reading::Stopped(Stop::Syscall));
        assert_eq!(stopped(libc::SIGTRAP, 0), Reading::Stopped(Stop::Signal(libc::SIGTRAP)));
    }

    #[test]
    fn a_stopping_signal_is_told_from_the_stop_that_follows_it() {
        assert_eq!(stopped(libc::SIGSTOP, 0), Reading::Stopped(Stop::Signal(libc::SIGSTOP)));
        assert_eq!(stopped(libc::SIGSTOP, libc::PTRACE_EVENT_STOP), Reading::Stopped(Stop::Group(libc::SIGSTOP)));
        assert_eq!(stopped(libc::SIGTRAP, libc::PTRACE_EVENT_STOP), Reading::Stopped(Stop::Trap));
    }

    #[test]
    fn real_time_signals_and_ends_are_read() {
        assert_eq!(stopped(64, 0), Reading::Stopped(Stop::Signal(64)));
        assert_eq!(read(7 << 8), Reading::Ended);
        assert_eq!(read(libc::SIGSEGV | 0x80), Reading::Ended);
        assert_eq!(read(0xffff), Reading::Nothing);
    }

    #[test]
    fn every_event_is_read() {
        for event in [libc::PTRACE_EVENT_FORK, libc::PTRACE_EVENT_VFORK, libc::PTRACE_EVENT_CLONE] {
            assert_eq!(stopped(libc::SIGTRAP, event), Reading::Stopped(Stop::Fork));
        }
        assert_eq!(stopped(libc::SIGTRAP, libc::PTRACE_EVENT_EXEC), Reading::Stopped(Stop::Exec));
        assert_eq!(stopped(libc::SIGTRAP, libc::PTRACE_EVENT_EXIT), Reading::Stopped(Stop::Exit));
        assert_eq!(stopped(libc::SIGTRAP, libc::PTRACE_EVENT_SECCOMP), Reading::Stopped(Stop::Seccomp));
        assert_eq!(stopped(libc::SIGTRAP, libc::PTRACE_EVENT_VFORK_DONE), Reading::Stopped(Stop::Other));
    }
}
