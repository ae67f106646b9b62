//! The arguments of a call, as strace writes them.

/// The arguments of a call, split at its top-level commas.
pub fn split_args(args: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let (mut depth, mut quoted, mut escaped, mut before) = (0i32, false, false, ' ');
    for c in args.chars() {
        // The arrow in `<TCP:[127.0.0.1:1->127.0.0.1:2]>` closes nothing.
        let arrow = before == '-' && c == '>';
        before = c;
        match c {
            _ if arrow => {}
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '(' | '[' | '{' | '<' if !quoted => depth += 1,
            ')' | ']' | '}' | '>' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(part.trim().to_owned());
                part.clear();
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    if !part.trim().is_empty() {
        parts.push(part.trim().to_owned());
    }
    parts
}

/// The bytes that strace's C escapes stand for.
pub fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(b'v') => bytes.push(0x0b),
            Some(b'f') => bytes.push(0x0c),
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    match rest.next_if(|next| (b'0'..=b'7').contains(next)) {
                        Some(next) => value = value * 8 + u32::from(next - b'0'),
                        None => break,
                    }
                }
                bytes.push(value as u8);
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    bytes
}

/// The name in `3</etc/passwd>` or `AT_FDCWD</tmp>`, without what `-yy` adds behind it; `None` where there is none.
///
/// A socket is `socket`: what strace shows in its place depends on the state it is in.
pub fn fd_name(value: &str) -> Option<String> {
    let inner = value.split_once('<')?.1;
    let inner = inner.strip_suffix("(deleted)").unwrap_or(inner);
    let inner = inner.strip_suffix('>')?;
    let sockets = ["TCP", "UDP", "UNIX", "NETLINK", "RAW", "PING", "socket:["];
    if sockets.iter().any(|prefix| inner.starts_with(prefix)) {
        return Some("socket".to_owned());
    }
    let name = inner.split_once('<').map_or(inner, |(name, _)| name);
    Some(String::from_utf8_lossy(&unescape(name)).into_owned())
}

/// The bytes of a quoted string, or `None` where strace shows an address or NULL.
pub fn quoted(arg: &str) -> Option<String> {
    let inner = arg.strip_prefix('"')?.strip_suffix('"')?;
    Some(String::from_utf8_lossy(&unescape(inner)).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_within_names_strings_and_structures_split_nothing() {
        let args = r#"3<TCP:[1.2.3.4:5->6.7.8.9:10]>, "a, \"b", {st_mode=S_IFREG, ...}, [1, 2], 4"#;
        let parts = ["3<TCP:[1.2.3.4:5->6.7.8.9:10]>", r#""a, \"b""#, "{st_mode=S_IFREG, ...}", "[1, 2]", "4"];
        assert_eq!(split_args(args), parts);
    }

    #[test]
    fn a_descriptors_name_is_what_stands_behind_it() {
        assert_eq!(fd_name("1</dev/null<char 1:3>>").as_deref(), Some("/dev/null"));
        assert_eq!(fd_name("1<pipe:[77]>").as_deref(), Some("pipe:[77]"));
        assert_eq!(fd_name("3<UNIX-STREAM:[1->2]>").as_deref(), Some("socket"));
        assert_eq!(fd_name("3</tmp/x>(deleted)").as_deref(), Some("/tmp/x"));
        assert_eq!(fd_name("3</tmp/\\303\\244>").as_deref(), Some("/tmp/ä"));
        assert_eq!(fd_name("3"), None);
    }
}
