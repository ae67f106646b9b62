//! The header of a report file as lines: what stands before the SQL.

use super::error::Flaw;

/// One entry of a header, continuation lines joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where it begins, from 1.
    pub(super) line: usize,
    /// Without the `--`.
    pub(super) text: String,
}

/// A line that is indented this far after its `--` continues the one before.
const CONTINUATION: &str = "    ";

/// The entries of a header, and the line on which the SQL begins. The header is the file's leading lines that begin with
/// `--`; a line of `--` alone separates and means nothing.
///
/// # Errors
/// A file without SQL, or that begins with a continuation.
pub(super) fn split(text: &str) -> Result<(Vec<Entry>, usize), Flaw> {
    let mut entries: Vec<Entry> = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let Some(content) = line.strip_prefix("--") else {
            let rest = text.lines().skip(number - 1).any(|line| !line.trim().is_empty());
            return if rest { Ok((entries, number)) } else { Err(Flaw::new(number, "no SQL under the header")) };
        };
        if content.trim().is_empty() {
            continue;
        }
        if content.starts_with(CONTINUATION) {
            let entry = entries.last_mut().ok_or_else(|| Flaw::new(number, "nothing to continue"))?;
            entry.text.push(' ');
            entry.text.push_str(content.trim());
        } else {
            entries.push(Entry { line: number, text: content.trim().to_owned() });
        }
    }
    Err(Flaw::new(text.lines().count().max(1), "no SQL under the header"))
}
