//! What the metadata say about the machine.

use std::fs;

use trapline_process::{cpus_online, kernel_release, machine, page_size};
use trapline_trace::metadata::Host;

/// Reads it; what cannot be read is empty. No host name and no user name.
pub(crate) fn host() -> Host {
    let clock_source = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    let release = fs::read_to_string("/etc/os-release").or_else(|_| fs::read_to_string("/usr/lib/os-release"));
    Host {
        kernel: kernel_release(),
        architecture: machine(),
        cpus: cpus_online(),
        clock_source: fs::read_to_string(clock_source).map(|name| name.trim().to_owned()).unwrap_or_default(),
        page_size: u32::try_from(page_size()).unwrap_or(0),
        distribution: release.ok().and_then(|text| pretty_name(&text)).unwrap_or_default(),
        ..Host::default()
    }
}

/// `PRETTY_NAME` of os-release(5).
fn pretty_name(text: &str) -> Option<String> {
    let value = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(value.trim().trim_matches(['"', '\'']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distribution_is_its_pretty_name() {
        assert_eq!(pretty_name("ID=x\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n").as_deref(), Some("Debian GNU/Linux 12"));
        assert_eq!(pretty_name("ID=x\n"), None);
    }

    #[test]
    fn the_machine_is_described_without_names() {
        let host = host();
        assert!(host.cpus > 0 && host.page_size > 0 && !host.kernel.is_empty());
        assert_eq!((host.name, host.user), (None, None));
    }
}
