/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Copying a program's memory as the plan of its call says. */
#pragma once
#include "counts.h"

#define MOST_ELEMENTS 1024
#define MOST_STRINGS 4096

/* A structure, or an array of them, whose pointers are followed. */
struct element {
	struct state *state;
	struct walk *walk;
	u64 address;
	u32 stride;
	u32 first, count;
	u32 pad;
};

struct vectors {
	struct state *state;
	struct walk *walk;
	u64 address;
};

/* The next vector. How much of them is filled stands in the task's storage, as `range` does. */
static long vector_next(u32 index, struct vectors *vectors)
{
	struct walk *walk = vectors->walk;
	struct state *state = vectors->state;
	struct { u64 base, length; } vector = {};
	if (read_user(&vector, sizeof(vector), (void *)(vectors->address + index * sizeof(vector))))
		return 1;
	u64 length = vector.length < state->filled ? vector.length : state->filled;
	if (!state->room || !state->filled)
		return 1;
	if (!length || !vector.base)
		return 0;
	u32 limit = state->room;
	struct range range = { .address = vector.base, .length = length, .limit = limit, .what = WHAT_DATA };
	copy_bytes(state, walk, &range);
	state->filled -= length;
	state->room -= length < limit ? length : limit;
	return 0;
}

/* One operation on the memory at `address`, without what its pointers lead to. Gives how many bytes of it there are. */
APART u64 copy(struct state *state, struct walk *walk, const struct op *op, u64 address, u64 parent)
{
	if (!state || !walk || !op)
		return 0;
	u32 what = op->what;
	u32 word = walk->narrow ? 4 : 8;
	if (op->kind == OP_STRING) {
		u32 limit = op->limit;
		if (op->len_kind != LEN_CONST || op->size) {
			u64 length = length_of(walk, op, parent);
			if (!length)
				return 0;
			if (length < limit)
				limit = length;
		}
		copy_string(state, walk, what, address, limit);
		return 0;
	}
	if (op->kind == OP_STRINGS || op->kind == OP_COUNT_STRINGS) {
		struct count count = { .address = address, .narrow = walk->narrow };
		u32 most = op->kind == OP_STRINGS ? op->limit / word : 1 << 20;
		loop(most, count_next, &count, 0);
		if (count.fault && walk->when == AT_ENTER && !walk->again) {
			walk->fault = 1;
			return 0;
		}
		if (op->kind == OP_COUNT_STRINGS) {
			keep_count(state, what, address, count.found, count.fault);
			return 0;
		}
		u64 length = (u64)count.found * word;
		struct range range = { .address = address, .length = length, .limit = op->limit, .what = what };
		if (count.fault)
			range.flags = PIECE_FAULT;
		if (length)
			copy_bytes(state, walk, &range);
		else
			keep_count(state, what, address, 0, count.fault);
		return length;
	}
	u64 length = length_of(walk, op, parent);
	struct range range = { .address = address, .length = length, .limit = op->limit, .what = what };
	if (!length)
		return 0;
	switch (op->kind) {
	case OP_BYTES: {
		if (op->flags & OP_SOCKET_OPTION) {
			u64 key = (u64)(u32)argument(walk, op->arg - 2) << 32 | (u32)argument(walk, op->arg - 1);
			if (walk->when != AT_ENTER)
				key |= FILLED_BY_KERNEL;
			u32 *known = map_lookup(&socket_options, &key);
			u32 most = known ? *known : 16;
			if (most < range.limit)
				range.limit = most;
		}
		copy_bytes(state, walk, &range);
		break;
	}
	case OP_COUNT_DIRENTS: {
		struct entries entries = { .state = state, .address = address, .length = length };
		make_room(state);
		loop(1 << 15, entry_next, &entries, 0);
		keep_count(state, what, address, entries.found, 0);
		break;
	}
	case OP_DATA: {
		u32 limit = op->limit < state->room ? op->limit : state->room;
		if (limit) {
			range.what = WHAT_DATA;
			range.limit = limit;
			copy_bytes(state, walk, &range);
			state->room -= length < limit ? length : limit;
		}
		break;
	}
	case OP_IOVEC_DATA: {
		struct vectors vectors = { .state = state, .walk = walk, .address = address };
		state->filled = ~0ull;
		if (walk->when != AT_ENTER && op->flags & OP_FILLED) {
			u32 filled = 0;
			read_user(&filled, sizeof(filled), (void *)(parent + op->less));
			state->filled = filled;
		} else if (walk->when != AT_ENTER) {
			state->filled = walk->ret < 0 ? 0 : walk->ret;
		}
		u64 many = length / 16;
		loop(many < MOST_ELEMENTS ? many : MOST_ELEMENTS, vector_next, &vectors, 0);
		break;
	}
	}
	return length;
}

