//! Where text is appended.

use std::fmt::{Display, Write};

use super::quote::{cut, escape, plain, quote};
use super::value::before;
use super::{CallText, Constants, FdName, FdNames, Style, number};
use crate::flags::{FlagSet, Hex, print_octal};
use crate::memory::{self, Record, Status, what};
use crate::signal;
use crate::structs::StructDef;

/// Where text is appended: what a structure's print function gets.
pub struct Printer<'a> {
    /// The text so far.
    pub out: String,
    /// The call.
    pub call: &'a CallText<'a>,
    /// Names of descriptors.
    pub names: &'a dyn FdNames,
    /// Rendering.
    pub style: Style,
    /// Where the text begins that strace prints at exit only; `None` if all of it is printed at enter.
    pub(super) exit_part: Option<usize>,
}

impl<'a> Printer<'a> {
    /// A printer that has printed nothing yet.
    pub fn new(call: &'a CallText<'a>, names: &'a dyn FdNames, style: Style) -> Printer<'a> {
        Printer { out: String::new(), call, names, style, exit_part: None }
    }

    /// Notes that what follows is known at exit only.
    pub(super) fn begin_exit_part(&mut self) {
        self.exit_part.get_or_insert(self.out.len());
    }

    /// Captured memory that a pointer led to; of two copies that of the wanted phase, else the other.
    pub fn nested(&self, address: u64, at_exit: bool) -> Option<Record<'a>> {
        let mut other = None;
        for record in memory::records(self.call.memory) {
            if record.what == what::NESTED && record.address == address {
                if record.at_exit == at_exit {
                    return Some(record);
                }
                other = Some(record);
            }
        }
        other
    }

