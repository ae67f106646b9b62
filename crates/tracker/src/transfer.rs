//! Calls that move bytes, and file positions.

use trapline_syscalls::{Effect, Kind, Ret};

use crate::arena::Id;
use crate::captured::{Captured, argument, u64_at};
use crate::exit::{Given, Returning};
use crate::fd_table::Descriptor;
use crate::inside::Inside;
use crate::messages::message_bytes;
use crate::open_file::OpenFile;
use crate::state::State;

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Read,
    Write,
}

impl State {
    /// lseek: the position is what it returned, or wrote.
    pub(crate) fn seek(&mut self, call: &Returning<'_>) {
        let Some(file) = call.inside.fd else { return };
        let written = || {
            let index = argument(call.inside, |kind| matches!(kind, Kind::U64Ptr(_)))?;
            call.captured.output(index).and_then(|record| u64_at(record.bytes, 0)).map(u64::cast_signed)
        };
        let told = if call.inside.signature.ret == Ret::Offset { Some(call.exit.ret) } else { written() };
        self.files.get_mut(file).position = told;
    }

    /// A transfer that succeeded: counts it and moves positions. Gives the position at which it began and, for calls
    /// that do not return it, the number of bytes.
    pub(crate) fn transfer(&mut self, call: &Returning<'_>) -> Given {
        let inside = call.inside;
        let (returned, summed) = match inside.signature.ret {
            Ret::Bytes => (Some(call.exit.ret), None),
            _ => {
                let summed = message_bytes(inside, call.captured, call.exit.ret);
                (summed, summed)
            }
        };
        let from = |state: &mut State| {
            let explicit = explicit_offset(inside, call.captured, false);
            state.count(call, inside.fd_arg(inside.roles.fd), inside.fd_life, returned, Direction::Read);
            state.advance(inside.fd, explicit, returned, Direction::Read)
        };
        let to = |state: &mut State, second: bool| {
            let explicit = explicit_offset(inside, call.captured, second);
            let (index, life, file) = match second {
                false => (inside.roles.fd, inside.fd_life, inside.fd),
                true => (inside.roles.fd2, inside.fd2_life, inside.fd2),
            };
            state.count(call, inside.fd_arg(index), life, returned, Direction::Write);
            state.advance(file, explicit, returned, Direction::Write)
        };
        let file_offset = match inside.signature.effect {
            Effect::Write => to(self, false),
            Effect::Copy => {
                to(self, true);
                from(self)
            }
            _ => from(self),
        };
        Given { bytes: summed, file_offset, ..Given::default() }
    }

    /// Adds a transfer to the descriptor's counters, if the number still is the descriptor that the call saw.
    fn count(
        &mut self,
        call: &Returning<'_>,
        fd: Option<i32>,
        life: Option<i64>,
        bytes: Option<i64>,
        direction: Direction,
    ) {
        let descriptor = fd.and_then(|fd| self.tables.get_mut(call.table).get_mut(fd));
        let Some(Descriptor { traffic, .. }) = descriptor.filter(|descriptor| Some(descriptor.seq) == life) else {
            return;
        };
        let (times, moved) = match direction {
            Direction::Read => (&mut traffic.reads, &mut traffic.bytes_read),
            Direction::Write => (&mut traffic.writes, &mut traffic.bytes_written),
        };
        *times += 1;
        *moved = moved.saturating_add(bytes.unwrap_or(0));
    }

    /// Moves the position of an open file, unless the call gave one of its own. Returns where the transfer began.
    fn advance(
        &mut self,
        file: Option<Id<OpenFile>>,
        explicit: Option<Option<i64>>,
        bytes: Option<i64>,
        direction: Direction,
    ) -> Option<i64> {
        if let Some(explicit) = explicit {
            return explicit;
        }
        let file = self.files.get_mut(file?);
        if !file.is_seekable() {
            return None;
        }
        if file.append && direction == Direction::Write {
            file.position = None; // the end of the file, wherever that was
            return None;
        }
        let begin = file.position.filter(|_| !self.options.partial)?;
        file.position = bytes.and_then(|bytes| begin.checked_add(bytes));
        Some(begin)
    }
}

/// The position that the call gives itself: `Some(None)` where it gives one that could not be read, `None` where it uses
/// the open file's. `second` asks for that of `fd2`.
pub(crate) fn explicit_offset(inside: &Inside, captured: &Captured<'_>, second: bool) -> Option<Option<i64>> {
    if !second && inside.roles.offset.is_some() {
        let offset = inside.roles.offset(inside.abi?, inside.signature, &inside.args);
        // preadv2 and pwritev2 use the open file's position for -1.
        let offset = offset.filter(|&offset| offset != -1);
        return offset.map(Some);
    }
    // sendfile, splice and copy_file_range have a pointer to the position behind the descriptor that it belongs to.
    let fd = if second { inside.roles.fd2 } else { inside.roles.fd }?;
    let index = fd.checked_add(1)?;
    let pointer = inside.signature.args.get(usize::from(index))?;
    let points =
        matches!(pointer.kind.bare(), Kind::I64Ptr(_) | Kind::U64Ptr(_) | Kind::LongPtr(_)) && inside.arg(index) != 0;
    points.then(|| captured.input(index).and_then(|record| u64_at(record.bytes, 0)).map(|offset| offset as i64))
}
