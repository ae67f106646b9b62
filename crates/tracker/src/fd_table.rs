//! Descriptor tables (the kernel's `files_struct`).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::arena::Id;
use crate::open_file::OpenFile;
use crate::thread::Who;

/// A descriptor table; threads, and processes made with `CLONE_FILES`, share one.
#[derive(Debug)]
pub(crate) struct FdTable {
    /// The `fd_table` column.
    pub(crate) id: i32,
    open: BTreeMap<i32, Descriptor>,
}

/// An open descriptor: one life, the future row of kind `fd`.
#[derive(Debug)]
pub(crate) struct Descriptor {
    /// Order of its beginning; tells apart two lives of one number.
    pub(crate) seq: i64,
    pub(crate) begin: i64,
    /// Who made it.
    pub(crate) by: Arc<Who>,
    pub(crate) file: Id<OpenFile>,
    pub(crate) cloexec: bool,
    pub(crate) origin: Origin,
    /// Whether a call was about it, closing and marking it aside.
    pub(crate) used: bool,
    pub(crate) traffic: Traffic,
}

/// What went through a descriptor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Traffic {
    pub(crate) reads: i64,
    pub(crate) writes: i64,
    pub(crate) bytes_read: i64,
    pub(crate) bytes_written: i64,
}

/// How a descriptor came to be: the `origin` column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Opened,
    Dup,
    Inherited,
    Received,
    AtStart,
}

impl Origin {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Origin::Opened => "opened",
            Origin::Dup => "dup",
            Origin::Inherited => "inherited",
            Origin::Received => "received",
            Origin::AtStart => "at_start",
        }
    }
}

/// How a descriptor ended: the `fate` column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Closed,
    Exec,
    Exit,
    Replaced,
    OpenAtEnd,
}

impl Fate {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Fate::Closed => "closed",
            Fate::Exec => "exec",
            Fate::Exit => "exit",
            Fate::Replaced => "replaced",
            Fate::OpenAtEnd => "open_at_end",
        }
    }
}

impl FdTable {
    pub(crate) fn new(id: i32) -> FdTable {
        FdTable { id, open: BTreeMap::new() }
    }

    pub(crate) fn get(&self, fd: i32) -> Option<&Descriptor> {
        self.open.get(&fd)
    }

    pub(crate) fn get_mut(&mut self, fd: i32) -> Option<&mut Descriptor> {
        self.open.get_mut(&fd)
    }

    /// Puts a descriptor in; what was there before comes out.
    pub(crate) fn insert(&mut self, fd: i32, descriptor: Descriptor) -> Option<Descriptor> {
        self.open.insert(fd, descriptor)
    }

    pub(crate) fn remove(&mut self, fd: i32) -> Option<Descriptor> {
        self.open.remove(&fd)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (i32, &Descriptor)> {
        self.open.iter().map(|(&fd, descriptor)| (fd, descriptor))
    }

    /// Takes out the descriptors in a range that are chosen.
    pub(crate) fn remove_range(
        &mut self,
        range: RangeInclusive<i32>,
        chosen: impl Fn(&Descriptor) -> bool,
    ) -> Vec<(i32, Descriptor)> {
        self.open.extract_if(range, |_, descriptor| chosen(descriptor)).collect()
    }

    /// Marks the descriptors in a range to be closed at exec.
    pub(crate) fn mark_cloexec(&mut self, range: RangeInclusive<i32>) {
        self.open.range_mut(range).for_each(|(_, descriptor)| descriptor.cloexec = true);
    }

    /// All of its descriptors, in order.
    pub(crate) fn into_descriptors(self) -> impl Iterator<Item = (i32, Descriptor)> {
        self.open.into_iter()
    }
}
