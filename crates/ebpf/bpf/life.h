/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What becomes of tasks: fork, a new program, the end. */
#pragma once
#include "files.h"
#include "signals.h"
#include "tasks.h"

SEC("tp_btf/sched_process_fork")
int process_fork(u64 *context)
{
	struct task_struct *parent = (void *)context[0], *child = (void *)context[1];
	struct cpu *begun = begin();
	struct state *from = marked(parent);
	if (from) {
		struct ids ids;
		ids_of(&ids, child);
		if (config.follow || ids.pid == from->pid) {
			mark(child, &ids, TASK_NEWBORN | (from->flags & TASK_FOREIGN));
			struct fork record = {
				.head = { .type = RECORD_FORK, .tid = from->tid, .ts = ktime_ns() },
				.child = ids.tid,
				.child_pid = ids.pid,
				.child_ns_pid = ids.ns_pid,
				.child_ns = ids.ns,
			};
			output(&record, sizeof(record), BOOKS, record.head.ts);
		}
	}
	end(begun);
	return 0;
}

/* The name of the new program as the kernel has copied it, for a call whose enter could not read it. */
INLINE long copy_program_name(struct state *state, u64 binprm)
{
	const void *name = 0;
	if (!state)
		return 0;
	struct plan *plan = plan_of(state);
	FIELD(name, binprm, binprm_filename);
	u32 at = make_room(state);
	struct piece *piece = place(state, at);
	long got = read_kernel_str(bytes_of(piece), PIECE, name);
	if (got <= 0)
		return 0;
	u32 length = (got - 1) & (PIECE - 1);
	u64 address = argument_of(&state->call, plan->made_arg);
	keep(state, piece, at, plan->made_arg, PIECE_AT_EXIT | PIECE_RECOVERED, length, address);
	return 0;
}

/* A new program. Its record is built where the call's memory stands, which goes ahead with the enter. */
INLINE void new_program(struct task_struct *task, const void *binprm)
{
	struct state *state = marked(task);
	if (!state)
		return;
	u64 now = ktime_ns();
	struct ids ids;
	ids_of(&ids, task);
	u32 former_tid = state->tid;
	u64 taken = take_call(state);
	state->tid = ids.tid;
	state->pid = ids.pid;
	state->flags &= ~TASK_AT_GATE;
	struct call *call = &state->call;
	call->head.tid = ids.tid;
	if (taken & INSIDE_TOLD)
		send_part(state);
	else if (taken && !output_enter(state, now))
		taken |= INSIDE_TOLD;
	/* What is recovered belongs to the exit. */
	if (taken && state->retry) {
		copy_program_name(state, (u64)binprm);
		send_part(state);
	}

	u32 at = make_room(state);
	struct piece *piece = place(state, at);
	struct program *program = bytes_of(piece);
	const void *cred = 0, *mm = 0, *file = 0;
	program->former_tid = former_tid;
	FIELD(cred, task, task_cred);
	FIELD(program->uid, cred, cred_euid);
	FIELD(program->gid, cred, cred_egid);
	FIELD_BYTES(program->comm, task, task_comm);
	/* A set-user-ID program of another's: that it runs may be known, and no more. */
	if (config.owner != ABSENT && program->uid != config.owner)
		state->flags |= TASK_FOREIGN;
	program->argv_missing = taken && state->retry;
	keep(state, piece, at, WHAT_PROGRAM, 0, sizeof(*program), 0);

	FIELD(mm, task, task_mm);
	FIELD(file, mm, mm_exe_file);
	if (file)
		name_opened(state, file, (u64)WHAT_EXE << 32);
	/* What the enter could not read stands at the bottom of the new stack. */
	if (!taken || state->retry) {
		u64 from = 0, to = 0;
		FIELD(from, mm, mm_arg_start);
		FIELD(to, mm, mm_arg_end);
		struct walk walk = { .when = AT_SUCCESS };
		state->made_as = PIECE_AT_EXIT;
		struct range range = { .address = from, .length = to - from, .limit = 1 << 21, .what = WHAT_ARGV };
		if (from < to)
			copy_bytes(state, &walk, &range);
	}
	u64 ts = call->head.ts;
	call->head.type = RECORD_EXEC;
	call->head.ts = now;
	output_state(state, BOOKS, AS_OTHER, now);
	call->head.type = RECORD_CALL;
	call->head.ts = ts;
	state->used = 0;
	state->retry = 0;
	BARRIER();
	state->inside = taken;
}

SEC("tp_btf/sched_process_exec")
int process_exec(u64 *context)
{
	struct cpu *begun = begin();
	new_program((void *)context[0], (void *)context[2]);
	end(begun);
	return 0;
}

INLINE void task_exit(struct task_struct *task)
{
	struct state *state = marked(task);
	if (!state || !uncount(state))
		return;
	u64 now = ktime_ns();
	u64 taken = take_call(state);
	if (taken && !(taken & INSIDE_TOLD))
		output_call(state, plan_of(state)->flags | PLAN_NEEDED, taken, now);
	struct exited record = { .head = { .type = RECORD_EXIT, .tid = state->tid, .ts = now } };
	const void *signal = 0, *exec = 0;
	s32 code = 0, live = 0;
	u32 flags = 0;
	FIELD(signal, task, task_signal);
	FIELD(flags, signal, signal_flags);
	FIELD(live, signal, signal_live);
	/* As wait4(2) has it: once the group exits, all of it does with one status. */
	record.flags = live == 0 ? EXIT_LAST : 0;
	if (flags & SIGNAL_GROUP_EXIT) {
		FIELD(code, signal, signal_group_exit_code);
		record.flags |= EXIT_GROUP;
	} else {
		FIELD(code, task, task_exit_code);
	}
	FIELD(exec, signal, signal_group_exec_task);
	if (exec && exec != task)
		record.flags |= EXIT_BY_EXEC;
	record.status = code & 0xffff;
	FIELD(record.utime, task, task_utime);
	FIELD(record.stime, task, task_stime);
	FIELD(record.maxrss, signal, signal_maxrss);
	output(&record, sizeof(record), BOOKS, now);
}

SEC("tp_btf/sched_process_exit")
int process_exit(u64 *context)
{
	struct cpu *begun = begin();
	task_exit((void *)context[0]);
	end(begun);
	return 0;
}
