//! Processes in pid namespaces: who a number stands for that only means something within one (pid_namespaces(7)).

use std::collections::HashMap;

use trapline_process::proc::{Links, ProcPath};

/// Processes by their numbers in namespaces below the recorder's. A namespace is told by its inode.
#[derive(Debug, Default)]
pub(super) struct Namespaces {
    processes: HashMap<(u64, i32), i32>,
    /// Of each namespace the one that it lies in; none for those right below the recorder's.
    outer: HashMap<u64, u64>,
}

impl Namespaces {
    /// Makes a process known, with its number in each of the namespaces that it is in, the innermost last; `maker` is the
    /// namespace of the one that made it.
    pub(super) fn add(&mut self, namespace: u64, maker: Option<u64>, pid: i32, numbers: &[i32]) {
        if let Some(maker) = maker.filter(|&maker| maker != namespace) {
            self.outer.entry(namespace).or_insert(maker);
        }
        let mut level = Some(namespace);
        for &number in numbers.iter().rev() {
            let Some(namespace) = level else { return };
            self.processes.insert((namespace, number), pid);
            level = self.outer.get(&namespace).copied();
        }
    }

    /// The process that has a number in a namespace; `None` where it is not known, or outside (0).
    pub(super) fn pid(&self, namespace: u64, number: i32) -> Option<i32> {
        self.processes.get(&(namespace, number)).copied()
    }
}

/// The inode of a process's pid namespace.
pub(super) fn pid_namespace(tid: i32, links: &mut Links) -> Option<u64> {
    let link = links.read(&ProcPath::task(tid).file("ns").file("pid"))?;
    std::str::from_utf8(link).ok()?.strip_prefix("pid:[")?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_has_a_number_in_each_namespace_around_it() {
        let mut namespaces = Namespaces::default();
        namespaces.add(70, None, 1001, &[1]);
        namespaces.add(80, Some(70), 1002, &[2, 1]);
        namespaces.add(80, Some(80), 1003, &[3, 2]);
        assert_eq!([70, 80].map(|namespace| namespaces.pid(namespace, 1)), [Some(1001), Some(1002)]);
        assert_eq!([70, 80].map(|namespace| namespaces.pid(namespace, 2)), [Some(1002), Some(1003)]);
        assert_eq!((namespaces.pid(70, 3), namespaces.pid(80, 0)), (Some(1003), None));
    }

    #[test]
    fn a_number_that_is_used_again_is_the_later_process() {
        let mut namespaces = Namespaces::default();
        namespaces.add(70, None, 1001, &[5]);
        namespaces.add(70, Some(70), 1002, &[5]);
        assert_eq!(namespaces.pid(70, 5), Some(1002));
    }

    #[test]
    fn own_namespace_is_readable() {
        let own = i32::try_from(std::process::id()).unwrap_or(0);
        assert!(pid_namespace(own, &mut Links::default()).is_some());
    }
}
