//! The machine.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use nix::sys::utsname::uname;
use nix::unistd::{SysconfVar, sysconf};

/// Bytes in a page.
pub fn page_size() -> usize {
    let size = sysconf(SysconfVar::PAGE_SIZE).ok().flatten();
    size.and_then(|size| usize::try_from(size).ok()).unwrap_or(4096)
}

/// CPUs online.
pub fn cpus_online() -> u32 {
    let count = sysconf(SysconfVar::_NPROCESSORS_ONLN).ok().flatten();
    count.and_then(|count| u32::try_from(count).ok()).unwrap_or(1)
}

/// Bytes of memory that this process may have: the machine's, or less where a control group allows less (`memory.max`,
/// Documentation/admin-guide/cgroup-v2.rst).
pub fn memory() -> u64 {
    let pages = sysconf(SysconfVar::_PHYS_PAGES).ok().flatten();
    let machine = pages.and_then(|pages| u64::try_from(pages).ok()).unwrap_or(0).saturating_mul(page_size() as u64);
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let group = groups.lines().find_map(|line| line.strip_prefix("0::/")).unwrap_or_default();
    let allowed = Path::new(group).ancestors();
    least(
        machine,
        allowed.map(|group| Path::new("/sys/fs/cgroup").join(group).join("memory.max")).map(fs::read_to_string),
    )
}

/// The least of a number and those that are in these texts.
fn least<E>(number: u64, texts: impl Iterator<Item = Result<String, E>>) -> u64 {
    texts.filter_map(|text| text.ok()?.trim().parse().ok()).fold(number, u64::min)
}

/// Kernel release, as `uname -r`; empty if unknown.
pub fn kernel_release() -> String {
    uname().map(|name| String::from_utf8_lossy(name.release().as_bytes()).into_owned()).unwrap_or_default()
}

/// Architecture, as `uname -m`; empty if unknown.
pub fn machine() -> String {
    uname().map(|name| String::from_utf8_lossy(name.machine().as_bytes()).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_of_what_is_allowed_counts() {
        let texts = |all: &[&str]| all.iter().map(|&text| Ok(text.to_owned())).chain([Err(())]).collect::<Vec<_>>();
        assert_eq!(least(1000, texts(&["max\n", "800\n", "max\n", "900\n"]).into_iter()), 800);
        assert_eq!(least(1000, texts(&["max\n", "", "2000\n"]).into_iter()), 1000);
        assert!(memory() >= page_size() as u64);
    }
}
