//! A set of named values and bits, and its text.

use std::fmt::Write;

/// Named values under a mask, and named bits beside it.
#[derive(Debug)]
pub struct FlagSet {
    /// Bits that hold a value, not flags (`O_ACCMODE`, the type bits of a socket); all of them for an enumeration,
    /// 0 for plain flags.
    pub mask: u64,
    /// Names of the values under `mask`.
    pub values: &'static [(u64, &'static str)],
    /// Names of single bits (or groups of bits that have a name of their own, which come first). A name for 0 stands
    /// for the whole argument being 0 (`PROT_NONE`).
    pub bits: &'static [(u64, &'static str)],
    /// What strace prints beside an unknown rest: `0x80 /* O_??? */`; nothing if empty.
    pub unknown: &'static str,
    /// Whether the kernel looks at all 64 bits; otherwise at the low 32.
    pub wide: bool,
    /// Whether the values come after the bits (the exit signal of clone).
    pub values_last: bool,
    /// A number in bits of its own, after all names: mask, lowest bit and what it is shifted by
    /// (`21<<MAP_HUGE_SHIFT`).
    pub shifted: Option<(u64, u32, &'static str)>,
    /// Bits that are file permissions, printed in octal after all names (msgget).
    pub octal: u64,
    /// Whether `values` is sorted by value.
    pub sorted: bool,
    /// Whether an unknown value is an ioctl code, printed by its parts: `_IOC(_IOC_READ, 0x54, 0x30, 0x4)`.
    pub ioctl: bool,
    /// What strace prints beside an unknown value under `mask`, where value and bits are two sets for it:
    /// `0x1f /* PER_??? */|SHORT_INODE`. Nothing if they are one.
    pub unknown_value: &'static str,
    /// Whether an unknown value is a decimal `int`.
    pub decimal: bool,
    /// Whether the names stand in comments after the number: `3 /* SYSLOG_ACTION_READ_ALL */`.
    pub commented: bool,
}

impl FlagSet {
    const EMPTY: FlagSet = FlagSet {
        mask: 0,
        values: &[],
        bits: &[],
        unknown: "",
        wide: false,
        values_last: false,
        shifted: None,
        octal: 0,
        sorted: false,
        ioctl: false,
        unknown_value: "",
        decimal: false,
        commented: false,
    };

