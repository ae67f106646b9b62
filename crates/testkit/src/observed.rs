//! One system call, as far as a log of strace and a recording can be compared.

use crate::rows::Row;
use crate::strace::{self, Call, Directories};

/// A call, seen by one of the two.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// Thread.
    pub tid: i32,
    /// Name.
    pub name: String,
    /// The error's symbol, `""` for success, `?` for a call that never returned.
    pub error: String,
    /// The file it is about, where [`strace::path`] has an answer for calls of this name.
    pub path: Option<String>,
}

impl Observed {
    /// The error is a restart code (errno 512 to 516): the program never sees it.
    fn is_to_be_restarted(&self) -> bool {
        self.error.starts_with("ERESTART")
    }
}

/// The calls of a log, of a command that started in `cwd`.
pub fn from_strace(calls: &[Call], cwd: &str) -> Vec<Observed> {
    let mut directories = Directories::new(cwd);
    let observed = calls.iter().map(|call| {
        let cwd = directories.at(call);
        let error = if call.ret == "?" && call.error.is_empty() { "?" } else { call.error.as_str() };
        Observed { tid: call.tid, name: call.name.clone(), error: error.to_owned(), path: strace::path(call, &cwd) }
    });
    restarts_counted_once(observed.collect())
}

/// The calls of a recording, in whatever order its rows are.
pub fn from_rows(rows: &[Row]) -> Vec<Observed> {
    let mut calls: Vec<&Row> = rows.iter().filter(|row| row.text("kind") == "syscall").collect();
    calls.sort_by_key(|row| row.int("seq"));
    let observed = calls.into_iter().map(|row| {
        let name = row.text("syscall");
        let error = if row.int("ret").is_none() { "?" } else { row.text("error") };
        Observed {
            tid: row.int("tid").and_then(|tid| i32::try_from(tid).ok()).unwrap_or_else(|| panic!("no tid: {row:?}")),
            name: name.to_owned(),
            error: error.to_owned(),
            path: Some(row.text("path")).filter(|path| !path.is_empty() && strace::shows_path(name)).map(str::to_owned),
        }
    });
    restarts_counted_once(observed.collect())
}

/// Joins each call that ended in a restart code with its restart; and takes the "error" from rt_sigreturn, which is
/// whatever the interrupted register held.
///
/// The restart is `restart_syscall`, or the thread's next call of the same name. Where a signal handler without
/// SA_RESTART ran, the program sees EINTR: rt_sigreturn then puts that into the register.
fn restarts_counted_once(calls: Vec<Observed>) -> Vec<Observed> {
    let mut whole: Vec<Observed> = Vec::with_capacity(calls.len());
    // By thread, where in `whole` its call is that ended in a restart code.
    let mut waiting = std::collections::HashMap::<i32, usize>::new();
    for mut call in calls {
        let sigreturn = call.name == "rt_sigreturn";
        let interrupted = sigreturn && call.error == "EINTR";
        if sigreturn {
            call.error.clear();
        }
        let before = waiting.get(&call.tid).copied();
        let index = match before {
            Some(index) if call.name == "restart_syscall" || call.name == whole[index].name => {
                whole[index].error.clone_from(&call.error);
                Some(index)
            }
            Some(index) if interrupted => {
                whole[index].error = "EINTR".to_owned();
                waiting.remove(&call.tid);
                None
            }
            _ => None,
        };
        match index {
            Some(_) if call.is_to_be_restarted() => {}
            Some(_) => {
                waiting.remove(&call.tid);
            }
            None => {
                if call.is_to_be_restarted() {
                    waiting.insert(call.tid, whole.len());
                }
                whole.push(call);
            }
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(calls: &[(i32, &str, &str)]) -> Vec<String> {
        let call = |&(tid, name, error): &(i32, &str, &str)| Observed {
            tid,
            name: name.to_owned(),
            error: error.to_owned(),
            path: None,
        };
        let whole = restarts_counted_once(calls.iter().map(call).collect());
        whole.iter().map(|call| format!("{} {} {}", call.tid, call.name, call.error)).collect()
    }

    #[test]
    fn a_call_and_its_restarts_count_once() {
        let calls = [
            (7, "wait4", "ERESTARTSYS"),
            (8, "wait4", ""),
            (7, "write", ""),
            (7, "rt_sigreturn", "EBADF"),
            (7, "wait4", "ERESTARTSYS"),
            (7, "wait4", "ECHILD"),
            (7, "clock_nanosleep", "ERESTART_RESTARTBLOCK"),
            (7, "restart_syscall", ""),
        ];
        let expected = ["7 wait4 ECHILD", "8 wait4 ", "7 write ", "7 rt_sigreturn ", "7 clock_nanosleep "];
        assert_eq!(errors(&calls), expected);
    }

    #[test]
    fn a_call_that_is_not_restarted_failed_with_eintr() {
        let calls = [(7, "pause", "ERESTARTNOHAND"), (7, "rt_sigreturn", "EINTR"), (7, "pause", "ERESTARTNOHAND")];
        assert_eq!(errors(&calls), ["7 pause EINTR", "7 rt_sigreturn ", "7 pause ERESTARTNOHAND"]);
    }
}
