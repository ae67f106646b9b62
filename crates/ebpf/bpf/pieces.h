/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Pieces: copies of a program's memory. */
#pragma once
#include "lengths.h"
#include "output.h"

#define PAGE 4096

/* The head of the piece being made; its bytes follow. The place was given by make_room. */
INLINE struct piece *place(struct state *state, u32 at)
{
	FORGET(at);
	if (at > HALF)
		at = HALF;
	return (struct piece *)(state->call.memory + at);
}

INLINE void *bytes_of(struct piece *piece)
{
	return (char *)piece + sizeof(struct piece);
}

/* Says what the piece at `at` is, of which `length` bytes are there, and makes it count. */
INLINE void keep(struct state *state, struct piece *piece, u32 at, u32 what, u32 flags, u32 length, u64 address)
{
	piece->what = what;
	piece->flags = flags;
	piece->pad = 0;
	piece->length = length;
	piece->full_length = length;
	piece->address = address;
	if (length > PIECE)
		length = PIECE;
	state->used = at + sizeof(struct piece) + ((length + 7) & ~7u);
}

/* Copies as much of [address, address + length) into a piece as is there now; length at most PIECE. Gives how much that is. */
INLINE u32 read_prefix(struct piece *piece, u32 length, u64 address)
{
	void *to = bytes_of(piece);
	FORGET(length);
	if (length > PIECE)
		length = PIECE;
	piece->length = length;
	if (length && read_user(to, length, (void *)address)) {
		/* The range may begin in one page and end in the next. */
		u32 to_end = PAGE - (address & (PAGE - 1));
		piece->length = to_end < length && !read_user(to, to_end, (void *)address) ? to_end : 0;
	}
	return REREAD(piece->length);
}

/* A range of the program's memory. */
struct range {
	u64 address, length;
	u32 limit, what;
	u32 flags, pad; /* of the pieces */
};

/* A string up to its NUL. */
APART long copy_string(struct state *state, struct walk *walk, u32 what, u64 address, u32 limit)
{
	if (!state || !walk)
		return 0;
	u32 at = make_room(state);
	struct piece *piece = place(state, at);
	/* Room for as much, and for the NUL that ends it. */
	u32 most = limit < PIECE ? limit + 1 : PIECE + 1;
	u32 flags = 0, length = 0;
	FORGET(most);
	if (most > PIECE + 1)
		most = PIECE + 1;
	long got = read_user_str(bytes_of(piece), most, (void *)address);
	if (got < 0) {
		if (walk->when == AT_ENTER && !walk->again) {
			walk->fault = 1;
			return 0;
		}
		flags |= PIECE_FAULT;
		u32 to_end = PAGE - (address & (PAGE - 1));
		length = to_end < limit ? read_prefix(piece, to_end, address) : 0;
	} else {
		length = got > 0 ? got - 1 : 0;
		if (length >= most - 1) {
			/* Full: either it ends right here, or it goes on. */
			u8 next = 0;
			if (!read_user(&next, 1, (void *)(address + length)) && next)
				flags |= PIECE_TRUNCATED;
		}
	}
	keep(state, piece, at, what, state->made_as | flags, length, address);
	return 0;
}

struct run {
	struct state *state;
	struct walk *walk;
};

/* The next piece of a range. How far it is stands in the task's storage: of what comes from there the verifier assumes
 * nothing, and so it has seen all rounds after the first ones. */
static long copy_next(u32 index, struct run *run)
{
	struct state *state = run->state;
	struct progress *range = &state->range;
	u32 at = room_for(state);
	struct piece *piece = place(state, at);
	u32 rest = range->wanted - range->done;
	if (rest > PIECE)
		rest = PIECE;
	u32 got = read_prefix(piece, rest, range->address + range->done);
	u8 flags = range->flags | (index ? PIECE_CONTINUES : 0);
	if (got < rest) {
		if (run->walk->when == AT_ENTER && !run->walk->again) {
			run->walk->fault = 1;
			return 1;
		}
		flags |= PIECE_FAULT;
	}
	keep(state, piece, at, range->what, flags, got, range->address);
	piece->full_length = range->full;
	range->done += rest;
	return got < rest || range->done >= range->wanted;
}

/* A range of known length. */
APART long copy_bytes(struct state *state, struct walk *walk, const struct range *range)
{
	if (!state || !walk || !range)
		return 0;
	u64 length = range->length;
	u32 limit = range->limit;
	u32 wanted = length < limit ? length : limit;
	state->range = (struct progress){
		.address = range->address,
		.what = range->what,
		.wanted = wanted,
		.full = length,
		.flags = range->flags | state->made_as | (length > limit ? PIECE_TRUNCATED : 0),
	};
	struct run run = { .state = state, .walk = walk };
	loop((wanted + PIECE - 1) / PIECE, copy_next, &run, 0);
	return 0;
}
