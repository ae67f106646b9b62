//! Operations that reach the kernel through io_uring.

use trapline_testkit::rows::Row;

use crate::{Place, output_of};

/// Opcode, descriptor, result and outcome of each operation in the order of their submission.
fn told(rows: &[Row]) -> Vec<(&str, Option<i64>, Option<i64>, &str)> {
    let operation = |row: &Row| row.text("kind") == "io_uring";
    rows.iter()
        .filter(|row| operation(row))
        .map(|row| {
            (row.text("opcode").trim_start_matches("IORING_OP_"), row.int("fd"), row.int("ret"), row.text("outcome"))
        })
        .collect()
}

/// Records the tracee: its rows, the descriptor of its file, and that of its pipe.
fn record(place: &Place, how: &str) -> (Vec<Row>, i64, i64) {
    let program = place.build("uring");
    let recorded = place.recorded(&mut place.rec(&["-q", &program, how]));
    let numbers: Vec<i64> = recorded.lines[0].split(' ').map(|number| number.parse().unwrap()).collect();
    (recorded.rows, numbers[0], numbers[1])
}

#[test]
fn each_operation_is_a_row_from_its_submission_to_its_completion() {
    for how in ["plain", "poller"] {
        let place = Place::new();
        let (rows, fd, pipe) = record(&place, how);
        let expected = [
            ("NOP", None, Some(0), "returned"),
            ("OPENAT", None, Some(fd), "returned"),
            ("WRITE", Some(fd), Some(10), "returned"),
            ("READ", Some(fd), Some(10), "returned"),
            ("OPENAT", None, Some(-2), "returned"),
            ("TIMEOUT", None, Some(-62), "returned"),
            // One of the ring's own files is no descriptor.
            ("READ", None, Some(2), "returned"),
            ("CLOSE", Some(fd), Some(0), "returned"),
            // Two of its completions, and that it is taken back at the end.
            ("POLL_ADD", Some(pipe), Some(1), "returned"),
            ("POLL_ADD", Some(pipe), Some(1), "returned"),
            ("POLL_ADD", Some(pipe), Some(-125), "returned"),
            ("NOP", None, None, "untold"),
            ("READ", Some(pipe), Some(2), "returned"),
            ("READ", Some(pipe), Some(-125), "returned"),
        ];
        assert_eq!(told(&rows), expected, "{how}");
        let operations: Vec<&Row> = rows.iter().filter(|row| row.text("kind") == "io_uring").collect();
        // A thread of the kernel works for the one that made the ring.
        let main = rows.iter().find(|row| row.text("syscall") == "io_uring_setup").unwrap();
        assert!(operations.iter().all(|row| row.int("tid") == main.int("tid") && row.int("upid") == main.int("upid")));
        let made = place.path("made");
        let made = made.to_str().unwrap();
        let about: Vec<usize> = (0..operations.len()).filter(|&index| operations[index].text("path") == made).collect();
        assert_eq!(about, [1, 2, 3, 7], "{how}");
        assert_eq!((operations[1].int("new_fd"), operations[1].text("fd_type")), (Some(fd), "file"));
        assert_eq!((operations[4].text("error"), operations[4].int("errno")), ("ENOENT", Some(2)));
        let timeout = operations[5].int("duration_ns").unwrap();
        assert!((20_000_000..2_000_000_000).contains(&timeout), "{timeout} ns");
        assert_eq!(
            [2, 3, 5, 6].map(|index: usize| operations[index].int("bytes")),
            [Some(10), Some(10), None, Some(2)]
        );
        assert!(operations.iter().all(|row| row.int("nr").is_none() && row.text("syscall").is_empty()));
    }
}

#[test]
fn descriptors_that_it_makes_and_closes_are_those_of_the_process() {
    let place = Place::new();
    let (rows, fd, _) = record(&place, "plain");
    let made = place.path("made");
    let read = rows.iter().find(|row| row.text("syscall") == "pread64" && row.int("fd") == Some(fd)).unwrap();
    assert_eq!(read.text("path"), made.to_str().unwrap());
    let life = rows.iter().find(|row| row.text("kind") == "fd" && row.text("path") == made.to_str().unwrap()).unwrap();
    assert_eq!((life.text("origin"), life.text("fate")), ("opened", "closed"));
    let traffic = ["reads", "writes", "bytes_read", "bytes_written"].map(|column| life.int(column));
    assert_eq!(traffic, [Some(2), Some(1), Some(14), Some(10)], "one of the reads is the program's own");
    let close = rows.iter().find(|row| row.text("opcode") == "IORING_OP_CLOSE").unwrap();
    let ended = life.int("ts").unwrap() + life.int("duration_ns").unwrap();
    assert_eq!(ended, close.int("ts").unwrap() + close.int("duration_ns").unwrap());
}

#[test]
fn they_are_chosen_as_the_call_that_hands_them_over_and_by_what_they_come_to() {
    let place = Place::new();
    let program = place.build("uring");
    let operations = |options: &[&str]| {
        let words = [&["-q"], options, &[program.as_str(), "plain"]].concat();
        let output = output_of(&mut place.rec(&words));
        assert!(output.status.success(), "{output:?}");
        place.rows().iter().filter(|row| row.text("kind") == "io_uring").cloned().collect::<Vec<Row>>()
    };
    assert_eq!(operations(&["-e", "openat"]), []);
    assert_eq!(operations(&["-e", "io_uring_enter"]).len(), 14);
    let failed = operations(&["--failed-only"]);
    assert!(failed.len() == 4 && failed.iter().all(|row| row.int("errno").is_some()), "{failed:?}");
    let long = operations(&["--min-duration", "10ms"]);
    assert!(long.iter().any(|row| row.text("opcode") == "IORING_OP_TIMEOUT"), "{long:?}");
    assert!(long.iter().all(|row| row.int("duration_ns").is_none_or(|duration| duration >= 10_000_000)));
    let made = operations(&["-P", "made"]);
    assert_eq!(told(&made).len(), 4, "{made:?}");
}
