//! A recording from beginning to end.

use std::env;
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use trapline_process::{Clock, Program};
use trapline_ptrace::Waiter;
use trapline_syscalls::signal;
use trapline_trace::metadata::{self, Capture, End, Timing};
use trapline_trace::{Metadata, TraceWriter, WriterOptions};
use trapline_tracker::Tracker as FromEvents;

use crate::capture;
use crate::control::Control;
use crate::desk::{Desk, Written};
use crate::host::host;
use crate::mailbox::Mailbox;
use crate::start::{Start, Started, start};
use crate::tracer::{Tracer, TracerEnd};
use crate::{Ended, Error, Notice, Options, Outcome, TraceSummary};

/// Runs a command and records it, with all that it starts, until the last of them has ended.
///
/// The calling thread becomes the tracer, and this process gets handlers for SIGHUP, SIGINT, SIGQUIT and SIGTERM: what
/// is sent to it is passed on to the command, and when the command has ended while its children still run, such
/// a signal ends the recording and lets go of them. `notify` is called from the writer's thread and from this one.
///
/// # Errors
/// If the recording could not begin; the command has not run then. What goes wrong later is told by
/// [`Notice::Failed`], and the command runs on to its end.
pub fn record(options: &Options, notify: &(dyn Fn(Notice<'_>) + Sync)) -> Result<Outcome, Error> {
    let program = Program::find(&options.command)?;
    let foreign_children = has_children();
    let clock = Clock::start();
    let mut waiter = Waiter::new();
    let Started { held, mut doomed, mut seen, floor_ns } = match start(&program, &mut waiter)? {
        Start::Ready(started) => *started,
        Start::Ended(status) => {
            return Ok(Outcome { ended: Ended::from_status(status), exec_failure: None, trace: None });
        }
    };
    let metadata = Metadata { start_ns: clock.now(), ..describe(options, &clock, floor_ns) };
    seen.ts = metadata.start_ns;
    let writer = TraceWriter::create(&options.output, &metadata, WriterOptions::default())?;

    let mailbox = Mailbox::default();
    let control = Control::new(held.pid());
    let desk =
        Desk { mailbox: &mailbox, control: &control, notify, writer, tracker: FromEvents::new(options.tracker()) };
    let (end, released, written) = thread::scope(|scope| {
        let writer = thread::Builder::new().name("writer".to_owned()).spawn_scoped(scope, || desk.run());
        let writer = writer.map_err(Error::Thread)?;
        doomed.spare();
        notify(Notice::Started);
        let released = held.release();
        let capture = capture::Capture::new(options.limits());
        let tracer = Tracer::new(clock, &control, &mailbox, waiter, capture, foreign_children);
        let end = tracer.run(seen);
        mailbox.close();
        Ok::<_, Error>((end, released, writer.join()))
    })?;
    // A panic of the writer's thread goes on here: nothing has caught it.
    let written = written.unwrap_or_else(|panic| std::panic::resume_unwind(panic));

    let TracerEnd { status, failure, detached, untraced_cleared } = end;
    let ended = status.map_or(Ended::Exited(0), Ended::from_status);
    let failed = failure.map(Error::from);
    if let Some(error) = &failed {
        notify(Notice::Failed(error));
    }
    let reason = match () {
        () if failed.is_some() => "tracing failed",
        () if detached => "interrupted",
        () => "command ended",
    };
    let trace = written.and_then(|written| match finish(written, metadata, &clock, ended, untraced_cleared, reason) {
        Ok(summary) => Some(summary),
        Err(error) => {
            notify(Notice::Failed(&error));
            None
        }
    });
    Ok(Outcome { ended, exec_failure: released.failure(), trace: trace.filter(|_| failed.is_none()) })
}

/// Adds what is known at the end only, and gives the file its name.
fn finish(
    written: Written,
    metadata: Metadata,
    clock: &Clock,
    ended: Ended,
    untraced_cleared: u64,
    reason: &str,
) -> Result<TraceSummary, Error> {
    let Written { mut tracker, mut writer, mut tally } = written;
    let end_ns = clock.now();
    let mut result = Ok(());
    tracker.finish(end_ns, &mut |row| {
        if result.is_ok() {
            tally.count(row);
            result = writer.append(row);
        }
    });
    result?;
    let duration = Duration::from_nanos(u64::try_from(end_ns - metadata.start_ns).unwrap_or(0));
    let (exit_code, signal) = match ended {
        Ended::Exited(code) => (Some(code), None),
        Ended::Signaled(number) => (None, Some(signal::name(number))),
    };
    let counts = tally.counts;
    let reason = reason.to_owned();
    let end = Some(End { end_ns, reason, exit_code, signal, counts, losses: tally.losses, untraced_cleared });
    let finished = writer.finish(&Metadata { end, ..metadata })?;
    Ok(TraceSummary { counts, duration, bytes: finished.bytes })
}

/// What is known of a recording at its start.
fn describe(options: &Options, clock: &Clock, floor_ns: Option<i64>) -> Metadata {
    let limits = options.limits();
    Metadata {
        tool: options.tool.clone(),
        clock: metadata::Clock {
            name: "CLOCK_MONOTONIC".to_owned(),
            monotonic_ns: clock.monotonic_start(),
            realtime_ns: clock.realtime_start(),
        },
        command: options.command.iter().map(|word| word.to_string_lossy().into_owned()).collect(),
        cwd: env::current_dir().map(|cwd| cwd.to_string_lossy().into_owned()).unwrap_or_default(),
        host: host(),
        capture: Capture {
            backend: "ptrace".to_owned(),
            memory_limit: limits.memory,
            data_limit: limits.data,
            env: options.env.name().to_owned(),
            cpu_policy: "unchanged".to_owned(),
            timing: Timing { read_by: "tracer".to_owned(), floor_ns },
            ..Capture::default()
        },
        ..Metadata::default()
    }
}

/// Whether this process has children already: whoever executed it may have left some behind.
fn has_children() -> bool {
    let flags = WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT | WaitPidFlag::WEXITED | WaitPidFlag::__WALL;
    waitid(Id::All, flags) != Err(Errno::ECHILD)
}
