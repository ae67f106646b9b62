//! Loaded programs, and what they are asked.

use std::collections::HashMap as Table;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use aya::maps::{Array, HashMap, Map, MapData, RingBuf};

use crate::Error;
use crate::command::open_tracepoint;
use crate::iterate::Iterate;
use crate::kernel::URING_SUBMIT;
use crate::layout::{Cpu, Totals};
use crate::load::{Loaded, Setup, load};

/// Loaded programs. Dropped, or with the death of this process, they are gone without a trace.
pub struct Programs {
    programs: Vec<(&'static str, OwnedFd)>,
    /// Attached as long as these are there.
    links: Vec<OwnedFd>,
    rings: Vec<RingBuf<MapData>>,
    targets: HashMap<MapData, u32, u32>,
    cpus: Array<MapData, Cpu>,
    totals: Array<MapData, Totals>,
    mark: Iterate,
    tell: Iterate,
}

impl Programs {
    /// Loads everything into the kernel; nothing is observed before [`attach`](Self::attach).
    ///
    /// # Errors
    /// [`Error::NotPermitted`] without CAP_BPF and CAP_PERFMON, or where a security policy forbids it; [`Error::Lacks`]
    /// on a kernel that lacks something.
    ///
    /// # Panics
    /// If `plans` or `ops` are not all of them.
    pub fn load(setup: &Setup) -> Result<Programs, Error> {
        Programs::new(load(setup)?)
    }

    fn new(loaded: Loaded) -> Result<Programs, Error> {
        let Loaded { rings, targets, cpus, totals, programs, mark, tell } = loaded;
        let refused = |error| Error::refused("BPF maps", error);
        Ok(Programs {
            programs,
            links: Vec::new(),
            rings,
            targets: Map::HashMap(targets).try_into().map_err(refused)?,
            cpus: Map::Array(cpus).try_into().map_err(refused)?,
            totals: Map::Array(totals).try_into().map_err(refused)?,
            mark: Iterate::attach(mark.as_fd())?,
            tell: Iterate::attach(tell.as_fd())?,
        })
    }

    /// Begins to observe.
    ///
    /// # Errors
    /// [`Error::NotPermitted`], as for [`load`](Self::load).
    pub fn attach(&mut self) -> Result<(), Error> {
        for (name, program) in &self.programs {
            let link = open_tracepoint(program.as_fd(), None);
            self.links.push(link.map_err(|error| Error::refused(format!("tracepoint of {name}"), error))?);
        }
        Ok(())
    }

    /// Marks every thread of these processes to be recorded, and their children to come. Appends a record for each thread.
    ///
    /// # Errors
    /// [`Error::Os`], [`Error::Refused`].
    pub fn mark(&mut self, pids: &[i32], flags: u32, out: &mut Vec<u8>) -> Result<(), Error> {
        let asked: Table<u32, u32> = pids.iter().map(|&pid| (pid as u32, flags)).collect();
        for (pid, flags) in &asked {
            self.targets.insert(pid, flags, 0).map_err(|error| Error::refused("targets", error))?;
        }
        let marked = self.mark.pass(out);
        for pid in asked.keys() {
            // Gone by itself: the map is only ours.
            let _ = self.targets.remove(pid);
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
        self.programs.iter().any(|&(name, _)| name == URING_SUBMIT)
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
        self.cpus.get(&(index as u32), 0).map_err(|error| Error::refused("cpus", error))
    }

    /// How many marked tasks live, and how many could not be marked.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn totals(&self) -> Result<Totals, Error> {
        self.totals.get(&0, 0).map_err(|error| Error::refused("totals", error))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::ffi::OsStr;
    use std::fs;
    use std::io::Write;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;
    use std::process::{Command, Stdio};

    use super::*;
    use crate::kernel::Kernel;
    use crate::layout::{ABSENT, Config, MOST_OPS, MOST_PLANS, Op, Plan, plan, what};
    use crate::load::load_for;
    use crate::records::{FileSeen, call_record, pieces};

    /// Paths of the files that a shell opens which opens this one.
    fn opened(path: &Path, taken_for: fn(Kernel) -> Kernel) -> Vec<Vec<u8>> {
        let mut plans = vec![Plan::default(); MOST_PLANS as usize];
        plans[libc::SYS_openat as usize].flags = plan::WANTED | plan::MADE;
        let config = Config {
            self_: std::process::id(),
            pid_namespace: fs::metadata("/proc/self/ns/pid").unwrap().ino() as u32,
            owner: ABSENT,
            ordinary_below: 1 << 20,
            wake_above: 1 << 20,
            ..Config::default()
        };
        let ops = vec![Op::default(); MOST_OPS as usize];
        let setup = Setup { config, ring_size: 1 << 20, plans, ops, ..Setup::default() };
        let loaded = load_for(&setup, taken_for).expect("this test needs CAP_BPF and CAP_PERFMON");
        let mut programs = Programs::new(loaded).unwrap();
        programs.attach().unwrap();
        let mut shell = Command::new("sh");
        let shell = shell.args([OsStr::new("-c"), OsStr::new("read line; exec 3< \"$0\""), path.as_os_str()]);
        let mut shell = shell.stdin(Stdio::piped()).spawn().unwrap();
        programs.mark(&[shell.id() as i32], 0, &mut Vec::new()).unwrap();
        shell.stdin.take().unwrap().write_all(b"\n").unwrap();
        assert!(shell.wait().unwrap().success());
        let mut found = Vec::new();
        for processor in 0..programs.processors() {
            programs.drain(processor, |record| {
                let files = call_record(record).into_iter().flat_map(|call| pieces(call.memory));
                for file in files.filter(|piece| piece.what == what::FD) {
                    let (base, above) = FileSeen::parse(file.bytes).unwrap().components();
                    let mut names: Vec<_> = above.split(|&byte| byte == 0).filter(|name| !name.is_empty()).collect();
                    names.reverse();
                    names.push(base);
                    found.push([b"/", names.join(&b'/').as_slice()].concat());
                }
            });
        }
        found
    }

    #[test]
    fn names_of_any_length_are_read_by_loads_and_without() {
        let directory = tempfile::tempdir().unwrap();
        let mut path = directory.path().canonicalize().unwrap();
        // Around the ends of words, of what a dentry has room for, and of what is read by words.
        for length in [1, 7, 8, 9, 15, 16, 31, 32, 33, 38, 39, 40, 41, 47, 200, 255] {
            path.push("x".repeat(length));
        }
        fs::create_dir_all(&path).unwrap();
        path.push("file");
        fs::write(&path, "").unwrap();
        let expected = path.as_os_str().as_bytes().to_vec();
        assert!(opened(&path, |kernel| kernel).contains(&expected), "as this kernel is");
        let without = opened(&path, |kernel| Kernel { readable: None, ..kernel });
        assert!(without.contains(&expected), "as one that has no such loads");
    }
}