    /// An enumeration.
    pub const fn values(unknown: &'static str, values: &'static [(u64, &'static str)]) -> FlagSet {
        FlagSet { mask: u64::MAX, values, unknown, ..FlagSet::EMPTY }
    }

    /// An enumeration whose values are sorted, so that it may be long.
    pub const fn sorted_values(unknown: &'static str, values: &'static [(u64, &'static str)]) -> FlagSet {
        FlagSet { sorted: true, ..FlagSet::values(unknown, values) }
    }

    /// Plain flags.
    pub const fn bits(unknown: &'static str, bits: &'static [(u64, &'static str)]) -> FlagSet {
        FlagSet { bits, unknown, ..FlagSet::EMPTY }
    }

    /// Values under a mask, flags beside it.
    pub const fn mixed(
        unknown: &'static str,
        mask: u64,
        values: &'static [(u64, &'static str)],
        bits: &'static [(u64, &'static str)],
    ) -> FlagSet {
        FlagSet { mask, values, bits, unknown, ..FlagSet::EMPTY }
    }

    /// The same, of 64 bits.
    pub const fn wide(self) -> FlagSet {
        FlagSet { wide: true, ..self }
    }

    /// The same, the values after the bits.
    pub const fn values_last(self) -> FlagSet {
        FlagSet { values_last: true, ..self }
    }

    /// The same, with a number in bits of its own.
    pub const fn shifted(self, mask: u64, shift: u32, by: &'static str) -> FlagSet {
        FlagSet { shifted: Some((mask, shift, by)), ..self }
    }

    /// The same, with permission bits.
    pub const fn octal(self, octal: u64) -> FlagSet {
        FlagSet { octal, ..self }
    }

    /// The same, the values being a set of their own.
    pub const fn apart(self, unknown_value: &'static str) -> FlagSet {
        FlagSet { unknown_value, ..self }
    }

    /// The same, of `int`s that are decimal where they have no name.
    pub const fn decimal(self) -> FlagSet {
        FlagSet { decimal: true, ..self }
    }

    /// The same, names in comments.
    pub const fn commented(self) -> FlagSet {
        FlagSet { commented: true, ..self }
    }

    /// The same, of ioctl codes.
    pub const fn ioctl(self) -> FlagSet {
        FlagSet { ioctl: true, ..self }
    }

    /// Whether the values are signals behind flags (clone).
    pub(crate) const fn has_signal(&self) -> bool {
        self.values_last && self.octal == 0
    }

    /// The name of exactly this value.
    pub fn value_name(&self, value: u64) -> Option<&'static str> {
        let found = if self.sorted {
            self.values.binary_search_by_key(&value, |&(known, _)| known).ok()
        } else {
            self.values.iter().position(|&(known, _)| known == value)
        };
        found.map(|at| self.values[at].1)
    }

    /// Appends the names that make up `raw`, joined with `|`: `O_WRONLY|O_CREAT`, `0`, `0x80 /* O_??? */`, `O_RDWR|0x4`.
    pub fn print(&self, raw: u64, out: &mut String) {
        let raw = if self.wide { raw } else { raw & u64::from(u32::MAX) };
        let start = out.len();
        if let Some((mask, shift, by)) = self.shifted.filter(|(mask, ..)| raw & mask != 0) {
            let rest = FlagSet { shifted: None, wide: true, ..*self };
            if raw & !mask != 0 || self.mask != 0 {
                rest.print(raw & !mask, out);
                out.push('|');
            }
            // Writing to a String cannot fail.
            let _ = write!(out, "{}<<{by}", (raw & mask) >> shift);
            return;
        }
        if self.commented {
            self.print_commented(raw, out);
            return;
        }
        if !self.unknown_value.is_empty() {
            self.print_apart(raw, out);
            return;
        }
        // A mode has 16 bits.
        let raw = if self.octal != 0 && self.mask == 0xf000 { raw & u64::from(u16::MAX) } else { raw };
        if self.octal != 0 && self.mask != 0 && self.value_name(raw & self.mask).is_none() {
            // A file mode without a type that has a name.
            print_octal(raw & u64::from(u16::MAX), out);
            return;
        }
        let mut rest = raw & !self.octal;
        let value = self.value_name(rest & self.mask).filter(|_| self.mask != 0);
        if value.is_some() {
            rest &= !self.mask;
        }
        let value = value.filter(|_| !self.values_last || raw & self.mask != 0);
        if let Some(name) = value.filter(|_| !self.values_last) {
            out.push_str(name);
        }
        let all = rest;
        for &(bits, name) in self.bits {
            if bits == all && out.len() == start || bits != 0 && rest & bits == bits {
                join(out, start, name);
                rest &= !bits;
                if rest == 0 {
                    break;
                }
            }
        }
        if let Some(name) = value.filter(|_| self.values_last) {
            join(out, start, name);
        }
        if rest != 0 || self.mask == u64::MAX && value.is_none() {
            self.print_rest(rest, start, out);
        }
        if self.octal != 0 {
            join(out, start, "");
            print_octal(raw & self.octal, out);
        } else if out.len() == start {
            out.push('0');
        }
    }

    /// The value under the mask, then the bits as a set of their own, if there are any.
    fn print_apart(&self, raw: u64, out: &mut String) {
        let (value, rest) = (raw & self.mask, raw & !self.mask);
        match self.value_name(value) {
            Some(name) => out.push_str(name),
            None => {
                // Writing to a String cannot fail.
                let _ = write!(out, "{} /* {} */", Hex(value), self.unknown_value);
            }
        }
        if rest != 0 {
            out.push('|');
            FlagSet { mask: 0, values: &[], unknown_value: "", wide: true, ..*self }.print(rest, out);
        }
    }

    fn print_commented(&self, raw: u64, out: &mut String) {
        // Writing to a String cannot fail.
        let _ = if self.decimal { write!(out, "{}", raw as i32) } else { write!(out, "{}", Hex(raw)) };
        if self.mask == 0 && raw == 0 {
            return;
        }
        out.push_str(" /* ");
        match (self.mask, self.value_name(raw)) {
            (0, _) => FlagSet { commented: false, wide: true, ..*self }.print(raw, out),
            (_, Some(name)) => out.push_str(name),
            (_, None) => out.push_str(self.unknown),
        }
        out.push_str(" */");
    }

    /// Appends the number alone: file modes in octal, all else in hexadecimal.
    pub(crate) fn print_number(&self, raw: u64, out: &mut String) {
        let raw = if self.wide { raw } else { raw & u64::from(u32::MAX) };
        if self.octal != 0 {
            print_octal(raw, out);
        } else {
            let _ = write!(out, "{}", Hex(raw));
        }
    }

    fn print_rest(&self, rest: u64, start: usize, out: &mut String) {
        if self.ioctl {
            print_ioctl(rest, out);
            return;
        }
        let alone = out.len() == start;
        join(out, start, "");
        // Writing to a String cannot fail.
        let _ = if self.decimal { write!(out, "{}", rest as i32) } else { write!(out, "{}", Hex(rest)) };
        if alone && !self.unknown.is_empty() {
            let _ = write!(out, " /* {} */", self.unknown);
        }
    }
}

/// Two sets are the same if they name the same things.
impl PartialEq for FlagSet {
    fn eq(&self, other: &FlagSet) -> bool {
        std::ptr::eq(self, other)
            || (self.mask, self.values, self.bits, self.unknown)
                == (other.mask, other.values, other.bits, other.unknown)
    }
}

impl Eq for FlagSet {}

fn join(out: &mut String, start: usize, name: &str) {
    if out.len() > start {
        out.push('|');
    }
    out.push_str(name);
}

/// File permissions as strace prints them: C's `%#03o`.
pub(crate) fn print_octal(mode: u64, out: &mut String) {
    let _ = write!(out, "0{mode:02o}");
}

fn print_ioctl(code: u64, out: &mut String) {
    const DIRECTIONS: [&str; 4] = ["_IOC_NONE", "_IOC_WRITE", "_IOC_READ", "_IOC_READ|_IOC_WRITE"];
    let direction = DIRECTIONS[(code >> 30 & 3) as usize];
    let (kind, number, size) = (code >> 8 & 0xff, code & 0xff, code >> 16 & 0x3fff);
    let _ = write!(out, "_IOC({direction}, {}, {}, {})", Hex(kind), Hex(number), Hex(size));
}

/// `0` or `0x…`, as C's `%#x`.
pub(crate) struct Hex(pub u64);

impl std::fmt::Display for Hex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 == 0 { f.write_str("0") } else { write!(f, "{:#x}", self.0) }
    }
}

