//! The real strace, and what its log says: the oracle of differential tests.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

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

/// How often each (call, error) occurs.
pub type Counts = BTreeMap<(String, String), u64>;

/// Runs a command under `strace -f -yy` and returns its calls in the order of their beginning.
pub fn run<S: AsRef<OsStr>>(command: &[S], cwd: &Path) -> Vec<Call> {
    let strace = crate::tools::require("strace", "strace");
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    let mut process = Command::new(strace);
    process.args(["-f", "-yy", "-s", "4096", "-o"]).arg(&log).arg("--").args(command).current_dir(cwd);
    let output = process.output().unwrap();
    let text = std::fs::read(&log).unwrap_or_else(|error| panic!("strace wrote no log: {error}: {output:?}"));
    parse(&String::from_utf8_lossy(&text))
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

/// Calls per (name, error). A call that never returned counts under the error `?`.
pub fn counts(calls: &[Call]) -> Counts {
    let mut counts = Counts::new();
    for call in calls {
        let error = if call.ret == "?" && call.error.is_empty() { "?" } else { call.error.as_str() };
        *counts.entry((call.name.clone(), error.to_owned())).or_default() += 1;
    }
    counts
}

/// The arguments of a call, split at its top-level commas.
pub fn split_args(args: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let (mut depth, mut quoted, mut escaped) = (0i32, false, false);
    for c in args.chars() {
        match c {
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
/// Inode numbers differ between runs, so `pipe:[1]` and every socket become `pipe` and `socket`.
pub fn fd_name(value: &str) -> Option<String> {
    let inner = value.split_once('<')?.1;
    let inner = inner.strip_suffix("(deleted)").unwrap_or(inner);
    let inner = inner.strip_suffix('>')?;
    let sockets = ["TCP", "UDP", "UNIX", "NETLINK", "RAW", "PING", "socket:["];
    if sockets.iter().any(|prefix| inner.starts_with(prefix)) {
        return Some("socket".to_owned());
    }
    let name = inner.split_once('<').map_or(inner, |(name, _)| name);
    let name = String::from_utf8_lossy(&unescape(name)).into_owned();
    Some(if name.starts_with("pipe:[") { "pipe".to_owned() } else { name })
}

const BY_FD: [&str; 12] = [
    "read",
    "write",
    "pread64",
    "pwrite64",
    "readv",
    "writev",
    "fstat",
    "getdents64",
    "lseek",
    "preadv",
    "pwritev",
    "ftruncate",
];
/// Calls whose first argument is the path; strace shows no working directory for these.
pub const BY_PATH: [&str; 6] = ["open", "creat", "stat", "lstat", "access", "readlink"];
const BY_DIR_AND_PATH: [&str; 6] = ["openat", "openat2", "newfstatat", "statx", "faccessat2", "readlinkat"];
const OPENS: [&str; 4] = ["open", "creat", "openat", "openat2"];
/// Whether [`path`] has an answer for calls of this name.
pub fn shows_path(name: &str) -> bool {
    BY_FD.contains(&name) || BY_PATH.contains(&name) || BY_DIR_AND_PATH.contains(&name)
}

/// The `path` that Trapline's format prescribes for a call of the open, stat, read and write families, from the text
/// that strace shows; `None` for other calls.
pub fn path(call: &Call) -> Option<String> {
    let args = split_args(&call.args);
    if OPENS.contains(&call.name.as_str()) && call.error.is_empty() && call.ret != "?" {
        return fd_name(&call.ret);
    }
    if BY_FD.contains(&call.name.as_str()) {
        return fd_name(args.first()?);
    }
    if BY_DIR_AND_PATH.contains(&call.name.as_str()) {
        let dir = fd_name(args.first()?);
        return Some(join(dir.as_deref().unwrap_or(""), &quoted(args.get(1)?)?));
    }
    // Only absolute ones can be compared.
    if BY_PATH.contains(&call.name.as_str()) {
        return quoted(args.first()?).filter(|path| path.starts_with('/')).map(|path| join("", &path));
    }
    None
}

fn quoted(arg: &str) -> Option<String> {
    let inner = arg.strip_prefix('"')?.strip_suffix('"')?;
    Some(String::from_utf8_lossy(&unescape(inner)).into_owned())
}

/// A path joined to its directory, `.` and `//` removed.
pub fn join(dir: &str, path: &str) -> String {
    if path.is_empty() {
        return dir.to_owned();
    }
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{dir}/{path}") };
    let parts: Vec<&str> = whole.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    format!("/{}", parts.join("/"))
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
        assert_eq!(path(&calls[0]).as_deref(), Some("/w/a) = b"));
        assert_eq!(path(&calls[2]).as_deref(), Some("/w/x y"));
    }

    #[test]
    fn names_lose_what_differs_between_runs() {
        assert_eq!(fd_name("1</dev/null<char 1:3>>").as_deref(), Some("/dev/null"));
        assert_eq!(fd_name("1<pipe:[77]>").as_deref(), Some("pipe"));
        assert_eq!(fd_name("3<UNIX-STREAM:[1->2]>").as_deref(), Some("socket"));
        assert_eq!(fd_name("3</tmp/x>(deleted)").as_deref(), Some("/tmp/x"));
        assert_eq!(fd_name("3</tmp/\\303\\244>").as_deref(), Some("/tmp/ä"));
        assert_eq!(fd_name("3"), None);
    }
}
