//! Which traces are read, and traces without an end.

use std::fs;

use insta::assert_snapshot;

use crate::fixture::{Place, story};

#[test]
fn several_traces_directories_and_globs_are_read_together() {
    let place = Place::empty();
    fs::create_dir(place.path("runs")).unwrap();
    place.record("runs/a.parquet", story());
    place.record("runs/b.parquet", story());
    let count = |words: &[&str]| {
        let sql = "SELECT trace, count(*) AS calls FROM syscalls GROUP BY 1 ORDER BY 1";
        place.answer(&[words, &[sql, "--format", "csv"]].concat())
    };
    let both = "trace,calls\na,9\nb,9\n";
    assert_eq!(count(&["runs"]), both);
    assert_eq!(count(&["runs/*.parquet"]), both);
    assert_eq!(count(&["runs/a.parquet", "runs/b.parquet"]), both);
    assert_eq!(count(&["runs/b.parquet"]), "trace,calls\nb,9\n");
}

#[test]
fn a_recording_that_was_cut_short_is_read_and_said_to_be() {
    let place = Place::empty();
    place.cut_short("trace.parquet");
    let ended = place.run(&["summary"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.out.contains("9 calls considered"), "{}", ended.out);
    let note = "analyze: trace.parquet.part: the recording was cut short; to make a finished trace: analyze recover trace.parquet.part\n";
    assert_eq!(ended.err, note);
    let overview = place.run::<&str>(&[]);
    assert!(overview.out.contains("recording cut short"), "{}", overview.out);
}

#[test]
fn a_recording_that_was_cut_short_is_recovered() {
    let place = Place::empty();
    place.cut_short("trace.parquet");
    assert_eq!(place.answer(&["recover"]), "trace.parquet: 13 rows saved\n");
    let ended = place.run(&["summary"]);
    assert!(ended.out.contains("9 calls considered"), "{}", ended.out);
    assert_eq!(ended.err, "analyze: trace.parquet was recovered from a recording that was cut short\n");
    let left: Vec<_> = fs::read_dir(place.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["trace.parquet"]);
    let message = place.refusal(1, &["recover"]);
    assert_eq!(message, "trace.parquet is a finished trace: there is nothing to recover");
    place.cut_short("other.parquet");
    assert_eq!(
        place.answer(&["recover", "other.parquet.part", "-o", "saved.parquet"]),
        "saved.parquet: 13 rows saved\n"
    );
}

#[test]
fn calls_print_as_text() {
    let place = Place::new();
    assert_snapshot!(place.answer(&["print"]));
    let only = place.answer(&["print", "--comm", "cc", "--where", "syscall = 'write'"]);
    assert_eq!(only.lines().count(), 2);
    assert!(only.lines().all(|line| line.contains("write(")), "{only}");
    assert_eq!(place.answer(&["print", "--limit", "3"]).lines().count(), 3);
    assert!(place.refusal(2, &["print", "--format", "json"]).starts_with("print gives strace's text"));
}

#[test]
fn print_takes_the_options_of_strace() {
    let place = Place::new();
    let lines = |words: &[&str]| {
        let text = place.answer(&[&["print"], words].concat());
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let strace = lines(&["--strace"]);
    assert_snapshot!(strace.join("\n"));
    assert_eq!(lines(&["--strace", "--limit", "2"]), strace[..2]);
    assert_eq!(lines(&["--strace", "-fqq", "-s100", "-a", "40"]).len(), lines(&["--strace", "-e", "quiet=exit"]).len());
    let writes = lines(&["--strace", "-e", "trace=write", "-e", "signal=none", "-qq"]);
    assert!(!writes.is_empty() && writes.iter().all(|line| line.contains("write")), "{writes:?}");
    assert_eq!(lines(&["--strace", "--trace=write", "--signal=none", "-qq"]), writes);
    // The last one of two that contradict each other holds.
    assert_eq!(lines(&["--strace", "-z", "-Z"]), lines(&["--strace", "--status=failed"]));
    assert_eq!(lines(&["--strace", "-Zz"]), lines(&["--strace", "--status=successful"]));
}

#[test]
fn the_time_of_day_is_that_of_the_reader() {
    let place = Place::new();
    for (zone, time) in [("UTC", " 18:00:00 "), ("XXX-2", " 20:00:00 "), ("XXX+19", " 23:00:00 ")] {
        let output = place.command(&["print", "-t", "--limit", "1"]).env("TZ", zone).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(time), "{zone}: {text}");
    }
}

#[test]
fn print_counts_calls_in_a_table() {
    let place = Place::new();
    let table = place.answer(&["print", "-c", "-w"]);
    assert!(table.starts_with("% time     seconds  usecs/call     calls    errors syscall\n------ "), "{table}");
    let ended = place.run(&["print", "-c"]);
    assert_eq!(ended.out, table);
    assert_eq!(ended.err, "analyze: times are wall time, from enter to exit (as of strace -c -w)\n");
    let both = place.answer(&["print", "--strace", "-Cw"]);
    assert_eq!(both, format!("{}{table}", place.answer(&["print", "--strace"])));
    let names = place.answer(&["print", "-cw", "-S", "name", "-U", "name", "-e", "trace=!write"]);
    let names: Vec<&str> = names.lines().skip(2).collect();
    assert!(
        names.is_sorted_by_key(|name| if name.starts_with('-') || *name == "total" { "~" } else { name }),
        "{names:?}"
    );
    assert!(!names.contains(&"write"));
}

#[test]
fn print_refuses_what_means_nothing() {
    let place = Place::new();
    for (words, expected) in [
        (&["-e", "opnat"][..], "-e opnat: there is no system call or class `opnat`: did you mean `openat`?"),
        (&["--status", "fine"], "--status fine: there is no outcome `fine`: give one of successful, failed, "),
        (&["-e", "signal=foo"], "-e signal=foo: there is no signal `foo`: "),
        (&["-e", "inject=read:error=EIO"], "-e inject=read:error=EIO: `inject=` means nothing here: "),
        (&["-c", "-S", "size"], "-S size: there is no order `size`: give one of time-percent, "),
        (&["-c", "-U", "size"], "-U size: there is no column `size`: give one of time-percent, "),
        (&["-s", "x"], "invalid value 'x' for '--string-limit <N>'"),
        (&["-c", "-C"], "the argument '--summary-only' cannot be used with '--summary'"),
    ] {
        let message = place.refusal(2, &[&["print"], words].concat());
        assert!(message.starts_with(expected), "{words:?}: {message}");
    }
}
