//! Bytes and positions.

use super::*;

const O_APPEND: i64 = 0o2000;

fn moves(world: &mut World, name: &'static str, args: &[i64], ret: i64) -> (Option<i64>, Option<i64>, Option<i64>) {
    let row = world.call(100, name).args(args).ret(ret);
    (row.requested, row.bytes, row.file_offset)
}

#[test]
fn positions_are_tracked() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    assert_eq!(moves(&mut world, "read", &[3, 0x99, 100], 60), (Some(100), Some(60), Some(0)));
    assert_eq!(moves(&mut world, "write", &[3, 0x99, 5], 5), (Some(5), Some(5), Some(60)));
    assert_eq!(moves(&mut world, "read", &[3, 0x99, 100], -5), (Some(100), None, None));
    assert_eq!(moves(&mut world, "lseek", &[3, 1000, 0], 1000), (None, None, None));
    assert_eq!(moves(&mut world, "read", &[3, 0x99, 8], 0), (Some(8), Some(0), Some(1000)));
}

#[test]
fn explicit_positions_are_given_and_move_nothing() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    assert_eq!(moves(&mut world, "pread64", &[3, 0x99, 8, 4096], 8), (Some(8), Some(8), Some(4096)));
    assert_eq!(moves(&mut world, "pread64", &[3, 0x99, 8, 4096], -5), (Some(8), None, Some(4096)));
    assert_eq!(moves(&mut world, "read", &[3, 0x99, 8], 8), (Some(8), Some(8), Some(0)));
    assert_eq!(moves(&mut world, "preadv2", &[3, 0x99, 1, -1, -1], 4).2, Some(8), "-1 means the file's own");
}

#[test]
fn one_position_is_shared_by_dup_and_fork() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    world.call(100, "dup").args(&[3]).ret(4);
    world.fork(100, 200, 0);
    moves(&mut world, "read", &[3, 0x99, 10], 10);
    assert_eq!(moves(&mut world, "read", &[4, 0x99, 10], 10).2, Some(10));
    assert_eq!(world.call(200, "read").args(&[4, 0x99, 1]).ret(1).file_offset, Some(20));
    world.open(100, 5, "/x", 0);
    assert_eq!(moves(&mut world, "read", &[5, 0x99, 10], 10).2, Some(0));
}

#[test]
fn where_appended_bytes_go_is_unknown() {
    let mut world = World::new();
    world.open(100, 3, "/log", O_APPEND);
    assert_eq!(moves(&mut world, "read", &[3, 0x99, 10], 10).2, Some(0));
    assert_eq!(moves(&mut world, "write", &[3, 0x99, 10], 10), (Some(10), Some(10), None));
    assert_eq!(moves(&mut world, "read", &[3, 0x99, 10], 10).2, None);
    moves(&mut world, "lseek", &[3, 5, 0], 5);
    assert_eq!(moves(&mut world, "read", &[3, 0x99, 10], 10).2, Some(5));
}

#[test]
fn appending_is_turned_on_and_off_for_all_descriptors_of_an_open_file() {
    const F_SETFL: i64 = 4;
    let mut world = World::new();
    world.open(100, 3, "/log", 0);
    world.call(100, "dup").args(&[3]).ret(4);
    assert_eq!(moves(&mut world, "write", &[3, 0x99, 10], 10).2, Some(0));
    moves(&mut world, "fcntl", &[4, F_SETFL, O_APPEND], 0);
    assert_eq!(moves(&mut world, "write", &[3, 0x99, 10], 10).2, None);
    moves(&mut world, "fcntl", &[3, F_SETFL, 0], -9);
    moves(&mut world, "lseek", &[3, 5, 0], 5);
    assert_eq!(moves(&mut world, "write", &[4, 0x99, 10], 10).2, None, "the one that failed changed nothing");
    moves(&mut world, "fcntl", &[3, F_SETFL, 0], 0);
    moves(&mut world, "lseek", &[3, 5, 0], 5);
    assert_eq!(moves(&mut world, "write", &[4, 0x99, 10], 10).2, Some(5));
}

