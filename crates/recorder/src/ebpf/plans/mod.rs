//! The table of system calls, compiled into what the BPF programs follow.
//!
//! What [`trapline_syscalls::capture::plan`] decides at each stop is decided here once for all calls, and laid down as
//! [operations](Op) that a program without knowledge of any call can carry out. Both read the same kinds, and a test
//! runs both on the same calls.

mod kinds;
mod operations;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use trapline_ebpf::layout::{CALLS, Config, MOST_OPS, MOST_PLANS, Op, Plan, UNKNOWN_CALL, VariantKey, op, plan};
use trapline_syscalls::capture::Limits;
use trapline_syscalls::structs::socket_options;
use trapline_syscalls::table::{numbered, socketcall};
use trapline_syscalls::{Abi, Call, Dir, Effect, Kind, Signature};

use crate::Filter;
use operations::Operations;

/// Order of the ABIs in the plans' indices (`enum abi`).
pub(super) const ABIS: [Abi; 3] = [Abi::X86_64, Abi::I386, Abi::X32];

/// Everything that the programs are given.
#[derive(Debug, Default)]
pub(super) struct Plans {
    pub(super) plans: Vec<Plan>,
    pub(super) ops: Vec<Op>,
    pub(super) variants: Vec<(VariantKey, u32)>,
    pub(super) socket_options: Vec<(u64, u32)>,
}

/// Compiles the whole table.
pub(super) fn compile(filter: &Filter, limits: &Limits) -> Plans {
    let mut all = Plans { plans: vec![Plan::default(); MOST_PLANS as usize], ..Plans::default() };
    let mut next = UNKNOWN_CALL + 1;
    let mut operations = Operations::default();
    // Many calls of one ABI are those of another.
    let mut known: HashMap<(usize, *const Signature), Plan> = HashMap::new();
    for (abi, which) in ABIS.into_iter().zip(0u32..) {
        let wide = abi.word() == 8;
        for (nr, call) in numbered(abi) {
            let flags = call_flags(filter, abi, nr, call);
            let mut planned = |signature: &'static Signature| {
                let class = if wide { 0 } else { which as usize };
                let found = known.entry((class, std::ptr::from_ref(signature)));
                let planned = *found.or_insert_with(|| operations.plan(abi, signature, limits));
                Plan { flags: flags | planned.flags, ..planned }
            };
            let index = which * CALLS + nr as u32;
            let mut whole = planned(&call.signature);
            if let Some((arg, mask)) = call.selector {
                whole.flags |= plan::SELECTS;
                (whole.selector_arg, whole.selector_mask) = (arg, mask);
                for variant in call.variants {
                    all.plans[next as usize] = planned(&variant.signature);
                    all.variants.push((VariantKey { value: variant.value, plan: index, pad: 0 }, next));
                    next += 1;
                }
            }
            all.plans[index as usize] = whole;
        }
    }
    let unknown = if filter.calls.is_all() && filter.paths.is_empty() { plan::WANTED } else { 0 };
    for (abi, which) in ABIS.into_iter().zip(0u32..) {
        for nr in 0..CALLS {
            let index = which * CALLS + nr;
            let wanted = filter.wants(abi, nr as i32, None);
            if trapline_syscalls::table::lookup(abi, nr as i32).is_none() && wanted {
                all.plans[index as usize].flags = plan::WANTED;
            }
        }
    }
    all.plans[UNKNOWN_CALL as usize].flags = unknown;
    all.ops = operations.all;
    all.ops.resize(MOST_OPS as usize, Op::default());
    all.socket_options = socket_options()
        .map(|(level, name, dir, value)| {
            let filled = if dir == Dir::Out { op::FILLED_BY_KERNEL } else { 0 };
            (u64::from(level) << 32 | u64::from(name) | filled, value.size())
        })
        .collect();
    all
}

/// Fills in what i386's `socketcall` stands for.
pub(super) fn socketcalls(config: &mut Config) {
    const SOCKETCALL: i32 = 102;
    for which in 0..config.socketcall_nr.len() {
        if let Some((nr, words)) = socketcall(Abi::I386, SOCKETCALL, &[which as u64, 0, 0, 0, 0, 0]) {
            config.socketcall_nr[which] = nr as u16;
            config.socketcall_words[which] = words as u16;
        }
    }
}

/// What a filter and the recorder's books make of a call, whatever its arguments.
fn call_flags(filter: &Filter, abi: Abi, nr: i32, call: &Call) -> u16 {
    let mut flags = 0;
    if filter.wants(abi, nr, Some(call)) {
        flags |= plan::WANTED;
    }
    if call.name == "getppid" {
        flags |= plan::PROBE;
    }
    if abi == Abi::I386 && call.name == "socketcall" {
        flags |= plan::SOCKETCALL | plan::WANTED;
    }
    flags
}

/// What the effect of a call asks of the programs, and the argument that it is about.
fn effect_flags(signature: &Signature) -> (u16, u8) {
    let position = |is: fn(&Kind) -> bool| signature.args.iter().position(|arg| is(arg.kind.bare())).unwrap_or(0) as u8;
    let effect = signature.effect;
    let tells = matches!(effect, Effect::LocalAddress | Effect::PeerAddress | Effect::SetName | Effect::SetIds);
    let needed = effect.changes_names() || effect.changes_processes() || tells;
    let (flags, arg) = match effect {
        Effect::Open(_) | Effect::Make(..) | Effect::Socket(_) | Effect::Accept(_) => (plan::MADE, 0),
        Effect::Pipe(_) | Effect::SocketPair(_) => (plan::FD_PAIR, position(|kind| matches!(kind, Kind::FdPair))),
        Effect::Receive => (plan::RECEIVES, position(|kind| matches!(kind, Kind::MsgHdr(_) | Kind::MmsgHdr(..)))),
        Effect::Clone => (plan::PIDFD, 0),
        Effect::Clone3 => (plan::PIDFD3, 0),
        Effect::Chdir | Effect::Fchdir | Effect::Chroot | Effect::Setns => (plan::CWD, 0),
        Effect::SetIds => (plan::IDS, 0),
        Effect::Exec => (plan::EXEC, position(|kind| matches!(kind, Kind::Path))),
        _ => (0, 0),
    };
    (flags | if needed { plan::NEEDED } else { 0 }, arg)
}
