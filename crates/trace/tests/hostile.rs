//! Files from strangers: any bytes give a trace or an error, never a panic.

#![allow(clippy::unwrap_used)]

mod rows;

use std::fs;
use std::path::{Path, PathBuf};

use rows::{call, small, started};
use trapline_trace::{Error, TraceFile};

/// A small finished trace.
fn trace(dir: &Path) -> Vec<u8> {
    let path = dir.join("good.parquet");
    let mut writer = small(&path, 8, 8);
    (1..=12).for_each(|seq| writer.append(&call(seq)).unwrap());
    writer.finish(&started()).unwrap();
    fs::read(path).unwrap()
}

/// Opens the bytes as a trace and reads all that can be read; whatever comes, it has to come back.
fn open_all(dir: &Path, bytes: &[u8]) -> Result<(), Error> {
    let path = dir.join("bad.parquet");
    // Some file systems wait for the disk when a file is cut and written anew; none does for a new one.
    let _ = fs::remove_file(&path);
    fs::write(&path, bytes).unwrap();
    let trace = TraceFile::open(&path)?;
    let _ = trace.state();
    for batch in trace.batches(None)? {
        batch?;
    }
    Ok(())
}

#[test]
fn a_trace_cut_off_at_any_byte_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let good = trace(dir.path());
    open_all(dir.path(), &good).unwrap();
    for length in 0..good.len() {
        let error = open_all(dir.path(), &good[..length]).unwrap_err();
        assert!(matches!(error, Error::Damaged { .. } | Error::NotATrace { .. }), "{length}: {error}");
    }
}

#[test]
fn a_trace_with_a_byte_changed_anywhere_does_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let good = trace(dir.path());
    for position in (0..good.len()).step_by(3) {
        let mut bad = good.clone();
        bad[position] ^= [0x01, 0x80, 0xff, 0x10][position % 4];
        // It may be a trace still: not every byte is looked at, and pages have no checksum.
        let _ = open_all(dir.path(), &bad);
    }
}

#[test]
fn a_trace_with_pieces_of_itself_in_wrong_places_does_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let good = trace(dir.path());
    let footer = good.len() - 3000;
    for step in 0..400 {
        let mut bad = good.clone();
        let (from, to) = (footer + step * 7, footer + (step * 13 + 5) % 2900);
        let piece = good[from.min(good.len() - 40)..][..40].to_vec();
        bad[to..to + 40].copy_from_slice(&piece);
        let _ = open_all(dir.path(), &bad);
    }
}

fn refused(dir: &Path, name: &str, bytes: &[u8]) -> String {
    let path: PathBuf = dir.join(name);
    fs::write(&path, bytes).unwrap();
    TraceFile::open(&path).unwrap_err().to_string()
}

#[test]
fn other_files_are_called_by_what_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let says = |bytes: &[u8], what: &str| {
        let message = refused(dir.path(), "file", bytes);
        assert!(message.ends_with(&format!("file is not a trace: it is {what}")), "{message}");
    };
    says(b"", "empty");
    says(b"pid,syscall\n1,read\n", "a text file");
    says(b"\x7fELF\x02\x01", "an ELF program or library");
    says(b"\x1f\x8b\x08", "gzip-compressed");
    says(b"\0\x01\x02", "not a Parquet file");
    let error = TraceFile::open(dir.path()).unwrap_err().to_string();
    assert!(error.ends_with("is not a trace: it is a directory"), "{error}");
}

#[test]
fn a_missing_file_is_named() {
    let error = TraceFile::open(Path::new("/nonexistent/trace.parquet")).unwrap_err();
    assert!(matches!(&error, Error::Read { .. }), "{error}");
    assert!(error.to_string().starts_with("cannot read /nonexistent/trace.parquet: No such file"), "{error}");
}

#[test]
fn a_part_with_a_hostile_journal_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let part = dir.path().join("x.part");
    fs::write(&part, b"PAR1").unwrap();
    let journals: &[&[u8]] =
        &[b"", b"TRAPJRNL", b"TRAPJRNL\x01\0\0\0", b"not a journal at all, but text", &[0xff; 200]];
    for journal in journals {
        fs::write(dir.path().join("x.part.journal"), journal).unwrap();
        let error = TraceFile::open(&part).unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{journal:?}: {error}");
    }
    // A frame that claims to be as long as anything can be.
    let frame = [b"TRAPJRNL".as_slice(), &1_u32.to_le_bytes(), &0_u32.to_le_bytes(), &u64::MAX.to_le_bytes()].concat();
    fs::write(dir.path().join("x.part.journal"), frame).unwrap();
    assert!(matches!(TraceFile::open(&part), Err(Error::Damaged { .. })));
}
