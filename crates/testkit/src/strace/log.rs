//! The log of `strace -f -o FILE`, as calls.

use std::collections::HashMap;

/// One call of a log, `unfinished` and `resumed` halves joined.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Thread.
    pub tid: i32,
    /// Name.
    pub name: String,
    /// The text between the parentheses.
    pub args: String,
    /// What follows `= `, without the error's text: `3</etc/passwd>`, `-1`, `?`.
    pub ret: String,
    /// The error's symbol, or `""`.
    pub error: String,
}

/// The calls of a log written with `-f -o`.
pub fn parse(log: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut unfinished: HashMap<i32, usize> = HashMap::new();
    for line in log.lines() {
        let (tid, event) = line.split_once(' ').unwrap_or_else(|| panic!("no thread id in {line:?}"));
        let tid: i32 = tid.parse().unwrap_or_else(|_| panic!("no thread id in {line:?}"));
        let event = event.trim_start();
        if event.starts_with("---") || event.starts_with("+++") {
            continue;
        }
        if let Some(resumed) = event.strip_prefix("<... ") {
            let (_, rest) = resumed.split_once(" resumed>").unwrap_or_else(|| panic!("half a line: {line:?}"));
            let index = unfinished.remove(&tid).unwrap_or_else(|| panic!("resumed what never began: {line:?}"));
            let (args, ret, error) = split_result(rest);
            let call = &mut calls[index];
            call.args.push_str(&args);
            (call.ret, call.error) = (ret, error);
            continue;
        }
        let (name, rest) = event.split_once('(').unwrap_or_else(|| panic!("no call in {line:?}"));
        let call = match rest.strip_suffix("<unfinished ...>") {
            Some(args) => {
                unfinished.insert(tid, calls.len());
                let (args, ret, error) = (args.trim_end().to_owned(), "?".to_owned(), String::new());
                Call { tid, name: name.to_owned(), args, ret, error }
            }
            None => {
                let (args, ret, error) = split_result(rest);
                Call { tid, name: name.to_owned(), args, ret, error }
            }
        };
        calls.push(call);
    }
    calls
}

/// `args) = ret ERROR (text)` to its parts.
fn split_result(rest: &str) -> (String, String, String) {
    // The last " = " that follows a ")" begins the result: neither occurs in what strace prints after it.
    let split = rest.match_indices(" = ").map(|(at, _)| at).filter(|&at| rest[..at].trim_end().ends_with(')')).last();
    let at = split.unwrap_or_else(|| panic!("no result in {rest:?}"));
    let args = rest[..at].trim_end().strip_suffix(')').unwrap_or_default().to_owned();
    let result = &rest[at + 3..];
    let end = end_of_value(result);
    let word = result[end..].trim_start().split(' ').next().unwrap_or_default();
    let is_error =
        word.starts_with('E') && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    (args, result[..end].to_owned(), if is_error { word.to_owned() } else { String::new() })
}

/// Where a value with an optional `<name>` ends.
fn end_of_value(text: &str) -> usize {
    let mut depth = 0u32;
    for (at, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_an_interrupted_line_are_one_call() {
        let calls = parse("7  read(3</x>,  <unfinished ...>\n8  getpid()  = 8\n7  <... read resumed>\"a\", 1) = 1\n");
        assert_eq!(calls.len(), 2);
        assert_eq!(calls[0].args, "3</x>,\"a\", 1");
        assert_eq!(calls[0].ret, "1");
    }

    #[test]
    fn errors_and_restart_codes_are_told_from_names() {
        let calls = parse(concat!(
            "7  openat(AT_FDCWD</w>, \"a) = b\", O_RDONLY) = -1 ENOENT (No such file or directory)\n",
            "7  wait4(-1, NULL, 0, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)\n",
            "7  openat(AT_FDCWD</w>, \"x y\", O_RDONLY) = 3</w/x y>\n",
            "7  exit_group(0)                     = ?\n",
        ));
        let results: Vec<_> = calls.iter().map(|call| (call.ret.as_str(), call.error.as_str())).collect();
        assert_eq!(results, [("-1", "ENOENT"), ("?", "ERESTARTSYS"), ("3</w/x y>", ""), ("?", "")]);
        assert_eq!(calls[0].args, r#"AT_FDCWD</w>, "a) = b", O_RDONLY"#);
    }
}
