/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* System calls:
 *
 * sys_enter  copies what the call's plan wants at its enter into the task's storage
 * sys_exit   adds what it wants at its exit, and hands over one record for the call */
#pragma once
#include "files.h"
#include "registers.h"
#include "signals.h"
#include "tasks.h"

/* What is called, by which ABI, and with what. */
INLINE void begin_call(struct state *state, struct task_struct *task, const struct pt_regs *regs, s64 nr)
{
	/* The verifier knows what the constant is, and that the task is one: no helper is needed. */
	u32 status = *(volatile u32 *)((char *)task + config.at.task_thread_info_status);
	if (status & COMPAT_BIT)
		state->abi = ABI_COMPAT;
	else
		state->abi = X32_BIT && nr & X32_BIT ? ABI_X32 : ABI_NATIVE;
	u32 abi = REREAD(state->abi);
	state->call.nr = abi == ABI_X32 ? nr & ~X32_BIT : nr;
	arguments(regs, abi, state->call.args);
}

/* Finds the plan of a call; its index goes to `state->plan`. */
INLINE struct plan *find_plan(struct state *state, u32 is_current)
{
	struct call *call = &state->call;
	u32 nr = call->nr, abi = REREAD(state->abi);
	state->plan = nr < CALLS ? abi * CALLS + nr : UNKNOWN_CALL;
	struct plan *plan = plan_of(state);
	if (plan->flags & PLAN_SOCKETCALL && is_current) {
		u32 which = call->args[0];
		if (which < 24 && config.socketcall_nr[which]) {
			u32 words[6] = {};
			u32 bytes = config.socketcall_words[which] * 4;
			if (bytes <= sizeof(words) && !read_user(words, bytes, (void *)call->args[1])) {
				for (u32 arg = 0; arg < 6; arg++)
					call->args[arg] = words[arg];
				call->nr = config.socketcall_nr[which];
				u32 index = abi * CALLS + call->nr;
				state->plan = index < MOST_PLANS ? index : UNKNOWN_CALL;
			}
		}
		plan = plan_of(state);
	}
	if (plan->flags & PLAN_SELECTS) {
		struct variant_key key = {
			.value = argument_of(call, plan->selector_arg) & plan->selector_mask,
			.plan = state->plan,
		};
		u32 *variant = map_lookup(&variants, &key);
		if (variant)
			state->plan = *variant;
		plan = plan_of(state);
	}
	return plan;
}

/* Runs the operations of one half of a call. */
APART long walk_plan(struct state *state, u32 first, u32 count, u32 when, u32 again)
{
	if (!state)
		return 0;
	struct walk walk = {
		.ret = state->call.ret,
		.first = first,
		.when = when,
		.narrow = state->abi == ABI_COMPAT,
		.again = again,
	};
	state->made_as = (when != AT_ENTER ? PIECE_AT_EXIT : 0) | (again ? PIECE_RECOVERED : 0);
	for (u32 arg = 0; arg < 6; arg++)
		walk.args[arg] = state->call.args[arg];
	for (u32 index = 0; index < MOST_STEPS && index < count; index++)
		run_op(state, &walk, index);
	return 0;
}

INLINE void enter(struct pt_regs *regs, s64 nr)
{
	struct task_struct *task = current_task();
	struct state *state = recorded(task);
	if (!state || state->flags & TASK_FOREIGN)
		return;
	state->inside = 0;
	BARRIER();
	state->flags &= ~(TASK_NEWBORN | TASK_FRESH);
	struct call *call = &state->call;
	begin_call(state, task, regs, nr);
	struct plan *plan = find_plan(state, 1);
	u32 flags = plan->flags;
	/* The command at its gate is asked how long a call is that does nothing. */
	u32 at_gate = state->flags & TASK_AT_GATE;
	if (!(flags & (at_gate ? PLAN_EXEC | PLAN_PROBE : PLAN_WANTED | PLAN_NEEDED)))
		return;
	if (flags & PLAN_FRAME)
		call->args[0] = STACK_POINTER(regs);
	u64 now = ktime_ns();
	call->head.type = RECORD_CALL;
	call->head.flags = (state->flags & TASK_AT_GATE ? CALL_AT_GATE : 0) | state->abi << ABI_SHIFT;
	call->head.tid = call->enter_tid = state->tid;
	call->head.ts = 0;
	call->enter_ts = now;
	call->ret = 0;
	call->off_cpu = config.sched ? 0 : UNKNOWN_TIME;
	state->retry = 0;
	state->used = 0;
	state->room = config.data_limit;
	if (plan->enter_count && !run_plain_half(state, plan->enter_first, plan->enter_count, AT_ENTER))
		walk_plan(state, plan->enter_first, plan->enter_count, AT_ENTER, 0);
	BARRIER();
	state->inside = now << 1;
}

