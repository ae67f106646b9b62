//! Words as a POSIX-like shell reads and writes them.

/// Characters that mean nothing to a shell.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c)
}

/// Characters that must not reach a terminal as they are: controls, and those that reorder or hide text.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The word, quoted so that a shell reads it as one word and a terminal shows all of it. Words with control characters
/// come as `$'…'` (bash, zsh, ksh).
pub fn quote(word: &str) -> String {
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    if !word.chars().any(is_unseen) {
        return format!("'{}'", word.replace('\'', r"'\''"));
    }
    let mut out = String::from("$'");
    for c in word.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_ascii() && is_unseen(c) => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if is_unseen(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// The word in double quotes where it holds single quotes and nothing that a shell reads within double quotes: SQL reads
/// better so. Otherwise as [`quote`].
pub fn quote_sql(word: &str) -> String {
    let plain_in_double = |c: char| !is_unseen(c) && !matches!(c, '"' | '\\' | '$' | '`' | '!');
    if word.contains('\'') && word.chars().all(plain_in_double) { format!("\"{word}\"") } else { quote(word) }
}

/// Splits a line at blanks; `"…"` holds blanks together and is taken off. `None` if a quote is not closed.
pub(super) fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (!quoted).then_some(words)
}
