//! Recordings on a disk that fails: full after some bytes, or gone.

#![allow(clippy::unwrap_used)]

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;

use crate::storage::{Files, Storage};
use crate::{Error, Metadata, Row, TraceFile, TraceWriter, WriterOptions};

/// A disk with room for so many bytes, over all files of these endings, which then fails like this.
struct Limited {
    room: Arc<AtomicUsize>,
    failure: io::ErrorKind,
    endings: &'static [&'static str],
}

/// Those of all files that a writer makes.
const ALL: &[&str] = &["part", "journal", "new"];

struct LimitedFile {
    file: Box<dyn Write + Send>,
    room: Arc<AtomicUsize>,
    failure: io::ErrorKind,
}

impl Storage for Limited {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Write + Send>> {
        let file = Files.create(path)?;
        let ending = path.extension().and_then(OsStr::to_str).unwrap();
        assert!(ALL.contains(&ending), "{path:?}");
        if !self.endings.contains(&ending) {
            return Ok(file);
        }
        Ok(Box::new(LimitedFile { file, room: self.room.clone(), failure: self.failure }))
    }
}

impl Write for LimitedFile {
    /// Like a real disk, it takes what still fits before it fails.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.room.load(Ordering::Relaxed);
        if room == 0 && !bytes.is_empty() {
            return Err(self.failure.into());
        }
        let written = self.file.write(&bytes[..bytes.len().min(room)])?;
        self.room.fetch_sub(written, Ordering::Relaxed);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn call(seq: i64) -> Row<'static> {
    Row { seq, kind: "syscall", ts: seq, path: Some("/etc/passwd"), memory: Some(b"abcdefgh"), ..Row::default() }
}

/// Records until the disk fails: the rows that were flushed by then, and the error. The error is `None` where everything
/// fitted.
fn record(path: &Path, room: usize, failure: io::ErrorKind, options: WriterOptions) -> (i64, Option<Error>) {
    let storage = Arc::new(Limited { room: Arc::new(room.into()), failure, endings: ALL });
    let mut writer = match TraceWriter::create_on(storage, path, &Metadata::default(), options) {
        Ok(writer) => writer,
        Err(error) => return (0, Some(error)),
    };
    let mut flushed = 0;
    for seq in 1..=100 {
        let step = writer.append(&call(seq)).and_then(|()| if seq % 5 == 0 { writer.flush([]) } else { Ok(()) });
        if let Err(error) = step {
            assert!(matches!(writer.append(&call(seq)), Err(Error::Stopped { .. })), "it goes on after an error");
            assert!(matches!(writer.flush([]), Err(Error::Stopped { .. })), "it goes on after an error");
            assert!(matches!(writer.finish(&Metadata::default()), Err(Error::Stopped { .. })));
            return (flushed, Some(error));
        }
        if seq % 5 == 0 {
            flushed = seq;
        }
    }
    (flushed, writer.finish(&Metadata::default()).err())
}

fn sequence(path: &Path) -> Vec<i64> {
    let batches = TraceFile::open(path).unwrap().batches(Some(&["seq"])).unwrap();
    batches.flat_map(|batch| batch.unwrap().column(0).as_primitive::<Int64Type>().values().to_vec()).collect()
}

/// Row groups are closed when they are full, and rows are flushed to the journal.
const FEW: WriterOptions = WriterOptions {
    row_group_rows: 30,
    row_group_bytes: 1 << 20,
    batch_rows: 8,
    batch_bytes: 1 << 20,
    unsaved_rows: 8,
    unsaved_bytes: 1 << 20,
    early_groups: 0,
};

#[test]
fn wherever_the_disk_is_full_what_was_flushed_stays_readable() {
    what_was_flushed_stays_readable(FEW, 1999);
}

#[test]
fn so_it_does_where_flushes_close_row_groups() {
    let many = WriterOptions { batch_rows: 2, unsaved_rows: 3, early_groups: 100, ..FEW };
    what_was_flushed_stays_readable(many, 19_999);
}

