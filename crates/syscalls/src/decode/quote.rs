//! Strings in C's notation.

use std::fmt::Write;

/// How the bytes of strings print (strace's `-x`, `-xx`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quoting {
    /// Printable ASCII as it is, the rest escaped: `\n`, `\33`.
    #[default]
    Escaped,
    /// Each byte of a string as `\x1b` if it has one that is neither printable ASCII nor white space.
    HexUnprintable,
    /// Each byte of every string as `\x1b`.
    Hex,
}

impl Quoting {
    fn in_hex(self, bytes: &[u8]) -> bool {
        let unprintable = |byte: &u8| !matches!(byte, b' '..=b'~' | b'\t'..=b'\r');
        match self {
            Quoting::Escaped => false,
            Quoting::HexUnprintable => bytes.iter().any(unprintable),
            Quoting::Hex => true,
        }
    }
}

/// Appends `"…"` with quotes, backslashes and all that is not printable ASCII escaped; octal escapes are as short as
/// the byte after them allows.
pub fn quote(bytes: &[u8], quoting: Quoting, out: &mut String) {
    out.push('"');
    escape(bytes, quoting, b"", out);
    out.push('"');
}

/// The same without the quotes around it, and with further bytes as octal escapes.
pub fn escape(bytes: &[u8], quoting: Quoting, also: &[u8], out: &mut String) {
    if quoting.in_hex(bytes) {
        for byte in bytes {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\x{byte:02x}");
        }
        return;
    }
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            _ if also.contains(&byte) => octal(byte, bytes.get(index + 1), out),
            b'"' | b'\\' => {
                out.push('\\');
                out.push(byte.into());
            }
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x0b => out.push_str("\\v"),
            0x0c => out.push_str("\\f"),
            b' '..=b'~' => out.push(byte.into()),
            _ => octal(byte, bytes.get(index + 1), out),
        }
    }
}

/// The same without escapes but for what is not printable ASCII: for text that is quoted already.
pub fn plain(bytes: &[u8], out: &mut String) {
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            b' '..=b'~' => out.push(byte.into()),
            _ => octal(byte, bytes.get(index + 1), out),
        }
    }
}

fn octal(byte: u8, next: Option<&u8>, out: &mut String) {
    let width = if next.is_some_and(|next| (b'0'..=b'7').contains(next)) { 3 } else { 0 };
    let _ = write!(out, "\\{byte:0width$o}");
}

/// What of a string fits into so many bytes, and whether something is left out.
pub fn cut(bytes: &[u8], limit: usize) -> (&[u8], bool) {
    match bytes.get(..limit) {
        Some(beginning) => (beginning, bytes.len() > limit),
        None => (bytes, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_read_as_in_c() {
        let text = |bytes: &[u8]| {
            let mut out = String::new();
            quote(bytes, Quoting::Escaped, &mut out);
            out
        };
        assert_eq!(text(b"plain"), r#""plain""#);
        assert_eq!(text(b"a\"b\\c\n\r\t\x0b\x0c"), r#""a\"b\\c\n\r\t\v\f""#);
        assert_eq!(text(b"\x7fELF\x02\x01\x01\x00"), r#""\177ELF\2\1\1\0""#);
        assert_eq!(text(b"\x007\x008\x1b[0m"), "\"\\0007\\08\\33[0m\"");
        assert_eq!(text("ü".as_bytes()), r#""\303\274""#);
    }

    #[test]
    fn strings_read_as_hexadecimal_where_asked_for() {
        let text = |bytes: &[u8], quoting| {
            let mut out = String::new();
            quote(bytes, quoting, &mut out);
            out
        };
        assert_eq!(text(b"a \t\n\x0b\x0c\r~", Quoting::HexUnprintable), r#""a \t\n\v\f\r~""#);
        assert_eq!(text(b"a\x7f", Quoting::HexUnprintable), r#""\x61\x7f""#);
        assert_eq!(text(b"a\0", Quoting::HexUnprintable), r#""\x61\x00""#);
        assert_eq!(text(b"a\"", Quoting::Hex), r#""\x61\x22""#);
    }

    #[test]
    fn cutting_says_whether_something_is_left_out() {
        assert_eq!(cut(b"abc", 3), (&b"abc"[..], false));
        assert_eq!(cut(b"abc", 2), (&b"ab"[..], true));
        assert_eq!(cut(b"", 0), (&b""[..], false));
    }
}
