//! Loaded programs, and what they are asked.

use std::collections::HashMap as Table;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use aya::maps::{Array, HashMap, Map, MapData, RingBuf};

use crate::Error;
use crate::command::{open_tracepoint, recursion_misses};
use crate::iterate::Iterate;
use crate::kernel::URING_SUBMIT;
use crate::layout::Totals;
use crate::load::{Loaded, Setup, load};
use crate::rings::{Rings, Untold};

/// Loaded programs. Dropped, or with the death of this process, they are gone without a trace.
pub struct Programs {
    programs: Vec<(&'static str, OwnedFd)>,
    /// Attached as long as these are there.
    links: Vec<OwnedFd>,
    rings: Rings,
    /// Wakes who waits.
    bell: RingBuf<MapData>,
    targets: HashMap<MapData, u32, u32>,
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
    /// If `plans` or `ops` are not all of them, or the rings' size is none.
    pub fn load(setup: &Setup) -> Result<Programs, Error> {
        Programs::new(load(setup)?)
    }

    fn new(loaded: Loaded) -> Result<Programs, Error> {
        let Loaded { rings, bell, targets, totals, programs, mark, tell } = loaded;
        let refused = |error| Error::refused("BPF maps", error);
        Ok(Programs {
            programs,
            links: Vec::new(),
            rings,
            bell: Map::RingBuf(bell).try_into().map_err(refused)?,
            targets: Map::HashMap(targets).try_into().map_err(refused)?,
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

    /// How many times a program did not run since another task was inside the same one on that processor: on kernels that run
    /// programs with preemption on (Linux 7.0). Whose that would have been, recorded or not, nobody knows.
    ///
    /// # Errors
    /// [`Error::Os`].
    pub fn skipped(&self) -> Result<u64, Error> {
        let misses = self.programs.iter().map(|(_, program)| recursion_misses(program.as_fd()));
        misses.sum::<Result<u64, _>>().map_err(|error| Error::os("bpf(BPF_OBJ_GET_INFO_BY_FD)", error))
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
        self.rings.processors()
    }

    /// Bytes of each processor's ring.
    pub fn ring_size(&self) -> usize {
        self.rings.size()
    }

    /// Goes up by one when a program begins on a processor, and when it has ended, and its records are in the rings.
    ///
    /// # Panics
    /// If there are not so many processors.
    pub fn epoch(&self, processor: usize) -> u64 {
        self.rings.epoch(processor)
    }

    /// What was lost on a processor, and is told of by no record.
    ///
    /// # Panics
    /// If there are not so many processors.
    pub fn untold(&self, processor: usize) -> Untold {
        self.rings.untold(processor)
    }

    /// How many marked tasks live, and how many could not be marked.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn totals(&self) -> Result<Totals, Error> {
        self.totals.get(&0, 0).map_err(|error| Error::refused("totals", error))
    }

    /// Takes what stands in the rings: each record once, in its [frame](crate::records::frames), those of one processor after those
    /// of another.
    pub fn drain(&mut self, bytes: &mut Vec<u8>) {
        while self.bell.next().is_some() {}
        for processor in 0..self.rings.processors() {
            self.rings.drain(processor, bytes);
            self.rings.drain_aside(processor, bytes);
        }
    }

    /// For epoll(7): edge-triggered, it reports when a ring fills.
    pub fn bell(&self) -> BorrowedFd<'_> {
        self.bell.as_fd()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::ffi::OsStr;
    use std::fs;
    use std::io::{PipeReader, Write};
    use std::os::fd::AsRawFd;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;
    use std::process::{Command, Stdio};

    use super::*;
    use crate::functions::Functions;
    use crate::kernel::Kernel;
    use crate::layout::{ABSENT, Config, MOST_OPS, MOST_PLANS, Op, Plan, plan, what};
    use crate::load::load_for;
    use crate::records::{Copied, FileSeen, Record, call_record, frames, parse, pieces};

    fn setup(plans: Vec<Plan>) -> Setup {
        let config = Config {
            self_: std::process::id(),
            pid_namespace: fs::metadata("/proc/self/ns/pid").unwrap().ino() as u32,
            owner: ABSENT,
            ..Config::default()
        };
        let ops = vec![Op::default(); MOST_OPS as usize];
        Setup { config, ring_size: 1 << 23, plans, ops, ..Setup::default() }
    }

    /// Paths of the files that a shell opens which opens this one.
    fn opened(path: &Path, taken_for: fn(Kernel) -> Kernel) -> Vec<Vec<u8>> {
        let mut plans = vec![Plan::default(); MOST_PLANS as usize];
        plans[libc::SYS_openat as usize].flags = plan::WANTED | plan::MADE;
        let loaded = load_for(&setup(plans), taken_for).expect("this test needs CAP_BPF and CAP_PERFMON");
        let mut programs = Programs::new(loaded).unwrap();
        programs.attach().unwrap();
        let mut shell = Command::new("sh");
        let shell = shell.args([OsStr::new("-c"), OsStr::new("read line; exec 3< \"$0\""), path.as_os_str()]);
        let mut shell = shell.stdin(Stdio::piped()).spawn().unwrap();
        programs.mark(&[shell.id() as i32], 0, &mut Vec::new()).unwrap();
        shell.stdin.take().unwrap().write_all(b"\n").unwrap();
        assert!(shell.wait().unwrap().success());
        let mut bytes = Vec::new();
        programs.drain(&mut bytes);
        let made = frames(&bytes).filter_map(call_record).flat_map(|call| pieces(call.memory));
        let path = |file: Copied<'_>| {
            let (base, above) = FileSeen::parse(file.bytes).unwrap().components();
            let mut names: Vec<_> = above.split(|&byte| byte == 0).filter(|name| !name.is_empty()).collect();
            names.reverse();
            names.push(base);
            [b"/", names.join(&b'/').as_slice()].concat()
        };
        made.filter(|piece| piece.what == what::FD).map(path).collect()
    }

    /// Sends itself SIGCONT from a timer's interrupts, and calls getppid(2) so often meanwhile. Never returns.
    fn call_while_interrupted(gate: &PipeReader, calls: u64) -> ! {
        // SAFETY: a child has one thread only; nothing here takes a lock or memory.
        unsafe {
            libc::read(gate.as_raw_fd(), [0_u8].as_mut_ptr().cast(), 1);
            extern "C" fn caught(_: i32) {}
            libc::signal(libc::SIGCONT, caught as *const () as libc::sighandler_t);
            let mut event: libc::sigevent = std::mem::zeroed();
            (event.sigev_notify, event.sigev_signo) = (libc::SIGEV_SIGNAL, libc::SIGCONT);
            let mut timer: libc::timer_t = std::mem::zeroed();
            let often = libc::timespec { tv_sec: 0, tv_nsec: 200_000 };
            let often = libc::itimerspec { it_interval: often, it_value: often };
            libc::timer_create(libc::CLOCK_MONOTONIC, &raw mut event, &raw mut timer);
            libc::timer_settime(timer, 0, &raw const often, std::ptr::null_mut());
            for _ in 0..calls {
                libc::syscall(libc::SYS_getppid);
            }
            libc::_exit(0)
        }
    }

    /// As if this kernel ran programs with preemption on.
    fn preempting(kernel: Kernel) -> Kernel {
        let functions = Kernel::read_as("7.0", false, &[]).unwrap().functions;
        assert!(functions.preempt.is_some(), "this test needs Linux 6.15");
        Kernel { functions, ..kernel }
    }

    #[test]
    fn a_program_within_another_one_loses_and_spoils_nothing() {
        within_another(|kernel| kernel);
    }

    #[test]
    fn programs_turn_preemption_off_where_they_have_to() {
        within_another(preempting);
    }

    fn within_another(taken_for: fn(Kernel) -> Kernel) {
        const CALLS: u64 = 1 << 20;
        let mut plans = vec![Plan::default(); MOST_PLANS as usize];
        plans[libc::SYS_getppid as usize].flags = plan::WANTED;
        let loaded = load_for(&setup(plans), taken_for).expect("this test needs CAP_BPF and CAP_PERFMON");
        let mut programs = Programs::new(loaded).unwrap();
        programs.attach().unwrap();
        let (gate, mut opener) = std::io::pipe().unwrap();
        // SAFETY: the child does nothing that another thread could hinder.
        let child = unsafe { libc::fork() };
        if child == 0 {
            call_while_interrupted(&gate, CALLS);
        }
        assert!(child > 0, "a child");
        programs.mark(&[child], 0, &mut Vec::new()).unwrap();
        opener.write_all(b"\n").unwrap();
        let (mut calls, mut signals, mut within, mut others) = (0, 0, 0, None);
        let mut has_ended = false;
        while !has_ended {
            // SAFETY: a child of this process.
            has_ended = unsafe { libc::waitpid(child, std::ptr::null_mut(), libc::WNOHANG) } != 0;
            let (mut bytes, mut aside) = (Vec::new(), Vec::new());
            for processor in 0..programs.processors() {
                programs.rings.drain(processor, &mut bytes);
                programs.rings.drain_aside(processor, &mut aside);
            }
            for record in frames(&bytes).filter_map(parse) {
                match record {
                    Record::Call(call) if call.nr == libc::SYS_getppid as i32 => calls += 1,
                    // This thread may have to wait for a processor.
                    Record::Lost { calls: lost, .. } => calls += u64::from(lost),
                    Record::Continue { tid, .. } if tid == child => signals += 1,
                    Record::Signal { .. } | Record::Exit { .. } => {}
                    other => others = Some(format!("{other:?}")),
                }
            }
            for record in frames(&aside).map(parse) {
                match record {
                    Some(Record::Continue { tid, .. }) if tid == child => within += 1,
                    other => others = Some(format!("{other:?} aside")),
                }
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        assert_eq!((calls, others), (CALLS, None));
        assert!(signals > 0 && within > 0, "{within} signals within a program and {signals} elsewhere");
        for processor in 0..programs.processors() {
            assert_eq!(programs.untold(processor).calls, 0);
            assert!(
                (0..100_000).any(|_| programs.epoch(processor).is_multiple_of(2)),
                "the epoch of {processor} hangs"
            );
        }
        let may_skip = Kernel::read(false, &[]).unwrap().functions.preempt.is_some();
        assert!(programs.skipped().unwrap() == 0 || may_skip, "this kernel runs programs with preemption off");
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
        let without =
            opened(&path, |kernel| Kernel { functions: Functions { readable: None, ..kernel.functions }, ..kernel });
        assert!(without.contains(&expected), "as one that has no such loads");
        assert!(opened(&path, preempting).contains(&expected), "as one that runs programs with preemption on");
    }
}
