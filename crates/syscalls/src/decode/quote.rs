//! Strings in C's notation.

use std::fmt::Write;

/// Appends `"…"` with quotes, backslashes and all that is not printable ASCII escaped; octal escapes are as short as
/// the byte after them allows.
pub fn quote(bytes: &[u8], out: &mut String) {
    out.push('"');
    escape(bytes, out);
    out.push('"');
}

/// The same without the quotes around it.
pub fn escape(bytes: &[u8], out: &mut String) {
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
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
            _ => {
                let width = if bytes.get(index + 1).is_some_and(|next| (b'0'..=b'7').contains(next)) { 3 } else { 0 };
                // Writing to a String cannot fail.
                let _ = write!(out, "\\{byte:0width$o}");
            }
        }
    }
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
            quote(bytes, &mut out);
            out
        };
        assert_eq!(text(b"plain"), r#""plain""#);
        assert_eq!(text(b"a\"b\\c\n\r\t\x0b\x0c"), r#""a\"b\\c\n\r\t\v\f""#);
        assert_eq!(text(b"\x7fELF\x02\x01\x01\x00"), r#""\177ELF\2\1\1\0""#);
        assert_eq!(text(b"\x007\x008\x1b[0m"), "\"\\0007\\08\\33[0m\"");
        assert_eq!(text("ü".as_bytes()), r#""\303\274""#);
    }

    #[test]
    fn cutting_says_whether_something_is_left_out() {
        assert_eq!(cut(b"abc", 3), (&b"abc"[..], false));
        assert_eq!(cut(b"abc", 2), (&b"ab"[..], true));
        assert_eq!(cut(b"", 0), (&b""[..], false));
    }
}
