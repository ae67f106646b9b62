//! What decides whether a thread can be traced.

use super::file::field;
use super::{Buffer, ProcPath};

/// How a thread stands to tracing (proc_pid_status(5), proc_pid_stat(5)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its process.
    pub pid: i32,
    /// The process that traces it, if one does.
    pub tracer: Option<i32>,
    /// The letter of its state: `R`, `S`, `D`, `T`, `t`, `Z`, …
    pub state: char,
    /// It is the kernel's own.
    pub of_kernel: bool,
    /// Effective user.
    pub uid: u32,
}

impl Standing {
    /// It is a zombie, or on its way to be none any more.
    pub fn has_ended(&self) -> bool {
        matches!(self.state, 'Z' | 'X')
    }

    /// It waits in a way that nothing but a SIGKILL ends, and not always that: for its vfork child, or for a disk.
    pub fn is_uninterruptible(&self) -> bool {
        self.state == 'D'
    }
}

/// Reads it; `None` if there is no such thread.
pub fn standing(tid: i32) -> Option<Standing> {
    let mut buffer = Buffer::default();
    let of_kernel = flags(buffer.read(&ProcPath::task(tid).file("stat"))?).is_some_and(|flags| flags & KTHREAD != 0);
    let text = buffer.read(&ProcPath::task(tid).file("status"))?;
    Some(Standing { of_kernel, ..parse(text)? })
}

/// `PF_KTHREAD` of include/linux/sched.h.
const KTHREAD: u32 = 0x0020_0000;

fn parse(text: &[u8]) -> Option<Standing> {
    Some(Standing {
        pid: field(text, "Tgid")?.parse().ok()?,
        tracer: field(text, "TracerPid")?.parse().ok().filter(|&pid| pid != 0),
        state: field(text, "State")?.chars().next()?,
        of_kernel: false,
        uid: field(text, "Uid")?.split_whitespace().nth(1)?.parse().ok()?,
    })
}

/// Field 9 of stat. The name, field 2, may itself hold spaces and parentheses.
fn flags(stat: &[u8]) -> Option<u32> {
    let after_name = &stat[stat.iter().rposition(|&byte| byte == b')')? + 1..];
    std::str::from_utf8(after_name).ok()?.split_whitespace().nth(6)?.parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn fields_are_found_by_name() {
        let text = b"Name:\tx\nState:\tZ (zombie)\nTgid:\t41\nTracerPid:\t7\nUid:\t1\t1000\t1\t1\n";
        let expected = Standing { pid: 41, tracer: Some(7), state: 'Z', of_kernel: false, uid: 1000 };
        assert_eq!(parse(text), Some(expected));
        assert!(expected.has_ended() && !expected.is_uninterruptible());
        assert_eq!(flags(b"2 (a) b) S 0 0 0 0 -1 2129984 0"), Some(2_129_984));
    }

    #[test]
    fn own_process_is_nothing_special() {
        let own = i32::try_from(std::process::id()).unwrap();
        let standing = standing(own).unwrap();
        assert!(standing.pid == own && !standing.has_ended() && !standing.of_kernel);
        assert_eq!(super::standing(i32::MAX), None);
    }
}
