//! A recording from beginning to end, whatever observes the calls.

use std::env;
use std::io;
use std::time::Duration;

use trapline_process::Clock;
use trapline_syscalls::signal;
use trapline_trace::Metadata;
use trapline_trace::metadata::{self, Capture, End, Timing};

use crate::calls::Calls;
use crate::desk::Written;
use crate::host::host;
use crate::{Backend, Ended, Error, Filter, Notice, Options, Outcome, Target, TraceSummary, ebpf, traced};

/// Records a command and all that it starts, until the last of them has ended; or running processes, until a signal ends
/// the recording or the last of them has ended.
///
/// With ptrace(2) the calling thread becomes the tracer. This process gets handlers for SIGHUP, SIGINT, SIGQUIT and SIGTERM. With
/// a command, what is sent to it is passed on to the command, and when the command has ended while its children still
/// run, such a signal ends the recording and lets go of them. `notify` is called from the writer's thread and from this
/// one.
///
/// # Errors
/// If the recording could not begin; the command has not run then, and processes are let go. What goes wrong later is
/// told by [`Notice::Failed`], and whoever was recorded runs on.
pub fn record(options: &Options, notify: &(dyn Fn(Notice<'_>) + Sync)) -> Result<Outcome, Error> {
    let load = || ebpf::load(options);
    match options.backend {
        Backend::Ptrace if options.needs_bpf() => Err(Error::NeedsBpf),
        Backend::Ptrace => traced::record(options, notify),
        Backend::Ebpf => ebpf::record(load()?, options, notify),
        _ if options.needs_bpf() => ebpf::record(load()?, options, notify),
        Backend::Auto => match load() {
            Ok(programs) => ebpf::record(programs, options, notify),
            Err(Error::Unavailable(why)) => {
                notify(Notice::NoBpf(&why));
                traced::record(options, notify)
            }
            Err(error) => Err(error),
        },
    }
}

/// How observing ended.
#[derive(Debug)]
pub(crate) struct How {
    /// What observed.
    pub(crate) backend: &'static str,
    /// The command's raw wait status, if its end was seen.
    pub(crate) status: Option<i32>,
    /// A failure that ended it early.
    pub(crate) failed: Option<Error>,
    /// Some were let go before their end.
    pub(crate) detached: bool,
    pub(crate) end_ns: i64,
    /// Calls whose CLONE_UNTRACED was taken away.
    pub(crate) untraced_cleared: u64,
    /// Why the command's program could not be executed.
    pub(crate) exec_failure: Option<io::Error>,
}

/// Finishes the file.
pub(crate) fn conclude(
    written: Option<Written>,
    how: How,
    options: &Options,
    metadata: Metadata,
    notify: &dyn Fn(Notice<'_>),
) -> Outcome {
    let ended = how.status.map(Ended::from_status);
    if let Some(error) = &how.failed {
        notify(Notice::Failed(error));
    }
    let bound = written.as_ref().and_then(|written| written.bound);
    let reason = match options.target {
        _ if how.failed.is_some() => "tracing failed",
        _ if how.detached
            && let Some(bound) = bound =>
        {
            bound
        }
        Target::Command(_) if how.detached => "interrupted",
        Target::Command(_) => "command ended",
        _ if how.detached => "detached",
        _ => "processes ended",
    };
    let mut calls = Vec::new();
    let trace = written.and_then(|mut written| {
        let counted = written.tally.calls.take();
        match finish(written, &options.filter, metadata, &how, ended, reason) {
            Ok(summary) => {
                calls = counted.map(Calls::finish).unwrap_or_default();
                Some(summary)
            }
            Err(error) => {
                notify(Notice::Failed(&error));
                None
            }
        }
    });
    Outcome {
        ended: ended.unwrap_or(Ended::Exited(0)),
        exec_failure: how.exec_failure,
        trace: trace.filter(|_| how.failed.is_none()),
        calls,
    }
}

/// Adds what is known at the end only, and gives the file its name.
fn finish(
    written: Written,
    filter: &Filter,
    metadata: Metadata,
    &How { backend, end_ns, untraced_cleared, .. }: &How,
    ended: Option<Ended>,
    reason: &str,
) -> Result<TraceSummary, Error> {
    let Written { mut tracker, mut writer, mut tally, .. } = written;
    let mut result = Ok(());
    tracker.finish(end_ns, &mut |row| {
        if result.is_ok() && filter.keeps(row) {
            tally.count(row);
            result = writer.append(row);
        }
    });
    result?;
    let duration = Duration::from_nanos(u64::try_from(end_ns - metadata.start_ns).unwrap_or(0));
    let (exit_code, signal) = match ended {
        Some(Ended::Exited(code)) => (Some(code), None),
        Some(Ended::Signaled(number)) => (None, Some(signal::name(number))),
        None => (None, None),
    };
    let counts = tally.counts;
    let reason = reason.to_owned();
    let end = Some(End { end_ns, reason, exit_code, signal, counts, losses: tally.losses, untraced_cleared });
    let finished = writer.finish(&Metadata { end, ..metadata })?;
    Ok(TraceSummary { backend, counts, duration, bytes: finished.bytes })
}

/// The names of the sources.
pub(crate) const PTRACE: &str = "ptrace";
pub(crate) const EBPF: &str = "ebpf";

/// What the metadata say about CPU placement where nothing is done about it.
pub(crate) const UNCHANGED: &str = "unchanged";

/// What a source says of itself.
pub(crate) struct Source {
    pub(crate) backend: &'static str,
    /// The command line, if there is one only.
    pub(crate) words: Vec<String>,
    pub(crate) attached: Vec<i32>,
    pub(crate) cpu_policy: &'static str,
    /// It tells of operations of io_uring.
    pub(crate) io_uring: bool,
    pub(crate) timing: Timing,
}

/// What is known of a recording at its start.
pub(crate) fn describe(options: &Options, clock: &Clock, source: Source) -> Metadata {
    let limits = options.limits();
    Metadata {
        tool: options.tool.clone(),
        clock: metadata::Clock {
            name: "CLOCK_MONOTONIC".to_owned(),
            monotonic_ns: clock.monotonic_start(),
            realtime_ns: clock.realtime_start(),
        },
        command: source.words,
        attached: source.attached,
        cwd: env::current_dir().map(|cwd| cwd.to_string_lossy().into_owned()).unwrap_or_default(),
        host: host(),
        capture: Capture {
            backend: source.backend.to_owned(),
            memory_limit: limits.memory,
            data_limit: limits.data,
            env: options.env.name().to_owned(),
            sched: options.sched,
            io_uring: source.io_uring,
            filters: options.target.words().into_iter().chain(options.filter.words.iter().cloned()).collect(),
            limits: options.bounds.words().chain((!options.follow).then(|| "--no-follow".to_owned())).collect(),
            cpu_policy: source.cpu_policy.to_owned(),
            timing: source.timing,
        },
        ..Metadata::default()
    }
}
