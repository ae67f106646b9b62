//! From a signature to a plan.

use trapline_ebpf::layout::{Op, Plan, op, plan};
use trapline_syscalls::capture::Limits;
use trapline_syscalls::{Abi, Kind, Signature};

use super::effect_flags;
use super::kinds::{Copies, copies};

/// All operations so far.
#[derive(Debug, Default)]
pub(super) struct Operations {
    pub(super) all: Vec<Op>,
}

impl Operations {
    /// Adds what a signature asks for, and gives the plan that leads there.
    pub(super) fn plan(&mut self, abi: Abi, signature: &'static Signature, limits: &Limits) -> Plan {
        let (mut flags, made_arg) = effect_flags(signature);
        if signature.takes_frame() {
            flags |= plan::FRAME;
        }
        if signature.args.iter().any(|arg| matches!(arg.kind, Kind::WaitStatus)) {
            flags |= plan::NOTHING_AT_0;
        }
        let copies = copies(abi, signature, limits);
        let mut half = |when: u8| {
            let mut ops = Vec::new();
            for copied in copies.iter().filter(|copied| copied.op.when & when != 0) {
                ops.push(self.with_followers(copied));
            }
            let first = self.all.len();
            self.all.extend(&ops);
            (first as u16, ops.len() as u16)
        };
        let (enter_first, enter_count) = half(op::AT_ENTER);
        let (exit_first, exit_count) = half(op::AT_SUCCESS | op::AT_INTERRUPTED);
        Plan { flags, made_arg, enter_first, enter_count, exit_first, exit_count, ..Plan::default() }
    }

    /// An operation whose followers have a place.
    fn with_followers(&mut self, copies: &Copies) -> Op {
        let first = self.all.len();
        self.all.extend(&copies.then);
        let flags = copies.op.flags | if is_plain(copies) { op::PLAIN } else { 0 };
        Op { flags, then_first: first as u16, then_count: copies.then.len() as u16, ..copies.op }
    }
}

/// Whether it takes a string, or bytes whose number is known at once, and nothing else.
fn is_plain(Copies { op, then }: &Copies) -> bool {
    let simple = match op.kind {
        op::STRING => op.len_kind == op::LEN_CONST && op.size == 0,
        op::BYTES => matches!(op.len_kind, op::LEN_CONST | op::LEN_ARG | op::LEN_RET),
        _ => false,
    };
    simple && then.is_empty() && op.flags == 0 && op.offset == 0 && op.only == op::ALWAYS && op.also == op::ALWAYS
}
