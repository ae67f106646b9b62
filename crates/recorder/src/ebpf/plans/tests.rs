//! The compiled plans against what the capture plans say at a stop.

#![allow(clippy::unwrap_used)]
use std::collections::HashMap;

use trapline_ebpf::layout::{MOST_OPS, MOST_PLANS, MOST_STEPS, Op, Plan, VariantKey, op, plan};
use trapline_syscalls::capture::{Extent, Goes, Limits, Phase, Want, plan as wants_of};
use trapline_syscalls::table::numbered;
use trapline_syscalls::{Abi, Call};

use super::{ABIS, CALLS, Plans, compile};
use crate::Filter;

/// What the programs would make of an operation: as `length_of` in bpf/lengths.h and `run_op` in bpf/capture.h.
fn carried_out(ops: &Op, args: &[u64; 6], ret: i64) -> Option<(u8, u64, Extent, u32, bool)> {
    let arg = |index: u8| args[usize::from(index)];
    let holds = |how: u8, value: u64, mask: u64, wanted: u64| match how {
        op::ALWAYS => true,
        op::IF_ANY => value & mask != 0,
        op::IF_EQUAL => value & mask == wanted,
        _ => value & mask != wanted,
    };
    if !holds(ops.only, arg(ops.only_arg), ops.only_mask, ops.only_value)
        || !holds(ops.also, arg(ops.also_arg), ops.also_mask, ops.also_value)
    {
        return None;
    }
    let address = arg(ops.arg);
    if address == 0 {
        return None;
    }
    let number = |index: u8| match ops.number {
        op::NUMBER_INT => u64::try_from(arg(index) as i32).unwrap_or(0),
        op::NUMBER_LONG => u64::try_from(arg(index) as i64).unwrap_or(0),
        op::NUMBER_UINT => arg(index) & u64::from(u32::MAX),
        _ => arg(index),
    };
    let moved = u64::try_from(ret).unwrap_or(0);
    let size = u64::from(ops.size);
    let length = match ops.len_kind {
        op::LEN_CONST => size,
        op::LEN_ARG => number(ops.len_arg).saturating_mul(size),
        op::LEN_RET => moved.saturating_mul(size),
        op::LEN_RET_AT_MOST => moved.min(number(ops.len_arg)).saturating_mul(size),
        op::LEN_UNITS => {
            let unit = u64::from(ops.unit.max(1));
            number(ops.len_arg).saturating_sub(ops.less.into()).div_ceil(unit).saturating_mul(size)
        }
        op::LEN_BITS => number(ops.len_arg).div_ceil(8).next_multiple_of(size),
        op::LEN_AT => 0,
        other => panic!("{other}"),
    };
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    let extent = match ops.kind {
        op::STRING if ops.len_kind != op::LEN_CONST && length == 0 => return None,
        op::STRING => Extent::CStr,
        op::STRINGS => Extent::Strings,
        op::COUNT_STRINGS => Extent::CountStrings,
        op::NOTHING | op::IOVEC_DATA => return None,
        _ if ops.len_kind == op::LEN_AT => match number(ops.len_arg) {
            0 => return None,
            address => Extent::At(address, ops.size),
        },
        _ if length == 0 => return None,
        op::COUNT_DIRENTS => Extent::CountDirents(length),
        _ => Extent::Bytes(length),
    };
    let limit = if ops.kind == op::STRING && ops.len_kind != op::LEN_CONST { ops.limit.min(length) } else { ops.limit };
    Some((ops.what, address.wrapping_add(ops.offset.into()), extent, limit, ops.kind == op::DATA))
}

struct Compiled {
    all: Plans,
    plans: HashMap<u32, Plan>,
    variants: HashMap<(u64, u32), u32>,
}

impl Compiled {
    fn new(limits: &Limits) -> Compiled {
        let all = compile(&Filter::default(), limits);
        let plans = (0..).zip(all.plans.iter().copied()).collect();
        let variants = all.variants.iter().map(|&(VariantKey { value, plan, .. }, to)| ((value, plan), to)).collect();
        Compiled { all, plans, variants }
    }

    /// As `find_plan` in bpf/calls.h.
    fn plan(&self, which: u32, nr: i32, args: &[u64; 6]) -> Plan {
        let index = which * CALLS + nr as u32;
        let whole = self.plans[&index];
        if whole.flags & plan::SELECTS != 0 {
            let value = args[usize::from(whole.selector_arg)] & whole.selector_mask;
            if let Some(variant) = self.variants.get(&(value, index)) {
                return self.plans[variant];
            }
        }
        whole
    }

    fn wants(&self, plan: &Plan, phase: Phase, args: &[u64; 6]) -> Vec<(u8, u64, Extent, u32, bool)> {
        let interrupted = [-4, -512, -513, -514, -516];
        let (first, count, when, ret) = match phase {
            Phase::Enter => (plan.enter_first, plan.enter_count, op::AT_ENTER, 0),
            Phase::Exit { ret: 0 } if plan.flags & plan::NOTHING_AT_0 != 0 => return Vec::new(),
            Phase::Exit { ret } if (-4095..0).contains(&ret) && !interrupted.contains(&ret) => return Vec::new(),
            Phase::Exit { ret } if ret < 0 => (plan.exit_first, plan.exit_count, op::AT_INTERRUPTED, ret),
            Phase::Exit { ret } => (plan.exit_first, plan.exit_count, op::AT_SUCCESS, ret),
        };
        let ops = &self.all.ops[usize::from(first)..usize::from(first + count)];
        let ops = ops.iter().filter(|ops| ops.when & when != 0);
        ops.filter_map(|ops| carried_out(ops, args, ret)).collect()
    }
}

