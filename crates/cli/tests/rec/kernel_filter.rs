//! The filter that a tracer puts into the kernel.

use crate::{Place, text};

#[test]
fn a_filter_is_in_the_kernel_and_needs_no_new_privs_only_without_privilege() {
    let place = Place::new();
    let status = "grep -E '^(Seccomp|NoNewPrivs):' /proc/self/status | tr -d '\\t'";
    let output = place.rec(&["-q", "-e", "connect", "sh", "-c", status]).output().unwrap();
    assert_eq!(text(&output.stdout), "NoNewPrivs:0\nSeccomp:2\n");
    let output = place.rec(&["-q", "sh", "-c", status]).output().unwrap();
    assert_eq!(text(&output.stdout), "NoNewPrivs:0\nSeccomp:0\n");
}

#[test]
fn a_filter_that_cannot_be_in_the_kernel_is_told_of_and_holds_all_the_same() {
    let place = Place::new();
    let output =
        place.rec(&["-q", "-e", "getppid", "--duration", "1h", "sh", "-c", "ls > /dev/null"]).output().unwrap();
    assert_eq!(
        text(&output.stderr),
        "rec: no filter in the kernel (--duration and --max-size let go of the command): every call stops, and those that \
         were not asked for are left out\n"
    );
    let rows = place.rows();
    let calls: Vec<&str> =
        rows.iter().filter(|row| row.text("kind") == "syscall").map(|row| row.text("syscall")).collect();
    assert!(!calls.is_empty() && calls.iter().all(|name| *name == "getppid"), "{calls:?}");
}

#[test]
fn the_call_that_starts_the_command_is_one_row_although_it_stops_before_the_filter_and_at_it() {
    let place = Place::new();
    place.rec(&["-q", "-e", "execve", "sh", "-c", "exec true"]).output().unwrap();
    let calls = place.rows_of_kind("syscall");
    assert!(calls.iter().all(|row| row.text("outcome") == "returned"), "{calls:#?}");
    assert_eq!(calls.iter().filter(|row| row.int("ret") == Some(0)).count(), 2);
}