    /// What the program passed behind the pointer that is argument `index`.
    pub fn passed(&self, index: usize) -> Option<Record<'a>> {
        before(self.call, index)
    }

    /// What a pointer in a structure leads to; the pointer where that was not read whole.
    pub fn pointed(&mut self, def: &StructDef, address: u64) {
        match self.nested(address, false).filter(|record| record.bytes.len() >= def.least as usize) {
            Some(record) => (def.print)(self, record.bytes),
            None => self.addr(address),
        }
    }

    /// Anything that knows its text.
    pub fn display(&mut self, value: impl Display) {
        // Writing to a String cannot fail.
        let _ = write!(self.out, "{value}");
    }

    /// `0` or `0x…`.
    pub fn hex(&mut self, value: u64) {
        self.display(Hex(value));
    }

    /// `NULL` or `0x…`.
    pub fn addr(&mut self, address: u64) {
        if address == 0 {
            self.out.push_str("NULL");
        } else {
            self.hex(address);
        }
    }

    /// File permissions: `0644`.
    pub fn octal(&mut self, mode: u64) {
        print_octal(mode, &mut self.out);
    }

    /// A user or group: decimal, -1 for none.
    pub fn id(&mut self, id: u32) {
        if id == u32::MAX {
            self.out.push_str("-1");
        } else {
            self.display(id);
        }
    }

    /// A descriptor: `3`, `3</etc/passwd>`.
    pub fn fd(&mut self, fd: i32) {
        self.display(fd);
        if let Some(name) = self.names.fd_name(fd) {
            self.name(&name);
        }
    }

    /// A directory descriptor: `AT_FDCWD`, `AT_FDCWD</home>`, or as [`Printer::fd`].
    pub fn dirfd(&mut self, fd: i32) {
        const AT_FDCWD: i32 = -100;
        if fd != AT_FDCWD {
            self.fd(fd);
            return;
        }
        self.constant(AT_FDCWD, "AT_FDCWD");
        if let Some(cwd) = self.names.cwd() {
            self.name(&cwd);
        }
    }

    fn name(&mut self, name: &FdName) {
        const DELETED: &str = " (deleted)";
        let (path, deleted) = match name.path.strip_suffix(DELETED) {
            Some(path) => (path, DELETED.trim_start()),
            None => (name.path.as_str(), ""),
        };
        self.out.push('<');
        escape(path.as_bytes(), self.style.quoting, b"<>", &mut self.out);
        plain(name.details.as_bytes(), &mut self.out);
        self.out.push('>');
        self.out.push_str(deleted);
    }

    /// Something that has a name, as the style has it: `SIGINT`, `2`, `2 /* SIGINT */`.
    pub fn constant(&mut self, number: impl Display, name: impl Display) {
        match self.style.constants {
            Constants::Names => self.display(name),
            Constants::Numbers => self.display(number),
            Constants::Both => self.display(format_args!("{number} /* {name} */")),
        }
    }

    /// Bytes that have a text of their own: `htons(80)`, `"\x00\x50"`, `"\x00\x50" /* htons(80) */`.
    pub fn encoded(&mut self, bytes: &[u8], text: impl Display) {
        self.constant(InHex(bytes), text);
    }

    /// Named bits or values: `O_RDONLY|O_CLOEXEC`, `0x80000`, both.
    pub fn flags(&mut self, set: &FlagSet, raw: u64) {
        if self.style.constants == Constants::Names {
            set.print(raw, &mut self.out);
            return;
        }
        if set.has_signal() {
            self.flags_and_signal(set, raw);
            return;
        }
        let (mut names, mut number) = (String::new(), String::new());
        set.print(raw, &mut names);
        set.print_number(raw, &mut number);
        // What has no name at all says so in its own comment.
        match names.starts_with(|c: char| c.is_ascii_digit()) {
            true if self.style.constants == Constants::Both => self.out.push_str(&names),
            true => self.out.push_str(&number),
            false => self.constant(number, names),
        }
    }

    /// Bits, then a signal, each with its number: `0x100|17`, `0x100 /* CLONE_VM */|17 /* SIGCHLD */`.
    fn flags_and_signal(&mut self, set: &FlagSet, raw: u64) {
        let raw = if set.wide { raw } else { raw & u64::from(u32::MAX) };
        let (bits, signal) = (raw & !set.mask, raw & set.mask);
        if bits != 0 {
            let mut names = String::new();
            set.print(bits, &mut names);
            self.constant(Hex(bits), names);
        }
        match (bits, signal) {
            (0, 0) => self.out.push('0'),
            (_, 0) => {}
            _ => {
                self.out.push_str(if bits != 0 { "|" } else { "" });
                self.signal(signal as i32);
            }
        }
    }

    /// A signal: `SIGINT`, or the number if it is none.
    pub fn signal(&mut self, signal: i32) {
        let name = signal::name(signal);
        if name.starts_with("SIG") { self.constant(signal, name) } else { self.display(name) }
    }

    /// A device number: `makedev(0x8, 0x1)` (makedev(3)).
    pub fn dev(&mut self, dev: u64) {
        let major = dev >> 8 & 0xfff | dev >> 32 & 0xffff_f000;
        let minor = dev & 0xff | dev >> 12 & 0xffff_ff00;
        self.constant(Hex(dev), format_args!("makedev({}, {})", Hex(major), Hex(minor)));
    }

    /// Clock ticks, a hundred to the second: `0`, `12 /* 0.12 s */`.
    pub fn ticks(&mut self, ticks: u64) {
        self.display(ticks);
        if ticks > 0 {
            self.display(format_args!(" /* {}.{:02} s */", ticks / 100, ticks % 100));
        }
    }

    /// A signal set: `[INT CHLD]`, and what is missing if that is shorter: `~[KILL STOP]`.
    pub fn sigset(&mut self, set: &[u8]) {
        let bits = 32 * set.len().clamp(1, 8).div_ceil(4) as u32;
        let in_set = number::unsigned(set);
        let all = u64::MAX >> (64 - bits);
        let shown = if in_set.count_ones() >= bits * 2 / 3 {
            self.out.push('~');
            !in_set & all
        } else {
            in_set
        };
        self.bits((0..bits).filter(|bit| shown >> bit & 1 == 1), |printer, bit| {
            let name = signal::name(bit as i32 + 1);
            printer.constant(bit + 1, name.strip_prefix("SIG").unwrap_or(&name));
        });
    }

    /// A set of numbers: `[0 2]`.
    pub fn bits(&mut self, bits: impl Iterator<Item = u32>, mut print: impl FnMut(&mut Printer<'a>, u32)) {
        self.out.push('[');
        for (index, bit) in bits.enumerate() {
            if index > 0 {
                self.out.push(' ');
            }
            print(self, bit);
        }
        self.out.push(']');
    }

    /// A string that is never cut.
    pub fn path(&mut self, path: &[u8]) {
        quote(path, self.style.quoting, &mut self.out);
    }

    /// A string cut to the style's length; `more` says that there is more of it than the bytes.
    pub fn string(&mut self, bytes: &[u8], more: bool) {
        let (shown, left_out) = cut(bytes, self.style.string);
        quote(shown, self.style.quoting, &mut self.out);
        if left_out || more {
            self.out.push_str("...");
        }
    }

    /// As [`Printer::string`], without a NUL at its end.
    pub fn value(&mut self, bytes: &[u8], more: bool) {
        self.string(if more { bytes } else { bytes.strip_suffix(b"\0").unwrap_or(bytes) }, more);
    }

    /// As [`Printer::string`], each byte in hexadecimal: `"\x7f\x45"`.
    pub fn hex_string(&mut self, bytes: &[u8], more: bool) {
        let (shown, left_out) = cut(bytes, self.style.string);
        self.out.push('"');
        for byte in shown {
            self.display(format_args!("\\x{byte:02x}"));
        }
        self.out.push_str(if left_out || more { "\"..." } else { "\"" });
    }

    /// A C string in an array: up to its NUL.
    pub fn c_text(&mut self, bytes: &[u8]) {
        let length = bytes.iter().position(|&byte| byte == 0);
        // Without a NUL the last byte is left out, as if it had been one.
        quote(&bytes[..length.unwrap_or(bytes.len().saturating_sub(1))], self.style.quoting, &mut self.out);
        if length.is_none() {
            self.out.push_str("...");
        }
    }

    /// An IPv4 address in network order: `inet_addr("127.0.0.1")`.
    pub fn inet_addr(&mut self, bytes: &[u8]) {
        match <[u8; 4]>::try_from(bytes) {
            Ok(octets) => self.encoded(bytes, format_args!("inet_addr(\"{}\")", std::net::Ipv4Addr::from(octets))),
            Err(_) => self.string(bytes, false),
        }
    }

    /// The elements of an array, as many as the style shows: `[…, …]`.
    pub fn array<T>(
        &mut self,
        elements: impl Iterator<Item = T>,
        rest: Rest,
        mut print: impl FnMut(&mut Printer<'a>, T),
    ) {
        self.out.push('[');
        let mut rest = rest;
        let mut count = 0;
        for element in elements {
            if count > 0 {
                self.out.push_str(", ");
            }
            if !self.style.verbose && count >= self.style.string {
                self.out.push_str("...");
                rest = Rest::None;
                break;
            }
            print(self, element);
            count += 1;
        }
        if rest != Rest::None {
            self.out.push_str(if count > 0 { ", ..." } else { "..." });
        }
        if let Rest::Unreadable(address) = rest {
            self.display(format_args!(" /* {} */", Hex(address)));
        }
        self.out.push(']');
    }
}

/// Each byte in hexadecimal: `"\x7f\x45"`.
struct InHex<'a>(&'a [u8]);

impl Display for InHex<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("\"")?;
        self.0.iter().try_for_each(|byte| write!(f, "\\x{byte:02x}"))?;
        f.write_str("\"")
    }
}

/// What follows the elements of an array that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Nothing.
    None,
    /// More elements, which were not captured: `...`.
    Left,
    /// Memory that could not be read, from this address on: `... /* 0x7f0000001000 */`.
    Unreadable(u64),
}

impl Rest {
    /// What follows the whole elements of `size` bytes in a record.
    pub fn of(record: &Record<'_>, size: usize) -> Rest {
        let whole = record.bytes.len() / size.max(1) * size;
        match record.status {
            _ if u64::from(record.full_length) <= whole as u64 => Rest::None,
            Status::Fault => Rest::Unreadable(record.address.wrapping_add(whole as u64)),
            _ => Rest::Left,
        }
    }
}
