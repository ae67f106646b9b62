//! waitpid(2) of one child.

use std::io;

/// What became of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// It ended, with this wait status (wait(2)), that of any signal included.
    Ended(i32),
    /// A signal stopped it.
    Stopped(i32),
    /// SIGCONT continued it.
    Continued,
}

/// What a child has to tell; `None` if that is nothing so far and `block` is not set.
///
/// # Errors
/// Of waitpid(2), but EINTR.
pub fn wait(pid: i32, block: bool) -> io::Result<Option<Waited>> {
    let flags = libc::WUNTRACED | libc::WCONTINUED | if block { 0 } else { libc::WNOHANG };
    loop {
        let mut status = 0;
        // SAFETY: `status` is valid to write to.
        match unsafe { libc::waitpid(pid, &raw mut status, flags) } {
            -1 => {
                let error = io::Error::last_os_error();
                if error.kind() != io::ErrorKind::Interrupted {
                    return Err(error);
                }
            }
            0 => return Ok(None),
            _ if libc::WIFSTOPPED(status) => return Ok(Some(Waited::Stopped(libc::WSTOPSIG(status)))),
            _ if libc::WIFCONTINUED(status) => return Ok(Some(Waited::Continued)),
            _ => return Ok(Some(Waited::Ended(status))),
        }
    }
}
