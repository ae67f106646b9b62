/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Handing records over. */
#pragma once
#include "ring.h"

/* A record of a call may be dropped before the ring is full; the others, and the calls that the recorder's own books
 * depend on, have what is left for themselves. */
enum importance { ORDINARY, BOOKS };

/* What a record counts as if it is lost: a call that was asked for, or something else. */
enum counts { AS_CALL, AS_OTHER };

/* Writes what was lost on this processor. */
INLINE void tell_loss(struct cpu *cpu, u64 ts)
{
	struct lost record = {
		.head = { .type = RECORD_LOST, .ts = cpu->lost_since },
		.until = ts,
		.calls = cpu->lost_calls,
		.others = cpu->lost_others,
	};
	put(cpu, &record, sizeof(record));
	cpu->lost_calls = 0;
	cpu->lost_others = 0;
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
INLINE long output_as(void *record, u32 size, enum importance importance, enum counts counts, u64 ts)
{
	struct cpu *cpu = cpu_state(this_cpu());
	if (!cpu)
		return 1;
	if (cpu->nested)
		return put_aside(cpu, record, size);
	u64 used = filled(cpu);
	if (used > config.wake_above && ts > cpu->woken_at + 1000000) {
		cpu->woken_at = ts;
		ringbuf_output(&bell, &ts, 0, RB_FORCE_WAKEUP);
	}
	/* A loss is told of together with what comes after it: else it would take the room of what is dropped. */
	u32 lost = cpu->lost_calls | cpu->lost_others;
	used += sizeof(struct frame) + size;
	if (lost)
		used += sizeof(struct frame) + sizeof(struct lost);
	if (used > (importance == BOOKS ? config.ring_size : config.ordinary_below)) {
		count_lost(cpu, counts, ts);
		return 1;
	}
	if (lost)
		tell_loss(cpu, ts);
	put(cpu, record, size);
	return 0;
}

INLINE long output(void *record, u32 size, enum importance importance, u64 ts)
{
	return output_as(record, size, importance, AS_OTHER, ts);
}

/* Around whatever a program does: the consumer takes an odd number as "there may be a record on its way". Within another
 * program the number is odd already, and stays. */
INLINE struct cpu *begin(void)
{
	preempt_off();
	struct cpu *cpu = cpu_state(this_cpu());
	if (!cpu)
		return 0;
	if (cpu->epoch & 1)
		cpu->nested++;
	else
		cpu->epoch++;
	BARRIER();
	return cpu;
}

INLINE void end(struct cpu *begun)
{
	BARRIER();
	if (begun && begun->nested)
		begun->nested--;
	else if (begun)
		begun->epoch++;
	preempt_on();
}

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
