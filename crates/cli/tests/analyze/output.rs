//! Where answers go.

use std::fs;
use std::process::Stdio;

use crate::fixture::Place;

#[test]
fn the_ending_of_the_output_chooses_the_format() {
    let place = Place::new();
    for (file, begins) in [
        ("n.csv", "n\n1\n"),
        ("n.json", "[\n{\"n\": 1}\n]\n"),
        ("n.md", "| n"),
        ("n.parquet", "PAR1"),
        ("n.TXT", "n\n-\n1\n"),
    ] {
        assert_eq!(place.answer(&["SELECT 1 AS n", "-o", file]), "");
        let bytes = fs::read(place.path(file)).unwrap();
        assert!(bytes.starts_with(begins.as_bytes()), "{file}: {}", String::from_utf8_lossy(&bytes));
    }
    assert_eq!(place.answer(&["SELECT 1 AS n", "-o", "n.json", "--format", "csv"]), "");
    assert_eq!(place.read("n.json"), "n\n1\n");
    let message = place.refusal(2, &["SELECT 1 AS n", "-o", "n.xlsx"]);
    assert!(message.starts_with("-o n.xlsx: the ending says no format (.txt .csv"), "{message}");
}

#[test]
fn a_file_is_replaced_whole_or_not_at_all() {
    let place = Place::new();
    place.write("n.csv", "before");
    place.refusal(1, &["SELECT 1 AS n; SELECT nothing", "-o", "n.csv"]);
    assert_eq!(place.read("n.csv"), "before");
    place.answer(&["SELECT 1 AS n", "-o", "n.csv"]);
    assert_eq!(place.read("n.csv"), "n\n1\n");
    let mut left: Vec<_> = fs::read_dir(place.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["n.csv", "trace.parquet"], "nothing else is left behind");
}

#[test]
fn a_symbolic_link_stays_one() {
    let place = Place::new();
    place.write("real.csv", "before");
    std::os::unix::fs::symlink("real.csv", place.path("link.csv")).unwrap();
    place.answer(&["SELECT 1 AS n", "-o", "link.csv"]);
    assert_eq!(place.read("real.csv"), "n\n1\n");
    assert!(place.path("link.csv").is_symlink());
}

#[test]
fn a_device_is_written_to_and_not_replaced() {
    let place = Place::new();
    assert_eq!(place.answer(&["SELECT 1 AS n", "--format", "csv", "-o", "/dev/stdout"]), "n\n1\n");
    assert_eq!(place.answer(&["SELECT 1 AS n", "-o", "/dev/null"]), "");
}

#[test]
fn an_output_that_cannot_be_made_is_one_clear_error() {
    let place = Place::new();
    let message = place.refusal(1, &["SELECT 1 AS n", "-o", "no/such/dir/n.csv"]);
    assert_eq!(message, "cannot write no/such/dir/n.csv: No such file or directory (os error 2)");
    fs::create_dir(place.path("dir.csv")).unwrap();
    assert_eq!(place.refusal(2, &["SELECT 1 AS n", "-o", "dir.csv"]), "-o dir.csv: is a directory");
}

#[test]
fn a_full_device_is_one_clear_error() {
    let place = Place::new();
    let message = place.refusal(1, &["SELECT 1 AS n", "--format", "csv", "-o", "/dev/full"]);
    assert_eq!(message, "cannot write the output: No space left on device (os error 28)");
}

#[test]
fn a_reader_that_goes_away_is_success() {
    let place = Place::new();
    let sql = "SELECT a.value FROM generate_series(1, 300000) AS a";
    for words in [&[sql, "--format", "csv"][..], &["help"], &["summary"], &[]] {
        let mut child = place.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!(
            (ended.status.code(), String::from_utf8(ended.stderr).unwrap().as_str()),
            (Some(0), ""),
            "{words:?}"
        );
    }
}

#[test]
fn closed_standard_streams_are_no_reason_to_panic() {
    let place = Place::new();
    for (script, code) in
        [("exec \"$0\" summary >&-", 0), ("exec \"$0\" nonsense 2>&-", 2), ("exec \"$0\" 'SELECT x' >&- 2>&-", 1)]
    {
        let mut shell = std::process::Command::new("/bin/sh");
        shell.args(["-c", script, env!("CARGO_BIN_EXE_analyze")]).current_dir(place.root());
        let ended = shell.output().unwrap();
        assert_eq!(ended.status.code(), Some(code), "{script}: {}", String::from_utf8_lossy(&ended.stderr));
    }
}

#[test]
fn colours_come_only_where_they_are_asked_for() {
    let place = Place::new();
    assert!(!place.answer::<&str>(&[]).contains('\x1b'));
    assert!(place.answer(&["--color", "always"]).contains("\x1b[1m"));
    assert!(!place.answer(&["--color", "always", "--format", "json"]).contains("\x1b["));
}
