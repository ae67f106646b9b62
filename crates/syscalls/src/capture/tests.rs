//! What is copied for a couple of calls.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::memory::what::NESTED;
use crate::table::by_name;
use crate::{Abi, Signature};

const ENTER: Phase = Phase::Enter;

fn exit(ret: i64) -> Phase {
    Phase::Exit { ret }
}

fn with_data(data: u32) -> Limits {
    Limits { data, ..Limits::default() }
}

fn signature(abi: Abi, name: &str, args: &[u64; 6]) -> &'static Signature {
    by_name(abi, name).unwrap().1.signature(args)
}

fn planned_for(abi: Abi, name: &str, args: [u64; 6], phase: Phase, limits: &Limits) -> Vec<Want> {
    let mut wants = Vec::new();
    plan(abi, signature(abi, name, &args), &args, phase, limits, &mut wants);
    wants
}

fn planned(name: &str, args: [u64; 6], phase: Phase) -> Vec<Want> {
    planned_for(Abi::X86_64, name, args, phase, &Limits::default())
}

/// `(what, address, extent)` of each.
fn pieces(wants: &[Want]) -> Vec<(u8, u64, Extent)> {
    wants.iter().map(|want| (want.what, want.address, want.extent)).collect()
}

fn followed(want: &Want, bytes: &[u8], phase: Phase, limits: &Limits) -> Vec<Want> {
    let mut wants = Vec::new();
    follow(Abi::X86_64, want, bytes, phase, limits, &mut wants);
    wants
}