#[test]
fn the_position_that_i386_is_told_in_memory_is_known() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    let call = world.call_in(Abi::I386, 100, "_llseek").args(&[3, 1, 2, 0, 0]);
    call.output(3, &0x1_0000_0002u64.to_le_bytes()).ret(0);
    assert_eq!(moves(&mut world, "read", &[3, 0x99, 10], 10).2, Some(0x1_0000_0002));
    world.call_in(Abi::I386, 100, "_llseek").args(&[3, 0, 2, 0, 0]).ret(0);
    assert_eq!(moves(&mut world, "read", &[3, 0x99, 10], 10).2, None, "what could not be read is unknown");
}

#[test]
fn what_cannot_seek_has_no_position() {
    let mut world = World::new();
    world.call(100, "openat").args(&[-100]).string(1, "/dev/tty").name(3, "/dev/tty").mode(0o020_620).ret(3);
    assert_eq!(moves(&mut world, "write", &[3, 0x99, 10], 10), (Some(10), Some(10), None));
}

#[test]
fn lengths_of_vectors_are_added() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    let vector: Vec<u8> = [0x99u64, 30, 0x199, 12].iter().flat_map(|word| word.to_le_bytes()).collect();
    let row = world.call(100, "writev").args(&[3, 0, 2]).input(1, &vector).ret(40);
    assert_eq!((row.requested, row.bytes, row.file_offset), (Some(42), Some(40), Some(0)));
}

#[test]
fn a_copy_moves_both_positions() {
    let mut world = World::new();
    world.open(100, 3, "/from", 0);
    world.open(100, 4, "/to", 0);
    let row = world.call(100, "sendfile").args(&[4, 3, 0, 100]).ret(70);
    assert_eq!((row.fd, row.fd2, row.path, row.path2), (Some(3), Some(4), Some("/from"), Some("/to")));
    assert_eq!((row.requested, row.bytes, row.file_offset), (Some(100), Some(70), Some(0)));
    assert_eq!(moves(&mut world, "read", &[3, 0x99, 1], 1).2, Some(70));
    assert_eq!(moves(&mut world, "write", &[4, 0x99, 1], 1).2, Some(70));
    let call = world.call(100, "copy_file_range").args(&[3, 0, 4, 0, 8]).input(1, &500u64.to_le_bytes());
    assert_eq!(call.ret(8).file_offset, Some(500));
    assert_eq!(moves(&mut world, "read", &[3, 0x99, 1], 1).2, Some(71));
    assert_eq!(moves(&mut world, "write", &[4, 0x99, 1], 1).2, Some(79));
}

#[test]
fn traffic_is_counted_for_each_descriptor() {
    let mut world = World::new();
    world.open(100, 3, "/from", 0);
    world.open(100, 4, "/to", 0);
    world.call(100, "dup").args(&[3]).ret(5);
    moves(&mut world, "read", &[3, 0x99, 100], 60);
    moves(&mut world, "read", &[3, 0x99, 100], 0);
    moves(&mut world, "read", &[3, 0x99, 100], -5);
    moves(&mut world, "pwrite64", &[3, 0x99, 100, 7], 100);
    moves(&mut world, "sendfile", &[4, 3, 0, 8], 8);
    world.finish();
    let counts = |fd| {
        let rows = world.rows_of("fd");
        let row = rows.iter().find(|row| row.fd == Some(fd)).unwrap();
        [row.reads, row.bytes_read, row.writes, row.bytes_written].map(Option::unwrap)
    };
    assert_eq!(counts(3), [3, 68, 1, 100]);
    assert_eq!(counts(4), [0, 0, 1, 8]);
    assert_eq!(counts(5), [0, 0, 0, 0]);
}

#[test]
fn bytes_of_a_descriptor_that_was_closed_meanwhile_are_not_its_successors() {
    let mut world = World::new();
    world.spawn(100, 101);
    world.open(100, 3, "/old", 0);
    world.call(100, "read").args(&[3, 0x99, 8]).enter();
    world.call(101, "close").args(&[3]).ret(0);
    world.open(101, 3, "/new", 0);
    world.exit(100, 8);
    assert_eq!(world.last_of("syscall").path, Some("/old"));
    world.finish();
    assert_eq!((world.last_of("fd").path, world.last_of("fd").reads), (Some("/new"), Some(0)));
}
