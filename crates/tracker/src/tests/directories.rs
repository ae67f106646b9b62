//! Paths, working and root directories.

use super::*;

fn stat(world: &mut World, tid: i32, path: &str) -> Option<&'static str> {
    world.call(tid, "stat").string(0, path).ret(0).path
}

#[test]
fn paths_are_joined_with_the_working_directory() {
    let mut world = World::new();
    assert_eq!(stat(&mut world, 100, "a/./b"), Some("/home/a/b"));
    assert_eq!(stat(&mut world, 100, "../x"), Some("/home/../x"));
    assert_eq!(stat(&mut world, 100, "/etc//x"), Some("/etc/x"));
    assert_eq!(stat(&mut world, 100, ""), Some(""));
}

#[test]
fn a_call_that_names_the_working_directory_tells_which() {
    let mut world = World::new();
    let row = world.call(100, "openat").args(&[-100]).string(1, "/x").ret(-2);
    assert_eq!(row.cwd, Some("/home"));
    assert_eq!(world.call(100, "stat").string(0, "/x").ret(-2).cwd, None);
}

#[test]
fn paths_are_joined_with_the_directory_that_a_descriptor_names() {
    let mut world = World::new();
    let call = world.call(100, "openat").args(&[-100]).string(1, "/data");
    assert_eq!(call.name(5, "/data").mode(0o040_755).ret(5).fd_type, Some("dir"));
    let row = world.call(100, "unlinkat").args(&[5]).string(1, "sub/file").ret(0);
    assert_eq!((row.path, row.fd, row.cwd), (Some("/data/sub/file"), None, None));
    let row = world.call(100, "renameat2").args(&[5, 0, -100, 0]).string(1, "a").string(3, "b").ret(0);
    assert_eq!((row.path, row.path2), (Some("/data/a"), Some("/home/b")));
    let row = world.call(100, "unlinkat").args(&[77]).string(1, "./x").ret(-9);
    assert_eq!(row.path, Some("./x"), "nobody knows where that is");
}

#[test]
fn an_empty_path_means_the_descriptor_itself() {
    let mut world = World::new();
    world.open(100, 5, "/data/file", 0);
    let row = world.call(100, "newfstatat").args(&[5, 0, 0, 0x1000]).string(1, "").output(2, b"stat").ret(0);
    assert_eq!((row.path, row.fd, row.fd_type), (Some("/data/file"), None, Some("file")));
    let row = world.call(100, "newfstatat").args(&[5, 0, 0, 0]).string(1, "").ret(-2);
    assert_eq!(row.path, Some(""));
    let row = world.call(100, "newfstatat").args(&[-100, 0, 0, 0x1000]).string(1, "").ret(0);
    assert_eq!(row.path, Some("/home"));
    let row = world.call(100, "utimensat").args(&[5, 0]).ret(0);
    assert_eq!(row.path, Some("/data/file"));
    let row = world.call(100, "readlinkat").args(&[5, 0]).string(1, "").ret(4);
    assert_eq!(row.path, Some("/data/file"), "that it succeeded tells");
}

#[test]
fn a_path_that_could_be_read_only_at_the_exit_is_used() {
    let mut world = World::new();
    let row = world.call(100, "stat").fault(0).recovered(0, "late").ret(-2);
    assert_eq!(row.path, Some("/home/late"));
    assert_eq!(world.call(100, "stat").fault(0).ret(-14).path, None);
}

#[test]
fn the_text_of_a_link_is_left_as_given() {
    let mut world = World::new();
    let row = world.call(100, "symlink").string(0, "../target").string(1, "link").ret(0);
    assert_eq!((row.path, row.path2), (Some("/home/link"), Some("../target")));
}

#[test]
fn chdir_goes_where_the_kernel_says() {
    let mut world = World::new();
    let row = world.call(100, "chdir").string(0, "link").cwd("/data (deleted)").ret(0);
    assert_eq!(row.path, Some("/home/link"));
    assert_eq!(stat(&mut world, 100, "x"), Some("/data/x"));
    world.call(100, "chdir").string(0, "sub").ret(0);
    assert_eq!(stat(&mut world, 100, "x"), Some("/data/sub/x"));
    world.call(100, "chdir").string(0, "/nowhere").ret(-2);
    assert_eq!(stat(&mut world, 100, "x"), Some("/data/sub/x"));
}

#[test]
fn fchdir_goes_to_the_descriptor() {
    let mut world = World::new();
    world.open(100, 3, "/data", 0);
    assert_eq!(world.call(100, "fchdir").args(&[3]).ret(0).path, Some("/data"));
    assert_eq!(stat(&mut world, 100, "x"), Some("/data/x"));
    world.call(100, "fchdir").args(&[9]).ret(0);
    assert_eq!(stat(&mut world, 100, "x"), Some("x"), "a directory that nobody knows");
}

#[test]
fn threads_share_directories_and_processes_do_not() {
    let mut world = World::new();
    world.spawn(100, 101);
    world.fork(100, 200, 0);
    world.fork(100, 300, 0x200);
    world.call(101, "chdir").string(0, "/data").ret(0);
    assert_eq!(stat(&mut world, 100, "x"), Some("/data/x"));
    assert_eq!(stat(&mut world, 200, "x"), Some("/home/x"));
    assert_eq!(stat(&mut world, 300, "x"), Some("/data/x"));
    world.call(300, "unshare").args(&[0x200]).ret(0);
    world.call(300, "chdir").string(0, "/own").ret(0);
    assert_eq!(stat(&mut world, 100, "x"), Some("/data/x"));
}

#[test]
fn a_new_root_is_seen_from_the_root_before() {
    let mut world = World::new();
    let mut roots = Vec::new();
    for (child, path) in [(200, "/jail"), (300, "/inner"), (400, "sub")] {
        let parent = child - 100;
        world.call(parent, "chroot").string(0, path).ret(0);
        world.fork(parent, child, 0);
        roots.push(world.last_of("process").root.unwrap());
    }
    assert_eq!(roots, ["/jail", "/jail/inner", "/home/sub"]);
}

#[test]
fn bytes_that_are_no_text_are_escaped_and_kept_in_memory() {
    let mut world = World::new();
    let row = world.call(100, "stat").input(0, b"a\\b\xff").ret(-2);
    assert_eq!(row.path, Some("/home/a\\\\b\\xff"));
    assert!(row.memory.unwrap().ends_with(b"a\\b\xff"));
    world.call(100, "chdir").input(0, b"/d\xff").ret(0);
    assert_eq!(stat(&mut world, 100, "x\\y"), Some("/d\\xff/x\\\\y"), "escaped once, as a whole");
}
