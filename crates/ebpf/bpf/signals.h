/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Signals: those that are delivered, and the SIGCONT that ends a stop. */
#pragma once
#include "tasks.h"

/* signal(7). */
#define SIGKILL 9
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTTOU 22

/* include/linux/sched/signal.h */
#define SIGNAL_GROUP_EXIT 4

/* Whether SIGKILL is pending: also after another fatal signal, which the kernel turns into it for each thread. */
INLINE u32 is_killed(struct task_struct *task)
{
	u64 pending = 0;
	FIELD(pending, task, task_pending);
	return pending >> (SIGKILL - 1) & 1;
}

/* Keeps what a signal says; `info` may be one of the small numbers that stand for none (SEND_SIG_NOINFO,
 * SEND_SIG_PRIV, include/linux/sched/signal.h). */
INLINE u32 read_info(u8 to[48], const void *info)
{
	return (u64)info > 2 && !read_kernel(to, 48, info);
}

/* A signal is sent. SIGCONT ends the stop of a process here, whether it is then delivered or not. Of others it is kept
 * what they say, for those that are delivered as SIGKILL. */
SEC("tp_btf/signal_generate")
int signal_generate(u64 *context)
{
	s32 signal = context[0];
	struct cpu *begun = begin();
	struct state *state = marked((struct task_struct *)context[2]);
	if (state && signal == SIGCONT) {
		struct head record = { .type = RECORD_CONTINUE, .tid = state->tid, .ts = ktime_ns() };
		output(&record, sizeof(record), BOOKS, record.ts);
	} else if (state) {
		state->sent = signal;
		state->sent_has_info = read_info(state->sent_info, (const void *)context[1]);
	}
	end(begun);
	return 0;
}

INLINE void deliver(struct state *state, u32 signal, const void *info, const void *action)
{
	struct signal_seen record = {
		.head = { .type = RECORD_SIGNAL, .tid = state->tid, .ts = ktime_ns() },
		.signal = signal,
	};
	if (read_info(record.info, info))
		record.flags |= SIGNAL_HAS_INFO;
	if (signal == SIGKILL) {
		/* A fatal signal that dumps no core reaches each thread as SIGKILL, and so does an exit of the process. */
		const void *group = 0;
		u32 flags = 0, code = 0;
		FIELD(group, current_task(), task_signal);
		FIELD(flags, group, signal_flags);
		FIELD(code, group, signal_group_exit_code);
		if (flags & SIGNAL_GROUP_EXIT) {
			record.signal = code & 0x7f;
			record.flags = SIGNAL_FATAL;
			if (!record.signal)
				return;
			if (state->sent == record.signal && state->sent_has_info) {
				record.flags |= SIGNAL_HAS_INFO;
				__builtin_memcpy(record.info, state->sent_info, sizeof(record.info));
			}
		}
	}
	/* struct k_sigaction begins with the handler; 0 is the default. */
	u64 handler = 1;
	READ(handler, action);
	if (!handler && signal >= SIGSTOP && signal <= SIGTTOU)
		record.flags |= SIGNAL_STOPS;
	output(&record, sizeof(record), BOOKS, record.head.ts);
}

SEC("tp_btf/signal_deliver")
int signal_deliver(u64 *context)
{
	struct cpu *begun = begin();
	struct state *state = marked(current_task());
	if (state && !(state->flags & (TASK_AT_GATE | TASK_FOREIGN)))
		deliver(state, context[0], (const void *)context[1], (const void *)context[2]);
	end(begun);
	return 0;
}
