//! A recorder that is killed leaves everything but the last second.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use trapline_testkit::rows;

/// One call in a hundredth of a second, each naming its number, so that it is known how far the program had come.
const STEADY: &str = "import os, time\nfor i in range(1000):\n  os.access(f'/step/{i}', 0)\n  time.sleep(0.01)\n";
/// As fast as it can.
const BUSY: &str = "import os\nfor i in range(10**9):\n  os.access(f'/step/{i}', 0)\n";

struct Recording {
    rec: Child,
    part: PathBuf,
    trace: PathBuf,
}

fn start(dir: &Path, program: &str) -> Recording {
    let trace = dir.join("trace.parquet");
    let mut rec = Command::new(super::REC);
    rec.args(["-q", "-o"]).arg(&trace).args(["--", "python3", "-c", program]).stdin(Stdio::null());
    Recording { rec: rec.spawn().unwrap(), part: dir.join("trace.parquet.part"), trace }
}

impl Recording {
    /// Kills the recorder, and then what it recorded, which goes on without it.
    fn kill(&mut self) {
        let children = children(self.rec.id());
        self.rec.kill().unwrap();
        assert_eq!(self.rec.wait().unwrap().signal(), Some(9));
        for child in children {
            // The command may have ended by itself.
            let _ = Command::new("kill").args(["-9", &child.to_string()]).stderr(Stdio::null()).status();
        }
        assert!(!self.trace.exists(), "only a finished recording has the final name");
    }
}

fn children(pid: u32) -> Vec<u32> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    text.split_whitespace().map(|child| child.parse().unwrap()).collect()
}

/// The number of the last `/step/N` that analyze sees.
fn last_step(trace: &Path) -> i64 {
    let sql = "SELECT coalesce(max(CAST(substr(path, 7) AS BIGINT)), -1) FROM syscalls WHERE path LIKE '/step/%'";
    super::analyze(&["--format", "csv", trace.to_str().unwrap(), sql]).lines().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_recording_killed_at_any_moment_is_read_and_recovered() {
    // 20 moments from the first milliseconds on, at odd distances so that they fall into every phase of a flush.
    for moment in 0..20u64 {
        let dir = tempfile::tempdir().unwrap();
        let mut recording = start(dir.path(), if moment % 2 == 0 { BUSY } else { STEADY });
        // The recording exists from the moment its file does.
        let begun = Instant::now();
        while !recording.part.exists() {
            assert!(begun.elapsed() < Duration::from_secs(20), "no {}", recording.part.display());
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(moment * 97));
        recording.kill();

        let seen = last_step(&recording.part);
        let recovered = dir.path().join("recovered.parquet");
        let (part, out) = (recording.part.to_str().unwrap(), recovered.to_str().unwrap());
        super::analyze(&["recover", part, "-o", out]);
        assert_eq!(last_step(&recovered), seen, "recovering loses nothing that was readable");
        assert!(!rows::read(&recovered).is_empty() || seen == -1);
    }
}

#[test]
fn all_but_the_last_second_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut recording = start(dir.path(), STEADY);
    // How far the program has come a second before its recorder dies; it may take its time to start.
    let begun = Instant::now();
    let then = loop {
        std::thread::sleep(Duration::from_millis(100));
        match recording.part.exists().then(|| last_step(&recording.part)) {
            Some(step) if step > 0 => break step,
            _ => assert!(begun.elapsed() < Duration::from_secs(60), "a running recording is readable"),
        }
    };
    std::thread::sleep(Duration::from_millis(1000));
    recording.kill();
    assert!(last_step(&recording.part) >= then + 20, "of a second at 100 calls a second, most is there");
    let output = Command::new(super::ANALYZE).arg("info").arg(&recording.part).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).to_lowercase() + &String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("cut short"), "{text}");
}
