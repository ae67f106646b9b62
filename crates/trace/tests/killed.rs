//! What a recorder leaves behind when it is killed can be read and made whole.

#![allow(clippy::unwrap_used)]

mod rows;

use std::fs;
use std::path::{Path, PathBuf};

use rows::{all, call, read, sequence, small, started, unfinished};
use trapline_trace::{Error, Metadata, State, TraceFile, recover};

/// A copy of the files as they are at this moment: what is left of them if the recorder dies now.
struct Remains {
    part: Vec<u8>,
    journal: Vec<u8>,
    /// `seq` of the rows that the last flush had made safe, and of the calls in progress then.
    safe: Vec<i64>,
}

impl Remains {
    fn take(path: &Path, safe: Vec<i64>) -> Self {
        let (part, journal) = files(path);
        Self { part: fs::read(part).unwrap(), journal: fs::read(journal).unwrap(), safe }
    }

    /// Lays the remains out in `dir`, the journal cut after `journal` bytes.
    fn lay_out(&self, dir: &Path, journal: usize) -> PathBuf {
        let path = dir.join("trace.parquet");
        let (part_path, journal_path) = files(&path);
        // Some file systems wait for the disk when a file is cut and written anew; none does for a new one.
        let _ = (fs::remove_file(&part_path), fs::remove_file(&journal_path));
        fs::write(&part_path, &self.part).unwrap();
        fs::write(journal_path, &self.journal[..journal]).unwrap();
        part_path
    }
}

fn files(path: &Path) -> (PathBuf, PathBuf) {
    (path.with_added_extension("part"), path.with_added_extension("part.journal"))
}

/// A recording of several row groups, looked at after each flush.
fn recording(dir: &Path) -> Vec<Remains> {
    let path = dir.join("recorded.parquet");
    let mut writer = small(&path, 6, 4);
    let mut remains = Vec::new();
    for seq in 1..=20 {
        writer.append(&call(seq)).unwrap();
        if seq % 3 == 0 {
            writer.flush([unfinished(seq + 100)]).unwrap();
            remains.push(Remains::take(&path, (1..=seq).chain([seq + 100]).collect()));
        }
    }
    remains
}

#[test]
fn everything_flushed_is_there_after_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    for remains in recording(dir.path()) {
        let part = remains.lay_out(dir.path(), remains.journal.len());
        let trace = TraceFile::open(&part).unwrap();
        assert_eq!(sequence(&trace), remains.safe);
        assert!(matches!(trace.state(), State::CutShort { .. }), "{:?}", trace.state());
        assert_eq!(trace.metadata().command, started().command);
        // By its later name and by its journal as well.
        assert_eq!(sequence(&TraceFile::open(&part.with_extension("")).unwrap()), remains.safe);
        assert_eq!(sequence(&TraceFile::open(&part.with_added_extension("journal")).unwrap()), remains.safe);
    }
}

#[test]
fn a_journal_torn_anywhere_gives_what_came_before() {
    let dir = tempfile::tempdir().unwrap();
    let remains = recording(dir.path());
    let last = remains.last().unwrap();
    let mut before = 0;
    for length in (0..last.journal.len()).step_by(17).chain([last.journal.len()]) {
        let part = last.lay_out(dir.path(), length);
        match TraceFile::open(&part) {
            Ok(trace) => {
                let seen = sequence(&trace);
                let rows = seen.iter().filter(|&&seq| seq <= 100).count();
                assert_eq!(seen[..rows], (1..=rows as i64).collect::<Vec<_>>());
                assert!(rows >= before, "{length} bytes of journal give fewer rows than fewer bytes");
                before = rows;
            }
            // Nothing is known without the first frame.
            Err(error) => assert!(before == 0 && matches!(error, Error::Damaged { .. }), "{length}: {error}"),
        }
    }
    assert_eq!(before, last.safe.len() - 1);
}

#[test]
fn a_journal_with_a_wrong_byte_gives_what_came_before_and_nothing_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let remains = recording(dir.path());
    let last = remains.last().unwrap();
    for position in (0..last.journal.len()).step_by(11) {
        let mut wrong = Remains { part: last.part.clone(), journal: last.journal.clone(), safe: Vec::new() };
        wrong.journal[position] ^= 0x10;
        let part = wrong.lay_out(dir.path(), wrong.journal.len());
        if let Ok(trace) = TraceFile::open(&part) {
            let whole = (1..=20).map(call).chain((1..=20).map(|seq| unfinished(seq + 100))).collect::<Vec<_>>();
            assert!(all(&read(&trace)).iter().all(|row| whole.contains(row)), "byte {position}");
        }
    }
}

#[test]
fn a_file_shorter_than_its_journal_says_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let remains = recording(dir.path());
    let last = remains.last().unwrap();
    let part = last.lay_out(dir.path(), last.journal.len());
    fs::write(&part, &last.part[..last.part.len() / 2]).unwrap();
    assert!(matches!(TraceFile::open(&part), Err(Error::Damaged { .. })));
}

