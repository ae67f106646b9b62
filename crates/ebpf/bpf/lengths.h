/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* How long the memory is that a plan wants. */
#pragma once
#include "state.h"

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