/* Follows one pointer of one element: they are counted through. */
static long follow_next(u32 index, struct element *element)
{
	struct walk *walk = element->walk;
	u32 count = element->count ? element->count : 1;
	u64 parent = element->address + (u64)(index / count) * element->stride;
	struct op *op = op_at(element->first + index % count);
	if (!op)
		return 1;
	if (!(op->when & walk->when))
		return 0;
	if (op->only != ALWAYS && !holds(op->only, word_at(parent + op->only_arg, 0), op->only_mask, op->only_value))
		return 0;
	u64 address = word_at(parent + op->arg, walk->narrow && op->stride == 4);
	if (!address)
		return 0;
	copy(element->state, walk, op, address, parent);
	return walk->fault != 0;
}

/* One operation of a plan. */
APART long run_op(struct state *state, struct walk *walk, u32 index)
{
	if (!state || !walk)
		return 1;
	struct op *op = op_at(walk->first + index);
	if (!op)
		return 1;
	if (!(op->when & walk->when) || index >= MOST_STEPS)
		return 0;
	if (walk->again && !(state->retry & 1u << index))
		return 0;
	if (!holds(op->only, argument(walk, op->only_arg), op->only_mask, op->only_value) ||
	    !holds(op->also, argument(walk, op->also_arg), op->also_mask, op->also_value))
		return 0;
	u64 address = argument(walk, op->arg);
	if (!address)
		return 0;
	address += op->offset;
	u32 before = state->used;
	walk->fault = 0;
	u64 length = copy(state, walk, op, address, address);
	if (op->then_count && !walk->fault) {
		u64 many = op->stride ? length / op->stride : 1;
		struct element element = {
			.state = state,
			.walk = walk,
			.address = address,
			.stride = op->stride,
			.first = op->then_first,
			.count = op->then_count,
		};
		loop((many < MOST_STRINGS ? many : MOST_STRINGS) * op->then_count, follow_next, &element, 0);
	}
	if (walk->fault && !walk->again) {
		/* Read again at the exit, when the kernel has brought it in. */
		state->retry |= 1u << index;
		if (state->used > before)
			state->used = before;
	}
	return 0;
}

/* A plain operation, without a call of any function here. Gives whether it is done; where anything is in the way, run_op
 * says what becomes of it. */
INLINE u32 run_plain(struct state *state, u32 first, u32 when)
{
	struct op *op = op_at(first);
	u32 at = state->used;
	if (!(op->flags & OP_PLAIN) || !(op->when & when) || at > HALF)
		return 0;
	u64 address = argument_of(&state->call, op->arg);
	if (!address)
		return 1;
	struct piece *piece = place(state, at);
	u32 length;
	if (op->kind == OP_STRING) {
		u32 limit = op->limit < PIECE ? op->limit : PIECE;
		long got = read_user_str(bytes_of(piece), limit + 1, (void *)address);
		if (got <= 0 || got > limit)
			return 0;
		length = got - 1;
	} else {
		u64 count = 1;
		if (op->len_kind == LEN_ARG)
			count = argument_of(&state->call, op->len_arg);
		else if (op->len_kind == LEN_RET)
			count = state->call.ret;
		if (!count || count > PIECE)
			return 0;
		length = count * op->size;
		FORGET(length);
		if (!length || length > PIECE || length > op->limit)
			return 0;
		if (read_user(bytes_of(piece), length, (void *)address))
			return 0;
	}
	keep(state, piece, at, op->what, when != AT_ENTER ? PIECE_AT_EXIT : 0, length, address);
	return 1;
}

/* The operations of one half of a call, if all of them are plain: nearly all halves have one, or two. */
INLINE u32 run_plain_half(struct state *state, u32 first, u32 count, u32 when)
{
	u32 before = state->used;
	if (count <= 2 && run_plain(state, first, when) && (count < 2 || run_plain(state, first + 1, when)))
		return 1;
	state->used = before;
	return 0;
}
