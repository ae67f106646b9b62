//! From options to programs that observe.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use trapline_ebpf::layout::{ABSENT, Config, call, scope, task};
use trapline_ebpf::records::{Record, call_record, frames, parse};
use trapline_ebpf::uring::{Fd, Operation};
use trapline_ebpf::{Programs, Setup};
use trapline_process::proc::{self, snapshot, standing, tasks};
use trapline_process::{CALIBRATION_CALLS, Clock, Held, Program, spawn, wait};
use trapline_syscalls::uring::{self, About};
use trapline_trace::Metadata;
use trapline_trace::metadata::Timing;
use trapline_tracker::Event;

use super::cgroup::Cgroup;
use super::plans;
use super::unavailable::Unavailable;
use crate::attach::{comm, each_of, own_uid};
use crate::record::{EBPF, Source, UNCHANGED, describe};
use crate::seen::process_seen;
use crate::start::at_gate;
use crate::{AttachError, Error, Notice, Options, Target};

/// Programs that observe, and whom.
pub(super) struct Begun {
    pub(super) programs: Programs,
    /// A command at its gate.
    pub(super) held: Option<Held>,
    /// Events with which the recording begins.
    pub(super) seen: Vec<Event>,
    attached: Vec<i32>,
    words: Vec<String>,
    floor_ns: Option<i64>,
}

/// Loads and attaches the programs; nobody is marked yet.
///
/// # Errors
/// [`Error::Unavailable`] where BPF cannot be used at all.
pub(crate) fn load(options: &Options) -> Result<Programs, Error> {
    let unavailable = |error| Error::Unavailable(Unavailable::new(error));
    let mut programs = Programs::load(&setup(options)?).map_err(unavailable)?;
    programs.attach().map_err(unavailable)?;
    Ok(programs)
}

