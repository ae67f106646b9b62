//! Loading everything into the kernel.

use std::collections::HashMap;
use std::os::fd::{AsFd, OwnedFd};
use std::thread;

use aya::Pod;
use aya::maps::MapData;

use crate::Error;
use crate::command::Kind;
use crate::empty::permitted;
use crate::kernel::{Kernel, MARK, TELL};
use crate::layout::{Config, MOST_OPS, MOST_PLANS, Op, Plan, VariantKey};
use crate::object::{Compiled, OBJECT, missing};
use crate::ring_size::{self, MOST_RING};
use crate::rings::Rings;
use crate::uring::Operation;

/// The program that takes longest to verify, which is begun first: nearly half of the time of all.
const LONGEST: &str = "sys_exit";

/// The map of what is kept of each processor, with its ring.
const CPUS: &str = "cpus";

/// What a recording asks of the programs.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// What depends on the kernel, and on the size of rings, is filled in by the loader.
    pub config: Config,
    /// Bytes of each processor's ring: a power of two, a page at least, [`MOST_RING`](crate::MOST_RING) at most. A kernel before
    /// Linux 6.0 may not have as many.
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
    pub(crate) rings: Rings,
    pub(crate) bell: MapData,
    pub(crate) targets: MapData,
    pub(crate) totals: MapData,
    /// Those that are attached to tracepoints, with their names, in the order in which to do so.
    pub(crate) programs: Vec<(&'static str, OwnedFd)>,
    pub(crate) mark: OwnedFd,
    pub(crate) tell: OwnedFd,
}

/// Loads programs, maps and rings. What takes long goes on side by side: reading the type information and making the maps,
/// and then verifying each program.
pub(crate) fn load(setup: &Setup) -> Result<Loaded, Error> {
    load_for(setup, |kernel| kernel)
}

/// The same for a kernel that is taken for another one than it is.
pub(crate) fn load_for(setup: &Setup, taken_for: fn(Kernel) -> Kernel) -> Result<Loaded, Error> {
    if OBJECT.is_empty() {
        return Err(Error::Architecture);
    }
    assert_eq!((setup.plans.len(), setup.ops.len()), (MOST_PLANS as usize, MOST_OPS as usize), "tables are whole");
    assert!(setup.ring_size.is_power_of_two() && setup.ring_size <= MOST_RING, "a ring of {} bytes", setup.ring_size);
    permitted()?;
    let processors =
        aya::util::nr_cpus().map_err(|(_, source)| Error::Os { call: "number of processors", source })? as u32;
    let (kernel, compiled) = thread::scope(|scope| {
        let kernel = scope.spawn(|| Kernel::read(setup.config.sched != 0, &setup.operations));
        let compiled = compiled(setup, processors);
        (joined(kernel), compiled)
    });
    let Kernel { at, upid_size, uring, functions, programs } = taken_for(kernel?);
    let (mut compiled, ring_size) = compiled?;
    let config = Config {
        at,
        upid_size,
        uring,
        ring_size,
        // The last eighth is kept for what the tables of descriptors and processes follow from.
        ordinary_below: ring_size / 8 * 7,
        wake_above: ring_size / 2,
        loads: functions.readable.is_some().into(),
        ..setup.config
    };
    compiled.set(&[("config", bytes(&[config]))])?;
    let mut linked = compiled.link(&functions)?;
    let mut verified = thread::scope(|scope| {
        let linked = &linked;
        let begin = |&(name, kind): &(&'static str, Kind)| (name, scope.spawn(move || linked.load(name, kind)));
        let (first, others): (Vec<_>, Vec<_>) = programs.iter().partition(|(name, _)| *name == LONGEST);
        let begun: Vec<_> = first.into_iter().chain(others).map(begin).collect();
        let verified = begun.into_iter().map(|(name, program)| Ok((name, joined(program)?)));
        verified.collect::<Result<HashMap<_, _>, Error>>()
    })?;
    let mut take = |name| verified.remove(name).map(|program| (name, program)).ok_or_else(|| missing(name));
    let ((_, mark), (_, tell)) = (take(MARK)?, take(TELL)?);
    let tracepoints = programs.iter().filter(|(_, kind)| matches!(kind, Kind::Tracepoint(_)));
    let programs = tracepoints.map(|&(name, _)| take(name)).collect::<Result<_, _>>()?;
    let rings = Rings::map(linked.take(CPUS)?.fd().as_fd(), processors as usize, ring_size);
    let rings = rings.map_err(|error| Error::os("mmap of the ring buffers", error))?;
    let (bell, targets, totals) = (linked.take("bell")?, linked.take("targets")?, linked.take("totals")?);
    Ok(Loaded { rings, bell, targets, totals, programs, mark, tell })
}

/// The programs with their tables filled, all but what depends on the kernel, and the size of the rings.
fn compiled(setup: &Setup, processors: u32) -> Result<(Compiled, u32), Error> {
    let mut compiled = Compiled::read()?;
    compiled.set(&[("plans", bytes(&setup.plans)), ("ops", bytes(&setup.ops))])?;
    let (keys, plans): (Vec<VariantKey>, Vec<u32>) = setup.variants.iter().copied().unzip();
    let (options, sizes): (Vec<u64>, Vec<u32>) = setup.socket_options.iter().copied().unzip();
    let known = [("variants", keys.len()), ("socket_options", options.len())].map(|(name, n)| (name, n.max(1) as u32));
    let made = thread::scope(|scope| {
        // As long as all others take together: their memory is zeroed.
        let rings = scope.spawn(|| ring_size::make(CPUS, processors, setup.ring_size));
        compiled.make_maps(&[CPUS], &[&[("desks", processors)][..], &known].concat())?;
        compiled.fill("variants", &keys, &plans)?;
        compiled.fill("socket_options", &options, &sizes)?;
        joined(rings).map_err(|error| Error::refused("BPF ring buffers", error))
    });
    let (array, ring_size) = made?;
    compiled.add(CPUS, array)?;
    Ok((compiled, ring_size))
}

/// A thread's result; its panic goes on here.
fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Numbers as the kernel takes them.
fn bytes<T: Pod>(values: &[T]) -> &[u8] {
    // SAFETY: what is Pod has no padding; any byte may be read of it.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values)) }
}
