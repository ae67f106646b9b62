//! Processes and threads.

use crate::decode::Printer;
use crate::flags;

/// The signal of `PR_SET_PDEATHSIG`: a number where it is far from being one.
pub fn small_signal(printer: &mut Printer<'_>, raw: u64) {
    match i32::try_from(raw) {
        Ok(signal) if signal <= 128 => printer.signal(signal),
        _ => printer.display(raw),
    }
}

/// Who may trace (`PR_SET_PTRACER`): a process, or anybody.
pub fn ptracer(printer: &mut Printer<'_>, raw: u64) {
    match raw as i32 {
        -1 => printer.out.push_str("PR_SET_PTRACER_ANY"),
        pid => printer.display(pid),
    }
}

/// Tagged addresses of arm64 (`PR_SET_TAGGED_ADDR_CTRL`).
pub fn tagged_addr(printer: &mut Printer<'_>, raw: u64) {
    const ENABLE: u64 = 1;
    const CHECKS: u64 = 6;
    const TAGS: u64 = 0x7fff8;
    const TAG_SHIFT: u32 = 3;
    printer.out.push_str(if raw & ENABLE == 0 { "!PR_TAGGED_ADDR_ENABLE|" } else { "PR_TAGGED_ADDR_ENABLE|" });
    printer.out.push_str(match raw & CHECKS {
        0 => "PR_MTE_TCF_NONE",
        2 => "PR_MTE_TCF_SYNC",
        4 => "PR_MTE_TCF_ASYNC",
        _ => "PR_MTE_TCF_MASK",
    });
    if raw & TAGS != 0 {
        printer.display(format_args!("|{:#x}<<PR_MTE_TAG_SHIFT", (raw & TAGS) >> TAG_SHIFT));
    }
    let rest = raw & !(ENABLE | CHECKS | TAGS);
    if rest != 0 {
        printer.display(format_args!("|{rest:#x}"));
    }
}

/// Class and level of an I/O priority (ioprio_set(2)).
pub fn ioprio(printer: &mut Printer<'_>, raw: u64) {
    const CLASS_SHIFT: u32 = 13;
    let class = (raw as u32) >> CLASS_SHIFT;
    printer.out.push_str("IOPRIO_PRIO_VALUE(");
    flags::IOPRIO_CLASS.print(u64::from(class & 7), &mut printer.out);
    printer.display(format_args!(", {})", raw & 0x1fff));
}

/// An error number by its name (`KEYCTL_REJECT`).
pub fn error(printer: &mut Printer<'_>, raw: u64) {
    match crate::errno::name(raw as i32) {
        Some(name) => printer.out.push_str(name),
        None => printer.display(raw as u32),
    }
}
