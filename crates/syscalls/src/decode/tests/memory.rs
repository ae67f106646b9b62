//! Memory that is missing, cut short, or of a phase that says nothing.

use super::{bare, nr, text};
use crate::decode::CallText;
use crate::memory::{Record, Status, what};

/// `(what, at exit, status, full length, address, bytes)`.
type Piece<'a> = (u8, bool, Status, u32, u64, &'a [u8]);

fn memory(pieces: &[Piece<'_>]) -> Vec<u8> {
    let mut memory = Vec::new();
    for &(what, at_exit, status, full_length, address, bytes) in pieces {
        Record { what, at_exit, status, recovered: false, full_length, address, bytes }.write(&mut memory);
    }
    memory
}

#[test]
fn what_a_failed_call_did_not_fill_is_a_pointer() {
    let stale = memory(&[(1, true, Status::Ok, 144, 0x1000, &[0; 144])]);
    let fstat = CallText { memory: &stale, ..bare(nr("fstat"), [3, 0x1000, 0, 0, 0, 0], Some(-9)) };
    assert_eq!(text(&fstat), "fstat(3, 0x1000) = -1 EBADF (Bad file descriptor)");
}

#[test]
fn a_structure_that_is_cut_short_is_a_pointer() {
    let half = memory(&[(0, false, Status::Fault, 16, 0x1000, &[1; 8])]);
    let nanosleep = CallText { memory: &half, ..bare(nr("nanosleep"), [0x1000, 0, 0, 0, 0, 0], Some(-14)) };
    assert_eq!(text(&nanosleep), "nanosleep(0x1000, NULL) = -1 EFAULT (Bad address)");
}

#[test]
fn an_array_that_is_cut_short_says_so() {
    let pollfd = [5, 0, 0, 0, 1, 0, 0, 0];
    let cut = memory(&[(0, false, Status::Truncated, 80, 0x1000, &pollfd)]);
    let poll = CallText { memory: &cut, ..bare(nr("poll"), [0x1000, 10, 0, 0, 0, 0], Some(0)) };
    assert_eq!(text(&poll), "poll([{fd=5, events=POLLIN}, ...], 10, 0) = 0 (Timeout)");
}

#[test]
fn an_argument_vector_may_end_in_unmapped_memory() {
    let pointers = [0x2000u64.to_le_bytes(), 0x3000u64.to_le_bytes()].concat();
    let memory = memory(&[
        (1, false, Status::Fault, 16, 0x1ff0, &pointers),
        (what::NESTED, false, Status::Ok, 2, 0x2000, b"ls"),
        (what::NESTED, false, Status::Fault, 0, 0x3000, b""),
    ]);
    let execve = CallText { memory: &memory, ..bare(nr("execve"), [0, 0x1ff0, 0, 0, 0, 0], Some(-14)) };
    assert_eq!(text(&execve), "execve(NULL, [\"ls\", 0x3000, ... /* 0x2000 */], NULL) = -1 EFAULT (Bad address)");
}

#[test]
fn a_path_that_was_read_at_exit_counts_as_read_at_enter() {
    let mut memory = Vec::new();
    let bytes = b"late";
    Record { what: 0, at_exit: true, status: Status::Ok, recovered: true, full_length: 4, address: 0x1000, bytes }
        .write(&mut memory);
    let chdir = CallText { memory: &memory, ..bare(nr("chdir"), [0x1000, 0, 0, 0, 0, 0], Some(0)) };
    assert_eq!(text(&chdir), "chdir(\"late\") = 0");
}

#[test]
fn a_wait_that_found_nobody_filled_nothing() {
    let wait4 = bare(nr("wait4"), [u64::MAX, 0x1000, 1, 0x2000, 0, 0], Some(0));
    assert_eq!(text(&wait4), "wait4(-1, 0x1000, WNOHANG, 0x2000) = 0");
}

#[test]
fn a_length_that_the_kernel_changed_is_shown_twice() {
    let enter = memory(&[(2, false, Status::Ok, 4, 0x2000, &[128, 0, 0, 0])]);
    let accept = CallText { memory: &enter, ..bare(nr("accept"), [3, 0x1000, 0x2000, 0, 0, 0], Some(-11)) };
    assert_eq!(text(&accept), "accept(3, 0x1000, [128]) = -1 EAGAIN (Resource temporarily unavailable)");
    let unix = [1, 0, 0, b'a', b'b'];
    let exit = memory(&[(1, true, Status::Ok, 5, 0x1000, &unix), (2, true, Status::Ok, 4, 0x2000, &[5, 0, 0, 0])]);
    let both = [&enter[..], &exit].concat();
    let accept = CallText { memory: &both, ret: Some(4), ..accept };
    assert_eq!(text(&accept), "accept(3, {sa_family=AF_UNIX, sun_path=@\"ab\"}, [128 => 5]) = 4");
}

#[test]
fn control_messages_that_lie_about_their_length_end_the_list() {
    let control = [
        &20u64.to_le_bytes()[..],
        &1u32.to_le_bytes(),
        &1u32.to_le_bytes(),
        &7u32.to_le_bytes(),
        &[0; 4],
        &3u64.to_le_bytes(),
        &[0; 16],
    ]
    .concat();
    let mut header = [0u8; 56];
    header[32..40].copy_from_slice(&0x3000u64.to_le_bytes());
    header[40..48].copy_from_slice(&(control.len() as u64).to_le_bytes());
    let memory = memory(&[
        (1, false, Status::Ok, 56, 0x1000, &header),
        (what::NESTED, false, Status::Ok, control.len() as u32, 0x3000, &control),
    ]);
    let sendmsg = CallText { memory: &memory, ..bare(nr("sendmsg"), [3, 0x1000, 0, 0, 0, 0], Some(0)) };
    assert_eq!(
        text(&sendmsg),
        "sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_control=[{cmsg_len=20, \
         cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[7]}, {cmsg_len=3, cmsg_level=SOL_IP, cmsg_type=0 /* IP_??? */}, \
         ... /* 0x3028 */], msg_controllen=48, msg_flags=0}, 0) = 0"
    );
}
