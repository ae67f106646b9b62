//! What the guard does in the end.

use std::collections::HashMap;
use std::fs;

use super::table::Table;
use crate::CpuSet;
use crate::proc::{Buffer, ProcPath, status};

/// Gives every thread its CPUs back: those that the recorder knew of, and those that they made while it died, which
/// inherited the one CPU.
pub(super) fn restore(table: &Table, cpu: usize) {
    let confined = CpuSet::only(cpu);
    let mut known: HashMap<i32, CpuSet> = HashMap::new();
    for (tid, cpus) in table.threads() {
        if CpuSet::of(tid).is_ok_and(|now| now == confined) {
            // It may have ended since.
            let _ = cpus.confine(tid);
        }
        known.insert(tid, cpus);
    }
    // From here on new children of known threads inherit what is right. Those made before are found by their parents,
    // generation by generation.
    let mut buffer = Buffer::default();
    let mut processes: HashMap<i32, CpuSet> =
        known.iter().filter_map(|(&tid, &cpus)| Some((status(tid, &mut buffer)?.tgid, cpus))).collect();
    loop {
        let mut found = false;
        for tid in threads() {
            if known.contains_key(&tid) || CpuSet::of(tid).map_or(true, |now| now != confined) {
                continue;
            }
            let Some(status) = status(tid, &mut buffer) else { continue };
            let Some(&cpus) = processes.get(&status.tgid).or_else(|| processes.get(&status.parent)) else { continue };
            let _ = cpus.confine(tid);
            known.insert(tid, cpus);
            processes.insert(status.tgid, cpus);
            found = true;
        }
        if !found {
            return;
        }
    }
}

/// Every thread of the system.
fn threads() -> impl Iterator<Item = i32> {
    let numbers = |path: &std::path::Path| -> Vec<i32> {
        let entries = fs::read_dir(path).into_iter().flatten();
        entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
    };
    let processes = numbers(std::path::Path::new("/proc"));
    processes.into_iter().flat_map(move |pid| numbers(ProcPath::task(pid).file("task").as_path()))
}
