//! Files and devices.

use crate::decode::Printer;
use crate::flags;

/// No directory (fanotify_mark(2)).
pub fn no_fd(printer: &mut Printer<'_>, _: u64) {
    printer.out.push_str("FAN_NOFD");
}

/// Flags of swapon(2), and the priority beside them.
pub fn swap_flags(printer: &mut Printer<'_>, raw: u64) {
    const PRIORITY: u64 = 0x7fff;
    let flags = raw & u64::from(u32::MAX) & !PRIORITY;
    if flags != 0 {
        flags::SWAPON.print(flags, &mut printer.out);
        printer.out.push('|');
    }
    printer.display(raw & PRIORITY);
}
