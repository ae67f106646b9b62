//! Loading everything into the kernel.

use std::fs;
use std::thread;

use aya::maps::{HashMap, Map, MapData, RingBuf};
use aya::programs::Program;
use aya::{Btf, Ebpf, EbpfLoader};

use crate::Error;
use crate::empty::permitted;
use crate::layout::{ABSENT, Config, MOST_OPS, MOST_PLANS, Offsets, Op, Plan, Uring, VariantKey};
use crate::rings::rings;
use crate::uring::{self, Operation};

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
pub(crate) type Attachment = (&'static str, &'static str);

/// With [`Config::sched`].
const SCHED: Attachment = ("sched_switch", "sched_switch");

/// Where the kernel has their tracepoints in a form that is known.
pub(crate) const URING_SUBMIT: &str = "uring_submit";
const URING_COMPLETE: &str = "uring_complete";

/// The program that takes longest to verify, which is begun first: nearly half of the time of all.
const LONGEST: &str = "sys_exit";

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

/// Iterators over all tasks.
pub(crate) const MARK: &str = "mark_tasks";
pub(crate) const TELL: &str = "tell_calls";

/// How the names begin of what the loader crate looks up in the kernel's type information: where programs are attached.
const LOOKED_UP: [&str; 2] = ["btf_trace_", "bpf_iter_"];

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
    /// Operations of io_uring, by number; nothing of them is recorded if there are none.
    pub operations: Vec<Operation>,
}

/// What is in the kernel, and attached nowhere.
pub(crate) struct Loaded {
    pub(crate) ebpf: Ebpf,
    pub(crate) rings: Vec<RingBuf<MapData>>,
    /// In the order in which to attach them.
    pub(crate) attachments: Vec<Attachment>,
}

/// What the kernel's type information says.
struct Kernel {
    at: Offsets,
    upid_size: u32,
    /// Where requests of io_uring have what, and the tracepoint of their submission.
    uring: Option<(Uring, &'static str)>,
    /// As much of it as the loader crate looks up.
    btf: Btf,
}

/// Loads programs, maps and rings. What takes long goes on side by side: reading the type information, which the loader crate
/// does for itself in any case, and verifying each program.
pub(crate) fn load(setup: &Setup) -> Result<Loaded, Error> {
    if OBJECT.is_empty() {
        return Err(Error::Architecture);
    }
    assert_eq!((setup.plans.len(), setup.ops.len()), (MOST_PLANS as usize, MOST_OPS as usize), "tables are whole");
    permitted()?;
    let (loader, kernel) = thread::scope(|scope| {
        let loader = scope.spawn(EbpfLoader::new);
        let kernel = Kernel::read(&setup.operations);
        (joined(loader), kernel)
    });
    let (mut loader, Kernel { at, upid_size, uring, btf }) = (loader, kernel?);
    let config = Config { at, upid_size, uring: uring.unwrap_or_default().0, ..setup.config };
    let processors =
        aya::util::nr_cpus().map_err(|(_, source)| Error::Os { call: "number of processors", source })? as u32;
    let mut ebpf = loader
        .btf(Some(&btf))
        .allow_unsupported_maps()
        .map_max_entries("rings", processors)
        .map_max_entries("cpus", processors)
        .map_max_entries("desks", processors)
        .override_global("config", &config, true)
        .override_global("plans", setup.plans.as_slice(), true)
        .override_global("ops", setup.ops.as_slice(), true)
        .load(OBJECT)
        .map_err(|error| Error::refused("BPF maps", error))?;
    fill(&mut ebpf, setup)?;
    let Some(Map::ArrayOfMaps(table)) = ebpf.take_map("rings") else { return Err(missing_part("rings")) };
    let sched = Some(SCHED).filter(|_| config.sched != 0);
    let uring = uring.map(|(_, submit)| [(URING_COMPLETE, uring::COMPLETE), (URING_SUBMIT, submit)]);
    let attachments: Vec<_> = sched.into_iter().chain(uring.into_iter().flatten()).chain(TRACEPOINTS).collect();
    let rings = thread::scope(|scope| {
        let mut programs: Vec<_> = ebpf.programs_mut().collect();
        programs.sort_unstable_by_key(|&(name, _)| (name != LONGEST, name));
        let mut begun = programs.into_iter().filter_map(|(name, program)| {
            let target = target(name, &attachments)?;
            let (name, btf) = (name.to_owned(), &btf);
            Some(scope.spawn(move || verify(&name, program, target, btf)))
        });
        let mut verified: Vec<_> = begun.by_ref().take(1).collect();
        let rings = scope.spawn(|| rings(&table, processors, setup.ring_size));
        verified.extend(begun);
        let verified = verified.into_iter().try_for_each(joined);
        let rings = joined(rings)?;
        verified.map(|()| rings)
    })?;
    Ok(Loaded { ebpf, rings, attachments })
}

/// A thread's result; its panic goes on here.
fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// What a program is made for: a tracepoint, or the kind of an iterator; `None` if it is not used.
fn target(name: &str, attachments: &[Attachment]) -> Option<&'static str> {
    if name == MARK || name == TELL {
        return Some("task");
    }
    attachments.iter().find(|(program, _)| *program == name).map(|&(_, tracepoint)| tracepoint)
}

/// Has the kernel verify a program.
fn verify(name: &str, program: &mut Program, target: &str, btf: &Btf) -> Result<(), Error> {
    let result = match program {
        Program::BtfTracePoint(program) => program.load(target, btf),
        Program::Iter(program) => program.load(target, btf),
        _ => return Err(missing_part(name)),
    };
    result.map_err(|error| Error::refused(format!("BPF program {name}"), error))
}

impl Kernel {
    fn read(operations: &[Operation]) -> Result<Kernel, Error> {
        let bytes = fs::read("/sys/kernel/btf/vmlinux").map_err(Error::Btf)?;
        let malformed = || Error::Btf(std::io::ErrorKind::InvalidData.into());
        let fields = crate::btf::Btf::parse(&bytes).ok_or_else(malformed)?;
        let at = Offsets::find(|structure, path| fields.offset(structure, path));
        let absent = at.absent();
        if !absent.is_empty() {
            return Err(Error::Fields(absent.join(", ")));
        }
        let btf = fields.only(&LOOKED_UP);
        let btf = Btf::parse(&btf, aya::Endianness::default()).map_err(|error| Error::refused("BTF", error))?;
        let uring = Some(operations).filter(|all| !all.is_empty()).and_then(|all| uring::find(&fields, all));
        Ok(Kernel { at, upid_size: fields.size("upid").unwrap_or(ABSENT), uring, btf })
    }
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

/// A map of the programs.
pub(crate) fn part<'a, T: TryFrom<&'a mut Map, Error: std::error::Error + Send + Sync + 'static>>(
    ebpf: &'a mut Ebpf,
    name: &'static str,
) -> Result<T, Error> {
    let map = ebpf.map_mut(name).ok_or_else(|| missing_part(name))?;
    map.try_into().map_err(|error| Error::refused(name, error))
}

pub(crate) fn missing_part(name: &str) -> Error {
    let source = format!("the compiled programs lack {name}").into();
    Error::Refused { what: "BPF programs".to_owned(), source }
}
