//! The writer's side: events become rows, rows become a file.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use trapline_syscalls::errno::restarts;
use trapline_trace::metadata::Counts;
use trapline_trace::{Row, TraceWriter};
use trapline_tracker::Tracker;

use crate::calls::Calls;
use crate::control::Control;
use crate::mailbox::{Intake, Seen};
use crate::{Notice, Options};

/// How long the writer waits for a batch to become half full.
const PATIENCE: Duration = Duration::from_millis(50);
/// The same while a program's threads take turns on one CPU, and have to be let go when it no longer makes calls.
const PATIENCE_TOGETHER: Duration = Duration::from_millis(10);
/// How often what was recorded is made safe.
const FLUSH: Duration = Duration::from_millis(500);
/// How often progress is told.
const PROGRESS: Duration = Duration::from_secs(1);

/// Takes events in until there are no more.
pub(crate) struct Desk<'a, I> {
    pub(crate) intake: I,
    pub(crate) control: &'a Control,
    pub(crate) notify: &'a (dyn Fn(Notice<'_>) + Sync),
    pub(crate) writer: TraceWriter,
    pub(crate) tracker: Tracker,
    pub(crate) options: &'a Options,
}

/// What is left when the last event is written.
pub(crate) struct Written {
    /// Not yet finished.
    pub(crate) tracker: Tracker,
    /// Not yet finished.
    pub(crate) writer: TraceWriter,
    pub(crate) tally: Tally,
    /// The bound that ended the recording.
    pub(crate) bound: Option<&'static str>,
}

impl<I: Intake> Desk<'_, I> {
    /// Writes until no more may come.
    ///
    /// A failure is told at once and ends the recording, not the command: the tracer is asked to let go of everybody, and
    /// signals are passed on to the end.
    /// Gives `None` then.
    pub(crate) fn run(mut self) -> Option<Written> {
        let mut tally = Tally { calls: self.options.summary.then(Calls::default), ..Tally::default() };
        let (begun, mut bound) = (Instant::now(), None);
        let (mut flushed, mut told) = (Instant::now(), Instant::now());
        let mut dirty = true;
        let keeps_all = self.options.filter.keeps_all();
        loop {
            let patience = if self.control.is_together() { PATIENCE_TOGETHER } else { PATIENCE };
            let (mut came, mut written) = (false, Ok(()));
            let Desk { intake, tracker, writer, options, .. } = &mut self;
            let open = intake.take(patience, &mut |seen| {
                came = true;
                let mut sink = |row: &Row<'_>| {
                    if written.is_ok() && (keeps_all || options.filter.keeps(row)) {
                        tally.count(row);
                        written = writer.append(row);
                    }
                };
                match seen {
                    Seen::Call(call) => tracker.observe_call(call, &mut sink),
                    Seen::Event(event, memory, data) => {
                        tracker.observe_with_data(event, memory, data, &mut sink);
                    }
                }
            });
            if !came {
                self.control.tell_silence();
            }
            dirty |= came;
            if written.is_ok() && open && dirty && flushed.elapsed() >= FLUSH {
                written = self.flush();
                (flushed, dirty) = (Instant::now(), false);
            }
            if let Err(error) = written {
                self.give_up(error);
                return None;
            }
            if bound.is_none() {
                bound = self.options.bounds.reached(begun.elapsed(), self.writer.size());
                if bound.is_some() {
                    self.control.ask_to_detach();
                }
            }
            self.control.tick();
            if told.elapsed() >= PROGRESS {
                told = Instant::now();
                (self.notify)(Notice::Progress(&tally.counts));
            }
            if !open {
                break;
            }
        }
        Some(Written { tracker: self.tracker, writer: self.writer, tally, bound })
    }

    /// Makes everything so far safe, with the calls that are in progress.
    fn flush(&mut self) -> Result<(), trapline_trace::Error> {
        let filter = &self.options.filter;
        self.writer.flush_from(|sink| {
            self.tracker.in_progress(&mut |row| {
                if filter.keeps(row) {
                    sink(row);
                }
            });
        })
    }

    /// The end of the recording, while the command goes on.
    fn give_up(&mut self, error: trapline_trace::Error) {
        (self.notify)(Notice::Failed(&error.into()));
        self.intake.abandon();
        self.control.ask_to_detach();
        while self.intake.take(PATIENCE, &mut |_| {}) {
            self.control.tick();
        }
    }
}

/// What has been written.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) counts: Counts,
    /// Lost events by reason.
    pub(crate) losses: BTreeMap<String, u64>,
    /// Calls by name, where they are counted.
    pub(crate) calls: Option<Calls>,
}

impl Tally {
    /// Counts a row.
    pub(crate) fn count(&mut self, row: &Row<'_>) {
        if let Some(calls) = &mut self.calls {
            calls.count(row);
        }
        self.counts.rows += 1;
        match row.kind {
            "syscall" => {
                self.counts.syscalls += 1;
                self.counts.errors += u64::from(row.errno.is_some_and(|errno| !restarts(errno)));
            }
            "process" => self.counts.processes += 1,
            "thread" => self.counts.threads += 1,
            "lost" => {
                let lost = row.lost.and_then(|lost| u64::try_from(lost).ok()).unwrap_or(0);
                self.counts.lost += lost;
                *self.losses.entry(row.lost_reason.unwrap_or_default().to_owned()).or_default() += lost;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restarts_are_no_errors_and_losses_are_counted_by_reason() {
        let mut tally = Tally::default();
        for errno in [None, Some(2), Some(512), Some(516)] {
            tally.count(&Row { kind: "syscall", errno, ..Row::default() });
        }
        tally.count(&Row { kind: "lost", lost: Some(7), lost_reason: Some("ring_full"), ..Row::default() });
        let Counts { rows, syscalls, errors, lost, .. } = tally.counts;
        assert_eq!((rows, syscalls, errors, lost), (5, 4, 1, 7));
        assert_eq!(tally.losses["ring_full"], 7);
    }
}
