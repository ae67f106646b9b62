//! Sources that do not see every call, and tell names as they find them.

use super::*;
use crate::FdSeen;

fn world() -> World {
    World::with(Options { partial: true, ..Options::default() }, ProcessSeen::default())
}

fn tell(world: &mut World, tid: i32, fd: i32, name: Option<&str>) {
    let ts = world.now();
    let seen = name.map(|name| {
        Box::new(FdSeen { name: name.into(), stat: Some((REGULAR, 0)), offset: Some(0), ..FdSeen::default() })
    });
    world.see(Event::Descriptor { ts, tid, fd, seen });
}

fn read(world: &mut World, tid: i32, fd: i64) -> Row<'static> {
    world.call(tid, "read").args(&[fd, 0, 100]).ret(10)
}

#[test]
fn a_descriptor_is_what_was_told_last() {
    let mut world = world();
    assert_eq!(read(&mut world, 100, 3).path, None);
    tell(&mut world, 100, 3, Some("/first"));
    let row = read(&mut world, 100, 3);
    assert_eq!((row.path, row.fd_type), (Some("/first"), Some("file")));
    tell(&mut world, 100, 3, Some("/second"));
    assert_eq!(read(&mut world, 100, 3).path, Some("/second"));
    tell(&mut world, 100, 3, None);
    assert_eq!(read(&mut world, 100, 3).path, None);
}

#[test]
fn a_directory_is_what_was_told_last() {
    let mut world = world();
    let ts = world.now();
    world.see(Event::Directory { ts, tid: 100, cwd: b"/elsewhere".to_vec() });
    assert_eq!(world.call(100, "stat").string(0, "x").ret(0).path, Some("/elsewhere/x"));
}

#[test]
fn nothing_is_said_that_would_need_all_calls() {
    let mut world = world();
    tell(&mut world, 100, 3, Some("/file"));
    assert_eq!(read(&mut world, 100, 3).file_offset, None);
    world.open(100, 4, "/other", 0);
    assert_eq!(read(&mut world, 100, 4).file_offset, None);
    assert_eq!(world.call(100, "pread64").args(&[4, 0, 100, 7]).ret(10).file_offset, Some(7), "it says so itself");
    world.call(100, "close").args(&[4]).ret(0);
    assert!(world.rows.iter().all(|row| row.kind != "fd"), "lives of descriptors");
}

#[test]
fn a_thread_is_told_of_apart_from_its_process_but_shares_what_it_learns() {
    let mut world = world();
    world.spawn(100, 101);
    tell(&mut world, 101, 3, Some("/shared"));
    assert_eq!(read(&mut world, 100, 3).path, Some("/shared"));
}
