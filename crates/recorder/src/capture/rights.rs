//! Descriptors that came over a socket (SCM_RIGHTS).

use trapline_syscalls::memory::{Record, records, what};

/// Sizes and offsets of `struct msghdr`, `mmsghdr` and `cmsghdr` on x86_64; other layouts are not captured.
const MSGHDR: usize = 56;
const MMSGHDR: usize = 64;
const CONTROL: usize = 32;
const CMSGHDR: usize = 16;

/// The descriptors in the control data of the messages that were captured at exit as argument `arg`.
pub(crate) fn received(memory: &[u8], arg: u8) -> impl Iterator<Item = i32> {
    let at_exit = move || records(memory).filter(|record| record.at_exit);
    at_exit()
        .filter(move |record| record.what == arg)
        .flat_map(|record| {
            let size = if record.bytes.len() == MSGHDR { MSGHDR } else { MMSGHDR };
            record.bytes.chunks_exact(size).filter_map(|header| word(header, CONTROL))
        })
        .filter_map(move |address| {
            at_exit().find(|record: &Record<'_>| record.what == what::NESTED && record.address == address)
        })
        .flat_map(|record| descriptors(record.bytes))
}

/// The descriptors in control data (cmsg(3)).
fn descriptors(mut control: &[u8]) -> Vec<i32> {
    let mut found = Vec::new();
    while let Some(length) = word(control, 0).and_then(|length| usize::try_from(length).ok()) {
        let Some(message) = control.get(..length).filter(|_| length >= CMSGHDR) else { break };
        if int(message, 8) == Some(libc::SOL_SOCKET) && int(message, 12) == Some(libc::SCM_RIGHTS) {
            found.extend(message[CMSGHDR..].chunks_exact(4).filter_map(|fd| int(fd, 0)));
        }
        control = control.get(length.next_multiple_of(8)..).unwrap_or_default();
    }
    found
}

fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes)
}

fn int(bytes: &[u8], at: usize) -> Option<i32> {
    bytes.get(at..at + 4)?.try_into().ok().map(i32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use trapline_syscalls::memory::Status;

    use super::*;

    fn cmsg(kind: i32, payload: &[u8]) -> Vec<u8> {
        let mut bytes = ((CMSGHDR + payload.len()) as u64).to_le_bytes().to_vec();
        bytes.extend(libc::SOL_SOCKET.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(payload);
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes
    }

    fn record(memory: &mut Vec<u8>, what: u8, address: u64, bytes: &[u8]) {
        let full_length = bytes.len() as u32;
        Record { what, at_exit: true, status: Status::Ok, recovered: false, full_length, address, bytes }.write(memory);
    }

    #[test]
    fn descriptors_are_found_behind_the_control_pointer_alone() {
        let mut header = vec![0; MSGHDR];
        header[CONTROL..CONTROL + 8].copy_from_slice(&0x7000u64.to_le_bytes());
        let fds: Vec<u8> = [5i32, 6, 7].iter().flat_map(|fd| fd.to_le_bytes()).collect();
        let control = [cmsg(libc::SCM_CREDENTIALS, &[0; 12]), cmsg(libc::SCM_RIGHTS, &fds)].concat();
        let mut memory = Vec::new();
        record(&mut memory, 1, 0x1000, &header);
        record(&mut memory, what::NESTED, 0x6000, &cmsg(libc::SCM_RIGHTS, &9i32.to_le_bytes()));
        record(&mut memory, what::NESTED, 0x7000, &control);
        assert_eq!(received(&memory, 1).collect::<Vec<_>>(), [5, 6, 7]);
        assert_eq!(received(&memory, 0).count(), 0);
    }

    #[test]
    fn malformed_control_data_ends_the_search() {
        for control in [&[0u8; 15][..], &[0; 64], &[255; 64], &u64::MAX.to_le_bytes()] {
            assert!(descriptors(control).is_empty());
        }
    }
}
