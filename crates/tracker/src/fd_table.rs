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
    /// Those below [`LOW`], by number: the kernel gives out the lowest that is free.
    low: Vec<Option<Descriptor>>,
    /// The others.
    high: BTreeMap<i32, Descriptor>,
}

/// What a process may have open, unless it asks for more (RLIMIT_NOFILE).
const LOW: i32 = 1024;

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
        FdTable { id, low: Vec::new(), high: BTreeMap::new() }
    }

    pub(crate) fn get(&self, fd: i32) -> Option<&Descriptor> {
        match self.low.get(place(fd)) {
            Some(found) => found.as_ref(),
            None => self.high.get(&fd),
        }
    }

    pub(crate) fn get_mut(&mut self, fd: i32) -> Option<&mut Descriptor> {
        match self.low.get_mut(place(fd)) {
            Some(found) => found.as_mut(),
            None => self.high.get_mut(&fd),
        }
    }

    /// Puts a descriptor in; what was there before comes out.
    pub(crate) fn insert(&mut self, fd: i32, descriptor: Descriptor) -> Option<Descriptor> {
        if !(0..LOW).contains(&fd) {
            return self.high.insert(fd, descriptor);
        }
        let place = place(fd);
        if self.low.len() <= place {
            self.low.resize_with(place + 1, || None);
        }
        self.low[place].replace(descriptor)
    }

    pub(crate) fn remove(&mut self, fd: i32) -> Option<Descriptor> {
        match self.low.get_mut(place(fd)) {
            Some(found) => found.take(),
            None => self.high.remove(&fd),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (i32, &Descriptor)> {
        let low = (0..).zip(&self.low).filter_map(|(fd, found)| Some((fd, found.as_ref()?)));
        low.chain(self.high.iter().map(|(&fd, descriptor)| (fd, descriptor)))
    }

    /// Takes out the descriptors in a range that are chosen.
    pub(crate) fn remove_range(
        &mut self,
        range: RangeInclusive<i32>,
        chosen: impl Fn(&Descriptor) -> bool,
    ) -> Vec<(i32, Descriptor)> {
        let low = (0..).zip(&mut self.low).filter(|(fd, _)| range.contains(fd));
        let low = low.filter_map(|(fd, found)| Some((fd, found.take_if(|descriptor| chosen(descriptor))?)));
        let mut gone: Vec<_> = low.collect();
        gone.extend(self.high.extract_if(range, |_, descriptor| chosen(descriptor)));
        gone
    }

    /// Marks the descriptors in a range to be closed at exec.
    pub(crate) fn mark_cloexec(&mut self, range: RangeInclusive<i32>) {
        let low = (0..).zip(&mut self.low).filter(|(fd, _)| range.contains(fd)).filter_map(|(_, found)| found.as_mut());
        low.chain(self.high.range_mut(range.clone()).map(|(_, descriptor)| descriptor))
            .for_each(|descriptor| descriptor.cloexec = true);
    }

    /// All of its descriptors, in order.
    pub(crate) fn into_descriptors(self) -> impl Iterator<Item = (i32, Descriptor)> {
        let low = (0..).zip(self.low).filter_map(|(fd, found)| Some((fd, found?)));
        low.chain(self.high)
    }
}

/// Where a descriptor stands if it is a low one. Negative ones are nowhere.
fn place(fd: i32) -> usize {
    usize::try_from(fd).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::arena::Arena;

    fn descriptor(files: &mut Arena<OpenFile>, seq: i64) -> Descriptor {
        Descriptor {
            seq,
            begin: 0,
            by: Arc::default(),
            file: files.insert(OpenFile::default()),
            cloexec: false,
            origin: Origin::Opened,
            used: false,
            traffic: Traffic::default(),
        }
    }

    /// Numbers on both sides of the bound.
    fn number() -> impl Strategy<Value = i32> {
        prop_oneof![0..4_i32, LOW - 2..LOW + 3, Just(i32::MAX)]
    }

    proptest! {
        #[test]
        fn low_and_high_numbers_are_one_table(steps in prop::collection::vec((0..4_u8, number(), number()), 1..40)) {
            let mut files = Arena::default();
            let mut table = FdTable::new(1);
            let mut model = BTreeMap::new();
            for (seq, (what, fd, other)) in (0..).zip(steps) {
                let range = fd.min(other)..=fd.max(other);
                match what {
                    0 => {
                        let before = table.insert(fd, descriptor(&mut files, seq)).map(|found| found.seq);
                        prop_assert_eq!(before, model.insert(fd, (seq, false)).map(|(seq, _)| seq));
                    }
                    1 => prop_assert_eq!(table.remove(fd).map(|found| found.seq), model.remove(&fd).map(|(seq, _)| seq)),
                    2 => {
                        table.mark_cloexec(range.clone());
                        model.range_mut(range).for_each(|(_, (_, cloexec))| *cloexec = true);
                    }
                    _ => {
                        let gone = table.remove_range(range.clone(), |found| found.cloexec);
                        let gone: Vec<_> = gone.into_iter().map(|(fd, found)| (fd, (found.seq, found.cloexec))).collect();
                        prop_assert_eq!(gone, model.extract_if(range, |_, &mut (_, cloexec)| cloexec).collect::<Vec<_>>());
                    }
                }
                let found = table.iter().map(|(fd, found)| (fd, (found.seq, found.cloexec)));
                prop_assert_eq!(found.collect::<Vec<_>>(), model.clone().into_iter().collect::<Vec<_>>());
                prop_assert_eq!(table.get(other).map(|found| found.seq), model.get(&other).map(|&(seq, _)| seq));
                prop_assert_eq!(table.get_mut(fd).is_some(), model.contains_key(&fd));
            }
            prop_assert_eq!(table.get(-1).is_some(), false);
            let all: Vec<_> = table.into_descriptors().map(|(fd, found)| (fd, found.seq)).collect();
            prop_assert_eq!(all, model.into_iter().map(|(fd, (seq, _))| (fd, seq)).collect::<Vec<_>>());
        }
    }
}