fn what_was_flushed_stays_readable(options: WriterOptions, step: usize) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let part = dir.path().join("trace.parquet.part");
    let mut failures = 0;
    for room in (0..100).map(|index| index * step) {
        let (flushed, error) = record(&path, room, io::ErrorKind::StorageFull, options);
        let Some(error) = error else {
            assert_eq!(sequence(&path), (1..=100).collect::<Vec<_>>());
            break;
        };
        failures += 1;
        if flushed > 0 {
            let rows = sequence(&part);
            assert!(rows.len() as i64 >= flushed, "{room}: {} of {flushed} rows", rows.len());
            assert_eq!(rows, (1..=rows.len() as i64).collect::<Vec<_>>(), "{room}");
            let message = error.to_string();
            assert!(message.starts_with("cannot write "), "{room}: {message}");
            assert!(message.contains("make room or choose another place with -o"), "{room}: {message}");
            assert!(message.ends_with(&format!("can be read: analyze {}", part.display())), "{room}: {message}");
        }
        for entry in fs::read_dir(dir.path()).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
    }
    assert!(failures > 20, "the disk was full in {failures} places only");
    assert!(path.exists(), "at last there was room for everything");
}

#[test]
fn rows_that_the_file_cannot_take_are_in_its_journal() {
    // Of a row group that is full, and of one that is written when the recording ends.
    for rows in [FEW.row_group_rows as i64, 20] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("trace.parquet");
        let storage = Limited { room: Arc::new(10.into()), failure: io::ErrorKind::StorageFull, endings: &["part"] };
        let options = WriterOptions { unsaved_rows: 100, ..FEW };
        let mut writer = TraceWriter::create_on(Arc::new(storage), &path, &Metadata::default(), options).unwrap();
        (1..=rows).for_each(|seq| writer.append(&call(seq)).unwrap());
        writer.finish(&Metadata::default()).unwrap_err();
        assert_eq!(sequence(&dir.path().join("trace.parquet.part")), (1..=rows).collect::<Vec<_>>());
    }
}

/// Batches are handed over while an earlier one fails: sometimes before its failure is known, sometimes after.
#[test]
fn a_failure_is_told_whenever_it_is_met() {
    let dir = tempfile::tempdir().unwrap();
    for room in (5_000..45_000).step_by(97) {
        let path = dir.path().join(format!("{room}.parquet"));
        let storage =
            Arc::new(Limited { room: Arc::new(room.into()), failure: io::ErrorKind::StorageFull, endings: ALL });
        let options = WriterOptions { row_group_rows: 30, batch_rows: 1, ..WriterOptions::default() };
        let mut writer = TraceWriter::create_on(storage, &path, &Metadata::default(), options).unwrap();
        let error = (1..=1000).find_map(|seq| writer.append(&call(seq)).err());
        let error = error.unwrap_or_else(|| panic!("{room} bytes were enough for 1000 rows"));
        assert!(error.to_string().contains("make room or choose another place with -o"), "{room}: {error}");
    }
}

#[test]
fn a_failing_device_is_reported_by_its_own_error() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let (_, error) = record(&path, 30_000, io::ErrorKind::NetworkDown, FEW);
    let error = error.unwrap();
    assert!(matches!(&error, Error::Write { source, .. } if source.kind() == io::ErrorKind::NetworkDown), "{error}");
}

#[test]
fn a_directory_that_vanishes_is_one_clear_error() {
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let path = inner.join("trace.parquet");
    let options = WriterOptions { row_group_rows: 2, ..WriterOptions::default() };
    let mut writer = TraceWriter::create(&path, &Metadata::default(), options).unwrap();
    writer.append(&call(1)).unwrap();
    fs::remove_dir_all(&inner).unwrap();
    let error = writer.append(&call(2)).and_then(|()| writer.flush([])).unwrap_err();
    assert!(error.to_string().contains("its directory has vanished"), "{error}");
}

#[test]
fn a_place_where_nothing_can_be_made_is_an_error_at_the_start() {
    let error =
        TraceWriter::create(Path::new("/nonexistent/trace.parquet"), &Metadata::default(), WriterOptions::default());
    let error = error.err().unwrap();
    assert!(matches!(error, Error::Create { .. }), "{error}");
    assert!(error.to_string().starts_with("cannot create /nonexistent/trace.parquet.part: No such file"), "{error}");
}

#[test]
fn a_finished_trace_that_cannot_get_its_name_stays_readable() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = TraceWriter::create(&path, &Metadata::default(), WriterOptions::default()).unwrap();
    writer.append(&call(1)).unwrap();
    // A directory of the name that an earlier trace would get, and one of the trace's own name: neither can be replaced.
    fs::create_dir_all(dir.path().join("trace.parquet.old/full")).unwrap();
    fs::create_dir(&path).unwrap();
    let error = writer.finish(&Metadata::default()).unwrap_err();
    assert!(matches!(error, Error::Write { .. }), "{error}");
    assert_eq!(sequence(&dir.path().join("trace.parquet.part")), [1]);
}
