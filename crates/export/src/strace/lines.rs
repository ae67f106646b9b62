//! Lines as strace breaks them: at most one is open, and who comes between closes it as `<unfinished ...>`.

use std::io::{self, Write};

use super::Options;
use super::leader::Leader;

/// Who a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    /// A number that no other call in the trace has.
    pub(super) call: u64,
    pub(super) upid: i32,
    /// Whether it is an execve of a thread that is not its process's leader.
    pub(super) becomes_leader: bool,
}

/// Where a line is written, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) tid: i32,
    pub(super) ts: i64,
    pub(super) nr: Option<u32>,
}

/// The lines so far.
#[derive(Debug, Default)]
pub(super) struct Lines {
    leader: Leader,
    /// The call whose line is open, and how long that line is.
    open: Option<(Owner, usize)>,
}

impl Lines {
    /// Whose line is open.
    pub(super) fn open(&self) -> Option<Owner> {
        self.open.map(|(owner, _)| owner)
    }

    /// A line of its own.
    pub(super) fn line(&mut self, options: &Options, place: Place, text: &str, out: &mut impl Write) -> io::Result<()> {
        self.cut(" <unfinished ...>", out)?;
        let leader = self.leader.text(options, place.tid, place.ts, place.nr);
        writeln!(out, "{leader}{text}")
    }

    /// A line of a call, whole.
    pub(super) fn whole(
        &mut self,
        options: &Options,
        place: Place,
        (call, result): (&str, &str),
        out: &mut impl Write,
    ) -> io::Result<()> {
        self.cut(" <unfinished ...>", out)?;
        let leader = self.leader.text(options, place.tid, place.ts, place.nr);
        let padding = padding(options, leader.len() + call.len());
        writeln!(out, "{leader}{call}{padding} = {result}")
    }

    /// The first half of a call's line.
    pub(super) fn begin(
        &mut self,
        options: &Options,
        place: Place,
        owner: Owner,
        text: &str,
        out: &mut impl Write,
    ) -> io::Result<()> {
        self.cut(" <unfinished ...>", out)?;
        let leader = self.leader.text(options, place.tid, place.ts, place.nr);
        write!(out, "{leader}{text}")?;
        self.open = Some((owner, leader.len() + text.len()));
        Ok(())
    }

    /// The second half, on the same line if that is still open.
    pub(super) fn end(
        &mut self,
        options: &Options,
        place: Place,
        call: u64,
        (name, rest, result): (&str, &str, &str),
        out: &mut impl Write,
    ) -> io::Result<()> {
        let length = match self.open {
            Some((owner, length)) if owner.call == call => length,
            _ => {
                self.cut(" <unfinished ...>", out)?;
                let leader = self.leader.text(options, place.tid, place.ts, place.nr);
                let resumed = format!("{leader}<... {name} resumed>");
                write!(out, "{resumed}")?;
                resumed.len()
            }
        };
        self.open = None;
        let padding = padding(options, length + rest.len());
        writeln!(out, "{rest}{padding} = {result}")
    }

    /// Ends the open line with this text, if there is one.
    pub(super) fn cut(&mut self, text: &str, out: &mut impl Write) -> io::Result<()> {
        match self.open.take() {
            Some(_) => writeln!(out, "{text}"),
            None => Ok(()),
        }
    }
}

/// Spaces up to where ` = ` begins.
fn padding(options: &Options, length: usize) -> String {
    // A trace may ask for anything; nobody needs a line of more spaces than this.
    const MOST: usize = 4096;
    " ".repeat(options.result_column.min(MOST).saturating_sub(length + 1))
}
