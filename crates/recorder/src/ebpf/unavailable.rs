//! Why BPF cannot be used, and what to do about it.

use std::fmt;
use std::fs;
use std::io;

use trapline_ebpf::Error;
use trapline_process::kernel_release;

/// Why BPF cannot be used, and how to change that.
#[derive(Debug)]
pub struct Unavailable {
    error: Error,
    remedy: String,
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.remedy.as_str() {
            "" => write!(f, "{}", self.error),
            remedy => write!(f, "{}: {remedy}", self.error),
        }
    }
}

impl std::error::Error for Unavailable {}

/// What decides about a refusal.
#[derive(Debug, Default)]
struct Situation {
    /// CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN, are effective.
    capable: bool,
    root: bool,
    /// In a user namespace of its own, where capabilities are good for little.
    confined: bool,
    /// A seccomp filter is on this process.
    filtered: bool,
    /// `/sys/kernel/security/lockdown`.
    lockdown: String,
    release: String,
}

impl Unavailable {
    pub(super) fn new(error: Error) -> Unavailable {
        let remedy = remedy(&error, &Situation::now());
        Unavailable { error, remedy }
    }
}

impl Situation {
    fn now() -> Situation {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
        let capabilities = u64::from_str_radix(field("CapEff:"), 16).unwrap_or(0);
        let has = |capability: u32| capabilities >> capability & 1 == 1;
        Situation {
            capable: has(CAP_SYS_ADMIN) || has(CAP_BPF) && has(CAP_PERFMON),
            root: field("Uid:").split_whitespace().nth(1) == Some("0"),
            confined: fs::read_to_string("/proc/self/uid_map").is_ok_and(|map| is_confined(&map)),
            filtered: field("Seccomp:") == "2",
            lockdown: fs::read_to_string("/sys/kernel/security/lockdown").unwrap_or_default(),
            release: kernel_release(),
        }
    }
}

/// capabilities(7).
const CAP_SYS_ADMIN: u32 = 21;
const CAP_PERFMON: u32 = 38;
const CAP_BPF: u32 = 39;

const CONTAINER: &str =
    "in a container: `docker run --cap-add=BPF --cap-add=PERFMON --security-opt seccomp=unconfined`";

/// Whether users are others in this user namespace than in the first one, whose map is the whole range to itself
/// (user_namespaces(7)).
fn is_confined(uid_map: &str) -> bool {
    uid_map.split_whitespace().collect::<Vec<_>>() != ["0", "0", "4294967295"]
}

/// What to do about it.
fn remedy(error: &Error, now: &Situation) -> String {
    match error {
        Error::NotPermitted { .. } if !now.capable && !now.root => {
            "run as root, or once `sudo setcap cap_bpf,cap_perfmon+ep \"$(command -v rec)\"`".to_owned()
        }
        Error::NotPermitted { .. } if now.confined => {
            "a user namespace has no right to it: run rec outside (a rootless container is such a one)".to_owned()
        }
        Error::NotPermitted { .. } if !now.capable => CONTAINER.to_owned(),
        Error::NotPermitted { .. } if now.lockdown.contains("[confidentiality]") => {
            "the kernel is locked down (confidentiality), which its boot parameter `lockdown=` decides".to_owned()
        }
        Error::NotPermitted { .. } if now.filtered => format!("a seccomp policy forbids it; {CONTAINER}"),
        Error::NotPermitted { .. } => "a security policy forbids it (SELinux, AppArmor)".to_owned(),
        Error::NoBpf { .. } if now.filtered => format!("a seccomp policy forbids it; {CONTAINER}"),
        Error::NoBpf { .. } => "the kernel was built without it (CONFIG_BPF_SYSCALL)".to_owned(),
        Error::Btf(source) if source.kind() == io::ErrorKind::NotFound => {
            "the kernel was built without it (CONFIG_DEBUG_INFO_BTF)".to_owned()
        }
        Error::Lacks(_) | Error::Refused { .. } => {
            format!("Linux 5.17 or later is needed; this is {}", now.release)
        }
        Error::Btf(_) | Error::Architecture | Error::Os { .. } => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn not_permitted() -> Error {
        Error::NotPermitted { what: "BPF maps".to_owned(), source: io::Error::from_raw_os_error(libc::EPERM) }
    }

    #[test]
    fn a_remedy_fits_the_situation() {
        let ordinary = Situation::default();
        let root = Situation { root: true, ..Situation::default() };
        let capable = || Situation { capable: true, ..Situation::default() };
        assert!(
            is_confined("         0       1000          1\n") && !is_confined("         0          0 4294967295\n")
        );
        let confined = Situation { confined: true, ..capable() };
        let locked = Situation { lockdown: "none integrity [confidentiality]".to_owned(), ..capable() };
        let filtered = Situation { filtered: true, ..capable() };
        for (now, word) in [
            (&ordinary, "setcap cap_bpf,cap_perfmon+ep"),
            (&root, "--cap-add=BPF"),
            (&locked, "lockdown="),
            (&confined, "user namespace"),
            (&filtered, "seccomp policy"),
            (&capable(), "SELinux"),
        ] {
            let remedy = remedy(&not_permitted(), now);
            assert!(remedy.contains(word), "{now:?}: {remedy}");
        }
        let absent = || Error::NoBpf { what: "BPF maps".to_owned() };
        assert!(remedy(&absent(), &ordinary).contains("CONFIG_BPF_SYSCALL"));
        assert!(remedy(&absent(), &filtered).contains("seccomp policy"));
        let missing = Error::Btf(io::ErrorKind::NotFound.into());
        assert!(remedy(&missing, &ordinary).contains("CONFIG_DEBUG_INFO_BTF"));
    }
}