INLINE u32 outcome_of(s64 ret)
{
	switch (ret) {
	case -4: case -512: case -513: case -514: case -516: return OUTCOME_FAILED | OUTCOME_INTERRUPTED;
	default: return ret < 0 && ret >= -4095 ? OUTCOME_FAILED : 0;
	}
}

INLINE void leave(struct pt_regs *regs, s64 ret)
{
	struct task_struct *task = current_task();
	struct state *state = recorded(task);
	/* The execve by which it became another's is still told of. */
	if (!state || (state->flags & TASK_FOREIGN && !state->inside))
		return;
	struct call *call = &state->call;
	u64 now = ktime_ns();
	if (!state->inside) {
		/* No enter: the child's side of a fork; a call that it was marked in; one that was filtered out; or one that
		 * a seccomp filter answered. */
		u32 was = state->flags;
		state->flags &= ~(TASK_NEWBORN | TASK_FRESH);
		s64 nr = NUMBER(regs);
		if (was & (TASK_NEWBORN | TASK_AT_GATE) || nr < 0)
			return;
		begin_call(state, task, regs, nr);
		struct plan *plan = find_plan(state, 1);
		if (!(plan->flags & (PLAN_WANTED | PLAN_NEEDED)))
			return;
		call->head.tid = call->enter_tid = state->tid;
		call->head.type = RECORD_CALL;
		call->head.flags = (was & TASK_FRESH ? CALL_UNSEEN : CALL_REFUSED) | state->abi << ABI_SHIFT;
		call->enter_ts = now;
		call->off_cpu = UNKNOWN_TIME;
		state->used = 0;
		state->retry = ~0u;
		state->room = config.data_limit;
	}
	struct plan *plan = plan_of(state);
	state->ret = ret;
	state->outcome = outcome_of(ret);
	ret = REREAD(state->ret);
	u32 outcome = REREAD(state->outcome);
	if (outcome & OUTCOME_INTERRUPTED && is_killed(task))
		/* It died inside: its end tells of the call. */
		return;
	u64 taken = take_call(state);
	state->flags &= ~TASK_FRESH;
	call->ret = ret;
	u32 failed = outcome & OUTCOME_FAILED, interrupted = outcome & OUTCOME_INTERRUPTED;
	u32 flags = plan->flags;
	u32 unwanted = (config.failed_only && !failed) ||
		       (config.min_duration && now - call->enter_ts < config.min_duration);
	if (!(flags & PLAN_NEEDED) && unwanted && !(state->flags & TASK_AT_GATE))
		return;
	if (state->retry)
		walk_plan(state, plan->enter_first, plan->enter_count, AT_ENTER, 1);
	if (plan->exit_count && !(ret == 0 && flags & PLAN_NOTHING_AT_0) && (!failed || interrupted) &&
	    (failed || !run_plain_half(state, plan->exit_first, plan->exit_count, AT_SUCCESS)))
		walk_plan(state, plan->exit_first, plan->exit_count, failed ? AT_INTERRUPTED : AT_SUCCESS, 0);
	if (!failed && flags & (PLAN_MADE | PLAN_FD_PAIR | PLAN_RECEIVES | PLAN_PIDFD | PLAN_PIDFD3 | PLAN_CWD | PLAN_IDS))
		name_what_it_made(state, flags, plan->made_arg);
	call->head.cpu = this_cpu();
	call->head.ts = now;
	output_call(state, flags, taken, now);
}

SEC("tp_btf/sys_enter")
int sys_enter(u64 *context)
{
	struct cpu *begun = begin();
	enter((struct pt_regs *)context[0], context[1]);
	end(begun);
	return 0;
}

SEC("tp_btf/sys_exit")
int sys_exit(u64 *context)
{
	struct cpu *begun = begin();
	leave((struct pt_regs *)context[0], context[1]);
	end(begun);
	return 0;
}
