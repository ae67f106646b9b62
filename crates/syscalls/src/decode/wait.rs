//! The status that wait4(2) fills in.

use super::Printer;
use crate::flags;

/// Appends `[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]`.
pub fn print(printer: &mut Printer<'_>, status: u32) {
    const CORE: u32 = 0x80;
    const CONTINUED: u32 = 0xffff;
    let (low, code) = (status & 0x7f, status >> 8 & 0xff);
    printer.out.push('[');
    let known = if status & 0xff == 0x7f {
        printer.out.push_str("{WIFSTOPPED(s) && WSTOPSIG(s) == ");
        printer.signal((code & 0x7f) as i32);
        printer.out.push_str(if code & CORE == 0 { "}" } else { " | 0x80}" });
        0xffff
    } else if status == CONTINUED {
        printer.out.push_str("{WIFCONTINUED(s)}");
        0xffff
    } else if low == 0 {
        printer.display(format_args!("{{WIFEXITED(s) && WEXITSTATUS(s) == {code}}}"));
        0xff00
    } else if low != 0x7f {
        printer.out.push_str("{WIFSIGNALED(s) && WTERMSIG(s) == ");
        printer.signal(low as i32);
        printer.out.push_str(if status & CORE == 0 { "}" } else { " && WCOREDUMP(s)}" });
        0x7f | CORE
    } else {
        printer.hex(status.into());
        printer.out.push(']');
        return;
    };
    let rest = status & !known;
    let (event, rest) = (rest >> 16, rest & 0xffff);
    if event != 0 {
        printer.out.push('|');
        flags::PTRACE_EVENT.print(event.into(), &mut printer.out);
        printer.out.push_str("<<16");
    }
    if rest != 0 {
        printer.out.push('|');
        printer.hex(rest.into());
    }
    printer.out.push(']');
}
