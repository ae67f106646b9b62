//! Loaded programs, and what they are asked.

use std::collections::HashMap as Table;
use std::os::fd::{AsFd, BorrowedFd};

use aya::Ebpf;
use aya::maps::{Array, HashMap, MapData, RingBuf};
use aya::programs::{BtfTracePoint, Iter};

use crate::Error;
use crate::iterate::Iterate;
use crate::layout::{Cpu, Totals};
use crate::load::{self, Attachment, Loaded, MARK, Setup, TELL, URING_SUBMIT, missing_part, part};

/// Loaded programs. Dropped, or with the death of this process, they are gone without a trace.
pub struct Programs {
    ebpf: Ebpf,
    attachments: Vec<Attachment>,
    rings: Vec<RingBuf<MapData>>,
    mark: Iterate,
    tell: Iterate,
}

impl Programs {
    /// Loads everything into the kernel; nothing is observed before [`attach`](Self::attach).
    ///
    /// # Errors
    /// [`Error::NotPermitted`] without CAP_BPF and CAP_PERFMON, or where a security policy forbids it; [`Error::Fields`]
    /// on a kernel whose structures lack something.
    ///
    /// # Panics
    /// If `plans` or `ops` are not all of them.
    pub fn load(setup: &Setup) -> Result<Programs, Error> {
        let Loaded { mut ebpf, rings, attachments } = load::load(setup)?;
        let mut iterator = |name: &str| {
            let program = ebpf.program_mut(name).ok_or_else(|| missing_part(name))?;
            let program: &mut Iter = program.try_into().map_err(|error| Error::refused(name, error))?;
            Iterate::attach(program.fd().map_err(|error| Error::refused(name, error))?.as_fd())
        };
        let (mark, tell) = (iterator(MARK)?, iterator(TELL)?);
        Ok(Programs { ebpf, attachments, rings, mark, tell })
    }

    /// Begins to observe.
    ///
    /// # Errors
    /// [`Error::NotPermitted`], as for [`load`](Self::load).
    pub fn attach(&mut self) -> Result<(), Error> {
        for &(name, tracepoint) in &self.attachments {
            let program = self.ebpf.program_mut(name).ok_or_else(|| missing_part(name))?;
            let program: &mut BtfTracePoint = program.try_into().map_err(|error| Error::refused(name, error))?;
            program.attach().map_err(|error| Error::refused(format!("tracepoint {tracepoint}"), error))?;
        }
        Ok(())
    }

    /// Marks every thread of these processes to be recorded, and their children to come. Appends a record for each thread.
    ///
    /// # Errors
    /// [`Error::Os`], [`Error::Refused`].
    pub fn mark(&mut self, pids: &[i32], flags: u32, out: &mut Vec<u8>) -> Result<(), Error> {
        let mut targets: HashMap<_, u32, u32> = part(&mut self.ebpf, "targets")?;
        let asked: Table<u32, u32> = pids.iter().map(|&pid| (pid as u32, flags)).collect();
        for (pid, flags) in &asked {
            targets.insert(pid, flags, 0).map_err(|error| Error::refused("targets", error))?;
        }
        let marked = self.mark.pass(out);
        let mut targets: HashMap<_, u32, u32> = part(&mut self.ebpf, "targets")?;
        for pid in asked.keys() {
            // Gone by itself: the map is only ours.
            let _ = targets.remove(pid);
        }
        marked
    }

    /// Appends a record for each call in progress that was not told before.
    ///
    /// # Errors
    /// [`Error::Os`].
    pub fn tell_calls(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        self.tell.pass(out)
    }

    /// Whether operations of io_uring are told of.
    pub fn tells_of_io_uring(&self) -> bool {
        self.attachments.iter().any(|&(program, _)| program == URING_SUBMIT)
    }

    /// How many processors there may be.
    pub fn processors(&self) -> usize {
        self.rings.len()
    }

    /// The state of a processor.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn processor(&self, index: usize) -> Result<Cpu, Error> {
        let map = self.ebpf.map("cpus").ok_or_else(|| missing_part("cpus"))?;
        let cpus: Array<_, Cpu> = map.try_into().map_err(|error| Error::refused("cpus", error))?;
        cpus.get(&(index as u32), 0).map_err(|error| Error::refused("cpus", error))
    }

    /// How many marked tasks live, and how many could not be marked.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn totals(&self) -> Result<Totals, Error> {
        let map = self.ebpf.map("totals").ok_or_else(|| missing_part("totals"))?;
        let totals: Array<_, Totals> = map.try_into().map_err(|error| Error::refused("totals", error))?;
        totals.get(&0, 0).map_err(|error| Error::refused("totals", error))
    }

    /// Takes what stands in a processor's ring, each record once.
    pub fn drain(&mut self, processor: usize, mut record: impl FnMut(&[u8])) {
        let ring = &mut self.rings[processor];
        while let Some(item) = ring.next() {
            record(&item);
        }
    }

    /// The rings, for epoll(7): edge-triggered, they report when one fills.
    pub fn rings(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        self.rings.iter().map(AsFd::as_fd)
    }
}
