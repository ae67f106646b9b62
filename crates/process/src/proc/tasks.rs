//! `/proc/PID/task`.

use std::fs;

use super::ProcPath;

/// The threads of a process; none if it is gone. A thread that begins or ends meanwhile may be missing.
pub fn tasks(pid: i32) -> Vec<i32> {
    let entries = fs::read_dir(ProcPath::task(pid).file("task").as_path());
    entries.into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_process_has_its_first_thread_and_one_that_is_gone_has_none() {
        let own = i32::try_from(std::process::id()).unwrap();
        assert!(tasks(own).contains(&own));
        assert_eq!(tasks(i32::MAX), []);
    }
}
