//! From the records of all processors to the order of time.
//!
//! A record tells of a whole call when it returns. What the tracker wants is an enter and an exit, each at its time: so
//! the two are taken apart, and everything that happened before a round's end is put in order. That nothing is missing
//! there follows from how a round is made: of the calls that had not returned by then, the programs told each.

use trapline_ebpf::prefetch;
use trapline_ebpf::records::{FRAME, Record, Request, call_times, frame, framed, parse};

use super::ahead::Ahead;
use super::argv;
use super::backlog::Round;

/// What of a record happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Enter,
    Exit,
    /// Both, with nothing between them.
    Call,
    /// Anything else but a call.
    Other,
}

/// Something that happened, by its time and by where its record stands.
#[derive(Clone, Copy, Debug)]
struct Happened {
    ts: u64,
    at: u32,
    half: Half,
}

/// What happened in a round, in the order of time; at one time on one processor, as it came.
#[derive(Debug, Default)]
pub(super) struct InOrder<'a> {
    /// Records that rounds before have left over, and behind them those of this one.
    left: Vec<u8>,
    round: &'a [u8],
    happened: Vec<Happened>,
}

impl InOrder<'_> {
    /// Each with the bytes of its record.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Half, &[u8])> {
        let mut all = self.happened.iter().peekable();
        std::iter::from_fn(move || {
            let one = all.next()?;
            let is_whole = one.half == Half::Enter && all.next_if(|next| next.at == one.at).is_some();
            let half = if is_whole { Half::Call } else { one.half };
            Some((half, self.bytes_at(one.at as usize)?))
        })
    }

    /// The record in the frame there.
    fn bytes_at(&self, at: usize) -> Option<&[u8]> {
        let rest = self.left.get(at..).filter(|rest| !rest.is_empty());
        framed(rest.or_else(|| self.round.get(at - self.left.len()..))?)
    }
}

/// Puts one round after the other in order.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// Records of which a part happened later than the last round's end.
    left: Vec<u8>,
    /// Memory for the next round.
    spare: InOrder<'static>,
}

impl Order {
    /// What happened before the round's end; what goes ahead of calls is put aside.
    pub(super) fn put<'a>(&mut self, round: &'a Round, ahead: &mut Ahead) -> InOrder<'a> {
        let InOrder { left, mut happened, .. } = std::mem::take(&mut self.spare);
        happened.clear();
        let mut all =
            InOrder { left: std::mem::replace(&mut self.left, left), round: &round.bytes, happened: Vec::new() };
        self.left.clear();
        let mut at = 0;
        while let Some(bytes) = all.bytes_at(at) {
            prefetch(bytes);
            let mut later = false;
            let mut add = |ts: u64, half| {
                if ts < round.until {
                    happened.push(Happened { ts, at: at as u32, half });
                } else {
                    later = true;
                }
            };
            // Most are calls, of which nothing else matters here.
            if let Some((enter, exit)) = call_times(bytes) {
                add(enter, Half::Enter);
                if let Some(exit) = exit {
                    add(exit, Half::Exit);
                }
            } else {
                let Some(record) = parse(bytes) else { break };
                match record {
                    Record::Part { call, memory } => ahead.add_memory(&call, memory),
                    Record::Exec { ts, call, memory, .. } => {
                        if let Some(argv) = argv::missing(memory) {
                            ahead.add_argv(call, argv);
                        }
                        add(ts, Half::Other);
                    }
                    Record::Call(_) | Record::Torn => {}
                    Record::Submitted(Request { ts, .. })
                    | Record::Completed(Request { ts, .. })
                    | Record::Fork { ts, .. }
                    | Record::Exit { ts, .. }
                    | Record::Signal { ts, .. }
                    | Record::Continue { ts, .. }
                    | Record::Lost { ts, .. }
                    | Record::Task { ts, .. } => add(ts, Half::Other),
                }
            }
            if later {
                frame(bytes, &mut self.left);
            }
            at += FRAME + bytes.len();
        }
        happened.sort_by_key(|one| one.ts);
        all.happened = happened;
        all
    }

    /// Takes back what a round needed.
    pub(super) fn give_back(&mut self, used: InOrder<'_>) {
        self.spare = InOrder { round: &[], ..used };
    }
}

#[cfg(test)]
pub(super) mod tests {
    use trapline_ebpf::layout::record::CALL;
    use trapline_ebpf::records::call_record;

    use super::*;

    /// The record of a call (`struct call`, bpf/layout.h) in its frame.
    fn call(tid: u32, enter: u64, exit: u64) -> Vec<u8> {
        record(CALL, (tid, enter), (tid, exit), &[])
    }

    /// One of this kind, by thread and time of its enter and of its exit, with pieces.
    pub fn record(kind: u8, enter: (u32, u64), exit: (u32, u64), pieces: &[u8]) -> Vec<u8> {
        let mut record = vec![kind, 0, 0, 0];
        record.extend(exit.0.to_ne_bytes());
        record.extend([exit.1, enter.1].map(u64::to_ne_bytes).concat());
        record.extend([0, enter.0].map(u32::to_ne_bytes).concat());
        record.resize(96, 0);
        record.extend(pieces);
        let mut framed = Vec::new();
        frame(&record, &mut framed);
        framed
    }

    /// What happened, and whose call it was.
    fn put(order: &mut Order, until: u64, calls: &[Vec<u8>]) -> Vec<(Half, i32)> {
        let round = Round { until, bytes: calls.concat() };
        let all = order.put(&round, &mut Ahead::default());
        let of = |(half, bytes)| (half, call_record(bytes).map_or(0, |call| call.tid));
        let found = all.iter().map(of).collect();
        order.give_back(all);
        found
    }

    #[test]
    fn a_call_is_whole_where_nothing_happened_in_between() {
        let mut order = Order::default();
        // On one processor a call of thread 1, then one in which one of thread 2 begins and ends; on another two that
        // overlap, of which one ends later than the round.
        let calls = [call(1, 1, 2), call(2, 4, 5), call(1, 3, 6), call(3, 7, 9), call(4, 8, 20)];
        let (whole, enter, exit) = (Half::Call, Half::Enter, Half::Exit);
        let expected = [(whole, 1), (enter, 1), (whole, 2), (exit, 1), (enter, 3), (enter, 4), (exit, 3)];
        assert_eq!(put(&mut order, 10, &calls), expected);
        // The enter of what was left over comes once more.
        assert_eq!(put(&mut order, 30, &[call(1, 10, 19)]), [(enter, 4), (whole, 1), (exit, 4)]);
        assert_eq!(put(&mut order, 40, &[]), []);
    }
}
