//! The working directory of every thread of a log, followed through chdir and clone: strace shows it at few calls.

use std::collections::HashMap;

use super::args::{fd_name, quoted, split_args};
use super::log::Call;
use super::path::join;

/// Working directories by thread. Feed it the calls in the order of their beginning.
#[derive(Clone, Debug)]
pub struct Directories {
    /// Where the first thread was.
    first: String,
    /// The index of a thread's entry in `names`; threads with CLONE_FS share one.
    of: HashMap<i32, usize>,
    names: Vec<String>,
}

impl Directories {
    /// Of a command that started in `cwd`.
    pub fn new(cwd: &str) -> Directories {
        Directories { first: cwd.to_owned(), of: HashMap::new(), names: Vec::new() }
    }

    /// The working directory at this call; then what the call changes.
    pub fn at(&mut self, call: &Call) -> String {
        let entry = match self.of.get(&call.tid) {
            Some(&entry) => entry,
            None => self.add(call.tid, self.first.clone()),
        };
        let cwd = self.names[entry].clone();
        let child = if is_clone(call) { call.ret.parse::<i32>().ok() } else { None };
        match child {
            Some(child) if call.args.contains("CLONE_FS") => {
                self.of.insert(child, entry);
            }
            Some(child) => {
                self.add(child, cwd.clone());
            }
            None => {
                if let Some(target) = target(call) {
                    self.names[entry] = without_parents(&join(&cwd, &target));
                }
            }
        }
        cwd
    }

    fn add(&mut self, tid: i32, cwd: String) -> usize {
        self.names.push(cwd);
        self.of.insert(tid, self.names.len() - 1);
        self.names.len() - 1
    }
}

fn is_clone(call: &Call) -> bool {
    ["clone", "clone3", "fork", "vfork"].contains(&call.name.as_str())
}

/// Where a successful chdir or fchdir leads.
fn target(call: &Call) -> Option<String> {
    let first = split_args(&call.args).into_iter().next().filter(|_| call.ret == "0")?;
    match call.name.as_str() {
        "chdir" => quoted(&first),
        "fchdir" => fd_name(&first),
        _ => None,
    }
}

/// A path without `..`, as the kernel names a directory that was reached through no symbolic link.
fn without_parents(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn a_child_starts_where_its_parent_was_and_goes_its_own_way() {
        let calls = parse(concat!(
            "7 chdir(\"a\") = 0\n",
            "7 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>\n",
            "8 chdir(\"..//b\") = 0\n",
            "7 <... clone resumed>) = 8\n",
            "8 getpid() = 8\n",
            "7 clone3({flags=CLONE_VM|CLONE_FS|CLONE_THREAD}, 88) = 9\n",
            "9 fchdir(3</etc>) = 0\n",
            "7 chdir(\"/no\") = -1 ENOENT (No such file or directory)\n",
            "7 getpid() = 7\n",
        ));
        let mut directories = Directories::new("/w");
        let found: Vec<String> = calls.iter().map(|call| directories.at(call)).collect();
        assert_eq!(found, ["/w", "/w/a", "/w/a", "/w/b", "/w/a", "/w/a", "/etc", "/etc"]);
    }
}
