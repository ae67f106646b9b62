/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Which tasks are recorded, and who they are. */
#pragma once
#include "output.h"

/* Ids of a task in the recorder's pid namespace, and in its own. */
struct ids {
	u32 tid, pid, ns_pid;
	u32 ns; /* inode of the innermost namespace */
};

#define MOST_LEVELS 32

/* The number of a struct pid in the recorder's pid namespace (0 if it has none there), and in its own. */
struct numbers {
	u64 pid;
	u32 ours, innermost, namespace;
	u32 pad;
};

static long number_next(u32 depth, struct numbers *numbers)
{
	const char *upid = (const char *)numbers->pid + config.at.pid_numbers + (u64)depth * config.upid_size, *namespace = 0;
	FIELD(namespace, upid, upid_ns);
	FIELD(numbers->namespace, namespace, pidns_inum);
	FIELD(numbers->innermost, upid, upid_nr);
	if (numbers->namespace == config.pid_namespace)
		numbers->ours = numbers->innermost;
	return 0;
}

APART long numbers_of(struct numbers *out, u64 pid)
{
	struct numbers numbers = { .pid = pid };
	u32 level = 0;
	if (!out)
		return 0;
	FIELD(level, pid, pid_level);
	loop((level & (MOST_LEVELS - 1)) + 1, number_next, &numbers, 0);
	*out = numbers;
	return 0;
}

INLINE void ids_of(struct ids *ids, const void *task)
{
	u64 leader = 0, pid = 0;
	struct numbers process = {}, thread = {};
	FIELD(leader, task, task_group_leader);
	FIELD(pid, leader, task_thread_pid);
	numbers_of(&process, pid);
	FIELD(pid, task, task_thread_pid);
	numbers_of(&thread, pid);
	ids->pid = process.ours;
	ids->tid = thread.ours;
	ids->ns = thread.namespace;
	ids->ns_pid = thread.innermost == thread.ours ? 0 : thread.innermost;
}

/* Makes the storage of a task that is to be recorded. */
INLINE struct state *prepare(struct task_struct *task, const struct ids *ids, u32 flags)
{
	struct state *state = storage_get(&tasks, task, 0, STORAGE_CREATE);
	struct totals *sums = all();
	if (!sums)
		return 0;
	if (!state) {
		atomic_add(&sums->no_storage, 1);
		return 0;
	}
	state->pid = ids->pid;
	state->flags = flags;
	state->marked = ktime_ns();
	if (!exchange(&state->counted, 1))
		atomic_add(&sums->live, 1);
	return state;
}

/* Begins to record a task. It may be running: before this its storage is not looked at. */
INLINE void begin_to_record(struct state *state, const struct ids *ids)
{
	exchange(&state->tid, ids->tid);
}

INLINE struct state *mark(struct task_struct *task, const struct ids *ids, u32 flags)
{
	struct state *state = prepare(task, ids, flags);
	if (state)
		begin_to_record(state, ids);
	return state;
}

/* Takes a task out of those that have not ended, once. Gives whether it was one. */
INLINE u32 uncount(struct state *state)
{
	struct totals *sums = all();
	if (!sums || !exchange(&state->counted, 0))
		return 0;
	atomic_add(&sums->live, -1ull);
	return 1;
}

/* The storage of a task that is recorded. */
INLINE struct state *marked(struct task_struct *task)
{
	struct state *state = storage_get(&tasks, task, 0, 0);
	return state && state->tid ? state : 0;
}

/* The storage of the current task, if it is or now begins to be recorded. */
INLINE struct state *recorded(struct task_struct *task)
{
	struct state *state = marked(task);
	if (state || config.scope == SCOPE_MARKED)
		return state;
	if (config.scope == SCOPE_CGROUP && ancestor_cgroup(config.cgroup_level) != config.cgroup)
		return 0;
	struct ids ids;
	ids_of(&ids, task);
	/* Not the recorder, and nobody outside of its pid namespace. */
	if (ids.pid == config.self || !ids.pid)
		return 0;
	state = mark(task, &ids, TASK_FRESH);
	if (state) {
		struct task_seen seen = {
			.head = { .type = RECORD_TASK, .tid = state->tid, .ts = ktime_ns() },
			.pid = state->pid,
			.ns_pid = ids.ns_pid,
			.ns = ids.ns,
		};
		FIELD_BYTES(seen.comm, task, task_comm);
		output(&seen, sizeof(seen), BOOKS, seen.head.ts);
	}
	return state;
}
