//! The machine.

use std::os::unix::ffi::OsStrExt;

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

/// Kernel release, as `uname -r`; empty if unknown.
pub fn kernel_release() -> String {
    uname().map(|name| String::from_utf8_lossy(name.release().as_bytes()).into_owned()).unwrap_or_default()
}

/// Architecture, as `uname -m`; empty if unknown.
pub fn machine() -> String {
    uname().map(|name| String::from_utf8_lossy(name.machine().as_bytes()).into_owned()).unwrap_or_default()
}
