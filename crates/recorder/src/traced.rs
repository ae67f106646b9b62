//! A recording through ptrace(2).

use std::io;
use std::thread;

use nix::errno::Errno;
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use trapline_process::{Clock, Guard, Program, Released, monotonic_ns, proc};
use trapline_ptrace::{Seizing, Waiter};
use trapline_trace::metadata::Timing;
use trapline_trace::{Metadata, TraceWriter, WriterOptions};
use trapline_tracker::Tracker as FromEvents;

use crate::attach::{Seized, seize_all};
use crate::capture;
use crate::control::Control;
use crate::desk::Desk;
use crate::mailbox::{Inbox, Mailbox};
use crate::placement::Placing;
use crate::record::{How, PTRACE, Source, UNCHANGED, conclude, describe};
use crate::start::{Start, Started, start};
use crate::tracer::{Setup, Tracer, TracerEnd};
use crate::{Ended, Error, Notice, Options, Outcome, Target};

/// What the metadata say about CPU placement.
const TOGETHER: &str = "shared while calls are frequent: tracer and tracees on one CPU";

/// As [`crate::record`]. The calling thread becomes the tracer.
pub(crate) fn record(options: &Options, notify: &(dyn Fn(Notice<'_>) + Sync)) -> Result<Outcome, Error> {
    let is_command = matches!(options.target, Target::Command(_));
    // Before anything else: it must be no child that is waited for, and copies as little as possible.
    let guard = if options.pin && options.follow && is_command { Guard::start().ok() } else { None };
    let foreign_children = has_children();
    let clock = Clock::start();
    let mut waiter = Waiter::new();
    let wants_filter = !options.filter.is_everything();
    let unfit = wants_filter.then(|| unfit_for_filter(options)).flatten();
    let bpf = if wants_filter && unfit.is_none() { options.filter.program().unwrap_or_default() } else { Vec::new() };
    let how = Seizing { children: options.follow, filtered: !bpf.is_empty() };
    let mut begun = match &options.target {
        Target::Command(words) => match start(&Program::find(words)?, &bpf, how, guard.is_some(), &mut waiter)? {
            Start::Ready(started) => Begun::Command(started),
            Start::Ended(status) => {
                return Ok(Outcome {
                    ended: Ended::from_status(status),
                    exec_failure: None,
                    trace: None,
                    calls: Vec::new(),
                });
            }
        },
        Target::Processes(ids) => Begun::Processes(seize_all(ids, how, notify)?),
        Target::Cgroup(_) | Target::Container(_) | Target::System => return Err(Error::NeedsBpf),
    };
    let refused = begun.filter_refused();
    if let Some(why) = unfit.or(refused.as_deref()) {
        notify(Notice::NotFiltered(why));
    }
    let filtered = !bpf.is_empty() && refused.is_none();
    let placing = guard.and_then(|guard| Placing::new(guard, monotonic_ns()));
    let metadata = Metadata { start_ns: clock.now(), ..begun.describe(options, &clock, placing.is_some()) };
    if let Begun::Command(started) = &mut begun {
        started.seen.ts = metadata.start_ns;
    }
    let writer = TraceWriter::create(&options.output, &metadata, WriterOptions::default())?;

    let mailbox = Mailbox::default();
    let control = Control::new(begun.command());
    let tracker = FromEvents::new(options.tracker(filtered && options.filter.hides_moves()));
    let desk = Desk { intake: Inbox::new(&mailbox), control: &control, notify, writer, tracker, options };
    let (end, released, written) = thread::scope(|scope| {
        let writer = thread::Builder::new().name("writer".to_owned()).spawn_scoped(scope, || desk.run());
        let writer = writer.map_err(Error::Thread)?;
        let capture = capture::Capture::new(options.limits());
        let (control, mailbox, filter) = (&control, &mailbox, &options.filter);
        let follow = options.follow;
        let setup =
            Setup { clock, control, mailbox, waiter, capture, foreign_children, follow, filter, filtered, placing };
        let tracer = Tracer::new(setup);
        notify(Notice::Started);
        let (end, released) = match begun {
            Begun::Command(started) => {
                let Started { held, mut doomed, seen, .. } = *started;
                doomed.spare();
                let released = held.release();
                (tracer.run(seen), Some(released))
            }
            Begun::Processes(seized) => (tracer.run_attached(seized, notify), None),
        };
        mailbox.close();
        Ok::<_, Error>((end, released, writer.join()))
    })?;
    // A panic of the writer's thread goes on here: nothing has caught it.
    let written = written.unwrap_or_else(|panic| std::panic::resume_unwind(panic));

    let TracerEnd { status, failure, detached, let_go_at, untraced_cleared } = end;
    let end_ns = let_go_at.map_or_else(|| clock.now(), |at| clock.at(at));
    Ok(conclude(
        written,
        How {
            backend: PTRACE,
            status,
            failed: failure.map(Error::from),
            detached,
            end_ns,
            untraced_cleared,
            exec_failure: released.and_then(Released::failure),
        },
        options,
        metadata,
        notify,
    ))
}

/// Why no filter in the kernel is possible: whoever has one cannot be let go of, since what it hands to a tracer would fail.
fn unfit_for_filter(options: &Options) -> Option<&'static str> {
    match () {
        () if matches!(options.target, Target::Processes(_)) => Some("they run already"),
        () if !options.follow => Some("--no-follow lets children go"),
        () if !options.bounds.is_none() => Some("--duration and --max-size let go of the command"),
        () => None,
    }
}

/// What is traced, and waits to be recorded.
enum Begun {
    /// Stands at its gate.
    Command(Box<Started>),
    /// Run on.
    Processes(Seized),
}

impl Begun {
    /// The command's process.
    fn command(&self) -> Option<i32> {
        match self {
            Begun::Command(started) => Some(started.held.pid()),
            Begun::Processes(_) => None,
        }
    }

    /// The command line, if there is one only.
    fn words(&self, options: &Options) -> Vec<String> {
        let text = |word: &[u8]| String::from_utf8_lossy(word).into_owned();
        match (&options.target, self.attached().as_slice()) {
            (Target::Command(words), _) => words.iter().map(|word| text(word.as_encoded_bytes())).collect(),
            (Target::Processes(_), &[pid]) => proc::argv(pid).iter().map(|word| text(word)).collect(),
            _ => Vec::new(),
        }
    }

    fn attached(&self) -> Vec<i32> {
        match self {
            Begun::Command(_) => Vec::new(),
            Begun::Processes(seized) => seized.pids(),
        }
    }

    /// Why the kernel takes no filter of a command's.
    fn filter_refused(&self) -> Option<String> {
        match self {
            Begun::Command(started) => started.filtered.as_ref().err().map(io::Error::to_string),
            Begun::Processes(_) => None,
        }
    }

    fn floor_ns(&self) -> Option<i64> {
        match self {
            Begun::Command(started) => started.floor_ns,
            Begun::Processes(_) => None,
        }
    }

    fn describe(&self, options: &Options, clock: &Clock, placed: bool) -> Metadata {
        let source = Source {
            backend: PTRACE,
            words: self.words(options),
            attached: self.attached(),
            cpu_policy: if placed { TOGETHER } else { UNCHANGED },
            io_uring: false,
            timing: Timing { read_by: "tracer".to_owned(), floor_ns: self.floor_ns() },
        };
        describe(options, clock, source)
    }
}

/// Whether this process has children already: whoever executed it may have left some behind.
fn has_children() -> bool {
    let flags = WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT | WaitPidFlag::WEXITED | WaitPidFlag::__WALL;
    waitid(Id::All, flags) != Err(Errno::ECHILD)
}
