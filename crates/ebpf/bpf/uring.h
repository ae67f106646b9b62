/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Operations of io_uring, which reach the kernel without a system call of their own (io_uring(7)).
 *
 * A request is known by its address from its submission to its completion. Both go ahead as records of the form of a call:
 * number: the operation; args: the address of the request, its descriptor, flags (those of the request when it is submitted,
 * those of the completion when it is done). */
#pragma once
#include "files.h"
#include "tasks.h"

/* include/linux/sched.h: threads that work for a process, in its thread group (io_uring's workers and pollers). */
#define PF_IO_WORKER 0x10

/* include/uapi/linux/io_uring.h: the request goes on after this completion. */
#define CQE_F_MORE 2

#define MOST_OPERATIONS 64

/* A request that is under way. */
struct request {
	u64 since; /* its submission, or its last completion */
	u64 files; /* struct files_struct: the process's table of descriptors */
	u32 tid;
	u32 operation;
	u32 makes; /* a descriptor there */
	u32 pad;
};

/* By its address. */
struct {
	UINT(type, MAP_HASH);
	UINT(max_entries, 1 << 16);
	UINT(map_flags, NO_PREALLOC);
	TYPE(key, u64);
	TYPE(value, struct request);
} requests SEC(".maps");

/* All completions but the last of a request come without it: they are known by the ring and what the program calls them. */
struct repeated_key {
	u64 ring, user_data;
};

struct {
	UINT(type, MAP_HASH);
	UINT(max_entries, 1 << 14);
	UINT(map_flags, NO_PREALLOC);
	TYPE(key, struct repeated_key);
	TYPE(value, u64);
} repeated SEC(".maps");

/* Where records are put together, by processor. */
struct {
	UINT(type, MAP_ARRAY);
	UINT(max_entries, 4096);
	TYPE(key, u32);
	TYPE(value, struct state);
} desks SEC(".maps");

/* struct io_cqe, and struct io_uring_cqe. */
struct cqe {
	u64 user_data;
	s32 result;
	u32 flags; /* in a request: the descriptor */
};

/* The state of the current task if it is recorded, or of that for which a thread of the kernel works, its `leader`. */
INLINE struct state *on_behalf(struct task_struct *leader)
{
	struct task_struct *task = current_task();
	struct state *state = marked(task);
	if (state || !(DIRECT(u32, task, task_flags) & PF_IO_WORKER))
		return state;
	return marked(leader);
}

INLINE u16 place_of(const volatile u16 *places, u32 operation)
{
	return places[operation & (MOST_OPERATIONS - 1)];
}

/* A number of a request, where this operation has it. */
INLINE u32 number_in(const char *request, u16 at)
{
	u32 number = 0;
	if (at != NOWHERE)
		read_kernel(&number, sizeof(number), request + at);
	return number;
}

/* Begins a record. */
INLINE struct call *begin_record(struct state *desk, u8 type, u64 address, const struct request *request, u64 now)
{
	struct call *call = &desk->call;
	call->head.type = type;
	call->head.flags = 0;
	call->head.cpu = this_cpu();
	call->head.tid = call->enter_tid = request->tid;
	call->head.ts = now;
	call->enter_ts = request->since;
	call->nr = request->operation;
	call->off_cpu = UNKNOWN_TIME;
	call->args[0] = address;
	call->args[3] = call->args[4] = call->args[5] = 0;
	desk->used = 0;
	return call;
}

