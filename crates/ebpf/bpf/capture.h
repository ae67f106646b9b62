/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Copying a program's memory as the plan of its call says. */
#pragma once
#include "output.h"

#define PAGE 4096
#define MOST_ELEMENTS 1024
#define MOST_STRINGS 4096

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

/* Makes the piece at `at` count. */
INLINE void keep(struct state *state, u32 at, u32 length)
{
	if (length > PIECE)
		length = PIECE;
	state->used = at + sizeof(struct piece) + ((length + 7) & ~7u);
}

/* Reads as much of [address, address + length) as is there now; length at most PIECE. */
INLINE u32 read_prefix(void *to, u32 length, u64 address)
{
	FORGET(length);
	if (length > PIECE)
		length = PIECE;
	if (!length || !read_user(to, length, (void *)address))
		return length;
	/* The range may begin in one page and end in the next. */
	u32 to_end = PAGE - (address & (PAGE - 1));
	if (to_end < length) {
		if (to_end > PIECE)
			to_end = PIECE;
		if (!read_user(to, to_end, (void *)address))
			return to_end;
	}
	return 0;
}

/* Why a plan is being followed. */
struct walk {
	u64 args[6];
	s64 ret;
	u32 first; /* operation */
	u32 when;
	u32 narrow; /* words of 4 bytes */
	u32 again;  /* only what could not be read before */
	u32 fault; /* the operation met memory that was not there */
};

/* A range of the program's memory. */
struct range {
	u64 address, length;
	u32 limit, what;
	u32 flags, pad; /* of the pieces */
};

/* A structure, or an array of them, whose pointers are followed. */
struct element {
	struct state *state;
	struct walk *walk;
	u64 address;
	u32 stride;
	u32 first, count;
	u32 pad;
};

INLINE u64 argument(const struct walk *walk, u32 index)
{
	return walk->args[index < 6 ? index : 0];
}

INLINE u32 holds(u32 only, u64 value, u64 mask, u64 wanted)
{
	switch (only) {
	case ALWAYS: return 1;
	case IF_ANY: return (value & mask) != 0;
	case IF_EQUAL: return (value & mask) == wanted;
	default: return (value & mask) != wanted;
	}
}

INLINE u64 number(const struct walk *walk, u32 index, u32 how)
{
	u64 raw = argument(walk, index);
	switch (how) {
	case NUMBER_INT: return (s32)raw < 0 ? 0 : (u32)raw;
	case NUMBER_LONG: return (s64)raw < 0 ? 0 : raw;
	case NUMBER_UINT: return (u32)raw;
	default: return raw;
	}
}

INLINE u64 word_at(u64 address, u32 narrow)
{
	u64 word = 0;
	if (narrow) {
		u32 half = 0;
		read_user(&half, sizeof(half), (void *)address);
		return half;
	}
	read_user(&word, sizeof(word), (void *)address);
	return word;
}

/* How long the memory is, in bytes; at most 4 GiB - 1. `parent` is the structure whose pointer is followed. */
APART u64 length_of(const struct walk *walk, const struct op *op, u64 parent)
{
	if (!walk || !op)
		return 0;
	u64 size = op->size, count = 0;
	switch (op->len_kind) {
	case LEN_CONST: return size;
	case LEN_ARG: count = number(walk, op->len_arg, op->number); break;
	case LEN_RET: count = walk->ret < 0 ? 0 : walk->ret; break;
	case LEN_RET_AT_MOST: {
		count = walk->ret < 0 ? 0 : walk->ret;
		u64 most = number(walk, op->len_arg, op->number);
		if (most < count)
			count = most;
		break;
	}
	case LEN_UNITS: {
		u64 all = number(walk, op->len_arg, op->number);
		all = all > op->less ? all - op->less : 0;
		count = (all + (op->unit ? op->unit - 1 : 0)) / (op->unit ? op->unit : 1);
		break;
	}
	case LEN_AT: {
		u64 address = number(walk, op->len_arg, NUMBER_RAW);
		u32 filled = 0;
		if (!address)
			return 0;
		if (read_user(&filled, sizeof(filled), (void *)address))
			return 0;
		return filled < size ? filled : size;
	}
	case LEN_BITS: {
		u64 bytes = (number(walk, op->len_arg, op->number) + 7) / 8;
		bytes = (bytes + size - 1) / (size ? size : 1) * size;
		return bytes < 0xffffffff ? bytes : 0xffffffff;
	}
	case LEN_FIELD2: {
		u16 field = 0;
		read_user(&field, sizeof(field), (void *)(parent + op->len_arg));
		count = field;
		break;
	}
	case LEN_FIELD4: {
		u32 field = 0;
		read_user(&field, sizeof(field), (void *)(parent + op->len_arg));
		count = field;
		break;
	}
	case LEN_FIELD8:
		count = word_at(parent + op->len_arg, 0);
		break;
	}
	if (count > 0xffffffff)
		count = 0xffffffff;
	u64 all = count * (size ? size : 1);
	return all < 0xffffffff ? all : 0xffffffff;
}

INLINE u8 piece_flags(const struct walk *walk)
{
	return (walk->when != AT_ENTER ? PIECE_AT_EXIT : 0) | (walk->again ? PIECE_RECOVERED : 0);
}

