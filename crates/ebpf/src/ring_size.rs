//! How large rings are made.

use std::io;
use std::os::fd::OwnedFd;

use crate::command::create_array;
use crate::layout::{BEYOND, Cpu};

/// Processes may map it (include/uapi/linux/bpf.h).
const MMAPABLE: u32 = 1 << 10;
/// The largest of a processor, in bytes: the verifier follows an offset no further (`BPF_MAX_VAR_OFF`,
/// include/linux/bpf_verifier.h).
pub const MOST_RING: u32 = 1 << 29;

/// Bytes of an entry whose ring has so many.
pub(crate) const fn entry(ring_size: u32) -> u32 {
    size_of::<Cpu>() as u32 + ring_size + BEYOND
}

/// Makes the array, with rings of so many bytes or, where the kernel has none as large, less. Gives how many.
pub(crate) fn make(name: &str, processors: u32, size: u32) -> io::Result<(OwnedFd, u32)> {
    let array = |size| create_array(name, entry(size), processors, MMAPABLE);
    largest(size, array, |error| error.raw_os_error() == Some(libc::E2BIG))
}

/// The largest ring of a size asked for, or a half of it, or a half of that, with which something can be made.
///
/// Before Linux 6.0 an array's entry is a few MiB at most: more is E2BIG (`array_map_alloc_check`, kernel/bpf/arraymap.c).
fn largest<T, E>(
    asked: u32,
    mut make: impl FnMut(u32) -> Result<T, E>,
    is_too_big: impl Fn(&E) -> bool,
) -> Result<(T, u32), E> {
    const LEAST: u32 = 1 << 14;
    let mut size = asked;
    loop {
        match make(size) {
            Err(error) if size > LEAST && is_too_big(&error) => size /= 2,
            made => return made.map(|made| (made, size)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_halved_until_the_kernel_has_one() {
        let up_to = |most| move |size| if size > most { Err("E2BIG") } else { Ok(()) };
        let is_too_big = |error: &&str| *error == "E2BIG";
        assert_eq!(largest(8 << 20, up_to(u32::MAX), is_too_big), Ok(((), 8 << 20)));
        assert_eq!(largest(8 << 20, up_to(3 << 20), is_too_big), Ok(((), 2 << 20)));
        assert_eq!(largest(8 << 20, up_to(0), is_too_big), Err("E2BIG"));
        let mut tried = 0;
        let refused = largest(
            8 << 20,
            |_| {
                tried += 1;
                Err::<(), _>("EPERM")
            },
            is_too_big,
        );
        assert_eq!((refused, tried), (Err("EPERM"), 1));
    }
}