INLINE void submitted(const char *kiocb, struct task_struct *leader)
{
	u32 number = this_cpu();
	struct state *desk = map_lookup(&desks, &number);
	struct state *state = on_behalf(leader);
	if (!desk || !state || state->flags & (TASK_FOREIGN | TASK_AT_GATE))
		return;
	u64 now = ktime_ns(), address = (u64)kiocb;
	u8 operation = 0;
	u32 flags = 0;
	struct repeated_key key = {};
	struct cqe cqe = {};
	read_kernel(&operation, sizeof(operation), kiocb + config.uring.operation);
	read_kernel(&flags, sizeof(flags), kiocb + config.uring.flags);
	read_kernel(&cqe, sizeof(cqe), kiocb + config.uring.cqe);
	u32 is_known = operation < MOST_OPERATIONS;
	u32 makes = is_known && config.uring.makes >> operation & 1;
	u16 slot_at = is_known ? place_of(config.uring.slot_at, operation) : NOWHERE;
	u16 fd_at = is_known ? place_of(config.uring.fd_at, operation) : NOWHERE;
	/* With a slot it is about the ring's own table of files. */
	u32 slot = number_in(kiocb, slot_at);
	struct request request = {
		.since = now,
		.tid = state->tid,
		.operation = operation,
		.makes = makes && !slot,
	};
	FIELD(request.files, current_task(), task_files);
	if (map_update(&requests, &address, &request, 0)) {
		count_lost(cpu_state(number), AS_OTHER, now);
		return;
	}
	if (is_known && config.uring.repeats >> operation & 1) {
		read_kernel(&key.ring, sizeof(key.ring), kiocb + config.uring.ring);
		key.user_data = cqe.user_data;
		map_update(&repeated, &key, &address, 0);
	}
	struct call *call = begin_record(desk, RECORD_SUBMITTED, address, &request, now);
	call->ret = 0;
	/* The descriptor of an accept is no matter of the slot. */
	call->args[1] = fd_at == NOWHERE || (slot && !makes) ? -1ull : (u64)(s64)(s32)number_in(kiocb, fd_at);
	call->args[2] = flags;
	if (output(call, CALL_HEAD, BOOKS, now))
		map_delete(&requests, &address);
}

SEC("tp_btf/io_uring_submit_req")
int uring_submit(u64 *context)
{
	/* At once: what type it is the verifier looks up among all of the kernel's, each time that it comes along here. */
	struct task_struct *leader = DIRECT(struct task_struct *, current_task(), task_group_leader);
	struct cpu *begun = begin();
	submitted((const char *)context[0], leader);
	end(begun);
	return 0;
}

INLINE void completed(u64 ring, u64 address, const struct cqe *cqe)
{
	struct repeated_key key = { ring, cqe->user_data };
	u32 number = this_cpu();
	if (!address) {
		u64 *found = map_lookup(&repeated, &key);
		if (!found)
			return;
		address = *found;
	}
	struct request *request = map_lookup(&requests, &address);
	struct state *desk = map_lookup(&desks, &number);
	if (!request || !desk)
		return;
	u64 now = ktime_ns();
	struct call *call = begin_record(desk, RECORD_COMPLETED, address, request, now);
	call->ret = cqe->result;
	call->args[1] = -1ull;
	call->args[2] = cqe->flags;
	if (request->makes && cqe->result >= 0) {
		/* A worker has the table of its process. */
		u64 files = 0;
		FIELD(files, current_task(), task_files);
		if (files == request->files)
			name_descriptor(desk, cqe->result);
	}
	u32 used = desk->used;
	if (used > sizeof(call->memory))
		used = sizeof(call->memory);
	request->since = now;
	if (!(cqe->flags & CQE_F_MORE)) {
		map_delete(&requests, &address);
		if (config.uring.repeats >> (call->nr & (MOST_OPERATIONS - 1)) & 1)
			map_delete(&repeated, &key);
	}
	output(call, CALL_HEAD + used, BOOKS, now);
}

SEC("tp_btf/io_uring_complete")
int uring_complete(u64 *context)
{
	struct cpu *begun = begin();
	volatile u64 *given = context;
	struct cqe cqe = {};
	if (config.uring.form == URING_CQE) {
		read_kernel(&cqe, sizeof(cqe), (const void *)given[2]);
	} else {
		cqe.user_data = given[2];
		cqe.result = given[3];
		cqe.flags = given[4];
	}
	completed(given[0], given[1], &cqe);
	end(begun);
	return 0;
}
