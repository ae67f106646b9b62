//! `/proc/TID/syscall`.

use super::{Buffer, ProcPath};

/// A call in which a thread is blocked (proc_pid_syscall(5)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// Its number; in which ABI is not told.
    pub nr: i32,
    /// Its arguments, in the order of its ABI.
    pub args: [u64; 6],
    /// Where the stack ends.
    pub stack_pointer: u64,
}

/// Reads it; `None` if the thread runs, is blocked outside of calls, is gone, or may not be inspected.
pub fn blocked(tid: i32, buffer: &mut Buffer) -> Option<Blocked> {
    parse(buffer.read(&ProcPath::task(tid).file("syscall"))?)
}

/// `nr args… sp pc`; `running`; or `-1 sp pc` outside of a call.
fn parse(text: &[u8]) -> Option<Blocked> {
    let mut words = std::str::from_utf8(text).ok()?.split_ascii_whitespace();
    let nr = words.next()?.parse().ok().filter(|&nr| nr != -1)?;
    let mut number = || u64::from_str_radix(words.next()?.strip_prefix("0x")?, 16).ok();
    let mut args = [0; 6];
    for arg in &mut args {
        *arg = number()?;
    }
    Some(Blocked { nr, args, stack_pointer: number()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blocked_call_has_number_arguments_and_stack() {
        let blocked = parse(b"232 0x7 0x7ffe 0x1 0xffffffff 0x0 0x8 0x7fff12 0x7f00\n");
        let expected = Blocked { nr: 232, args: [7, 0x7ffe, 1, 0xffff_ffff, 0, 8], stack_pointer: 0x7f_ff12 };
        assert_eq!(blocked, Some(expected));
    }

    #[test]
    fn whoever_is_in_no_call_is_not_blocked_in_one() {
        for text in [&b"running\n"[..], b"-1 0x7ffe 0x7f00\n", b"", b"7 0x1", b"\xff"] {
            assert_eq!(parse(text), None);
        }
        assert_eq!(blocked(i32::MAX, &mut Buffer::default()), None);
    }
}
