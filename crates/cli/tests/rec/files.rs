//! Where the trace goes.

use std::fs;

use crate::{Place, text};

#[test]
fn an_earlier_trace_becomes_old() {
    let place = Place::new();
    fs::write(place.path("trace.parquet"), "earlier").unwrap();
    assert!(place.script("true").status.success());
    assert_eq!(fs::read_to_string(place.path("trace.parquet.old")).unwrap(), "earlier");
    assert!(!place.rows().is_empty());
    assert!(!place.path("trace.parquet.part").exists() && !place.path("trace.parquet.part.journal").exists());
}

#[test]
fn an_earlier_trace_stays_if_the_command_is_not_found() {
    let place = Place::new();
    fs::write(place.path("trace.parquet"), "earlier").unwrap();
    assert_eq!(place.rec(&["no-such-command"]).output().unwrap().status.code(), Some(127));
    assert_eq!(fs::read_to_string(place.path("trace.parquet")).unwrap(), "earlier");
}

#[test]
fn the_command_changing_its_directory_does_not_move_the_trace() {
    let place = Place::new();
    fs::create_dir(place.path("elsewhere")).unwrap();
    assert!(place.script("cd elsewhere && : > file").status.success());
    assert!(place.rows().iter().any(|row| row.text("path").ends_with("/elsewhere/file")));
}

#[test]
fn two_recordings_into_one_file_are_refused() {
    let place = Place::new();
    let mut first = place.rec(&["-q", "sh", "-c", ": > ready; sleep 2"]).spawn().unwrap();
    crate::until("the first runs", || place.path("ready").exists());
    let second = place.rec(&["-q", "true"]).output().unwrap();
    assert_eq!(second.status.code(), Some(125));
    assert!(text(&second.stderr).contains("another recording"), "{second:?}");
    assert!(first.wait().unwrap().success());
    assert!(!place.rows().is_empty());
}

#[test]
fn the_metadata_describe_the_recording() {
    let place = Place::new();
    let output = place.rec(&["-q", "--data", "16", "--env=names", "sh", "-c", "exit 3"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let file = trapline_trace::TraceFile::open(&place.path("trace.parquet")).unwrap();
    let metadata = file.metadata();
    assert_eq!(metadata.command, ["sh", "-c", "exit 3"]);
    assert_eq!(metadata.cwd, place.0.path().canonicalize().unwrap().to_str().unwrap());
    assert_eq!((metadata.capture.backend.as_str(), metadata.capture.data_limit), (crate::BACKEND, 16));
    assert_eq!(metadata.capture.env, "names");
    assert!(metadata.capture.timing.floor_ns.is_some_and(|floor| floor > 0));
    assert!(metadata.host.cpus > 0 && !metadata.host.kernel.is_empty() && metadata.host.name.is_none());
    let end = metadata.end.as_ref().unwrap();
    assert_eq!((end.exit_code, end.reason.as_str()), (Some(3), "command ended"));
    assert_eq!(end.counts.rows, file.rows());
    assert_eq!((end.counts.processes, end.counts.threads, end.counts.lost), (1, 1, 0));
    let first = place.rows().iter().filter_map(|row| row.int("ts")).min().unwrap();
    assert_eq!(metadata.start_ns, first, "times count from the first row");
    assert!(end.end_ns >= place.rows().iter().filter_map(|row| row.int("ts")).max().unwrap());
}

#[test]
fn payload_and_environment_are_kept_only_if_asked_for() {
    let holds = |args: &[&str], secret: &[u8]| {
        let place = Place::new();
        let mut args = args.to_vec();
        args.extend(["-q", "sh", "-c", "echo payload-4711 > file; env > /dev/null"]);
        let status = place.rec(&args).env("TOKEN", "value-0815").status().unwrap();
        assert!(status.success());
        place.rows().iter().flat_map(|row| row.0.values()).any(|value| {
            let text = format!("{value:?}");
            let bytes = match value {
                trapline_testkit::rows::Value::Bytes(bytes) => bytes.windows(secret.len()).any(|part| part == secret),
                _ => false,
            };
            bytes || text.contains(std::str::from_utf8(secret).unwrap())
        })
    };
    assert!(!holds(&[], b"value-0815"));
    assert!(!holds(&["--env=names"], b"value-0815"));
    assert!(holds(&["--env=names"], b"TOKEN"));
    assert!(holds(&["--env"], b"value-0815"));
    assert!(!holds(&[], b"TOKEN"));
    assert!(holds(&["--data", "64"], b"payload-4711"));
}

#[test]
fn a_limit_on_file_sizes_ends_the_recording_and_not_the_command() {
    let place = Place::new();
    // The first second's calls fit into 1,024 blocks of 512 or 1024 bytes, the rest do not.
    let command = "sleep 1.2; i=0; while [ $i -lt 150 ]; do i=$((i+1)); ls -l /etc >/dev/null; done; echo done; exit 7";
    let script = format!("ulimit -f 1024; exec {} --backend {} -- sh -c '{command}'", crate::REC, crate::BACKEND);
    let output = std::process::Command::new("sh").args(["-c", &script]).current_dir(place.0.path()).output().unwrap();
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(7), "done\n"), "{output:?}");
    let stderr = text(&output.stderr);
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.starts_with("rec: cannot write ") && stderr.contains("ulimit -f"), "{stderr}");
    assert!(!place.path("trace.parquet").exists());
    let file = trapline_trace::TraceFile::open(&place.path("trace.parquet.part")).unwrap();
    assert!(file.rows() > 0, "what was recorded until then is readable");
}