/// Marks whom the programs are to observe.
pub(super) fn begin(
    programs: Programs,
    options: &Options,
    clock: &Clock,
    notify: &dyn Fn(Notice<'_>),
) -> Result<Begun, Error> {
    match &options.target {
        Target::Command(words) => command(programs, words),
        Target::Processes(ids) => processes(programs, ids, clock, notify),
        Target::System => Ok(running(programs, &all_processes(), clock)?),
        Target::Cgroup(_) | Target::Container(_) => {
            let members = Cgroup::of(&options.target)?.map(|group| group.processes());
            Ok(running(programs, &members.unwrap_or_default(), clock)?)
        }
    }
}

/// The user whose processes alone may be recorded: whoever is not root has the right from the file `rec` (setcap(8)),
/// which says nothing about others' processes.
fn owner() -> Option<u32> {
    Some(own_uid()).filter(|&uid| uid != 0)
}

fn setup(options: &Options) -> Result<Setup, Error> {
    if owner().is_some() && options.target.needs_bpf() {
        return Err(Error::OwnOnly);
    }
    let plans::Plans { plans, ops, variants, socket_options } = plans::compile(&options.filter, &options.limits());
    let mut config = Config {
        scope: scope::MARKED,
        self_: std::process::id(),
        pid_namespace: pid_namespace(),
        follow: u32::from(options.follow),
        owner: owner().unwrap_or(ABSENT),
        data_limit: options.limits().data,
        sched: u32::from(options.sched),
        failed_only: u32::from(options.filter.failed_only),
        min_duration: u64::try_from(options.filter.min_duration.as_nanos()).unwrap_or(u64::MAX),
        ..Config::default()
    };
    if options.target == Target::System {
        config.scope = scope::SYSTEM;
    } else if let Some(Cgroup { id, level, .. }) = Cgroup::of(&options.target)? {
        (config.scope, config.cgroup, config.cgroup_level) = (scope::CGROUP, id, level);
    }
    plans::socketcalls(&mut config);
    let operations = operations();
    Ok(Setup { config, ring_size: options.ring, plans, ops, variants, socket_options, operations })
}

/// What is to be read of operations of io_uring, from the table.
fn operations() -> Vec<Operation> {
    let of = |operation: &uring::Operation| Operation {
        fd: match operation.about {
            About::Nothing => Fd::Nowhere,
            About::File => Fd::Request,
            About::Closed => Fd::Field("io_close"),
            About::Epoll => Fd::Field("io_epoll"),
        },
        slot: if operation.about == About::Closed { Some("io_close") } else { operation.makes },
        makes: operation.makes.is_some(),
        repeats: operation.repeats,
    };
    uring::OPERATIONS.iter().map(of).collect()
}

/// The inode of this process's pid namespace.
fn pid_namespace() -> u32 {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self/ns/pid").map_or(0, |found| found.ino() as u32)
}

/// A command, brought to its gate and marked there.
fn command(mut programs: Programs, words: &[OsString]) -> Result<Begun, Error> {
    let program = Program::find(words)?;
    let mut held = spawn(&program, &[])?;
    let pid = held.pid();
    let seen = at_gate(pid, &program);
    let mut marked = Vec::new();
    let floor_ns = programs.mark(&[pid], task::AT_GATE, &mut marked).map_err(Error::from).and_then(|()| {
        held.calibrate();
        floor(&mut programs)
    });
    let floor_ns = match floor_ns {
        Ok(floor_ns) => floor_ns,
        Err(error) => {
            drop(held);
            // It ends at its gate, and nobody else waits for it.
            let _ = wait(pid, true);
            return Err(error);
        }
    };
    let text = |word: &OsString| String::from_utf8_lossy(word.as_encoded_bytes()).into_owned();
    let words = words.iter().map(text).collect();
    Ok(Begun {
        programs,
        held: Some(held),
        seen: vec![Event::Process(Box::new(seen))],
        attached: Vec::new(),
        words,
        floor_ns,
    })
}

/// What a call that does nothing took, in ns: the child makes some at its gate.
fn floor(programs: &mut Programs) -> Result<Option<i64>, Error> {
    const PATIENCE: Duration = Duration::from_secs(2);
    let begun = Instant::now();
    let (mut durations, mut bytes) = (Vec::new(), Vec::new());
    while durations.len() < CALIBRATION_CALLS && begun.elapsed() < PATIENCE {
        sleep(Duration::from_micros(200));
        bytes.clear();
        programs.drain(&mut bytes);
        let calls = frames(&bytes).filter_map(call_record).filter(|one| one.flags & call::AT_GATE != 0);
        durations.extend(calls.filter_map(|one| Some(one.exit?.saturating_sub(one.enter).cast_signed())));
    }
    Ok(durations.into_iter().min())
}

/// Processes that run, marked and looked at.
fn processes(mut programs: Programs, ids: &[i32], clock: &Clock, notify: &dyn Fn(Notice<'_>)) -> Result<Begun, Error> {
    let mut pids = Vec::new();
    each_of(ids, notify, |id| {
        let pid = attachable(id)?;
        if !pids.contains(&pid) {
            pids.push(pid);
        }
        Ok(())
    })?;
    let ts = clock.now();
    let threads = mark(&mut programs, &pids)?;
    each_of(&pids, notify, |pid| match threads.contains_key(&pid) {
        true => Ok(()),
        false => Err(unmarked(pid)),
    })?;
    pids.retain(|pid| threads.contains_key(pid));
    let words = match pids.as_slice() {
        &[pid] => proc::argv(pid).iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect(),
        _ => Vec::new(),
    };
    Ok(Begun { programs, held: None, seen: look(ts, &threads), attached: pids, words, floor_ns: None })
}

/// Processes that run, marked and looked at, if there are any.
fn running(mut programs: Programs, pids: &[i32], clock: &Clock) -> Result<Begun, trapline_ebpf::Error> {
    let ts = clock.now();
    let seen = look(ts, &mark(&mut programs, pids)?);
    Ok(Begun { programs, held: None, seen, attached: Vec::new(), words: Vec::new(), floor_ns: None })
}

/// Threads by process: the id of each, and the signal that has stopped it.
type Threads = BTreeMap<i32, Vec<(i32, Option<i32>)>>;

/// Marks processes that run. Gives those that were.
fn mark(programs: &mut Programs, pids: &[i32]) -> Result<Threads, trapline_ebpf::Error> {
    let mut marked = Vec::new();
    programs.mark(pids, 0, &mut marked)?;
    let mut threads = Threads::new();
    for record in frames(&marked) {
        if let Some(Record::Task { tid, pid, stopped, .. }) = parse(record) {
            threads.entry(pid).or_default().push((tid, stopped));
        }
    }
    Ok(threads)
}

/// Looks at processes in `/proc`.
fn look(ts: i64, threads: &Threads) -> Vec<Event> {
    let mut seen = Vec::new();
    for (&pid, threads) in threads {
        let tids: Vec<i32> = threads.iter().map(|&(tid, _)| tid).collect();
        // A first thread that has ended leaves its process without descriptors in `/proc`: another one shows them.
        let shown = if tids.contains(&pid) { pid } else { tids[0] };
        let Some(found) = snapshot(shown) else { continue };
        seen.push(Event::Process(Box::new(process_seen(ts, pid, found))));
        let others = tids.iter().filter(|&&tid| tid != pid);
        seen.extend(others.map(|&tid| Event::Thread { ts, pid, tid, comm: comm(tid) }));
        if shown != pid {
            seen.push(Event::ThreadExit { ts, tid: pid, status: None, cpu_times: None, max_rss_kb: None });
        }
        let stops = threads.iter().filter_map(|&(tid, stopped)| stopped.map(|signal| (tid, signal)));
        seen.extend(stops.map(|(tid, signal)| Event::Stop { ts, tid, signal }));
    }
    seen
}

/// Every process of this pid namespace but the recorder and the kernel's own.
fn all_processes() -> Vec<i32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    ids.filter(|&id| attachable(id).is_ok()).collect()
}

/// Whether a thread has not ended.
fn lives(tid: i32) -> bool {
    standing(tid).is_some_and(|found| !found.has_ended())
}

/// The process of an id that can be recorded.
fn attachable(id: i32) -> Result<i32, AttachError> {
    let found = standing(id).ok_or(AttachError::NoProcess)?;
    match () {
        () if found.pid.cast_unsigned() == std::process::id() => Err(AttachError::Itself),
        () if found.of_kernel => Err(AttachError::KernelThread),
        () if owner().is_some_and(|uid| uid != found.uid) => {
            Err(AttachError::NotPermitted { remedy: format!("the process is user {}'s: use `sudo rec -p`", found.uid) })
        }
        () if found.has_ended() && !tasks(found.pid).iter().any(|&tid| lives(tid)) => Err(AttachError::Ended),
        () => Ok(found.pid),
    }
}

/// Why a process that could be recorded was not marked.
fn unmarked(pid: i32) -> AttachError {
    let remedy = || "the kernel does not show it to BPF programs; `--backend ptrace` may see it".to_owned();
    attachable(pid).map_or_else(|error| error, |_| AttachError::NotPermitted { remedy: remedy() })
}

impl Begun {
    /// The command's process.
    pub(super) fn command(&self) -> Option<i32> {
        self.held.as_ref().map(Held::pid)
    }

    /// Tells of the processes that were attached to.
    pub(super) fn tell(&self, notify: &dyn Fn(Notice<'_>)) {
        for &pid in &self.attached {
            let of = |event: &&Event| matches!(event, Event::Thread { pid: of, .. } if *of == pid);
            let threads = 1 + self.seen.iter().filter(of).count();
            notify(Notice::Attached { pid, comm: &comm(pid), threads });
        }
    }

    /// What is known of the recording at its start.
    pub(super) fn describe(&self, options: &Options, clock: &Clock) -> Metadata {
        let source = Source {
            backend: EBPF,
            words: self.words.clone(),
            attached: self.attached.clone(),
            cpu_policy: UNCHANGED,
            io_uring: self.programs.tells_of_io_uring(),
            timing: Timing { read_by: "kernel".to_owned(), floor_ns: self.floor_ns },
        };
        describe(options, clock, source)
    }
}
