//! Numbers of devices (Linux, Documentation/admin-guide/devices.txt). A trace has no device numbers, but those of the
//! devices that programs have open are the same on every Linux.

/// Character devices with numbers of their own.
const CHARACTER: [(&str, u32, u32); 10] = [
    ("/dev/mem", 1, 1),
    ("/dev/null", 1, 3),
    ("/dev/zero", 1, 5),
    ("/dev/full", 1, 7),
    ("/dev/random", 1, 8),
    ("/dev/urandom", 1, 9),
    ("/dev/kmsg", 1, 11),
    ("/dev/tty", 5, 0),
    ("/dev/console", 5, 1),
    ("/dev/ptmx", 5, 2),
];

/// Devices that are numbered: type, what stands before the number, major, minor of number 0.
const NUMBERED: [(&str, &str, u32, u32); 4] = [
    ("char", "/dev/tty", 4, 0),
    ("char", "/dev/ttyS", 4, 64),
    ("block", "/dev/loop", 7, 0),
    ("block", "/dev/ram", 1, 0),
];

/// Majors of pseudo-terminals begin here, with 256 terminals each.
const PTS_MAJOR: u32 = 136;

/// Major and minor number of a device; `fd_type` is `char` or `block`.
pub(super) fn numbers(fd_type: &str, path: &str) -> Option<(u32, u32)> {
    let number = |prefix: &str| path.strip_prefix(prefix)?.parse::<u16>().ok().map(u32::from);
    if let Some(number) = number("/dev/pts/").filter(|number| *number < 8 * 256) {
        return (fd_type == "char").then_some((PTS_MAJOR + number / 256, number % 256));
    }
    let character = CHARACTER.iter().find(|(name, ..)| fd_type == "char" && *name == path);
    let numbered = || {
        NUMBERED.iter().find_map(|&(kind, prefix, major, first)| {
            number(prefix).filter(|number| kind == fd_type && *number < 64).map(|number| (major, first + number))
        })
    };
    character.map(|&(_, major, minor)| (major, minor)).or_else(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_known_by_type_and_name() {
        assert_eq!(numbers("char", "/dev/null"), Some((1, 3)));
        assert_eq!(numbers("char", "/dev/pts/3"), Some((136, 3)));
        assert_eq!(numbers("char", "/dev/pts/300"), Some((137, 44)));
        assert_eq!(numbers("char", "/dev/ttyS1"), Some((4, 65)));
        assert_eq!(numbers("block", "/dev/loop0"), Some((7, 0)));
        for (fd_type, path) in
            [("file", "/dev/null"), ("block", "/dev/null"), ("char", "/dev/pts/x"), ("char", "/tmp/x")]
        {
            assert_eq!(numbers(fd_type, path), None, "{fd_type} {path}");
        }
    }
}
