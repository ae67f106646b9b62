//! Loading and attaching.

use std::collections::HashMap as Table;
use std::fs;
use std::os::fd::{AsFd, BorrowedFd};

use aya::maps::{Array, ArrayOfMaps, HashMap, Map, MapData, RingBuf};
use aya::programs::{BtfTracePoint, Iter};
use aya::{Btf, Ebpf, EbpfLoader};

use crate::Error;
use crate::iterate::Iterate;
use crate::layout::{ABSENT, Config, Cpu, MOST_OPS, MOST_PLANS, Offsets, Op, Plan, Totals, VariantKey};

/// The programs, compiled.
#[cfg(target_arch = "x86_64")]
pub(crate) static OBJECT: &[u8] =
    aya::include_bytes_aligned!(concat!(env!("CARGO_MANIFEST_DIR"), "/bpf/trapline-x86_64.bpf.o"));
#[cfg(target_arch = "aarch64")]
pub(crate) static OBJECT: &[u8] =
    aya::include_bytes_aligned!(concat!(env!("CARGO_MANIFEST_DIR"), "/bpf/trapline-aarch64.bpf.o"));
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) static OBJECT: &[u8] = &[];

/// A program, and the tracepoint that it is attached to.
type Attachment = (&'static str, &'static str);

/// With [`Config::sched`].
const SCHED: Attachment = ("sched_switch", "sched_switch");

const TRACEPOINTS: [Attachment; 7] = [
    ("sys_exit", "sys_exit"),
    ("process_fork", "sched_process_fork"),
    ("process_exec", "sched_process_exec"),
    ("process_exit", "sched_process_exit"),
    ("signal_generate", "signal_generate"),
    ("signal_deliver", "signal_deliver"),
    // Last: from here on calls are seen.
    ("sys_enter", "sys_enter"),
];

/// What a recording asks of the programs.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// Its field `at` is filled in by the loader.
    pub config: Config,
    /// Bytes of each processor's ring: a power of two, a page at least.
    pub ring_size: u32,
    /// All [`MOST_PLANS`] of them, by index.
    pub plans: Vec<Plan>,
    /// All [`MOST_OPS`] operations.
    pub ops: Vec<Op>,
    /// Which plan is that of a selector's value.
    pub variants: Vec<(VariantKey, u32)>,
    /// Size of socket options by `level << 32 | name`.
    pub socket_options: Vec<(u64, u32)>,
}

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
        if OBJECT.is_empty() {
            return Err(Error::Architecture);
        }
        assert_eq!((setup.plans.len(), setup.ops.len()), (MOST_PLANS as usize, MOST_OPS as usize), "tables are whole");
        let bytes = fs::read("/sys/kernel/btf/vmlinux").map_err(Error::Btf)?;
        let malformed = || Error::Btf(std::io::ErrorKind::InvalidData.into());
        let fields = crate::btf::Btf::parse(&bytes).ok_or_else(malformed)?;
        let at = Offsets::find(|structure, path| fields.offset(structure, path));
        let absent = at.absent();
        if !absent.is_empty() {
            return Err(Error::Fields(absent.join(", ")));
        }
        let upid_size = fields.size("upid").unwrap_or(ABSENT);
        let config = Config { at, upid_size, ..setup.config };
        let processors =
            aya::util::nr_cpus().map_err(|(_, source)| Error::Os { call: "number of processors", source })? as u32;

        let btf = Btf::parse(&bytes, aya::Endianness::default()).map_err(|error| Error::refused("BTF", error))?;
        let mut ebpf = EbpfLoader::new()
            .btf(Some(&btf))
            .allow_unsupported_maps()
            .map_max_entries("rings", processors)
            .map_max_entries("cpus", processors)
            .override_global("config", &config, true)
            .override_global("plans", setup.plans.as_slice(), true)
            .override_global("ops", setup.ops.as_slice(), true)
            .load(OBJECT)
            .map_err(|error| Error::refused("BPF maps", error))?;
        fill(&mut ebpf, setup)?;
        let rings = rings(&mut ebpf, processors, setup.ring_size)?;
        let attachments: Vec<_> = Some(SCHED).filter(|_| config.sched != 0).into_iter().chain(TRACEPOINTS).collect();
        for &(name, tracepoint) in &attachments {
            let program = ebpf.program_mut(name).ok_or_else(|| missing_part(name))?;
            let program: &mut BtfTracePoint = program.try_into().map_err(|error| Error::refused(name, error))?;
            program.load(tracepoint, &btf).map_err(|error| Error::refused(format!("BPF program {name}"), error))?;
        }
        let mut iterator = |name: &str| {
            let program = ebpf.program_mut(name).ok_or_else(|| missing_part(name))?;
            let program: &mut Iter = program.try_into().map_err(|error| Error::refused(name, error))?;
            program.load("task", &btf).map_err(|error| Error::refused(format!("BPF program {name}"), error))?;
            Iterate::attach(program.fd().map_err(|error| Error::refused(name, error))?.as_fd())
        };
        let (mark, tell) = (iterator("mark_tasks")?, iterator("tell_calls")?);
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
        let mut targets: HashMap<_, u32, u32> = self.map("targets")?;
        let asked: Table<u32, u32> = pids.iter().map(|&pid| (pid as u32, flags)).collect();
        for (pid, flags) in &asked {
            targets.insert(pid, flags, 0).map_err(|error| Error::refused("targets", error))?;
        }
        let marked = self.mark.pass(out);
        let mut targets: HashMap<_, u32, u32> = self.map("targets")?;
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

    fn map<'a, T: TryFrom<&'a mut Map, Error: std::error::Error + Send + Sync + 'static>>(
        &'a mut self,
        name: &'static str,
    ) -> Result<T, Error> {
        let map = self.ebpf.map_mut(name).ok_or_else(|| missing_part(name))?;
        map.try_into().map_err(|error| Error::refused(name, error))
    }
}

