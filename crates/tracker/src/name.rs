//! The kernel's byte strings as text.

use std::fmt::Write;

/// What the kernel appends to the name of an open file that was unlinked (proc_pid_fd(5)).
const DELETED: &[u8] = b" (deleted)";

/// A name of a file or directory: text for a column, and the kernel's bytes for joining paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    text: Box<str>,
    /// Only where the bytes are not the text's.
    bytes: Option<Box<[u8]>>,
}

impl Name {
    pub(crate) fn new(bytes: &[u8]) -> Name {
        match std::str::from_utf8(bytes) {
            Ok(text) => Name { text: text.into(), bytes: None },
            Err(_) => Name { text: to_text(bytes).into(), bytes: Some(bytes.into()) },
        }
    }

    /// The name of an open file or directory without ` (deleted)`.
    pub(crate) fn of_open_file(bytes: &[u8]) -> Name {
        Name::new(without_deleted(bytes))
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }
}

/// The name without ` (deleted)` at its end.
pub(crate) fn without_deleted(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(DELETED).unwrap_or(bytes)
}

/// Text of a byte string as the columns hold it: valid UTF-8 as it is; otherwise invalid bytes as `\xHH` and
/// backslashes doubled.
pub(crate) fn to_text(bytes: &[u8]) -> String {
    let mut escaped = String::new();
    text(bytes, &mut escaped).to_owned()
}

/// The same without a copy where the bytes are valid; `escaped` is where other text is put.
pub(crate) fn text<'a>(bytes: &'a [u8], escaped: &'a mut String) -> &'a str {
    if let Ok(valid) = std::str::from_utf8(bytes) {
        return valid;
    }
    escaped.clear();
    for chunk in bytes.utf8_chunks() {
        for part in chunk.valid().split_inclusive('\\') {
            escaped.push_str(part);
            if part.ends_with('\\') {
                escaped.push('\\');
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(escaped, "\\x{byte:02x}"); // a String takes everything
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_text_is_left_alone_backslashes_included() {
        assert_eq!(to_text("/tmp/ä\\b".as_bytes()), "/tmp/ä\\b");
    }

    #[test]
    fn invalid_bytes_are_escaped_and_backslashes_doubled() {
        assert_eq!(to_text(b"a\\b\xff\xfec\\"), "a\\\\b\\xff\\xfec\\\\");
    }

    #[test]
    fn a_name_keeps_the_bytes_of_what_is_no_text() {
        let name = Name::new(b"/x\xff");
        assert_eq!(name.text(), "/x\\xff");
        assert_eq!(name.bytes(), b"/x\xff");
    }

    #[test]
    fn deleted_is_removed_once_from_the_end() {
        assert_eq!(Name::of_open_file(b"/tmp/x (deleted)").text(), "/tmp/x");
        assert_eq!(Name::of_open_file(b"/tmp/x (deleted) y").text(), "/tmp/x (deleted) y");
    }
}
