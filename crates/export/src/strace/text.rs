//! From rows to lines.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use arrow::array::RecordBatch;

use super::call::{End, Pieces, pieces};
use super::lines::{Lines, Owner, Place};
use super::summary::Summary;
use super::threads::{Threads, abi, becomes_leader, number};
use super::{Layout, Options, events};
use crate::names::Names;
use crate::{Columns, Error, Event};

/// Renders rows; they must come in the order of `seq`.
#[derive(Debug, Default)]
pub struct Text {
    options: Options,
    names: Names,
    threads: Threads,
    lines: Lines,
    summary: Summary,
    /// Calls so far.
    calls: u64,
    /// Calls in progress that will return, by when, and in the order of their beginning.
    returning: BTreeMap<(i64, u64), Pending>,
    /// Calls in progress that will not, by thread (utid).
    inside: HashMap<i32, Pending>,
}

/// A call in progress.
#[derive(Debug)]
struct Pending {
    call: u64,
    /// Where its line begins.
    began: Place,
    /// The thread's id when it ends.
    tid: i32,
    /// Nothing has been written of it yet.
    whole: bool,
    pieces: Pieces,
}

impl Text {
    /// A renderer that has seen no row yet.
    pub fn new(options: Options) -> Text {
        Text { options, ..Text::default() }
    }

    /// Writes the lines of a batch with the columns of [`Columns::required`].
    ///
    /// `shown` tells for each row whether it is printed: the others are learned from, because a filter must not take
    /// away the names of descriptors.
    pub fn write(
        &mut self,
        batch: &RecordBatch,
        mut shown: impl FnMut(usize) -> bool,
        out: &mut impl Write,
    ) -> Result<(), Error> {
        let columns = Columns::new(batch)?;
        for (index, event) in columns.events().enumerate() {
            self.end_calls(event.ts, out)?;
            if event.kind == "thread_exit" {
                self.end_inside(&event, out)?;
            }
            if shown(index) {
                self.row(&event, out)?;
            }
            self.threads.after(&event);
            self.names.after(&event);
        }
        Ok(())
    }

    /// Writes what is left when there are no more rows: the ends of calls, and the table if one is wanted.
    pub fn finish(&mut self, out: &mut impl Write) -> Result<(), Error> {
        self.end_calls(i64::MAX, out)?;
        let open = self.lines.open();
        let mut rest: Vec<Pending> = std::mem::take(&mut self.inside).into_values().collect();
        rest.sort_unstable_by_key(|pending| pending.call);
        for pending in rest {
            let reason = if pending.pieces.end == End::Detached { " <detached ...>" } else { " <unfinished ...>" };
            if open.is_some_and(|owner| owner.call == pending.call) {
                self.lines.cut(reason, out)?;
            } else if pending.whole {
                self.lines.line(&self.options, pending.began, &format!("{}{reason}", pending.pieces.enter), out)?;
            }
        }
        if self.options.summary.wanted {
            self.summary.write(&self.options.summary, out)?;
        }
        Ok(())
    }

    fn row(&mut self, event: &Event<'_>, out: &mut impl Write) -> io::Result<()> {
        if event.kind == "syscall" {
            return self.call(event, out);
        }
        if self.options.summary.only {
            return Ok(());
        }
        let place = Place { tid: event.tid, ts: event.ts, nr: self.threads.last_nr(event.utid) };
        if events::is_superseded(event)
            && self.lines.open().is_some_and(|owner| owner.becomes_leader && owner.upid == event.upid)
        {
            self.lines.cut(&format!(" <pid changed to {} ...>", event.pid), out)?;
        }
        match events::text(event, &self.options, &self.threads) {
            Some(text) => self.lines.line(&self.options, place, &text, out),
            None => Ok(()),
        }
    }

