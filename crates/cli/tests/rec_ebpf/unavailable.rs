//! Where BPF cannot be used: ptrace takes over, and says why.

use std::path::Path;
use std::process::Command;

use nix::libc;
use trapline_testkit::tools::require;

use crate::{Place, REC, output_of, text};

/// Runs `rec`, by a command that takes something away from it, and gives what it says. The recording must be whole.
fn said(place: &Place, by: &mut Command) -> String {
    let output = output_of(by.args([REC, "sh", "-c", "test -e /no/such"]).current_dir(place.0.path()));
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let found = place.rows().iter().filter(|row| row.text("path") == "/no/such").count();
    assert_eq!(found, 1);
    let said = text(&output.stderr).to_owned();
    assert!(said.contains("ptrace is used, since BPF cannot be: ") && said.contains("(ptrace, "), "{said}");
    said
}

fn refuses(place: &Place, errno: i32) -> Command {
    let mut command = Command::new(Path::new(place.0.path()).join(place.build("refuses")));
    command.args([libc::SYS_bpf.to_string(), errno.to_string()]);
    command
}

#[test]
fn a_policy_that_forbids_it_is_named() {
    let place = Place::new();
    for errno in [libc::EPERM, libc::ENOSYS] {
        let said = said(&place, &mut refuses(&place, errno));
        assert!(said.contains("a seccomp policy forbids it"), "{said}");
    }
    let mut asked = refuses(&place, libc::EPERM);
    let output = output_of(asked.args([REC, "--backend", "ebpf", "true"]).current_dir(place.0.path()));
    assert_eq!(output.status.code(), Some(125));
    assert!(text(&output.stderr).contains("BPF cannot be used: "), "{output:?}");
}

#[test]
fn a_user_namespace_is_named() {
    let place = Place::new();
    let said = said(&place, Command::new(require("unshare", "util-linux")).args(["--user", "--map-root-user"]));
    assert!(said.contains("a user namespace has no right to it"), "{said}");
}

#[test]
fn root_without_the_capabilities_is_told_how_to_get_them() {
    let place = Place::new();
    let drop = "-sys_admin,-bpf,-perfmon";
    let said =
        said(&place, Command::new(require("setpriv", "util-linux")).args(["--bounding-set", drop, "--inh-caps", drop]));
    assert!(said.contains("--cap-add=BPF --cap-add=PERFMON"), "{said}");
}