fn words(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

#[test]
fn a_path_is_copied_at_enter_whatever_becomes_of_the_call() {
    let args = [-100_i64 as u64, 0x1000, 0, 0, 0, 0];
    assert_eq!(pieces(&planned("openat", args, ENTER)), [(1, 0x1000, Extent::CStr)]);
    assert_eq!(planned("openat", args, exit(3)), []);
    assert_eq!(planned("openat", args, exit(-2)), []);
}

#[test]
fn null_pointers_are_left_out() {
    assert_eq!(planned("openat", [0; 6], ENTER), []);
    assert_eq!(planned("utimensat", [3, 0, 0, 0, 0, 0], ENTER), []);
    assert_eq!(planned("wait4", [0; 6], exit(7)), []);
}

#[test]
fn what_the_kernel_fills_is_copied_at_exit_unless_the_call_failed() {
    let args = [3, 0x2000, 0, 0, 0, 0];
    assert_eq!(planned("fstat", args, ENTER), []);
    assert_eq!(pieces(&planned("fstat", args, exit(0))), [(1, 0x2000, Extent::Bytes(144))]);
    assert_eq!(planned("fstat", args, exit(-9)), []);
    assert_eq!(planned("fstat", args, exit(-4095)), []);
}

#[test]
fn what_both_sides_fill_is_copied_twice() {
    let args = [0x3000, 2, 0, 0, 0, 0];
    assert_eq!(pieces(&planned("poll", args, ENTER)), [(0, 0x3000, Extent::Bytes(16))]);
    assert_eq!(pieces(&planned("poll", args, exit(0))), [(0, 0x3000, Extent::Bytes(16))]);
}

#[test]
fn the_time_left_is_copied_only_from_an_interrupted_sleep() {
    let args = [0x1000, 0x2000, 0, 0, 0, 0];
    assert_eq!(pieces(&planned("nanosleep", args, ENTER)), [(0, 0x1000, Extent::Bytes(16))]);
    assert_eq!(planned("nanosleep", args, exit(0)), []);
    assert_eq!(planned("nanosleep", args, exit(-22)), []);
    for interrupted in [-4, -516] {
        assert_eq!(pieces(&planned("nanosleep", args, exit(interrupted))), [(1, 0x2000, Extent::Bytes(16))]);
    }
}

#[test]
fn payload_is_copied_only_if_asked_for() {
    let args = [1, 0x1000, 5000, 0, 0, 0];
    assert_eq!(planned("write", args, ENTER), []);
    assert_eq!(planned("read", args, exit(5000)), []);
    let written = planned_for(Abi::X86_64, "write", args, ENTER, &with_data(100));
    assert_eq!(pieces(&written), [(1, 0x1000, Extent::Bytes(5000))]);
    assert_eq!((written[0].limit, written[0].goes), (100, Goes::Data));
    let read = planned_for(Abi::X86_64, "read", args, exit(7), &with_data(100));
    assert_eq!(pieces(&read), [(1, 0x1000, Extent::Bytes(7))]);
    assert_eq!(planned_for(Abi::X86_64, "read", args, exit(0), &with_data(100)), []);
}

#[test]
fn no_more_is_read_than_the_buffer_holds() {
    let limits = with_data(4096);
    let truncated = planned_for(Abi::X86_64, "recvfrom", [3, 0x1000, 10, 0x20, 0, 0], exit(900), &limits);
    assert_eq!(pieces(&truncated), [(1, 0x1000, Extent::Bytes(10))]);
    assert_eq!(planned_for(Abi::X86_64, "getxattr", [0x10, 0x20, 0x1000, 0, 0, 0], exit(30), &limits), []);
    assert_eq!(planned("getgroups", [0, 0x1000, 0, 0, 0, 0], exit(5)), []);
}

#[test]
fn a_wait_that_found_nobody_fills_nothing() {
    let args = [u64::MAX, 0x1000, 1, 0x2000, 0, 0];
    assert_eq!(planned("wait4", args, exit(0)), []);
    let found = [(1, 0x1000, Extent::Bytes(4)), (3, 0x2000, Extent::Bytes(144))];
    assert_eq!(pieces(&planned("wait4", args, exit(77))), found);
}

#[test]
fn the_room_for_an_address_is_read_first() {
    let args = [3, 0x1000, 0x2000, 0, 0, 0];
    assert_eq!(pieces(&planned("accept", args, ENTER)), [(2, 0x2000, Extent::Bytes(4))]);
    let filled = [(1, 0x1000, Extent::At(0x2000, 128)), (2, 0x2000, Extent::Bytes(4))];
    assert_eq!(pieces(&planned("accept", args, exit(4))), filled);
    assert_eq!(planned("accept", [3, 0x1000, 0, 0, 0, 0], exit(4)), []);
}

#[test]
fn negative_lengths_are_none() {
    assert_eq!(planned("connect", [3, 0x1000, -1_i64 as u64, 0, 0, 0], ENTER), []);
    assert_eq!(planned("select", [-1_i64 as u64, 0x1000, 0, 0, 0, 0], ENTER), []);
}

#[test]
fn long_lengths_saturate_and_the_limit_cuts_them() {
    let wants = planned("writev", [1, 0x1000, u64::MAX, 0, 0, 0], ENTER);
    assert_eq!(pieces(&wants), [(1, 0x1000, Extent::Bytes(u32::MAX))]);
    assert_eq!(wants[0].limit, Limits::default().memory);
}

#[test]
fn descriptor_sets_are_whole_words() {
    let size = |bits, abi| {
        let wants =
            planned_for(abi, if abi == Abi::I386 { "_newselect" } else { "select" }, bits, ENTER, &Limits::default());
        wants[0].extent
    };
    assert_eq!(size([1, 0x1000, 0, 0, 0, 0], Abi::X86_64), Extent::Bytes(8));
    assert_eq!(size([65, 0x1000, 0, 0, 0, 0], Abi::X86_64), Extent::Bytes(16));
    assert_eq!(size([33, 0x1000, 0, 0, 0, 0], Abi::I386), Extent::Bytes(8));
}

#[test]
fn arguments_of_a_program_are_strings_and_its_environment_a_number() {
    let args = [0x1000, 0x2000, 0x3000, 0, 0, 0];
    let wants = planned("execve", args, ENTER);
    let expected = [(0, 0x1000, Extent::CStr), (1, 0x2000, Extent::Strings), (2, 0x3000, Extent::CountStrings)];
    assert_eq!(pieces(&wants), expected);
    assert_eq!(wants[1].limit, 4096 * 8);
    let limits = Limits { env: true, ..Limits::default() };
    let with_env = planned_for(Abi::X86_64, "execve", args, ENTER, &limits);
    assert_eq!(with_env[2].extent, Extent::Strings);
    let strings = followed(&wants[1], &words(&[0x5000, 0x6000]), ENTER, &limits);
    assert_eq!(pieces(&strings), [(NESTED, 0x5000, Extent::CStr), (NESTED, 0x6000, Extent::CStr)]);
    let mut narrow = Vec::new();
    follow(Abi::I386, &wants[1], &words(&[0x6000_0000_5000]), ENTER, &limits, &mut narrow);
    assert_eq!(pieces(&narrow), [(NESTED, 0x5000, Extent::CStr), (NESTED, 0x6000, Extent::CStr)]);
}

#[test]
fn an_iovec_array_is_copied_at_enter_and_its_buffers_where_they_are_filled() {
    let args = [3, 0x1000, 2, 0, 0, 0];
    let array = words(&[0x5000, 10, 0x6000, 10]);
    let limits = with_data(15);
    let enter = planned_for(Abi::X86_64, "readv", args, ENTER, &limits);
    assert_eq!(pieces(&enter), [(1, 0x1000, Extent::Bytes(32))]);
    assert_eq!(enter[0].goes, Goes::Memory);
    assert_eq!(followed(&enter[0], &array, ENTER, &limits), []);
    let exited = planned_for(Abi::X86_64, "readv", args, exit(12), &limits);
    assert_eq!(exited[0].goes, Goes::Nowhere);
    let buffers = followed(&exited[0], &array, exit(12), &limits);
    assert_eq!(pieces(&buffers), [(NESTED, 0x5000, Extent::Bytes(10)), (NESTED, 0x6000, Extent::Bytes(2))]);
    assert_eq!(buffers[1].limit, 5, "15 bytes in all");
    assert_eq!(planned("readv", args, exit(12)), [], "no payload wanted");
    let written = planned_for(Abi::X86_64, "writev", args, ENTER, &limits);
    let buffers = followed(&written[0], &array, ENTER, &limits);
    assert_eq!(pieces(&buffers), [(NESTED, 0x5000, Extent::Bytes(10)), (NESTED, 0x6000, Extent::Bytes(10))]);
}

#[test]
fn a_message_leads_to_name_control_data_and_buffers() {
    let args = [3, 0x1000, 0, 0, 0, 0];
    let header = words(&[0x2000, 16, 0x3000, 1, 0x4000, 24, 0]);
    let array = words(&[0x5000, 100]);
    let limits = with_data(64);
    let sent = planned_for(Abi::X86_64, "sendmsg", args, ENTER, &limits);
    assert_eq!(pieces(&sent), [(1, 0x1000, Extent::Bytes(56))]);
    let sent = followed(&sent[0], &header, ENTER, &limits);
    let (name, control) = ((NESTED, 0x2000, Extent::Bytes(16)), (NESTED, 0x4000, Extent::Bytes(24)));
    let vector = (NESTED, 0x3000, Extent::Bytes(16));
    assert_eq!(pieces(&sent), [name, control, vector]);
    let buffers = followed(&sent[2], &array, ENTER, &limits);
    assert_eq!(pieces(&buffers), [(NESTED, 0x5000, Extent::Bytes(100))]);

    let asked = planned_for(Abi::X86_64, "recvmsg", args, ENTER, &limits);
    assert_eq!(pieces(&followed(&asked[0], &header, ENTER, &limits)), [vector], "only what was asked for");
    let received = planned_for(Abi::X86_64, "recvmsg", args, exit(30), &limits);
    let received = followed(&received[0], &header, exit(30), &limits);
    assert_eq!(pieces(&received), [name, control, vector]);
    let buffers = followed(&received[2], &array, exit(30), &limits);
    assert_eq!(pieces(&buffers), [(NESTED, 0x5000, Extent::Bytes(30))]);
    assert_eq!(planned("recvmsg", args, exit(-11)), []);
}

#[test]
fn several_messages_have_lengths_of_their_own() {
    let mut headers = words(&[0, 0, 0x3000, 1, 0, 0, 0, 7]);
    headers.extend(words(&[0, 0, 0x4000, 1, 0, 0, 0, 9]));
    let limits = with_data(64);
    let wants = planned_for(Abi::X86_64, "recvmmsg", [3, 0x1000, 8, 0, 0, 0], exit(2), &limits);
    assert_eq!(pieces(&wants), [(1, 0x1000, Extent::Bytes(128))]);
    let vectors = followed(&wants[0], &headers, exit(2), &limits);
    assert_eq!(vectors.len(), 2);
    let buffers = followed(&vectors[1], &words(&[0x5000, 100]), exit(2), &limits);
    assert_eq!(pieces(&buffers), [(NESTED, 0x5000, Extent::Bytes(9))]);
}

#[test]
fn arguments_of_clone_are_looked_at_only_under_their_flags() {
    let args = |flags| [flags, 0, 0x1000, 0x2000, 0, 0];
    assert_eq!(planned("clone", args(17), exit(5)), []);
    assert_eq!(pieces(&planned("clone", args(0x10_0000), exit(5))), [(2, 0x1000, Extent::Bytes(4))]);
}

#[test]
fn values_of_socket_options_are_cut_and_those_that_are_keys_left_out() {
    let args = |level| [3, level, 2, 0x1000, 40, 0];
    let wants = planned("setsockopt", args(1), ENTER);
    assert_eq!((wants[0].extent, wants[0].limit), (Extent::Bytes(40), 4), "an int");
    let wants = planned("setsockopt", args(6), ENTER);
    assert_eq!((wants[0].extent, wants[0].limit), (Extent::Bytes(40), 16), "of unknown structure");
    assert_eq!(planned("setsockopt", args(282), ENTER), [], "keys of TLS");
}

#[test]
fn directory_entries_are_counted_and_copied_only_as_payload() {
    let args = [3, 0x1000, 32768, 0, 0, 0];
    let counted = [(1, 0x1000, Extent::CountDirents(96))];
    assert_eq!(pieces(&planned("getdents64", args, exit(96))), counted);
    assert_eq!(planned("getdents64", args, exit(0)), []);
    let wants = planned_for(Abi::X86_64, "getdents64", args, exit(96), &with_data(64));
    assert_eq!(pieces(&wants), [counted[0], (1, 0x1000, Extent::Bytes(96))]);
    assert_eq!((wants[0].goes, wants[1].goes), (Goes::Memory, Goes::Data));
}

#[test]
fn the_mask_that_a_signal_frame_holds_is_read_from_the_stack() {
    let frame = 0x7fff_0000;
    let wants = planned("rt_sigreturn", [frame, 0, 0, 0, 0, 0], ENTER);
    assert_eq!(pieces(&wants), [(0, frame + 296, Extent::Bytes(8))]);
}

#[test]
fn another_argument_decides_what_a_pointer_leads_to() {
    let args = |op| [op, 0, 0x1000, 0, 0, 0];
    assert_eq!(pieces(&planned("seccomp", args(1), ENTER)), [(2, 0x1000, Extent::Bytes(16))]);
    assert_eq!(pieces(&planned("seccomp", args(2), ENTER)), [(2, 0x1000, Extent::Bytes(4))]);
    assert_eq!(planned("seccomp", args(0), ENTER), []);
    assert_eq!(pieces(&planned("seccomp", args(3), exit(0))), [(2, 0x1000, Extent::Bytes(6))]);
}

#[test]
fn a_message_queue_s_text_is_payload_behind_its_type() {
    let args = [1, 0x1000, 7, 0, 0, 0];
    assert_eq!(pieces(&planned("msgsnd", args, ENTER)), [(1, 0x1000, Extent::Bytes(8))]);
    let wants = planned_for(Abi::X86_64, "msgsnd", args, ENTER, &with_data(64));
    assert_eq!(pieces(&wants), [(1, 0x1000, Extent::Bytes(8)), (1, 0x1008, Extent::Bytes(7))]);
}

#[test]
fn structures_that_differ_are_not_copied_from_32_bit_programs() {
    let limits = Limits::default();
    let args = [1, 0x1000, 0x2000, 0, 0, 0];
    assert_eq!(planned_for(Abi::I386, "clock_gettime", args, exit(0), &limits), []);
    assert_eq!(planned_for(Abi::I386, "writev", args, ENTER, &limits), []);
    assert_eq!(planned_for(Abi::I386, "sendmsg", args, ENTER, &limits), []);
    let same = planned_for(Abi::I386, "clock_gettime64", args, exit(0), &limits);
    assert_eq!(pieces(&same), [(1, 0x1000, Extent::Bytes(16))]);
    let path = planned_for(Abi::I386, "open", [0xffff_0000, 0, 0, 0, 0, 0], ENTER, &limits);
    assert_eq!(pieces(&path), [(0, 0xffff_0000, Extent::CStr)]);
}

#[test]
fn descriptors_of_a_pipe_are_read_once_it_exists() {
    assert_eq!(pieces(&planned("pipe2", [0x1000, 0, 0, 0, 0, 0], exit(0))), [(0, 0x1000, Extent::Bytes(8))]);
    let pair = planned("socketpair", [1, 1, 0, 0x1000, 0, 0], exit(0));
    assert_eq!(pieces(&pair), [(3, 0x1000, Extent::Bytes(8))]);
}

proptest::proptest! {
    #[test]
    fn no_call_and_no_bytes_make_it_panic(
        call in 0_usize..2000,
        args: [u64; 6],
        ret: i64,
        bytes: Vec<u8>,
        enter: bool,
    ) {
        let abis = [Abi::X86_64, Abi::I386, Abi::X32];
        let calls: Vec<_> = abis.into_iter().flat_map(|abi| crate::table::numbered(abi).map(move |(_, call)| (abi, call))).collect();
        let (abi, call) = calls[call % calls.len()];
        let phase = if enter { ENTER } else { exit(ret) };
        let limits = Limits { data: 100, env: true, ..Limits::default() };
        let mut wants = Vec::new();
        plan(abi, call.signature(&args), &args, phase, &limits, &mut wants);
        let mut next = Vec::new();
        for want in &wants {
            proptest::prop_assert!(want.address != 0 && want.extent != Extent::Bytes(0));
            follow(abi, want, &bytes, phase, &limits, &mut next);
        }
        for want in next {
            follow(abi, &want, &bytes, phase, &limits, &mut Vec::new());
        }
    }
}