#[test]
fn bytes_after_the_last_row_group_do_not_count() {
    let dir = tempfile::tempdir().unwrap();
    let remains = recording(dir.path());
    let last = remains.last().unwrap();
    let part = last.lay_out(dir.path(), last.journal.len());
    fs::write(&part, [&last.part[..], b"half a row group"].concat()).unwrap();
    assert_eq!(sequence(&TraceFile::open(&part).unwrap()), last.safe);
}

#[test]
fn without_its_journal_an_unfinished_file_says_what_is_missing() {
    let dir = tempfile::tempdir().unwrap();
    let remains = recording(dir.path());
    let part = remains[3].lay_out(dir.path(), 0);
    fs::remove_file(part.with_added_extension("journal")).unwrap();
    let error = TraceFile::open(&part).unwrap_err();
    assert!(matches!(error, Error::NoJournal { .. }), "{error}");
    assert!(error.to_string().contains("trace.parquet.part.journal"), "{error}");
}

#[test]
fn killed_between_the_footer_and_the_rename_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = small(&path, 6, 4);
    (1..=20).for_each(|seq| writer.append(&call(seq)).unwrap());
    writer.flush([]).unwrap();
    let (part, journal) = files(&path);
    let journal_bytes = fs::read(&journal).unwrap();
    writer.finish(&started()).unwrap();
    fs::rename(&path, &part).unwrap();
    fs::write(&journal, journal_bytes).unwrap();
    let trace = TraceFile::open(&part).unwrap();
    assert_eq!((trace.state(), trace.rows()), (State::Finished, 20));

    let recovered = recover(&part, &path, "test 1").unwrap();
    assert_eq!((recovered.rows, recovered.bytes), (20, fs::metadata(&path).unwrap().len()));
    assert!(!part.exists() && !journal.exists());
    assert_eq!(sequence(&TraceFile::open(&path).unwrap()), (1..=20).collect::<Vec<_>>());
}

#[test]
fn recovery_makes_a_whole_file_that_says_that_it_was_cut_short() {
    let dir = tempfile::tempdir().unwrap();
    for remains in recording(dir.path()) {
        let part = remains.lay_out(dir.path(), remains.journal.len());
        let path = part.with_extension("");
        let before = TraceFile::open(&part).unwrap();
        let result = recover(&part, &path, "test 1").unwrap();
        assert_eq!(result.rows, remains.safe.len() as u64);
        assert!(!part.exists() && !part.with_added_extension("journal").exists());

        let trace = TraceFile::open(&path).unwrap();
        assert_eq!(sequence(&trace), remains.safe);
        assert!(trace.tail().is_empty());
        assert_eq!(trace.state(), before.state());
        let recovered = trace.metadata().recovered.clone().unwrap();
        assert_eq!((recovered.tool.as_str(), recovered.rows), ("test 1", result.rows));
        assert_eq!(&Metadata { recovered: None, ..trace.metadata().clone() }, before.metadata());
    }
}

#[test]
fn recovery_keeps_an_earlier_trace_and_touches_nothing_when_it_fails() {
    let dir = tempfile::tempdir().unwrap();
    let remains = recording(dir.path());
    let last = remains.last().unwrap();
    let part = last.lay_out(dir.path(), last.journal.len());
    let nowhere = dir.path().join("no such directory/trace.parquet");
    let error = recover(&part, &nowhere, "test 1").unwrap_err();
    assert!(matches!(error, Error::Create { .. }), "{error}");
    assert_eq!(sequence(&TraceFile::open(&part).unwrap()), last.safe);

    let path = part.with_extension("");
    small(&path.with_file_name("other.parquet"), 5, 5).finish(&started()).unwrap();
    fs::rename(path.with_file_name("other.parquet"), &path).unwrap();
    recover(&part, &path, "test 1").unwrap();
    assert_eq!(TraceFile::open(&path.with_added_extension("old")).unwrap().rows(), 0);
}

#[test]
fn a_finished_trace_and_one_being_recorded_are_not_recovered() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let writer = small(&path, 5, 5);
    let error = recover(&files(&path).0, &path, "test 1").unwrap_err();
    assert!(matches!(error, Error::InUse { .. }), "{error}");
    writer.finish(&started()).unwrap();
    let error = recover(&path, &path, "test 1").unwrap_err();
    assert!(matches!(error, Error::AlreadyFinished { .. }), "{error}");
}

#[test]
fn damage_inside_a_row_group_is_found_when_it_is_recovered_and_nothing_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    let remains = recording(dir.path());
    let last = remains.last().unwrap();
    let part = last.lay_out(dir.path(), last.journal.len());
    let mut bytes = last.part.clone();
    bytes[4..400].fill(0xff);
    fs::write(&part, bytes).unwrap();
    let error = recover(&part, &part.with_extension(""), "test 1").unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    assert!(part.exists() && part.with_added_extension("journal").exists());
    assert!(!part.with_extension("").exists());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 4, "the attempt is cleaned away");
}
