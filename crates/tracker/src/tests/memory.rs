//! The `memory` column.

use trapline_syscalls::memory::records;

use super::*;

fn kept_records(row: &Row<'static>) -> Vec<(u8, bool, Vec<u8>)> {
    records(row.memory.unwrap_or_default()).map(|record| (record.what, record.at_exit, record.bytes.to_vec())).collect()
}

#[test]
fn a_path_that_is_a_column_is_not_stored_twice() {
    let mut world = World::new();
    assert_eq!(world.open(100, 3, "/x", 0).memory, None);
    let row = world.call(100, "rename").string(0, "/a").string(1, "/b").ret(0);
    assert_eq!((row.path, row.path2, row.memory), (Some("/a"), Some("/b"), None));
    assert_eq!(world.call(100, "chdir").string(0, "/data").cwd("/data").ret(0).memory, None);
}

#[test]
fn a_path_that_is_not_the_column_is_kept() {
    let mut world = World::new();
    let row = world.call(100, "openat").args(&[-100]).string(1, "link").name(3, "/data/x (deleted)").ret(3);
    assert_eq!(
        kept_records(&row),
        [(1, false, b"link".to_vec()), (what::FD_NAME, true, b"/data/x (deleted)".to_vec()),]
    );
}

#[test]
fn the_beginning_of_a_path_is_kept_as_what_it_is() {
    let mut world = World::new();
    let mut memory = Vec::new();
    let cut = Record { status: Status::Truncated, full_length: 5000, ..record(0, false, 0x1000, b"/long") };
    cut.write(&mut memory);
    let (nr, _) = table::by_name(Abi::X86_64, "stat").unwrap();
    world.see_with(Event::Enter { ts: 1, tid: 100, abi: Some(Abi::X86_64), nr, args: [0x1000; 6] }, &memory);
    world.exit(100, -36);
    let row = world.last_of("syscall");
    assert_eq!((row.path, row.memory), (Some("/long"), Some(&memory[..])));
}

#[test]
fn records_of_enter_and_exit_stand_in_order() {
    let mut world = World::new();
    let call = world.call(100, "getsockname").args(&[3]).input(2, &[16, 0, 0, 0]);
    let row = call.output(1, &[2, 0, 0, 80, 127, 0, 0, 1]).output(2, &[8, 0, 0, 0]).ret(0);
    assert_eq!(
        kept_records(&row),
        [(2, false, vec![16, 0, 0, 0]), (1, true, vec![2, 0, 0, 80, 127, 0, 0, 1]), (2, true, vec![8, 0, 0, 0]),]
    );
}

#[test]
fn what_is_cut_off_in_one_half_does_not_spoil_the_other() {
    let mut world = World::new();
    let mut good = Vec::new();
    record(1, true, 0, b"good").write(&mut good);
    world.see_with(Event::Enter { ts: 1, tid: 100, abi: Some(Abi::X86_64), nr: 39, args: [0; 6] }, &[1, 0, 0]);
    world.see_with(Event::Exit { ts: 2, tid: 100, ret: 0, cpu: None, off_cpu: None, made: None, ids: None }, &good);
    assert_eq!(world.last_of("syscall").memory, Some(&good[..]));
}
