/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What is counted and not copied: an array's elements, a directory's entries. */
#pragma once
#include "pieces.h"

struct count {
	u64 address;
	u32 narrow;
	u32 found;
	u32 fault;
};

static long count_next(u32 index, struct count *count)
{
	u64 word = 0;
	u32 size = count->narrow ? 4 : 8;
	if (read_user(&word, size, (void *)(count->address + (u64)index * size))) {
		count->fault = 1;
		return 1;
	}
	if (!word)
		return 1;
	count->found++;
	return 0;
}

struct entries {
	struct state *state;
	u64 address;
	u32 length;
	u32 from, to; /* what of it stands in the buffer */
	u32 next;
	u32 found;
};

/* d_reclen stands behind d_ino and d_off (getdents(2)). */
static long entry_next(u32 index, struct entries *entries)
{
	u32 at = entries->next;
	if (at + 18 > entries->length)
		return 1;
	struct state *state = entries->state;
	struct piece *piece = place(state, HALF);
	char *buffer = bytes_of(piece);
	if (at + 18 > entries->to) {
		u32 rest = entries->length - at;
		if (rest > PIECE)
			rest = PIECE;
		u32 got = read_prefix(piece, rest, entries->address + at);
		entries->from = at;
		entries->to = at + got;
		if (got < 18)
			return 1;
	}
	u32 offset = at - entries->from + 16;
	if (offset > PIECE - 2)
		return 1;
	u16 size = *(u16 *)(buffer + offset);
	if (size < 19)
		return 1;
	entries->found++;
	entries->next = at + size;
	return 0;
}

/* An array without bytes: only a number. */
INLINE void keep_count(struct state *state, u32 what, u64 address, u32 count, u32 fault)
{
	u32 at = make_room(state);
	struct piece *piece = place(state, at);
	keep(state, piece, at, what, state->made_as | (fault ? PIECE_FAULT : 0), 0, address);
	piece->full_length = count;
}