/// Arguments of many kinds: null, small numbers, flags, addresses.
fn arguments(seed: u64, call: &Call) -> [u64; 6] {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut args = [0; 6];
    for arg in &mut args {
        *arg = match next() % 8 {
            0 => 0,
            1 => next() % 16,
            2 => 1 << (next() % 32),
            3 => u64::MAX,
            4 => next() & 0xffff_ffff,
            _ => 0x7f00_0000_0000 + next() % 0x1_0000_0000,
        };
    }
    if call.signature.takes_frame() {
        // A stack is never at null.
        args[0] |= 0x1000;
    }
    if let Some((arg, mask)) = call.selector
        && !call.variants.is_empty()
        && next() % 4 != 0
    {
        let variant = &call.variants[(next() % call.variants.len() as u64) as usize];
        args[usize::from(arg)] = variant.value | next() & !mask & 0xffff_ffff;
    }
    args
}

#[test]
fn what_is_copied_is_what_the_table_plans_at_a_stop() {
    for limits in [Limits::default(), Limits { data: 100, env: true, ..Limits::default() }] {
        let compiled = Compiled::new(&limits);
        for (abi, which) in ABIS.into_iter().zip(0..) {
            for (nr, call) in numbered(abi) {
                for seed in 0..60 {
                    let mut args = arguments(seed, call);
                    if abi == Abi::I386 {
                        args.iter_mut().for_each(|arg| *arg &= u64::from(u32::MAX));
                    }
                    let plan = compiled.plan(which, nr, &args);
                    for phase in
                        [0, 3, 40_000, -2, -4, -512].map(|ret| Phase::Exit { ret }).into_iter().chain([Phase::Enter])
                    {
                        let found = compiled.wants(&plan, phase, &args);
                        let expected = planned(abi, call, &args, phase, &limits);
                        assert_eq!(found, expected, "{abi:?} {} {args:x?} {phase:?}", call.name);
                    }
                }
            }
        }
    }
}

/// What the capture plans say; without arrays that are only followed, whose followers only reading shows.
fn planned(abi: Abi, call: &Call, args: &[u64; 6], phase: Phase, limits: &Limits) -> Vec<(u8, u64, Extent, u32, bool)> {
    let mut wants = Vec::new();
    wants_of(abi, call.signature(args), args, phase, limits, &mut wants);
    let seen = |want: &Want| want.goes != Goes::Nowhere && want.limit > 0;
    let told = |want: Want| {
        let limit = if is_socket_option(call, &want) { limits.memory } else { want.limit };
        (want.what, want.address, want.extent, limit, want.goes == Goes::Data)
    };
    wants.into_iter().filter(seen).map(told).collect()
}

/// The programs look the limit up.
fn is_socket_option(call: &Call, want: &Want) -> bool {
    matches!(call.name, "getsockopt" | "setsockopt") && want.what == 3
}

#[test]
fn everything_has_room() {
    let Compiled { all, plans, .. } = Compiled::new(&Limits { data: 100, env: true, ..Limits::default() });
    assert_eq!(all.ops.last(), Some(&Op::default()), "more operations than there is room for");
    assert_eq!((all.ops.len(), all.plans.len()), (MOST_OPS as usize, MOST_PLANS as usize));
    assert!(plans.values().all(|plan| usize::from(plan.enter_count.max(plan.exit_count)) <= MOST_STEPS));
}

/// `run_plain` in bpf/capture.h looks at nothing but what is compared here.
#[test]
fn a_plain_operation_is_all_that_it_seems() {
    let compiled = Compiled::new(&Limits { data: 100, env: true, ..Limits::default() });
    let plain: Vec<&Op> = compiled.all.ops.iter().filter(|ops| ops.flags & op::PLAIN != 0).collect();
    for ops in plain {
        let known = match ops.kind {
            op::STRING => ops.len_kind == op::LEN_CONST && ops.size == 0,
            op::BYTES => [op::LEN_CONST, op::LEN_ARG, op::LEN_RET].contains(&ops.len_kind),
            _ => false,
        };
        assert!(known, "{ops:?}");
        let looked_at = Op { flags: op::PLAIN, offset: 0, only: op::ALWAYS, also: op::ALWAYS, then_count: 0, ..*ops };
        assert_eq!(*ops, looked_at);
    }
    let halves = |name: &str| {
        let (nr, _) = numbered(Abi::X86_64).find(|(_, call)| call.name == name).unwrap();
        let plan = compiled.plans[&(nr as u32)];
        [(plan.enter_first, plan.enter_count), (plan.exit_first, plan.exit_count)].map(|(first, count)| {
            let ops = &compiled.all.ops[usize::from(first)..usize::from(first + count)];
            ops.iter().map(|ops| ops.flags & op::PLAIN != 0).collect::<Vec<_>>()
        })
    };
    assert_eq!(halves("newfstatat"), [vec![true], vec![true]]);
    assert_eq!(halves("lgetxattr")[0], [true, true]);
    assert_eq!(halves("execve")[0][..2], [true, false]);
}
