//! `struct msghdr` and control data (recvmsg(2), cmsg(3)), in x86_64's layout: of other ABIs they are not captured.

use trapline_syscalls::{Abi, Kind};

use crate::captured::{Captured, argument, u32_at, u64_at};
use crate::inside::Inside;

/// `sizeof(struct msghdr)`.
const MSGHDR: usize = 56;
/// `sizeof(struct mmsghdr)`: a msghdr, the length of the message, padding.
const MMSGHDR: usize = 64;
/// `sizeof(struct cmsghdr)`.
const CMSGHDR: usize = 16;
const MSG_CMSG_CLOEXEC: u32 = 0x4000_0000;
const SOL_SOCKET: u32 = 1;
/// Descriptors; `SCM_PIDFD` carries one too.
const SCM_RIGHTS: u32 = 1;
const SCM_PIDFD: u32 = 4;

/// The parts of a msghdr that matter here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Message {
    pub(crate) name: u64,
    pub(crate) name_length: u32,
    pub(crate) control: u64,
    pub(crate) control_length: u64,
    /// Descriptors in it are closed at exec: the kernel repeats the caller's `MSG_CMSG_CLOEXEC` in `msg_flags`.
    pub(crate) closes_at_exec: bool,
}

/// The messages of the call's argument, as the program gave them or as the kernel left them.
pub(crate) fn messages<'a>(
    inside: &Inside,
    captured: &Captured<'a>,
    at_exit: bool,
) -> impl Iterator<Item = Message> + use<'a> {
    let index = argument(inside, |kind| matches!(kind, Kind::MsgHdr(_) | Kind::MmsgHdr(..)));
    let index = index.filter(|_| inside.abi == Some(Abi::X86_64));
    let single = index.is_some_and(|index| Some(index) == inside.roles.vector);
    let record = index.and_then(|index| if at_exit { captured.output(index) } else { captured.input(index) });
    let bytes = record.map_or(&[][..], |record| record.bytes);
    let one = if single { bytes.len().max(1) } else { MMSGHDR };
    bytes.chunks(one).filter_map(message)
}

fn message(msghdr: &[u8]) -> Option<Message> {
    let msghdr = msghdr.first_chunk::<MSGHDR>()?;
    Some(Message {
        name: u64_at(msghdr, 0)?,
        name_length: u32_at(msghdr, 8)?,
        control: u64_at(msghdr, 32)?,
        control_length: u64_at(msghdr, 40)?,
        closes_at_exec: u32_at(msghdr, 48)? & MSG_CMSG_CLOEXEC != 0,
    })
}

/// Bytes in the first `count` messages of an array, as the kernel left it.
pub(crate) fn message_bytes(inside: &Inside, captured: &Captured<'_>, count: i64) -> Option<i64> {
    let index = argument(inside, |kind| matches!(kind, Kind::MmsgHdr(..)))?;
    let array = captured.output(index).filter(|_| inside.abi == Some(Abi::X86_64))?.bytes;
    let count = usize::try_from(count).ok()?;
    let lengths = array.chunks_exact(MMSGHDR).take(count).filter_map(|message| u32_at(message, MSGHDR));
    (array.len() / MMSGHDR >= count).then(|| lengths.map(i64::from).sum())
}

/// The descriptors in control data.
pub(crate) fn received(mut control: &[u8]) -> Vec<i32> {
    let mut fds = Vec::new();
    while let (Some(length), Some(level), Some(kind)) = (u64_at(control, 0), u32_at(control, 8), u32_at(control, 12)) {
        let Some(length) = usize::try_from(length).ok().filter(|&length| length >= CMSGHDR) else { break };
        let Some(data) = control.get(CMSGHDR..length) else { break };
        if level == SOL_SOCKET && (kind == SCM_RIGHTS || kind == SCM_PIDFD) {
            let words = data.chunks_exact(4).filter_map(|word| u32_at(word, 0));
            fds.extend(words.filter_map(|fd| i32::try_from(fd).ok()));
        }
        control = control.get(length.next_multiple_of(8)..).unwrap_or(&[]);
    }
    fds
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn cmsg(kind: u32, data: &[u8]) -> Vec<u8> {
        let mut bytes = ((CMSGHDR + data.len()) as u64).to_le_bytes().to_vec();
        bytes.extend(SOL_SOCKET.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(data);
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes
    }

    #[test]
    fn descriptors_are_found_among_other_control_data() {
        let mut control = cmsg(2, &[0; 12]);
        control.extend(cmsg(SCM_RIGHTS, &[5, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0, 0]));
        control.extend(cmsg(SCM_PIDFD, &[8, 0, 0, 0]));
        assert_eq!(received(&control), [5, 7, 9, 8]);
    }

    #[test]
    fn control_data_with_wrong_lengths_ends_the_search() {
        let mut control = cmsg(SCM_RIGHTS, &[5, 0, 0, 0]);
        control.extend([0xff; 16]);
        assert_eq!(received(&control), [5]);
        assert!(received(&[0; 64]).is_empty());
    }
}