    fn call(&mut self, event: &Event<'_>, out: &mut impl Write) -> io::Result<()> {
        if !self.options.calls.contains(abi(event), event.nr.unwrap_or(-1)) {
            return Ok(());
        }
        self.summary.count(event);
        if self.options.summary.only {
            return Ok(());
        }
        let names = self.names.of(event, self.options.naming);
        let pieces = pieces(event, &names, &self.options, self.threads.last_call(event.utid));
        let place = Place { tid: event.tid, ts: event.ts, nr: number(event) };
        if !self.options.quiet.personality && abi(event) != self.threads.abi(event.utid) {
            let text = events::personality(event.tid, abi(event));
            self.lines.line(&self.options, place, &text, out)?;
        }
        match self.options.layout {
            Layout::Whole => self.whole(place, pieces, out),
            Layout::Strace => self.begin(event, place, pieces, out),
        }
    }

    fn whole(&mut self, place: Place, pieces: Pieces, out: &mut impl Write) -> io::Result<()> {
        if !self.options.statuses.contains(pieces.status) {
            return Ok(());
        }
        let result = match pieces.end {
            End::Open => "? <unfinished ...>",
            End::Detached => "? <detached ...>",
            _ => &pieces.result,
        };
        let call = format!("{}{})", pieces.enter, pieces.exit);
        self.lines.whole(&self.options, place, (&call, result), out)
    }

    fn begin(&mut self, event: &Event<'_>, place: Place, pieces: Pieces, out: &mut impl Write) -> io::Result<()> {
        // strace has no line for the end of a call whose beginning it has not seen.
        if pieces.end == End::Before {
            return Ok(());
        }
        self.calls += 1;
        let (call, whole) = (self.calls, !self.options.statuses.is_all());
        if whole && !self.options.statuses.contains(pieces.status) {
            return Ok(());
        }
        if !whole {
            let owner = Owner { call, upid: event.upid, becomes_leader: becomes_leader(event) };
            self.lines.begin(&self.options, place, owner, &pieces.enter, out)?;
        }
        let tid = if becomes_leader(event) { event.pid } else { event.tid };
        let end = pieces.end;
        let pending = Pending { call, began: place, tid, whole, pieces };
        match end {
            End::Returned(at) => {
                self.returning.insert((at, call), pending);
            }
            // When such a thread begins to end is not recorded; hardly anything comes between.
            End::Never => self.end(event.ts, pending, out)?,
            _ => {
                self.inside.insert(event.utid, pending);
            }
        }
        Ok(())
    }

    /// Ends the calls that returned up to a moment. Of an end and a beginning at the same time the end came first: the
    /// same thread can have both only in that order.
    fn end_calls(&mut self, until: i64, out: &mut impl Write) -> io::Result<()> {
        while let Some(entry) = self.returning.first_entry()
            && entry.key().0 <= until
        {
            let ((at, _), pending) = entry.remove_entry();
            self.end(at, pending, out)?;
        }
        Ok(())
    }

    /// Ends the call in which a thread ended.
    fn end_inside(&mut self, event: &Event<'_>, out: &mut impl Write) -> io::Result<()> {
        match self.inside.remove(&event.utid) {
            Some(pending) => self.end(event.ts, pending, out),
            None => Ok(()),
        }
    }

    fn end(&mut self, at: i64, pending: Pending, out: &mut impl Write) -> io::Result<()> {
        let Pending { call, began, tid, whole, pieces } = pending;
        // What a call would have left behind is not known of one that did not return.
        let exit = match pieces.end {
            End::Returned(_) => pieces.exit.as_str(),
            _ if pieces.exit.is_empty() => "",
            _ => " <unfinished ...>",
        };
        let rest = format!("{exit})");
        if whole {
            let call = format!("{}{rest}", pieces.enter);
            return self.lines.whole(&self.options, began, (&call, &pieces.result), out);
        }
        let place = Place { tid, ts: at, nr: began.nr };
        self.lines.end(&self.options, place, call, (&pieces.name, &rest, &pieces.result), out)
    }
}
