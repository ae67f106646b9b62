//! Descriptors: what makes, copies, marks and ends them, and their rows.

use super::*;

fn pair(first: i32, second: i32) -> Vec<u8> {
    [first.to_le_bytes(), second.to_le_bytes()].concat()
}

fn fates(world: &World) -> Vec<(i32, &'static str, &'static str)> {
    let mut fates: Vec<_> =
        world.rows_of("fd").iter().map(|row| (row.fd.unwrap(), row.origin.unwrap(), row.fate.unwrap())).collect();
    fates.sort_unstable();
    fates
}

#[test]
fn an_open_file_has_the_kernels_name() {
    let mut world = World::new();
    let call = world.call(100, "openat").args(&[-100, 0, O_CLOEXEC]).string(1, "link");
    let row = call.name(3, "/data/target").mode(REGULAR).ret(3);
    assert_eq!((row.path, row.new_fd, row.fd, row.fd_type), (Some("/data/target"), Some(3), None, Some("file")));
    let row = world.call(100, "fstat").args(&[3, 0x99]).ret(0);
    assert_eq!((row.path, row.fd, row.fd_type), (Some("/data/target"), Some(3), Some("file")));
    assert_eq!(world.descriptors(100), [(3, "/data/target".to_owned(), true)]);
}

#[test]
fn an_open_file_without_a_name_from_the_kernel_is_called_by_its_path() {
    let mut world = World::new();
    let row = world.call(100, "openat").args(&[-100]).string(1, "./a//b").ret(3);
    assert_eq!(row.path, Some("/home/a/b"));
    assert_eq!(world.descriptors(100), [(3, "/home/a/b".to_owned(), false)]);
}

#[test]
fn a_deleted_file_keeps_its_name() {
    let mut world = World::new();
    let row = world.call(100, "memfd_create").string(0, "x").name(3, "/memfd:x (deleted)").mode(0o100_777).ret(3);
    assert_eq!((row.path, row.fd_type), (Some("/memfd:x"), Some("memfd")));
}

#[test]
fn openat2_takes_its_flags_from_memory() {
    let mut world = World::new();
    let how = (O_CLOEXEC as u64).to_le_bytes();
    world.call(100, "openat2").args(&[-100]).string(1, "/x").input(2, &how).ret(3);
    assert_eq!(world.descriptors(100), [(3, "/x".to_owned(), true)]);
}

#[test]
fn a_pipe_has_two_descriptors() {
    let mut world = World::new();
    let call = world.call(100, "pipe2").args(&[0, O_CLOEXEC]).output(0, &pair(3, 4));
    let row = call.name(3, "pipe:[7]").name(4, "pipe:[7]").mode(0o010_600).ret(0);
    assert_eq!((row.new_fd, row.new_fd2, row.path, row.fd_type), (Some(3), Some(4), Some("pipe:[7]"), Some("pipe")));
    assert_eq!(world.descriptors(100), [(3, "pipe:[7]".to_owned(), true), (4, "pipe:[7]".to_owned(), true)]);
}

#[test]
fn anonymous_files_have_the_type_of_the_call_that_made_them() {
    let mut world = World::new();
    let kinds = [("epoll_create1", "epoll"), ("inotify_init1", "inotify"), ("pidfd_open", "pidfd")];
    for (fd, (name, fd_type)) in (3..).zip(kinds) {
        let row = world.call(100, name).mode(0o600).ret(fd.into());
        assert_eq!((row.new_fd, row.fd_type), (Some(fd), Some(fd_type)));
    }
}

#[test]
fn changing_a_signalfd_makes_no_descriptor() {
    let mut world = World::new();
    assert_eq!(world.call(100, "signalfd4").args(&[-1, 0x99, 8]).ret(3).new_fd, Some(3));
    assert_eq!(world.call(100, "signalfd4").args(&[3, 0x99, 8]).ret(3).new_fd, None);
    assert_eq!(world.numbers(100), [3]);
    assert!(world.rows_of("fd").is_empty());
}

#[test]
fn the_life_of_a_descriptor_is_a_row() {
    let mut world = World::new();
    let opened = world.open(100, 3, "/x", 0);
    world.call(100, "close").args(&[3]).ret(0);
    let row = world.last_of("fd");
    assert_eq!(
        (row.origin, row.fate, row.path, row.fd_type),
        (Some("opened"), Some("closed"), Some("/x"), Some("file"))
    );
    assert_eq!((row.ts, row.duration_ns), (opened.ts + 1, Some(2)));
    assert_eq!((row.pid, row.comm, row.fd), (100, Some("main"), Some(3)));
    assert!(row.file_id.is_some() && row.fd_table == world.rows_of("process")[0].fd_table);
    assert!(row.seq > opened.seq);
}

#[test]
fn close_ends_a_descriptor_even_if_it_reports_an_error() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    world.call(100, "close").args(&[3]).ret(-9);
    assert_eq!(world.numbers(100), [3]);
    world.call(100, "close").args(&[3]).ret(-4);
    assert!(world.numbers(100).is_empty());
}

#[test]
fn a_close_does_not_end_what_another_thread_opened_meanwhile() {
    let mut world = World::new();
    world.spawn(100, 101);
    world.open(100, 3, "/old", 0);
    world.call(100, "close").args(&[3]).enter();
    world.open(101, 3, "/new", 0);
    world.exit(100, 0);
    assert_eq!(world.descriptors(100), [(3, "/new".to_owned(), false)]);
    assert_eq!(fates(&world), [(3, "opened", "closed")]);
}

