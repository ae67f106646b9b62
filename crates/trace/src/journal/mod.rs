//! The journal beside an unfinished trace: what makes it readable before it has a footer.
//!
//! `FILE.part.journal` is the eight bytes `TRAPJRNL` and then frames, each a header of 20 bytes and a payload:
//!
//! | bytes | |
//! |---|---|
//! | 8 | XXH64 of all that follows in the frame |
//! | 4 | kind of frame, below |
//! | 8 | length of the payload |
//!
//! Numbers are little-endian. The kinds:
//!
//! | kind | payload |
//! |---|---|
//! | 1 | `{"format": 1, "id": "…", "recording": {…}}`: the metadata known at the start |
//! | 2 | a Parquet footer for all row groups in `FILE.part`, as if it ended after them |
//! | 3 | the length of what follows in 8 bytes, rows as an Arrow IPC stream, then the calls in progress as another; either may be empty |
//!
//! **Frames that follow the first incomplete or wrong one do not count**: a frame is written in one go and a killed
//! recording leaves at most its last one torn. Rows are in order of arrival; of the calls in progress the last frame's
//! replace all earlier ones. Unknown kinds are passed over. When a row group has been finished the journal is written anew
//! under another name, without the rows that are now in `FILE.part`, and renamed over the old one.

mod checksum;
mod ipc;
mod narrow;
mod read;
mod write;

pub(crate) use narrow::widen;
pub(crate) use read::Journal;
pub(crate) use write::JournalWriter;

/// The first bytes of a journal.
const MAGIC: &[u8; 8] = b"TRAPJRNL";

/// Bytes before a frame's payload.
const HEADER: usize = 20;

/// Kinds of frames.
mod kind {
    pub(super) const START: u32 = 1;
    pub(super) const FOOTER: u32 = 2;
    pub(super) const ROWS: u32 = 3;
}

/// The payload of the first frame.
#[derive(serde::Serialize, serde::Deserialize)]
struct Start {
    format: u32,
    id: String,
    recording: crate::Metadata,
}
