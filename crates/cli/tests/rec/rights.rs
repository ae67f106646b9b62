//! What a program may do: its own filters, tracing of its own, set-user-ID programs.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use trapline_testkit::rows::Row;
use trapline_testkit::tools::require;

use crate::{Place, REC, text};

/// A command as a user without any right. The test itself must be root's, or have none either.
fn as_nobody(place: &Place, program: &Path) -> Command {
    std::fs::set_permissions(place.0.path(), PermissionsExt::from_mode(0o777)).unwrap();
    let mut command = Command::new(require("setpriv", "util-linux"));
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"]);
    command.arg(program).current_dir(place.0.path());
    command
}

#[test]
fn a_set_user_id_program_has_its_owners_rights_only_if_the_tracer_may_give_them() {
    let place = Place::new();
    place.build("ids");
    let owner = std::fs::metadata(place.path("ids")).unwrap().uid();
    assert_eq!(owner, 0, "this test needs root");
    std::fs::set_permissions(place.path("ids"), PermissionsExt::from_mode(0o4755)).unwrap();
    // The build directory may be closed to others.
    std::fs::copy(REC, place.path("rec")).unwrap();

    let plain = as_nobody(&place, Path::new("./ids")).output().unwrap();
    assert_eq!(text(&plain.stdout), "65534 0 65534 65534\n", "a file system mounted nosuid?");
    // To a tracer without privilege the kernel gives no more than it has, whoever it is.
    let mut strace = as_nobody(&place, &require("strace", "strace"));
    let theirs = strace.args(["-f", "-o", "/dev/null", "./ids"]).output().unwrap();
    assert_eq!(text(&theirs.stdout), "65534 65534 65534 65534\n");
    let ours = as_nobody(&place, Path::new("./rec")).args(["-q", "./ids"]).output().unwrap();
    assert!(ours.status.success(), "{ours:?}");
    assert_eq!(text(&ours.stdout), text(&theirs.stdout));
    assert_eq!(place.rows_of_kind("exec")[0].int("uid"), Some(65534));

    // A privileged one's command changes its rights as ever, and the rows from there on say so.
    std::os::unix::fs::chown(place.path("ids"), Some(65533), Some(65532)).unwrap();
    std::fs::set_permissions(place.path("ids"), PermissionsExt::from_mode(0o6755)).unwrap();
    let ours = place.rec(&["-q", "-o", "root.parquet", "./ids"]).output().unwrap();
    assert_eq!(text(&ours.stdout), "0 65533 0 65532\n", "{ours:?}");
    let rows = trapline_testkit::rows::read(&place.path("root.parquet"));
    let exec = rows.iter().find(|row| row.text("kind") == "exec").unwrap();
    assert_eq!((exec.int("uid"), exec.int("gid")), (Some(65533), Some(65532)));
}

#[test]
fn a_program_that_gives_up_its_rights_makes_children_without_them() {
    let place = Place::new();
    let recorded = place.record("sheds");
    let child: i64 = recorded.lines[0].parse().unwrap();
    let ids = |row: &Row| (row.int("uid"), row.int("gid"));
    let process = |pid| recorded.of_kind("process").into_iter().find(|row| row.int("pid") == Some(pid)).unwrap();
    assert_eq!(ids(&process(recorded.pid())), (Some(0), Some(0)), "this test needs root");
    assert_eq!(ids(&process(child)), (Some(65533), Some(65532)));
}
