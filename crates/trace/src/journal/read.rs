//! Reading the journal, whoever wrote it.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use bytes::Bytes;

use super::checksum::Xxh64;
use super::{HEADER, MAGIC, Start, ipc, kind};
use crate::metadata::{FORMAT, Metadata, TraceId};
use crate::{Error, adapt};

/// What a journal says.
pub(crate) struct Journal {
    /// The metadata known at the start.
    pub(crate) metadata: Metadata,
    /// The footer of the row groups in the unfinished file, if there are any.
    pub(crate) footer: Option<Bytes>,
    /// The rows that are in no row group, with the columns of format 1.
    pub(crate) rows: Vec<RecordBatch>,
    /// The calls in progress at the last flush, likewise.
    pub(crate) in_progress: Vec<RecordBatch>,
}

impl Journal {
    /// Reads as far as the journal is whole. `None` where there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, Error> {
        let Some(mut frames) = Frames::open(path)? else { return Ok(None) };
        let mut journal =
            Self { metadata: frames.start(path)?, footer: None, rows: Vec::new(), in_progress: Vec::new() };
        while let Some((kind, payload)) = frames.next().map_err(Error::read(path))? {
            match kind {
                kind::FOOTER => journal.footer = Some(payload.into()),
                kind::ROWS => journal.take_rows(path, payload)?,
                _ => {}
            }
        }
        Ok(Some(journal))
    }

    /// The id of the recording that a journal belongs to. `None` where there is none.
    pub(crate) fn id(path: &Path) -> Result<Option<TraceId>, Error> {
        Frames::open(path)?.map(|mut frames| frames.start(path)).transpose().map(|start| start.map(|start| start.id))
    }

    fn take_rows(&mut self, path: &Path, payload: Vec<u8>) -> Result<(), Error> {
        let damaged = |what: String| Error::damaged(path, what);
        let payload = Buffer::from_vec(payload);
        let (length, _) = payload.split_first_chunk::<8>().ok_or_else(|| damaged("a frame is too short".into()))?;
        let end = usize::try_from(u64::from_le_bytes(*length)).ok().and_then(|length| length.checked_add(8));
        let end = end.filter(|&end| end <= payload.len()).ok_or_else(|| damaged("a frame's parts exceed it".into()))?;
        let decode = |begin, end| -> Result<Vec<RecordBatch>, Error> {
            let batches = ipc::decode(payload.slice_with_length(begin, end - begin)).map_err(damaged)?;
            batches.into_iter().map(|batch| adapt::journal_batch(path, batch, end - begin)).collect()
        };
        self.rows.extend(decode(8, end)?);
        self.in_progress = decode(end, payload.len())?;
        Ok(())
    }
}

/// The frames of a journal, up to the first that is not whole.
struct Frames {
    file: BufReader<File>,
    left: u64,
}