fn missing_part(name: &str) -> Error {
    let source = format!("the compiled programs lack {name}").into();
    Error::Refused { what: "BPF programs".to_owned(), source }
}

/// Fills the tables that the programs look things up in.
fn fill(ebpf: &mut Ebpf, setup: &Setup) -> Result<(), Error> {
    let refused = |error| Error::refused("plans", error);
    let mut variants: HashMap<_, VariantKey, u32> = part(ebpf, "variants")?;
    for (key, plan) in &setup.variants {
        variants.insert(key, plan, 0).map_err(refused)?;
    }
    let mut options: HashMap<_, u64, u32> = part(ebpf, "socket_options")?;
    for (key, size) in &setup.socket_options {
        options.insert(key, size, 0).map_err(refused)?;
    }
    Ok(())
}

fn part<'a, T: TryFrom<&'a mut Map, Error: std::error::Error + Send + Sync + 'static>>(
    ebpf: &'a mut Ebpf,
    name: &'static str,
) -> Result<T, Error> {
    let map = ebpf.map_mut(name).ok_or_else(|| missing_part(name))?;
    map.try_into().map_err(|error| Error::refused(name, error))
}

/// A ring for each processor.
fn rings(ebpf: &mut Ebpf, processors: u32, size: u32) -> Result<Vec<RingBuf<MapData>>, Error> {
    /// `BPF_MAP_TYPE_RINGBUF`.
    const RINGBUF: u32 = 27;
    let refused = |error| Error::refused("ring buffer", error);
    let mut all: ArrayOfMaps<_, MapData> = part(ebpf, "rings")?;
    let ring = |index| {
        let map =
            MapData::create(aya_obj::Map::new_from_params(RINGBUF, 0, 0, size, 0), "ring", None).map_err(refused)?;
        all.set(index, &map, 0).map_err(refused)?;
        RingBuf::try_from(Map::RingBuf(map)).map_err(refused)
    };
    (0..processors).map(ring).collect()
}
