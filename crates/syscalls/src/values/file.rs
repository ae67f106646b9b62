//! Files and devices.

use crate::decode::{Printer, time};
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

/// Flags of mount(2), and the number that very old kernels wanted in their upper half.
pub fn mount_flags(printer: &mut Printer<'_>, raw: u64) {
    const MAGIC: u64 = 0xc0ed_0000;
    const MAGIC_MASK: u64 = 0xffff_0000;
    if raw & MAGIC_MASK != MAGIC {
        flags::MOUNT.print(raw, &mut printer.out);
        return;
    }
    printer.out.push_str("MS_MGC_VAL");
    if raw & !MAGIC_MASK != 0 {
        printer.out.push('|');
        flags::MOUNT.print(raw & !MAGIC_MASK, &mut printer.out);
    }
}

/// Command and kind of a quota (quotactl(2)): `QCMD(Q_GETQUOTA, USRQUOTA)`.
pub fn quota_command(printer: &mut Printer<'_>, raw: u64) {
    let raw = raw & u64::from(u32::MAX);
    printer.out.push_str("QCMD(");
    flags::QUOTA_CMD.print(raw >> 8, &mut printer.out);
    printer.out.push_str(", ");
    flags::QUOTA_TYPE.print(raw & 0xff, &mut printer.out);
    printer.out.push(')');
}

/// Seconds since 1970 as a date.
pub fn date(printer: &mut Printer<'_>, raw: u64) {
    let mut text = String::new();
    time::comment(raw as i64, 0, 0, &mut text);
    let date = text.trim_start_matches(" /* ").trim_end_matches(" */");
    printer.out.push_str(if date.is_empty() { "1970-01-01T00:00:00+0000" } else { date });
}