/* A string up to its NUL. */
APART long copy_string(struct state *state, struct walk *walk, u32 what, u64 address, u32 limit)
{
	if (!state || !walk)
		return 0;
	u32 at = make_room(state);
	struct piece *piece = place(state, at);
	/* Room for as much, and for the NUL that ends it. */
	u32 most = limit < PIECE ? limit + 1 : PIECE + 1;
	u8 flags = piece_flags(walk);
	u32 length = 0;
	long got = read_user_str(bytes_of(piece), most > PIECE + 1 ? PIECE + 1 : most, (void *)address);
	if (got < 0) {
		if (walk->when == AT_ENTER && !walk->again) {
			walk->fault = 1;
			return 0;
		}
		flags |= PIECE_FAULT;
		u32 to_end = PAGE - (address & (PAGE - 1));
		length = to_end < limit ? read_prefix(bytes_of(piece), to_end, address) : 0;
	} else {
		length = got > 0 ? got - 1 : 0;
		if (length >= most - 1) {
			/* Full: either it ends right here, or it goes on. */
			u8 next = 0;
			if (!read_user(&next, 1, (void *)(address + length)) && next)
				flags |= PIECE_TRUNCATED;
		}
	}
	piece->what = what;
	piece->flags = flags;
	piece->pad = 0;
	piece->length = length;
	piece->full_length = length;
	piece->address = address;
	keep(state, at, length);
	return 0;
}

struct run {
	struct state *state;
	struct walk *walk;
	u64 address;
	u32 what;
	u32 done, wanted, full;
	u32 flags;
};

/* The next piece of a range. */
static long copy_next(u32 index, struct run *run)
{
	struct state *state = run->state;
	u32 at = make_room(state);
	struct piece *piece = place(state, at);
	u32 rest = run->wanted - run->done;
	if (rest > PIECE)
		rest = PIECE;
	u32 got = read_prefix(bytes_of(piece), rest, run->address + run->done);
	u8 flags = run->flags | (index ? PIECE_CONTINUES : 0);
	if (got < rest) {
		if (run->walk->when == AT_ENTER && !run->walk->again) {
			run->walk->fault = 1;
			return 1;
		}
		flags |= PIECE_FAULT;
	}
	piece->what = run->what;
	piece->flags = flags;
	piece->pad = 0;
	piece->length = got;
	piece->full_length = run->full;
	piece->address = run->address;
	keep(state, at, got);
	run->done += rest;
	return got < rest || run->done >= run->wanted;
}

/* A range of known length. */
APART long copy_bytes(struct state *state, struct walk *walk, const struct range *range)
{
	if (!state || !walk || !range)
		return 0;
	u64 length = range->length;
	u32 limit = range->limit;
	struct run run = {
		.state = state,
		.walk = walk,
		.address = range->address,
		.what = range->what,
		.wanted = length < limit ? length : limit,
		.full = length,
		.flags = range->flags | piece_flags(walk) | (length > limit ? PIECE_TRUNCATED : 0),
	};
	loop((run.wanted + PIECE - 1) / PIECE, copy_next, &run, 0);
	return 0;
}

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
	char *buffer = bytes_of(place(state, HALF));
	if (at + 18 > entries->to) {
		u32 rest = entries->length - at;
		if (rest > PIECE)
			rest = PIECE;
		u32 got = read_prefix(buffer, rest, entries->address + at);
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

struct vectors {
	struct state *state;
	struct walk *walk;
	u64 address;
	u64 filled;
};

static long vector_next(u32 index, struct vectors *vectors)
{
	struct walk *walk = vectors->walk;
	struct state *state = vectors->state;
	struct { u64 base, length; } vector = {};
	if (read_user(&vector, sizeof(vector), (void *)(vectors->address + index * sizeof(vector))))
		return 1;
	u64 length = vector.length < vectors->filled ? vector.length : vectors->filled;
	if (!state->room || !vectors->filled)
		return 1;
	if (!length || !vector.base)
		return 0;
	u32 limit = state->room;
	struct range range = { .address = vector.base, .length = length, .limit = limit, .what = WHAT_DATA };
	copy_bytes(state, walk, &range);
	vectors->filled -= length;
	state->room -= length < limit ? length : limit;
	return 0;
}

/* An array without bytes: only a number. */
INLINE void keep_count(struct state *state, struct walk *walk, u32 what, u64 address, u32 count, u32 fault)
{
	u32 at = make_room(state);
	struct piece *piece = place(state, at);
	piece->what = what;
	piece->flags = piece_flags(walk) | (fault ? PIECE_FAULT : 0);
	piece->pad = 0;
	piece->length = 0;
	piece->full_length = count;
	piece->address = address;
	keep(state, at, 0);
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
			keep_count(state, walk, what, address, count.found, count.fault);
			return 0;
		}
		u64 length = (u64)count.found * word;
		struct range range = { .address = address, .length = length, .limit = op->limit, .what = what };
		if (count.fault)
			range.flags = PIECE_FAULT;
		if (length)
			copy_bytes(state, walk, &range);
		else
			keep_count(state, walk, what, address, 0, count.fault);
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
		keep_count(state, walk, what, address, entries.found, 0);
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
		struct vectors vectors = { .state = state, .walk = walk, .address = address, .filled = ~0ull };
		if (walk->when != AT_ENTER && op->flags & OP_FILLED) {
			u32 filled = 0;
			read_user(&filled, sizeof(filled), (void *)(parent + op->less));
			vectors.filled = filled;
		} else if (walk->when != AT_ENTER) {
			vectors.filled = walk->ret < 0 ? 0 : walk->ret;
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