#[cfg(test)]
mod tests {
    use crate::flags::*;

    fn text(set: &FlagSet, raw: u64) -> String {
        let mut out = String::new();
        set.print(raw, &mut out);
        out
    }

    #[test]
    fn values_come_before_bits_and_groups_of_bits_before_single_ones() {
        assert_eq!(text(&OPEN, 0), "O_RDONLY");
        assert_eq!(text(&OPEN, 0x241), "O_WRONLY|O_CREAT|O_TRUNC");
        assert_eq!(text(&OPEN, 0x410002), "O_RDWR|O_TMPFILE");
        assert_eq!(text(&OPEN, 0x101000), "O_RDONLY|O_SYNC");
    }

    #[test]
    fn what_has_no_name_is_a_number() {
        assert_eq!(text(&OPEN, 0x1000_0000), "O_RDONLY|0x10000000");
        assert_eq!(text(&AT, 0), "0");
        assert_eq!(text(&AT, 0x20), "0x20 /* AT_??? */");
        assert_eq!(text(&AT, 0x120), "AT_SYMLINK_NOFOLLOW|0x20");
        assert_eq!(text(&MADVISE, 999), "0x3e7 /* MADV_??? */");
        assert_eq!(text(&ITIMER, 0), "ITIMER_REAL");
    }

