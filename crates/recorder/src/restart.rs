//! Calls that a stop of the tracer's has interrupted.

use trapline_ptrace::{Error, InCall, Stopped};
use trapline_syscalls::errno::restarts;

use crate::numbering::name;

/// Calls that fail with EINTR when a stop of the tracer's interrupts them, although no signal handler runs (signal(7);
/// measured on Linux 6.18, of the transfers those through a socket with a timeout). All others wait on by themselves.
const FAIL_WHEN_STOPPED: [&str; 23] = [
    "accept",
    "accept4",
    "connect",
    "epoll_pwait",
    "epoll_pwait2",
    "epoll_wait",
    "io_getevents",
    "io_uring_enter",
    "read",
    "readv",
    "recvfrom",
    "recvmmsg",
    "recvmsg",
    "rt_sigtimedwait",
    "rt_sigtimedwait_time64",
    "semop",
    "semtimedop",
    "semtimedop_time64",
    "sendmmsg",
    "sendmsg",
    "sendto",
    "write",
    "writev",
];

/// `ERESTARTNOHAND` of linux/errno.h: the call is made again, or fails with EINTR if a signal handler runs.
const RESTART_UNLESS_HANDLED: i64 = -514;

/// Whether the kernel will make an interrupted call again. One that would fail because the tracer interrupted it
/// (`by_tracer`) is made to go on, too: **an attach or detach is no reason for a call to fail.**
///
/// # Errors
/// [`Error::Gone`].
pub(crate) fn goes_on(stopped: &Stopped, by_tracer: bool, call: &InCall) -> Result<bool, Error> {
    let fails = call.ret == -i64::from(libc::EINTR);
    if fails && by_tracer && name(call.arch, call.nr).is_some_and(|name| FAIL_WHEN_STOPPED.contains(&name)) {
        stopped.set_return(RESTART_UNLESS_HANDLED)?;
        return Ok(true);
    }
    Ok(i32::try_from(-call.ret).is_ok_and(restarts))
}
