/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* A processor's ring, and what stands beside it. */
#pragma once
#include "state.h"

#define CALL_HEAD __builtin_offsetof(struct call, memory)
#define MOST_RECORD sizeof(struct call)
_Static_assert(sizeof(struct frame) + MOST_RECORD <= BEYOND, "the longest frame has room behind a ring's end");

/* A ring has a single producer at a time: programs run with preemption off, and the only one that an interrupt may run within
 * another, when a signal is sent, puts its records aside. So a position does. */

/* Bytes that the consumer has not taken yet. */
INLINE u64 filled(const struct cpu *cpu)
{
	return cpu->produced - REREAD(cpu->consumed);
}

/* Puts a record into a processor's ring, whose room was looked at. Most are calls, most of them without memory. */
INLINE void put(struct cpu *cpu, const void *record, u32 size)
{
	u64 produced = cpu->produced;
	u32 at = produced & (config.ring_size - 1);
	struct frame *frame = (struct frame *)((char *)(cpu + 1) + at);
	u64 *to = (u64 *)(frame + 1);
	const u64 *from = record;
	frame->size = size;
	frame->pad = 0;
	if (size >= CALL_HEAD) {
		u32 rest = size - CALL_HEAD;
		for (u32 word = 0; word < CALL_HEAD / 8; word++)
			to[word] = from[word];
		FORGET(rest);
		if (rest > MOST_RECORD - CALL_HEAD)
			rest = MOST_RECORD - CALL_HEAD;
		if (rest)
			read_kernel(to + CALL_HEAD / 8, rest, from + CALL_HEAD / 8);
	} else {
		read_kernel(to, size, from);
	}
	u32 end = at + sizeof(*frame) + size;
	if (end >= config.ring_size)
		cpu->beyond = end - config.ring_size;
	PUBLISH(&cpu->produced, produced + sizeof(*frame) + size);
}

/* Puts a record of a program within another one aside: no more than a head, as that of a signal is. */
INLINE long put_aside(struct cpu *cpu, const void *record, u32 size)
{
	u64 number = cpu->put_aside;
	if (size > sizeof(struct head) || number - REREAD(cpu->taken_aside) >= ASIDE) {
		cpu->lost_aside++;
		return 1;
	}
	read_kernel(&cpu->aside[number & (ASIDE - 1)], size, record);
	PUBLISH(&cpu->put_aside, number + 1);
	return 0;
}