    #[test]
    fn zero_has_a_name_only_alone() {
        assert_eq!(text(&MMAP_PROT, 0), "PROT_NONE");
        assert_eq!(text(&MMAP_PROT, 5), "PROT_READ|PROT_EXEC");
        assert_eq!(text(&ACCESS, 0), "F_OK");
        assert_eq!(text(&ACCESS, 6), "R_OK|W_OK");
    }

    #[test]
    fn the_signal_of_clone_comes_last() {
        assert_eq!(text(&CLONE, 0x0120_0011), "CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD");
        assert_eq!(text(&CLONE, 17), "SIGCHLD");
        assert_eq!(text(&CLONE, 0), "0");
    }

    #[test]
    fn the_size_of_huge_pages_comes_last() {
        assert_eq!(text(&MMAP_FLAGS, 0x5404_0022), "MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT");
        assert_eq!(text(&MEMFD, 0), "0");
    }

    #[test]
    fn values_and_bits_that_are_two_sets_are_unknown_each_for_itself() {
        assert_eq!(text(&PERSONALITY, 0x0040_001f), "0x1f /* PER_??? */|READ_IMPLIES_EXEC");
        assert_eq!(text(&FANOTIFY_INIT, 0xc), "0xc /* FAN_CLASS_??? */");
        assert_eq!(text(&FANOTIFY_INIT, 0x5), "FAN_CLASS_CONTENT|FAN_CLOEXEC");
    }

    #[test]
    fn names_stand_in_comments_where_numbers_are_better_known() {
        assert_eq!(text(&SYSLOG, 3), "3 /* SYSLOG_ACTION_READ_ALL */");
        assert_eq!(text(&XFEATURE_MASK_COMMENTED, 7), "0x7 /* XFEATURE_MASK_FPSSE|XFEATURE_MASK_YMM */");
        assert_eq!(text(&XFEATURE_MASK_COMMENTED, 0), "0");
    }

    #[test]
    fn numbers_of_things_are_decimal() {
        assert_eq!(text(&KEY_SPEC, 0xffff_fffd), "KEY_SPEC_SESSION_KEYRING");
        assert_eq!(text(&KEY_SPEC, 0xdec0_ded2), "-557785390");
    }

    #[test]
    fn a_mode_without_a_type_is_octal_as_a_whole() {
        assert_eq!(text(&FILE_MODE, 0o177_777), "0177777");
        assert_eq!(text(&FILE_MODE, 0o4755), "04755");
    }

    #[test]
    fn permissions_are_octal() {
        assert_eq!(text(&IPC_GET, 0o1600), "IPC_CREAT|0600");
        assert_eq!(text(&IPC_GET, 0), "000");
        assert_eq!(text(&FILE_MODE, 0o104_755), "S_IFREG|S_ISUID|0755");
        assert_eq!(text(&FILE_MODE, 0o644), "0644");
    }

    #[test]
    fn only_wide_sets_look_at_the_upper_half() {
        assert_eq!(text(&MMAP_PROT, 1 << 32 | 1), "PROT_READ|0x100000000");
        assert_eq!(text(&OPEN, 1 << 32 | 1), "O_WRONLY");
        assert_eq!(text(&SOCKET_DOMAIN, 0xffff_ffff_0000_0002), "AF_INET");
    }

    #[test]
    fn codes_of_ioctl_are_names_or_their_parts() {
        assert_eq!(text(&IOCTL, 0x5401), "TCGETS");
        assert_eq!(text(&IOCTL, 0x5402), "SNDCTL_TMR_START or TCSETS");
        assert_eq!(text(&IOCTL, 0x8004_54ff), "_IOC(_IOC_READ, 0x54, 0xff, 0x4)");
        assert_eq!(text(&IOCTL, 0), "_IOC(_IOC_NONE, 0, 0, 0)");
    }

    #[test]
    fn sorted_sets_are_sorted() {
        assert!(IOCTL.sorted && IOCTL.values.is_sorted_by(|a, b| a.0 < b.0));
    }
}