#[test]
fn dup_shares_the_open_file() {
    let mut world = World::new();
    world.open(100, 3, "/x", O_CLOEXEC);
    let row = world.call(100, "dup").args(&[3]).ret(4);
    assert_eq!((row.fd, row.new_fd, row.path), (Some(3), Some(4), Some("/x")));
    let row = world.call(100, "fcntl").args(&[3, 1030, 10]).ret(10);
    assert_eq!((row.fd, row.new_fd), (Some(3), Some(10)));
    let x = || "/x".to_owned();
    assert_eq!(world.descriptors(100), [(3, x(), true), (4, x(), false), (10, x(), true)]);
    world.finish();
    let files: Vec<_> = world.rows_of("fd").iter().map(|row| row.file_id.unwrap()).collect();
    assert_eq!(files, [files[0]; 3]);
    assert_eq!(fates(&world), [(3, "opened", "open_at_end"), (4, "dup", "open_at_end"), (10, "dup", "open_at_end"),]);
}

#[test]
fn dup2_replaces_an_open_descriptor() {
    let mut world = World::new();
    world.open(100, 3, "/new", 0);
    world.open(100, 1, "/old", 0);
    let row = world.call(100, "dup2").args(&[3, 1]).ret(1);
    assert_eq!((row.fd, row.fd2, row.new_fd), (Some(3), Some(1), Some(1)));
    assert_eq!((row.path, row.path2), (Some("/new"), Some("/old")));
    assert_eq!(fates(&world), [(1, "opened", "replaced")]);
    assert_eq!(world.descriptors(100)[0].1, "/new");
}

#[test]
fn dup2_onto_itself_changes_nothing() {
    let mut world = World::new();
    world.open(100, 3, "/x", O_CLOEXEC);
    assert_eq!(world.call(100, "dup2").args(&[3, 3]).ret(3).new_fd, Some(3));
    assert_eq!(world.descriptors(100), [(3, "/x".to_owned(), true)]);
    assert!(world.rows_of("fd").is_empty());
}

#[test]
fn dup3_of_an_unknown_descriptor_is_open_but_nameless() {
    let mut world = World::new();
    world.call(100, "dup3").args(&[7, 9, O_CLOEXEC]).ret(9);
    assert_eq!(world.descriptors(100), [(9, String::new(), true)]);
}

#[test]
fn close_on_exec_is_set_and_cleared() {
    let mut world = World::new();
    world.open(100, 3, "/x", 0);
    for (name, args, expected) in [
        ("fcntl", [3, 2, 1], true),
        ("fcntl", [3, 2, 0], false),
        ("ioctl", [3, 0x5451, 0], true),
        ("ioctl", [3, 0x5450, 0], false),
    ] {
        world.call(100, name).args(&args).ret(0);
        assert_eq!(world.descriptors(100)[0].2, expected, "{name}{args:?}");
    }
    world.call(100, "fcntl").args(&[3, 2, 1]).ret(-9);
    assert!(!world.descriptors(100)[0].2);
}

#[test]
fn close_range_closes_or_marks() {
    let mut world = World::new();
    for fd in 3..8 {
        world.open(100, fd, "/x", 0);
    }
    world.call(100, "close_range").args(&[4, 5, 0]).ret(0);
    assert_eq!(world.numbers(100), [3, 6, 7]);
    world.call(100, "close_range").args(&[7, 0xffff_ffff, 4]).ret(0);
    assert_eq!(world.descriptors(100).iter().map(|open| open.2).collect::<Vec<_>>(), [false, false, true]);
    world.call(100, "close_range").args(&[9, 4, 0]).ret(-22);
    assert_eq!(world.numbers(100), [3, 6, 7]);
}

#[test]
fn close_range_can_end_sharing_first() {
    let mut world = World::new();
    world.fork(100, 200, 0x400);
    world.open(100, 3, "/x", 0);
    world.open(100, 4, "/y", 0);
    world.call(200, "close_range").args(&[4, 9, 2]).ret(0);
    assert_eq!(world.numbers(200), [3]);
    assert_eq!(world.numbers(100), [3, 4]);
    assert!(world.rows_of("fd").is_empty(), "nothing was closed: the copy never had it");
}

#[test]
fn unshare_copies_a_shared_table() {
    let mut world = World::new();
    world.spawn(100, 101);
    world.open(100, 3, "/x", 0);
    world.call(101, "unshare").args(&[0x400]).ret(0);
    world.open(101, 4, "/y", 0);
    assert_eq!((world.numbers(100), world.numbers(101)), (vec![3], vec![3, 4]));
    world.call(101, "unshare").args(&[0x400]).ret(0);
    assert_eq!(world.numbers(101), [3, 4]);
}

#[test]
fn a_reused_number_means_that_the_close_was_missed() {
    let mut world = World::new();
    world.open(100, 3, "/old", 0);
    world.open(100, 3, "/new", 0);
    assert_eq!(fates(&world), [(3, "opened", "closed")]);
}

#[test]
fn inherited_descriptors_have_rows_only_if_they_were_used() {
    let mut world = World::new();
    world.open(100, 3, "/used", 0);
    world.open(100, 4, "/closed", 0);
    world.open(100, 5, "/idle", 0);
    world.fork(100, 200, 0);
    world.call(200, "read").args(&[3, 0x99, 8]).ret(8);
    world.call(200, "close").args(&[4]).ret(0);
    world.call(200, "fcntl").args(&[5, 2, 1]).ret(0);
    world.end(200, 0);
    assert_eq!(fates(&world), [(3, "inherited", "exit")]);
    assert_eq!(world.last_of("fd").pid, 200);
}

#[test]
fn descriptors_named_by_the_source_are_taken_in() {
    let mut world = World::new();
    world.call(100, "clone").args(&[0x1000]).name(8, "anon_inode:[pidfd]").ret(200);
    assert_eq!(world.descriptors(100), [(8, "anon_inode:[pidfd]".to_owned(), true)]);
}
