//! A full disk ends the recording, not the program that is recorded.

use std::process::Command;

use trapline_testkit::tools::require;

/// Fills a small tmpfs, in a mount namespace of its own; prints what became of each step.
const SCRIPT: &str = r#"
set -u
mount -t tmpfs -o size=4m tmpfs "$DIR"
"$REC" --backend ptrace -o "$DIR/trace.parquet" -- python3 -c "
import os
for i in range(100000):
    try: os.stat(f'/no/such/file/number/{i * 7919}')
    except OSError: pass
print('the program ran to its end')
raise SystemExit(7)" 2> "$DIR.err"
echo "exit $?"
"$ANALYZE" --format csv "$DIR/trace.parquet.part" "SELECT count(*) > 100 AS many FROM syscalls" 2> "$DIR.err2"
echo "analyze $?"
"#;

#[test]
fn a_full_disk_ends_the_recording_and_not_the_program() {
    let unshare = require("unshare", "util-linux");
    require("python3", "python3");
    let dir = tempfile::tempdir().unwrap();
    let mount = dir.path().join("small");
    std::fs::create_dir(&mount).unwrap();
    let output = Command::new(unshare)
        .args(["--map-root-user", "--mount", "sh", "-c", SCRIPT])
        .env("DIR", &mount)
        .env("REC", super::REC)
        .env("ANALYZE", super::ANALYZE)
        .output()
        .unwrap();
    let error = std::fs::read_to_string(dir.path().join("small.err")).unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(stdout, "the program ran to its end\nexit 7\nmany\ntrue\nanalyze 0\n", "{output:?} {error}");
    assert_eq!(error.lines().count(), 1, "one clear error: {error}");
    assert!(error.contains("No space left on device") && error.contains("trace.parquet.part"), "{error}");
}

#[test]
fn a_vanished_directory_ends_the_recording_and_not_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let gone = dir.path().join("gone");
    std::fs::create_dir(&gone).unwrap();
    let script = format!("sleep 0.3; rm -r {}; sleep 1.5; echo still here; exit 5", gone.display());
    let output = Command::new(super::REC)
        .arg("-o")
        .arg(gone.join("trace.parquet"))
        .args(["--", "sh", "-c", &script])
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(5), "{error}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "still here\n");
    assert_eq!(error.lines().count(), 1, "one clear error: {error}");
    assert!(error.contains("trace.parquet"), "{error}");
}
