/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Handing records over. */
#pragma once
#include "state.h"

/* A record of a call may be dropped before the ring is full; the others, and the calls that the recorder's own books
 * depend on, have what is left for themselves. */
enum importance { ORDINARY, BOOKS };

/* What a record counts as if it is lost: a call that was asked for, or something else. */
enum counts { AS_CALL, AS_OTHER };

/* What a record takes in a ring at most: it has a head there, and is padded. */
#define IN_RING(size) ((size) + 15)

/* Writes what was lost on this processor, if it now has room. */
INLINE long tell_loss(struct cpu *cpu, void *ring, u64 ts)
{
	if (!cpu)
		return 1;
	struct lost record = {
		.head = { .type = RECORD_LOST, .ts = cpu->lost_since },
		.until = ts,
		.calls = cpu->lost_calls,
		.others = cpu->lost_others,
	};
	if (ringbuf_output(ring, &record, sizeof(record), RB_NO_WAKEUP))
		return 1;
	cpu->filled += IN_RING(sizeof(record));
	cpu->lost_calls = 0;
	cpu->lost_others = 0;
	return 0;
}

INLINE void count_lost(struct cpu *cpu, enum counts counts, u64 ts)
{
	if (!cpu)
		return;
	if (!(cpu->lost_calls | cpu->lost_others))
		cpu->lost_since = ts;
	if (counts == AS_CALL)
		cpu->lost_calls++;
	else
		cpu->lost_others++;
}

/* Hands over a record of this processor. Where there is no room it counts as lost. */
INLINE long output_as(void *data, u32 size, enum importance importance, enum counts counts, u64 ts)
{
	u32 number = this_cpu();
	struct cpu *cpu = cpu_state(number);
	void *ring = map_lookup(&rings, &number);
	if (!cpu)
		return 1;
	if (ring) {
		/* It is asked only when the answer may matter. */
		if (cpu->filled > config.wake_above)
			cpu->filled = ringbuf_query(ring, RB_AVAILABLE);
		u64 filled = cpu->filled;
		cpu->filled += IN_RING(size);
		u64 flags = RB_NO_WAKEUP;
		if (filled > config.wake_above && ts - cpu->woken_at > 1000000) {
			cpu->woken_at = ts;
			flags = RB_FORCE_WAKEUP;
		}
		u32 may = importance == BOOKS || filled < config.ordinary_below;
		if (may && (!(cpu->lost_calls | cpu->lost_others) || !tell_loss(cpu, ring, ts)) &&
		    !ringbuf_output(ring, data, size, flags))
			return 0;
	}
	count_lost(cpu, counts, ts);
	return 1;
}

INLINE long output(void *data, u32 size, enum importance importance, u64 ts)
{
	return output_as(data, size, importance, AS_OTHER, ts);
}

/* Around whatever a program does: the consumer takes an odd number as "there may be a record on its way". Programs run
 * with preemption off (include/trace/bpf_probe.h). Only a signal may be sent by an interrupt, within another program;
 * there the number is odd already, and stays. */
INLINE struct cpu *begin(void)
{
	struct cpu *cpu = cpu_state(this_cpu());
	if (!cpu || cpu->epoch & 1)
		return 0;
	cpu->epoch++;
	BARRIER();
	return cpu;
}

INLINE void end(struct cpu *begun)
{
	BARRIER();
	if (begun)
		begun->epoch++;
}

#define CALL_HEAD __builtin_offsetof(struct call, memory)

/* How much of a call's memory is used. */
INLINE u32 used_memory(const struct state *state)
{
	u32 used = state->used;
	return used > sizeof(state->call.memory) ? sizeof(state->call.memory) : used;
}

/* Takes the call in progress: from here on no iterator tells of it. Gives what `inside` was. */
INLINE u64 take_call(struct state *state)
{
	return exchange(&state->inside, 0);
}

/* Hands over the record that stands in a task's storage, with as much of the memory there as is used. */
APART long output_state(struct state *state, u32 importance, u32 counts, u64 ts)
{
	if (!state)
		return 1;
	return output_as(&state->call, CALL_HEAD + used_memory(state), importance, counts, ts);
}

/* Hands over the call that stands in a task's storage, as far as it is known. */
INLINE long output_call(struct state *state, u32 plan_flags, u64 taken, u64 ts)
{
	/* Of a call that was told of while it was in progress only the end can be lost. */
	u32 is_new = !(taken & INSIDE_TOLD);
	return output_state(state, plan_flags & PLAN_NEEDED ? BOOKS : ORDINARY,
			    plan_flags & PLAN_WANTED && is_new ? AS_CALL : AS_OTHER, ts);
}

/* Tells of the enter of the call in progress, with its memory so far. */
INLINE long output_enter(struct state *state, u64 ts)
{
	long lost = output_state(state, BOOKS, AS_OTHER, ts);
	state->used = 0;
	return lost;
}

/* Sends what stands in a call's memory ahead, as a part; without a call where none is possible that is `deep`er. */
INLINE void send_ahead(struct state *state, u32 deep)
{
	u64 now = ktime_ns();
	state->call.head.type = RECORD_PART;
	state->call.head.ts = now;
	if (deep)
		output(&state->call, CALL_HEAD + used_memory(state), BOOKS, now);
	else
		output_state(state, BOOKS, AS_OTHER, now);
	state->call.head.type = RECORD_CALL;
	state->call.head.ts = 0;
	state->used = 0;
}

INLINE void send_part(struct state *state)
{
	if (state->used)
		send_ahead(state, 0);
}

/* Makes room for a piece, and gives its place. */
INLINE u32 room_for(struct state *state)
{
	if (state->used <= HALF)
		return state->used;
	send_ahead(state, 1);
	return 0;
}

/* The same where a call deeper still is possible. */
APART u32 make_room(struct state *state)
{
	return state ? room_for(state) : 0;
}
