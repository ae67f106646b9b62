/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Programs that the recorder runs over the tasks that exist, and whose records it reads as a file. */
#pragma once
#include "calls.h"

struct iter_meta {
	struct seq_file *seq;
	u64 session_id, seq_num;
};

struct iter_task {
	struct iter_meta *meta;
	struct task_struct *task;
};

/* include/linux/sched.h */
#define PF_EXITING 4

INLINE u32 is_exiting(struct task_struct *task)
{
	u32 flags = 0;
	FIELD(flags, task, task_flags);
	return flags & PF_EXITING;
}

INLINE u32 waits(struct task_struct *task)
{
	u32 state = 0;
	FIELD(state, task, task_state);
	return state;
}

/* include/linux/sched.h, include/linux/sched/jobctl.h */
#define __TASK_STOPPED 4
#define JOBCTL_STOP_SIGMASK 0xffff

/* The signal that has stopped a task, or 0. */
INLINE u32 stopped_by(struct task_struct *task)
{
	if (!(waits(task) & __TASK_STOPPED))
		return 0;
	u64 jobctl = 0;
	FIELD(jobctl, task, task_jobctl);
	return jobctl & JOBCTL_STOP_SIGMASK;
}

/* A task that waits in a call is told of as being in it. What it had in memory is read when it returns. Gives what
 * `inside` is now. */
INLINE u64 begin_before(struct task_struct *task, struct state *state, u32 tid)
{
	struct pt_regs *regs = task_pt_regs(task);
	if (!regs || !waits(task))
		return 0;
	struct pt_regs copied;
	if (read_kernel(&copied, sizeof(copied), regs))
		return 0;
	s64 nr = NUMBER(&copied);
	if (nr < 0)
		return 0;
	struct call *call = &state->call;
	begin_call(state, task, &copied, nr);
	/* Its memory is not that of the task which runs this. */
	struct plan *plan = find_plan(state, 0);
	if (!(plan->flags & (PLAN_WANTED | PLAN_NEEDED)))
		return 0;
	call->head.type = RECORD_CALL;
	call->head.flags = CALL_BEFORE | state->abi << ABI_SHIFT;
	call->head.tid = call->enter_tid = tid;
	call->enter_ts = ktime_ns();
	call->off_cpu = UNKNOWN_TIME;
	state->room = config.data_limit;
	state->retry = ~0u;
	state->inside = call->enter_ts << 1;
	return state->inside;
}

/* Marks the tasks of `targets`, and tells which they are, and in which calls they wait. */
SEC("iter/task")
int mark_tasks(struct iter_task *context)
{
	struct task_struct *task = context->task;
	struct seq_file *seq = context->meta->seq;
	if (!task)
		return 0;
	struct ids ids;
	ids_of(&ids, task);
	u32 *flags = map_lookup(&targets, &ids.pid);
	if (!flags)
		return 0;
	/* One whose record did not fit comes a second time. */
	struct state *state = storage_get(&tasks, task, 0, 0);
	if (!state) {
		if (is_exiting(task))
			return 0;
		state = prepare(task, &ids, *flags | TASK_FRESH);
		if (!state)
			return 0;
		u64 inside = begin_before(task, state, ids.tid);
		begin_to_record(state, &ids);
		/* It may have gone on, and then its exit tells of the call if it is still to come. */
		if (inside && !waits(task))
			compare_exchange(&state->inside, inside, 0);
		/* It may have passed the point where its end is told of. */
		if (is_exiting(task) && uncount(state))
			return 0;
	} else if (state->flags & TASK_TOLD) {
		return 0;
	}
	struct {
		struct frame frame;
		struct task_seen seen;
	} record = {
		.frame = { .size = sizeof(record.seen) },
		.seen = {
			.head = { .type = RECORD_TASK, .tid = ids.tid, .ts = state->marked },
			.pid = ids.pid,
			.ns_pid = ids.ns_pid,
			.ns = ids.ns,
			.stopped = stopped_by(task),
		},
	};
	if (!seq_write(seq, &record, sizeof(record)))
		state->flags |= TASK_TOLD;
	return 0;
}

/* Tells of the calls that recorded tasks are in, each once. */
SEC("iter/task")
int tell_calls(struct iter_task *context)
{
	struct task_struct *task = context->task;
	struct seq_file *seq = context->meta->seq;
	if (!task)
		return 0;
	struct state *state = storage_get(&tasks, task, 0, 0);
	if (!state)
		return 0;
	volatile u64 *inside = &state->inside;
	u64 since = *inside;
	if (!since || since & INSIDE_TOLD)
		return 0;
	u32 used = state->used;
	if (used > sizeof(state->call.memory))
		used = sizeof(state->call.memory);
	struct frame frame = { .size = CALL_HEAD + used };
	/* What does not fit comes a second time. */
	if (seq_write(seq, &frame, sizeof(frame)) || seq_write(seq, &state->call, CALL_HEAD + used))
		return 0;
	if (compare_exchange(&state->inside, since, since | INSIDE_TOLD) != since) {
		struct {
			struct frame frame;
			struct head head;
		} torn = { { .size = sizeof(struct head) }, { .type = RECORD_TORN } };
		seq_write(seq, &torn, sizeof(torn));
	}
	return 0;
}
