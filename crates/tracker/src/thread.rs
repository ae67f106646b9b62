//! Threads, and the names and numbers by which rows speak of them.

use std::sync::Arc;

use crate::arena::Id;
use crate::fd_table::FdTable;
use crate::inside::Inside;
use crate::name::Name;

/// The columns that say whose a row is. Rows and descriptors of the past keep the one of their time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Who {
    pub(crate) pid: i32,
    pub(crate) tid: i32,
    pub(crate) upid: i32,
    pub(crate) utid: i32,
    pub(crate) comm: Option<Box<str>>,
}

/// A thread that lives.
#[derive(Debug)]
pub(crate) struct Thread {
    pub(crate) who: Arc<Who>,
    pub(crate) table: Id<FdTable>,
    pub(crate) directories: Id<Directories>,
    /// The call in progress.
    pub(crate) inside: Option<Box<Inside>>,
    /// Since when it is known, as long as it may be in a call whose enter was before that.
    pub(crate) may_be_inside_since: Option<i64>,
    /// The signal of the group-stop that it is in.
    pub(crate) stopped_by: Option<i32>,
    /// Known only from calls of its own: how it began was not seen.
    pub(crate) beginning_unseen: bool,
}

/// Working and root directory (the kernel's `fs_struct`); threads, and processes made with `CLONE_FS`, share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Directories {
    pub(crate) cwd: Option<Name>,
    /// Only where it is not the recorder's.
    pub(crate) root: Option<Name>,
}