impl Frames {
    fn open(path: &Path) -> Result<Option<Self>, Error> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::read(path)(error)),
        };
        let left = file.metadata().map_err(Error::read(path))?.len();
        Ok(Some(Self { file: BufReader::new(file), left }))
    }

    /// The magic and the first frame, without which there is nothing.
    fn start(&mut self, path: &Path) -> Result<Metadata, Error> {
        let mut magic = [0; MAGIC.len()];
        let not_a_journal = || Error::damaged(path, "it is not a whole journal");
        if !self.fill(&mut magic).map_err(Error::read(path))? || &magic != MAGIC {
            return Err(not_a_journal());
        }
        let (kind, payload) = self.next().map_err(Error::read(path))?.ok_or_else(not_a_journal)?;
        if kind != kind::START {
            return Err(not_a_journal());
        }
        let format = serde_json::from_slice::<Format>(&payload).map_err(|error| Error::damaged(path, error))?.format;
        if format > FORMAT {
            return Err(Error::Newer { path: path.to_owned(), format });
        }
        let start: Start = serde_json::from_slice(&payload).map_err(|error| Error::damaged(path, error))?;
        let id = start.id.parse().map_err(|error| Error::damaged(path, format!("its id is wrong: {error}")))?;
        Ok(Metadata { id, ..start.recording })
    }

    fn next(&mut self) -> io::Result<Option<(u32, Vec<u8>)>> {
        let mut header = [0; HEADER];
        if !self.fill(&mut header)? {
            return Ok(None);
        }
        let [s0, s1, s2, s3, s4, s5, s6, s7, k0, k1, k2, k3, length @ ..] = header;
        let (sum, kind, length) = ([s0, s1, s2, s3, s4, s5, s6, s7], [k0, k1, k2, k3], u64::from_le_bytes(length));
        if length > self.left || length > LONGEST {
            return Ok(None);
        }
        let mut payload = Vec::new();
        payload.try_reserve_exact(length as usize).map_err(|_| io::ErrorKind::OutOfMemory)?;
        payload.resize(length as usize, 0);
        if !self.fill(&mut payload)? {
            return Ok(None);
        }
        let found = Xxh64::new().update(&kind).update(&length.to_le_bytes()).update(&payload).finish();
        let whole = found == u64::from_le_bytes(sum);
        Ok(whole.then(|| (u32::from_le_bytes(kind), payload)))
    }

    /// Fills the buffer. False where the file ends before.
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<bool> {
        let length = buffer.len() as u64;
        match self.file.read_exact(buffer) {
            Ok(()) => self.left = self.left.saturating_sub(length),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(error),
        }
        Ok(true)
    }
}

/// The one field of the first frame that every format has.
#[derive(serde::Deserialize)]
struct Format {
    format: u32,
}

/// No frame is longer: a batch is closed long before, and a row has at most 1 GiB.
const LONGEST: u64 = 4 << 30;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use super::*;
    use crate::Row;
    use crate::columns::ColumnBuffers;
    use crate::journal::JournalWriter;
    use crate::storage::Files;

    /// A journal with one frame of rows and calls in progress; where the frame begins.
    fn journal(path: &Path) -> (Vec<u8>, usize) {
        let words = ["ls".to_owned(), "-l".to_owned()];
        let row = |seq| {
            let (path, memory) = (Some("/etc/passwd"), Some(b"memory".as_slice()));
            Row { seq, kind: "syscall", path, memory, argv: Some(&words), core_dumped: Some(true), ..Row::default() }
        };
        let mut writer = JournalWriter::create(Arc::new(Files), path, &Metadata::default()).unwrap();
        let begin = std::fs::metadata(path).unwrap().len() as usize;
        let mut buffers = ColumnBuffers::default();
        for seq in 1..=3 {
            buffers.append(&row(seq));
        }
        let rows = buffers.take().1;
        buffers.append(&row(4));
        let in_progress = JournalWriter::encode(&buffers.take().1).unwrap();
        writer.rows(&rows, &in_progress).unwrap();
        (std::fs::read(path).unwrap(), begin)
    }

    #[test]
    fn a_frame_with_a_right_checksum_over_wrong_bytes_does_no_harm() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal");
        let (good, begin) = journal(&path);
        assert_eq!(Journal::read(&path).unwrap().unwrap().rows[0].num_rows(), 3);
        for position in begin + HEADER..good.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut bad = good.clone();
                bad[position] ^= flip;
                let sum = Xxh64::new().update(&bad[begin + size_of::<u64>()..]).finish();
                bad[begin..begin + size_of::<u64>()].copy_from_slice(&sum.to_le_bytes());
                std::fs::remove_file(&path).unwrap();
                std::fs::write(&path, bad).unwrap();
                if let Ok(Some(journal)) = Journal::read(&path) {
                    assert!(journal.rows.iter().all(|batch| batch.num_rows() < 1000), "{position}");
                }
            }
        }
    }
}
