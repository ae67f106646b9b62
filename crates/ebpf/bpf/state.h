/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Maps, and what is kept of each task from the enter of a call to its exit. */
#pragma once
#include "layout.h"

const volatile struct config config = {};

/* How a call returned. */
enum outcome {
	OUTCOME_FAILED = 1,
	OUTCOME_INTERRUPTED = 2,
};

enum task_flags {
	TASK_AT_GATE = 1, /* the command, before its execve */
	TASK_NEWBORN = 2, /* its first exit belongs to its parent's call */
	TASK_FRESH = 4,   /* marked while it ran: it may be in a call whose enter was not seen */
	TASK_TOLD = 8,    /* the iterator that marked it has told of it */
	TASK_FOREIGN = 16, /* runs with the rights of another than the owner of the recording */
};

/* In `inside`: the enter of the call has been told of. */
#define INSIDE_TOLD 1ull

/* How far a range is copied. */
struct progress {
	u64 address;
	u32 what;
	u32 done, wanted, full;
	u32 flags;
	u32 pad;
};

/* How far a file's name is put together. */
struct climb {
	const void *dentry, *mount; /* struct dentry, struct mount */
	const void *root; /* of what is mounted there */
	u32 at, length; /* of the piece, and of the name so far */
	u32 cut, done, unmounted;
	u32 pad;
};

/* The storage of a recorded task. */
struct state {
	/* The time of the enter of the call in progress, times two; 0: none, or a program is at work on it. One atomic word
	 * decides whether an iterator tells of the call or its exit does, and whoever changes `call` takes it first. */
	u64 inside;
	u64 marked; /* when */
	u32 tid;    /* in the recorder's pid namespace; 0 until the rest is set */
	u32 pid;
	u32 flags;
	u32 counted; /* in totals.live */
	u32 plan;
	u32 retry; /* operations of the enter that met memory which is not there yet */
	u32 used;  /* of call.memory */
	u32 room;  /* for payload */
	u32 abi;
	u32 outcome; /* of the call that returns */
	u32 made_as; /* flags of the pieces that are being made */
	s64 ret;
	struct progress range;
	struct climb climb;
	u64 filled; /* bytes of vectors that are not copied yet */
	u64 off_since; /* when it was taken off the processor in this call; 0: it runs */
	/* The signal that was sent last, and its siginfo. */
	u32 sent;
	u32 sent_has_info;
	u8 sent_info[48];
	struct call call;
};

struct {
	UINT(type, MAP_TASK_STORAGE);
	UINT(map_flags, NO_PREALLOC);
	TYPE(key, int);
	TYPE(value, struct state);
} tasks SEC(".maps");

/* The loader says how many there are, and how long each is, and maps them. */
struct {
	UINT(type, MAP_ARRAY);
	UINT(max_entries, 1);
	TYPE(key, u32);
	TYPE(value, struct cpu);
} cpus SEC(".maps");

/* Wakes the consumer: what comes out of it is empty. */
struct {
	UINT(type, MAP_RINGBUF);
	UINT(max_entries, 1 << 16); /* pages of any size */
} bell SEC(".maps");

struct {
	UINT(type, MAP_ARRAY);
	UINT(max_entries, 1);
	TYPE(key, u32);
	TYPE(value, struct totals);
} totals SEC(".maps");

/* Given by the loader. */
struct plan plans[MOST_PLANS];
struct op ops[MOST_OPS];

struct {
	UINT(type, MAP_HASH);
	UINT(max_entries, 8192);
	TYPE(key, struct variant_key);
	TYPE(value, u32);
} variants SEC(".maps");

/* Socket options by level << 32 | name: their size. */
struct {
	UINT(type, MAP_HASH);
	UINT(max_entries, 1024);
	TYPE(key, u64);
	TYPE(value, u32);
} socket_options SEC(".maps");

/* Thread groups to mark, by their id in the recorder's pid namespace: the flags that their tasks get. */
struct {
	UINT(type, MAP_HASH);
	UINT(max_entries, 1 << 16);
	UINT(map_flags, NO_PREALLOC);
	TYPE(key, u32);
	TYPE(value, u32);
} targets SEC(".maps");

INLINE struct plan *plan_at(u32 index)
{
	return &plans[index & (MOST_PLANS - 1)];
}

INLINE struct op *op_at(u32 index)
{
	return &ops[index & (MOST_OPS - 1)];
}

INLINE struct cpu *cpu_state(u32 cpu)
{
	return map_lookup(&cpus, &cpu);
}

INLINE struct totals *all(void)
{
	u32 zero = 0;
	return map_lookup(&totals, &zero);
}

/* What stands in a task's storage, as it is read from there: of that the verifier assumes nothing, and does not look again
 * at what follows for each way on which it came to be. */
#define REREAD(field) (*(volatile typeof(field) *)&(field))

/* The plan of the call in progress. */
INLINE struct plan *plan_of(struct state *state)
{
	return plan_at(REREAD(state->plan));
}

/* An argument of the call in progress, by a number below 6. */
INLINE u64 argument_of(const struct call *call, u32 index)
{
	const u64 *args = call->args;
	return args[index & 7];
}

/* A word of the kernel's memory, where `readable` is in this kernel. */
#define LOAD(type, at) (*(type volatile *)readable((at), 0))

/* Reads a word of the kernel's memory. */
#define READ(to, at)                                                                                                   \
	do {                                                                                                           \
		if (config.loads)                                                                                      \
			(to) = LOAD(typeof(to), at);                                                                   \
		else                                                                                                   \
			read_kernel(&(to), sizeof(to), (at));                                                          \
	} while (0)

/* Reads a field of a structure of the kernel, which is a word. */
#define FIELD(to, base, field) READ(to, (const char *)(base) + config.at.field)

/* The same for one that is longer. */
#define FIELD_BYTES(to, base, field) read_kernel(to, sizeof(to), (const char *)(base) + config.at.field)

/* Two fields that are words, without loads in one read if they stand near each other, as far as this kernel has it so. */
INLINE void read_two(const void *base, u32 first, u32 second, const void **a, const void **b)
{
	const void *words[10];
	u32 apart = second - first;
	if (config.loads) {
		*a = LOAD(const void *, (const char *)base + first);
		*b = LOAD(const void *, (const char *)base + second);
	} else if (apart < sizeof(words) && !(apart & 7)) {
		read_kernel(words, apart + 8, (const char *)base + first);
		*a = words[0];
		*b = words[apart / 8];
	} else {
		read_kernel(a, 8, (const char *)base + first);
		read_kernel(b, 8, (const char *)base + second);
	}
}

#define FIELDS(a, b, base, first, second) read_two(base, config.at.first, config.at.second, &(a), &(b))

/* A field of a structure whose type the verifier knows: no helper is needed. Not of one that a global function was given. */
#define DIRECT(type, base, field) (*(type volatile *)((const char *)(base) + config.at.field))

/* The address of a field. */
#define ADDRESS(base, field) ((const char *)(base) + config.at.field)
