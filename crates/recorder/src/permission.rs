//! Why tracing is refused, and what to do about it.

use std::fs;
use std::io;

use crate::Error;

/// The value of `kernel.yama.ptrace_scope`; empty where the kernel has no Yama.
pub(crate) fn ptrace_scope() -> String {
    let scope = fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").unwrap_or_default();
    scope.trim().to_owned()
}

/// For a child of our own.
pub(crate) fn not_permitted(error: trapline_ptrace::Error) -> Error {
    if error.errno() != libc::EPERM {
        return error.into();
    }
    let remedy = match ptrace_scope().as_str() {
        "2" => "kernel.yama.ptrace_scope is 2: run as root, or `sudo sysctl kernel.yama.ptrace_scope=1`",
        "3" => FORBIDDEN,
        _ => CONTAINER,
    };
    Error::NotPermitted { source: io::Error::from_raw_os_error(libc::EPERM), remedy: remedy.to_owned() }
}

/// For a running process of user `theirs`, as user `ours`.
pub(crate) fn to_attach(theirs: u32, ours: u32, scope: &str) -> String {
    match scope {
        "3" => FORBIDDEN.to_owned(),
        _ if ours == 0 => CONTAINER.to_owned(),
        _ if theirs != ours => format!("the process is user {theirs}'s: use `sudo rec -p`"),
        "1" => "kernel.yama.ptrace_scope is 1, which permits tracing own children only: use `sudo rec -p`, or \
                `sudo sysctl kernel.yama.ptrace_scope=0`"
            .to_owned(),
        "2" => "kernel.yama.ptrace_scope is 2, which leaves tracing to root: use `sudo rec -p`".to_owned(),
        _ => {
            "the process has closed itself to others, or was started with more privileges: use `sudo rec -p`".to_owned()
        }
    }
}

const FORBIDDEN: &str = "kernel.yama.ptrace_scope is 3, which forbids tracing until the next boot";
const CONTAINER: &str = "a tracer is at work already (strace, gdb, another rec), or a container forbids it: \
                         `docker run --cap-add=SYS_PTRACE --security-opt seccomp=unconfined`";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remedy_names_the_command_that_helps() {
        for (theirs, ours, scope, word) in [
            (1000, 1000, "3", "until the next boot"),
            (1000, 0, "1", "--cap-add=SYS_PTRACE"),
            (0, 1000, "0", "user 0's"),
            (1000, 1000, "1", "sudo sysctl kernel.yama.ptrace_scope=0"),
            (1000, 1000, "2", "sudo rec -p"),
            (1000, 1000, "", "sudo rec -p"),
        ] {
            let remedy = to_attach(theirs, ours, scope);
            assert!(remedy.contains(word), "{theirs} {ours} {scope}: {remedy}");
        }
    }
}
