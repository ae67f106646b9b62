//! Members of structures, and their text.

use crate::decode::{Printer, number, time};
use crate::flags::FlagSet;
use crate::structs::StructDef;

/// How a member prints.
#[derive(Clone, Copy)]
pub enum Show {
    /// Signed, decimal.
    Int,
    /// Unsigned, decimal.
    Uint,
    /// Hexadecimal.
    Hex,
    /// A pointer.
    Addr,
    /// Permission bits, octal.
    Octal,
    /// A user or group id: decimal, -1 for all bits set.
    Id,
    /// A descriptor.
    Fd,
    /// A signal number.
    Signal,
    /// A device number.
    Dev,
    /// Named bits or values.
    Flags(&'static FlagSet),
    /// Seconds since 1970 with the date as a comment; the nanoseconds stand at the offset from the structure's begin.
    Seconds(usize),
    /// Clock ticks, a hundred to the second.
    Ticks,
    /// A signal set.
    SigSet,
    /// A C string in the structure itself.
    Text,
    /// Bytes in the structure itself, as a string.
    Bytes,
    /// A structure in the structure.
    Struct(&'static StructDef),
    /// Anything else.
    With(fn(&mut Printer<'_>, &[u8])),
}

/// When a member is shown.
#[derive(Clone, Copy)]
pub enum When {
    /// Always.
    Always,
    /// In verbose style; otherwise `...` stands for it.
    Verbose,
    /// In verbose style; nothing stands for it otherwise.
    OnlyVerbose,
    /// If the whole structure is so.
    If(fn(&[u8]) -> bool),
    /// In verbose style, and if the whole structure is so.
    VerboseIf(fn(&[u8]) -> bool),
}

/// A member of a structure.
#[derive(Clone, Copy)]
pub struct Field {
    /// The C name.
    pub name: &'static str,
    /// Offset in bytes.
    pub at: usize,
    /// Size in bytes.
    pub size: usize,
    /// How it prints.
    pub show: Show,
    /// When it is shown.
    pub when: When,
}

impl Field {
    /// A member that is always shown.
    pub const fn new(name: &'static str, at: usize, size: usize, show: Show) -> Field {
        Field { name, at, size, show, when: When::Always }
    }

    /// The same, in verbose style only.
    pub const fn verbose(self) -> Field {
        Field { when: When::Verbose, ..self }
    }

    /// The same, in verbose style only, nothing standing for it otherwise.
    pub const fn only_verbose(self) -> Field {
        Field { when: When::OnlyVerbose, ..self }
    }

    /// The same, on a condition.
    pub const fn when(self, condition: fn(&[u8]) -> bool) -> Field {
        Field { when: When::If(condition), ..self }
    }

    /// The same, in verbose style and on a condition.
    pub const fn verbose_when(self, condition: fn(&[u8]) -> bool) -> Field {
        Field { when: When::VerboseIf(condition), ..self }
    }
}

/// Appends `{name=value, …}`. Members that the bytes do not reach are left out.
pub fn print(printer: &mut Printer<'_>, bytes: &[u8], fields: &[Field]) {
    let mut separator = "";
    let mut hidden = false;
    printer.out.push('{');
    for field in fields {
        match print_one(printer, bytes, field, separator) {
            Printed::Yes => separator = ", ",
            Printed::Hidden => hidden = true,
            Printed::No => {}
        }
    }
    if hidden {
        printer.out.push_str(separator);
        printer.out.push_str("...");
    }
    printer.out.push('}');
}

/// What became of a member.
pub enum Printed {
    /// It was printed.
    Yes,
    /// It would be in verbose style.
    Hidden,
    /// It is not there, or not looked at.
    No,
}

/// Appends `name=value` after the separator.
pub fn print_one(printer: &mut Printer<'_>, bytes: &[u8], field: &Field, separator: &str) -> Printed {
    let Some(rest) = bytes.get(field.at..) else { return Printed::No };
    let Some(value) = rest.get(..field.size) else {
        // Cut short in the middle.
        if rest.is_empty() || !matches!(field.when, When::Always) {
            return Printed::No;
        }
        printer.out.push_str(separator);
        printer.out.push_str(field.name);
        printer.out.push('=');
        printer.hex_string(rest, false);
        return Printed::Yes;
    };
    match field.when {
        When::Verbose | When::VerboseIf(_) if !printer.style.verbose => return Printed::Hidden,
        When::OnlyVerbose if !printer.style.verbose => return Printed::No,
        When::If(condition) | When::VerboseIf(condition) if !condition(bytes) => return Printed::No,
        _ => {}
    }
    printer.out.push_str(separator);
    printer.out.push_str(field.name);
    printer.out.push('=');
    print_value(printer, field.show, value, bytes);
    Printed::Yes
}

fn print_value(printer: &mut Printer<'_>, show: Show, value: &[u8], whole: &[u8]) {
    let raw = number::unsigned(value);
    match show {
        Show::Int => printer.display(number::signed(value)),
        Show::Uint => printer.display(raw),
        Show::Hex => printer.hex(raw),
        Show::Addr => printer.addr(raw),
        Show::Octal => printer.octal(raw),
        Show::Id => printer.id(raw as u32),
        Show::Fd => printer.fd(raw as i32),
        Show::Signal => printer.signal(raw as i32),
        Show::Dev => printer.dev(raw),
        Show::Flags(set) => printer.flags(set, raw),
        Show::Seconds(nanoseconds_at) => {
            let seconds = number::signed(value);
            let nanoseconds = whole.get(nanoseconds_at..).and_then(|rest| rest.get(..8)).map_or(0, number::unsigned);
            printer.display(seconds);
            time::comment(seconds, nanoseconds, 9, &mut printer.out);
        }
        Show::Ticks => printer.ticks(raw),
        Show::SigSet => printer.sigset(value),
        Show::Text => printer.c_text(value),
        Show::Bytes => printer.string(value, false),
        Show::Struct(def) => (def.print)(printer, value),
        Show::With(print) => print(printer, value),
    }
}
