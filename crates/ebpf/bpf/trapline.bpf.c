/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Observes system calls, and the life of the tasks that make them.
 *
 * sys_enter  copies what the call's plan wants at its enter into the task's storage
 * sys_exit   adds what it wants at its exit, and hands over one record for the call
 *
 * The programs know no system call: plans (layout.h) come from the loader. They use no relocations: where the kernel's
 * structures have to be read, the offsets come from the loader too, which finds them in the kernel's BTF. */
#include "registers.h"
#include "files.h"

char _license[] SEC("license") = "Dual MIT/GPL";

/* Ids of a task in the recorder's pid namespace, and in its own. */
struct ids {
	u32 tid, pid, ns_pid;
	u32 ns; /* inode of the innermost namespace */
};

/* signal(7). */
#define SIGKILL 9
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTTOU 22

/* include/linux/sched/signal.h */
#define SIGNAL_GROUP_EXIT 4

#define MOST_LEVELS 32

/* The number of a struct pid in the recorder's pid namespace (0 if it has none there), and in its own. */
struct numbers {
	const char *pid;
	u32 ours, innermost, namespace;
	u32 pad;
};

static long number_next(u32 depth, struct numbers *numbers)
{
	const char *upid = numbers->pid + config.at.pid_numbers + (u64)depth * config.upid_size, *namespace = 0;
	FIELD(namespace, upid, upid_ns);
	FIELD(numbers->namespace, namespace, pidns_inum);
	FIELD(numbers->innermost, upid, upid_nr);
	if (numbers->namespace == config.pid_namespace)
		numbers->ours = numbers->innermost;
	return 0;
}

INLINE u32 number_of(const char *pid, u32 *innermost, u32 *namespace)
{
	struct numbers numbers = { .pid = pid };
	u32 level = 0;
	FIELD(level, pid, pid_level);
	loop(level < MOST_LEVELS ? level + 1 : MOST_LEVELS, number_next, &numbers, 0);
	*innermost = numbers.innermost;
	*namespace = numbers.namespace;
	return numbers.ours;
}

INLINE void ids_of(struct ids *ids, const void *task)
{
	const char *pid = 0, *leader = 0;
	u32 other = 0;
	FIELD(leader, task, task_group_leader);
	FIELD(pid, leader, task_thread_pid);
	ids->pid = number_of(pid, &other, &other);
	FIELD(pid, task, task_thread_pid);
	ids->tid = number_of(pid, &ids->ns_pid, &ids->ns);
	if (ids->ns_pid == ids->tid)
		ids->ns_pid = 0;
}

/* Begins to record a task. */
INLINE struct state *mark(struct task_struct *task, u32 flags)
{
	struct state *state = storage_get(&tasks, task, 0, STORAGE_CREATE);
	struct totals *sums = all();
	if (!sums)
		return state;
	if (!state) {
		atomic_add(&sums->no_storage, 1);
		return 0;
	}
	struct ids ids;
	ids_of(&ids, task);
	state->tid = ids.tid;
	state->pid = ids.pid;
	state->flags = flags;
	atomic_add(&sums->live, 1);
	return state;
}

/* The storage of the current task, if it is recorded. */
INLINE struct state *recorded(struct task_struct *task)
{
	struct state *state = storage_get(&tasks, task, 0, 0);
	if (state || config.scope == SCOPE_MARKED)
		return state;
	if (config.scope == SCOPE_CGROUP && ancestor_cgroup(config.cgroup_level) != config.cgroup)
		return 0;
	struct ids ids;
	ids_of(&ids, task);
	/* Not the recorder, and nobody outside of its pid namespace. */
	if (ids.pid == config.self || !ids.pid)
		return 0;
	state = mark(task, TASK_FRESH);
	if (state) {
		struct task_seen seen = {
			.head = { .type = RECORD_TASK, .tid = state->tid, .ts = ktime_ns() },
			.pid = state->pid,
			.ns_pid = ids.ns_pid,
			.ns = ids.ns,
		};
		FIELD(seen.comm, task, task_comm);
		output(&seen, sizeof(seen), BOOKS, seen.head.ts);
	}
	return state;
}

INLINE u32 abi_of(struct task_struct *task, s64 nr)
{
	/* The verifier knows what the constant is, and that the task is one: no helper is needed. */
	u32 status = *(volatile u32 *)((char *)task + config.at.task_thread_info_status);
	if (status & COMPAT_BIT)
		return ABI_COMPAT;
	return X32_BIT && nr & X32_BIT ? ABI_X32 : ABI_NATIVE;
}

INLINE struct plan *plan_at(u32 index)
{
	return &plans[index & (MOST_PLANS - 1)];
}

/* The plan of a call; its index goes to `state->plan`. */
INLINE struct plan *find_plan(struct state *state, u32 abi, u32 is_current)
{
	struct call *call = &state->call;
	u32 nr = call->nr;
	u32 index = nr < CALLS ? abi * CALLS + nr : UNKNOWN_CALL;
	struct plan *plan = plan_at(index);
	if (plan && plan->flags & PLAN_SOCKETCALL && is_current) {
		u32 which = call->args[0];
		if (which < 24 && config.socketcall_nr[which]) {
			u32 words[6] = {};
			u32 bytes = config.socketcall_words[which] * 4;
			if (bytes <= sizeof(words) && !read_user(words, bytes, (void *)call->args[1])) {
				for (u32 arg = 0; arg < 6; arg++)
					call->args[arg] = words[arg];
				call->nr = config.socketcall_nr[which];
				index = abi * CALLS + call->nr;
				plan = plan_at(index < MOST_PLANS ? index : UNKNOWN_CALL);
			}
		}
	}
	if (plan && plan->flags & PLAN_SELECTS) {
		u8 arg = plan->selector_arg;
		struct variant_key key = {
			.value = call->args[arg < 6 ? arg : 0] & plan->selector_mask,
			.plan = index,
		};
		u32 *variant = map_lookup(&variants, &key);
		if (variant) {
			index = *variant;
			plan = plan_at(index);
		}
	}
	state->plan = index;
	return plan;
}

/* Runs the operations of one half of a call. */
INLINE void walk_plan(struct state *state, u32 first, u32 count, u32 when, u32 again)
{
	struct walk walk = {
		.ret = state->call.ret,
		.first = first,
		.when = when,
		.narrow = state->abi == ABI_COMPAT,
		.again = again,
	};
	for (u32 arg = 0; arg < 6; arg++)
		walk.args[arg] = state->call.args[arg];
	for (u32 index = 0; index < MOST_STEPS && index < count; index++)
		run_op(state, &walk, index);
}

INLINE void enter(struct pt_regs *regs, s64 nr)
{
	struct task_struct *task = current_task();
	struct state *state = recorded(task);
	if (!state || state->flags & TASK_FOREIGN)
		return;
	state->inside = 0;
	state->flags &= ~(TASK_NEWBORN | TASK_FRESH);
	struct call *call = &state->call;
	u32 abi = abi_of(task, nr);
	call->nr = abi == ABI_X32 ? nr & ~X32_BIT : nr;
	arguments(regs, abi, call->args);
	struct plan *plan = find_plan(state, abi, 1);
	if (!plan)
		return;
	u32 flags = plan->flags;
	/* The command at its gate is asked how long a call is that does nothing. */
	u32 at_gate = state->flags & TASK_AT_GATE;
	if (!(flags & (at_gate ? PLAN_EXEC | PLAN_PROBE : PLAN_WANTED | PLAN_NEEDED)))
		return;
	if (flags & PLAN_FRAME)
		call->args[0] = STACK_POINTER(regs);
	u64 now = ktime_ns();
	state->abi = abi;
	call->head.type = RECORD_CALL;
	call->head.flags = (state->flags & TASK_AT_GATE ? CALL_AT_GATE : 0) | abi << ABI_SHIFT;
	call->head.tid = call->enter_tid = state->tid;
	call->head.ts = 0;
	call->enter_ts = now;
	call->ret = 0;
	state->retry = 0;
	state->used = 0;
	state->room = config.data_limit;
	if (plan->enter_count)
		walk_plan(state, plan->enter_first, plan->enter_count, AT_ENTER, 0);
	state->inside = now << 1;
}

/* Whether SIGKILL is pending: also after another fatal signal, which the kernel turns into it for each thread. */
INLINE u32 is_killed(struct task_struct *task)
{
	u64 pending = 0;
	FIELD(pending, task, task_pending);
	return pending >> (SIGKILL - 1) & 1;
}

INLINE void leave(struct pt_regs *regs, s64 ret)
{
	struct task_struct *task = current_task();
	struct state *state = recorded(task);
	if (!state || state->flags & TASK_FOREIGN)
		return;
	struct call *call = &state->call;
	u64 now = ktime_ns();
	if (!state->inside) {
		/* No enter: the child's side of a fork; a call that it was marked in; one that was filtered out; or one that
		 * a seccomp filter answered. */
		u32 was = state->flags;
		state->flags &= ~(TASK_NEWBORN | TASK_FRESH);
		s64 nr = NUMBER(regs);
		if (was & (TASK_NEWBORN | TASK_AT_GATE) || nr < 0)
			return;
		u32 abi = abi_of(task, nr);
		nr = abi == ABI_X32 ? nr & ~X32_BIT : nr;
		call->nr = nr;
		arguments(regs, abi, call->args);
		struct plan *plan = find_plan(state, abi, 1);
		if (!plan || !(plan->flags & (PLAN_WANTED | PLAN_NEEDED)))
			return;
		state->abi = abi;
		call->head.tid = call->enter_tid = state->tid;
		call->head.type = RECORD_CALL;
		call->head.flags = (was & TASK_FRESH ? CALL_UNSEEN : CALL_REFUSED) | abi << ABI_SHIFT;
		call->enter_ts = now;
		state->used = 0;
		state->retry = ~0u;
		state->room = config.data_limit;
	}
	struct plan *plan = plan_at(state->plan);
	if (!plan)
		return;
	u32 interrupted = ret == -4 || ret == -512 || ret == -513 || ret == -514 || ret == -516;
	if (interrupted && is_killed(task))
		/* It died inside: its end tells of the call. */
		return;
	call->ret = ret;
	u32 failed = ret < 0 && ret >= -4095;
	u32 flags = plan->flags;
	u32 unwanted = (config.failed_only && !failed) ||
		       (config.min_duration && now - call->enter_ts < config.min_duration);
	if (!(flags & PLAN_NEEDED) && unwanted && !(state->flags & TASK_AT_GATE)) {
		state->inside = 0;
		return;
	}
	if (state->retry)
		walk_plan(state, plan->enter_first, plan->enter_count, AT_ENTER, 1);
	if (plan->exit_count && !(ret == 0 && flags & PLAN_NOTHING_AT_0)) {
		if (!failed)
			walk_plan(state, plan->exit_first, plan->exit_count, AT_SUCCESS, 0);
		else if (interrupted)
			walk_plan(state, plan->exit_first, plan->exit_count, AT_INTERRUPTED, 0);
	}
	if (!failed && flags & (PLAN_MADE | PLAN_FD_PAIR | PLAN_RECEIVES | PLAN_PIDFD | PLAN_PIDFD3 | PLAN_CWD | PLAN_IDS))
		name_what_it_made(state, flags, plan->made_arg);
	call->head.cpu = this_cpu();
	call->head.ts = now;
	output_call(state, flags, now);
}

SEC("tp_btf/sys_enter")
int sys_enter(u64 *context)
{
	begin();
	enter((struct pt_regs *)context[0], context[1]);
	end();
	return 0;
}

SEC("tp_btf/sys_exit")
int sys_exit(u64 *context)
{
	begin();
	leave((struct pt_regs *)context[0], context[1]);
	end();
	return 0;
}

SEC("tp_btf/sched_process_fork")
int process_fork(u64 *context)
{
	struct task_struct *parent = (void *)context[0], *child = (void *)context[1];
	begin();
	struct state *from = storage_get(&tasks, parent, 0, 0);
	if (from) {
		struct ids ids;
		ids_of(&ids, child);
		if (config.follow || ids.pid == from->pid) {
			mark(child, TASK_NEWBORN | (from->flags & TASK_FOREIGN));
			struct fork record = {
				.head = { .type = RECORD_FORK, .tid = from->tid, .ts = ktime_ns() },
				.child = ids.tid,
				.child_pid = ids.pid,
				.child_ns_pid = ids.ns_pid,
				.child_ns = ids.ns,
			};
			output(&record, sizeof(record), BOOKS, record.head.ts);
		}
	}
	end();
	return 0;
}

/* The name of the new program as the kernel has copied it, for a call whose enter could not read it. */
INLINE long copy_program_name(struct state *state, u64 binprm)
{
	const void *name = 0;
	if (!state)
		return 0;
	struct plan *plan = plan_at(state->plan);
	FIELD(name, binprm, binprm_filename);
	u32 at = make_room(state);
	struct piece *piece = place(state, at);
	long got = read_kernel_str(bytes_of(piece), PIECE, name);
	if (got <= 0)
		return 0;
	u32 length = (got - 1) & (PIECE - 1);
	piece->what = plan->made_arg;
	piece->flags = PIECE_AT_EXIT | PIECE_RECOVERED;
	piece->pad = 0;
	piece->length = piece->full_length = length;
	piece->address = state->call.args[plan->made_arg < 6 ? plan->made_arg : 0];
	keep(state, at, length);
	return 0;
}

/* A new program. Its record is built where the call's memory stands, which goes ahead. */
INLINE void new_program(struct task_struct *task, const void *binprm)
{
	struct state *state = storage_get(&tasks, task, 0, 0);
	if (!state)
		return;
	u64 now = ktime_ns();
	struct ids ids;
	ids_of(&ids, task);
	u32 former_tid = state->tid;
	state->tid = ids.tid;
	state->pid = ids.pid;
	state->flags &= ~TASK_AT_GATE;
	struct call *call = &state->call;
	call->head.tid = ids.tid;
	if (state->inside && state->retry)
		copy_program_name(state, (u64)binprm);
	if (state->inside)
		send_part(state);

	u32 at = make_room(state);
	struct piece *piece = place(state, at);
	struct program *program = bytes_of(piece);
	const void *cred = 0, *mm = 0, *file = 0, *inode = 0;
	program->former_tid = former_tid;
	FIELD(cred, task, task_cred);
	FIELD(program->uid, cred, cred_euid);
	FIELD(program->gid, cred, cred_egid);
	FIELD(program->comm, task, task_comm);
	/* A set-user-ID program of another's: that it runs may be known, and no more. */
	if (config.owner != ABSENT && program->uid != config.owner)
		state->flags |= TASK_FOREIGN;
	program->argv_missing = state->inside && state->retry;
	piece->what = WHAT_PROGRAM;
	piece->flags = piece->pad = 0;
	piece->length = piece->full_length = sizeof(*program);
	piece->address = 0;
	keep(state, at, sizeof(*program));

	FIELD(mm, task, task_mm);
	FIELD(file, mm, mm_exe_file);
	if (file) {
		FIELD(inode, file, file_inode);
		name_path(state, (u64)ADDRESS(file, file_path), (u64)inode, (u64)WHAT_EXE << 32);
	}
	/* What the enter could not read stands at the bottom of the new stack. */
	if (!state->inside || state->retry) {
		u64 from = 0, to = 0;
		FIELD(from, mm, mm_arg_start);
		FIELD(to, mm, mm_arg_end);
		struct walk walk = { .when = AT_SUCCESS };
		struct range range = { .address = from, .length = to - from, .limit = 1 << 21, .what = WHAT_ARGV };
		if (from < to)
			copy_bytes(state, &walk, &range);
	}
	u32 used = state->used;
	if (used > sizeof(call->memory))
		used = sizeof(call->memory);
	u64 ts = call->head.ts;
	call->head.type = RECORD_EXEC;
	call->head.ts = now;
	output(call, CALL_HEAD + used, BOOKS, now);
	call->head.type = RECORD_CALL;
	call->head.ts = ts;
	state->used = 0;
	state->retry = 0;
}

SEC("tp_btf/sched_process_exec")
int process_exec(u64 *context)
{
	begin();
	new_program((void *)context[0], (void *)context[2]);
	end();
	return 0;
}

INLINE void task_exit(struct task_struct *task)
{
	struct state *state = storage_get(&tasks, task, 0, 0);
	struct totals *sums = all();
	if (!state || !sums)
		return;
	u64 now = ktime_ns();
	if (state->inside && !(state->inside & INSIDE_TOLD))
		output_call(state, plan_at(state->plan)->flags | PLAN_NEEDED, now);
	state->inside = 0;
	struct exited record = { .head = { .type = RECORD_EXIT, .tid = state->tid, .ts = now } };
	const void *signal = 0, *exec = 0;
	s32 code = 0, live = 0;
	u32 flags = 0;
	FIELD(signal, task, task_signal);
	FIELD(flags, signal, signal_flags);
	FIELD(live, signal, signal_live);
	/* As wait4(2) has it: once the group exits, all of it does with one status. */
	record.flags = live == 0 ? EXIT_LAST : 0;
	if (flags & SIGNAL_GROUP_EXIT) {
		FIELD(code, signal, signal_group_exit_code);
		record.flags |= EXIT_GROUP;
	} else {
		FIELD(code, task, task_exit_code);
	}
	if (HAS(signal_group_exec_task)) {
		FIELD(exec, signal, signal_group_exec_task);
		if (exec && exec != task)
			record.flags |= EXIT_BY_EXEC;
	}
	record.status = code & 0xffff;
	FIELD(record.utime, task, task_utime);
	FIELD(record.stime, task, task_stime);
	FIELD(record.maxrss, signal, signal_maxrss);
	output(&record, sizeof(record), BOOKS, now);
	atomic_add(&sums->live, -1ull);
}

SEC("tp_btf/sched_process_exit")
int process_exit(u64 *context)
{
	begin();
	task_exit((void *)context[0]);
	end();
	return 0;
}

/* Keeps what a signal says; `info` may be one of the small numbers that stand for none (SEND_SIG_NOINFO,
 * SEND_SIG_PRIV, include/linux/sched/signal.h). */
INLINE u32 read_info(u8 to[48], const void *info)
{
	return (u64)info > 2 && !read_kernel(to, 48, info);
}

/* A signal is sent. SIGCONT ends the stop of a process here, whether it is then delivered or not. Of others it is kept
 * what they say, for those that are delivered as SIGKILL. */
SEC("tp_btf/signal_generate")
int signal_generate(u64 *context)
{
	s32 signal = context[0];
	begin();
	struct state *state = storage_get(&tasks, (struct task_struct *)context[2], 0, 0);
	if (state && signal == SIGCONT) {
		struct head record = { .type = RECORD_CONTINUE, .tid = state->tid, .ts = ktime_ns() };
		output(&record, sizeof(record), BOOKS, record.ts);
	} else if (state) {
		state->sent = signal;
		state->sent_has_info = read_info(state->sent_info, (const void *)context[1]);
	}
	end();
	return 0;
}

INLINE void deliver(struct state *state, u32 signal, const void *info, const void *action)
{
	struct signal_seen record = {
		.head = { .type = RECORD_SIGNAL, .tid = state->tid, .ts = ktime_ns() },
		.signal = signal,
	};
	if (read_info(record.info, info))
		record.flags |= SIGNAL_HAS_INFO;
	if (signal == SIGKILL) {
		/* A fatal signal that dumps no core reaches each thread as SIGKILL, and so does an exit of the process. */
		const void *group = 0;
		u32 flags = 0, code = 0;
		FIELD(group, current_task(), task_signal);
		FIELD(flags, group, signal_flags);
		FIELD(code, group, signal_group_exit_code);
		if (flags & SIGNAL_GROUP_EXIT) {
			record.signal = code & 0x7f;
			record.flags = SIGNAL_FATAL;
			if (!record.signal)
				return;
			if (state->sent == record.signal && state->sent_has_info) {
				record.flags |= SIGNAL_HAS_INFO;
				__builtin_memcpy(record.info, state->sent_info, sizeof(record.info));
			}
		}
	}
	/* struct k_sigaction begins with the handler; 0 is the default. */
	u64 handler = 1;
	read_kernel(&handler, sizeof(handler), action);
	if (!handler && signal >= SIGSTOP && signal <= SIGTTOU)
		record.flags |= SIGNAL_STOPS;
	output(&record, sizeof(record), BOOKS, record.head.ts);
}

SEC("tp_btf/signal_deliver")
int signal_deliver(u64 *context)
{
	begin();
	struct state *state = storage_get(&tasks, current_task(), 0, 0);
	if (state && !(state->flags & (TASK_AT_GATE | TASK_FOREIGN)))
		deliver(state, context[0], (const void *)context[1], (const void *)context[2]);
	end();
	return 0;
}

struct iter_meta {
	struct seq_file *seq;
	u64 session_id, seq_num;
};

struct iter_task {
	struct iter_meta *meta;
	struct task_struct *task;
};

/* include/linux/sched.h */
#define PF_EXITING 4

/* A task that waits in a call is told of as being in it. What it had in memory is read when it returns. */
INLINE void begin_before(struct task_struct *task, struct state *state)
{
	u32 waits = 0;
	struct pt_regs *regs = task_pt_regs(task);
	FIELD(waits, task, task_state);
	if (!regs || !waits)
		return;
	struct pt_regs copied;
	if (read_kernel(&copied, sizeof(copied), regs))
		return;
	s64 nr = NUMBER(&copied);
	if (nr < 0)
		return;
	struct call *call = &state->call;
	u32 abi = abi_of(task, nr);
	call->nr = abi == ABI_X32 ? nr & ~X32_BIT : nr;
	arguments(&copied, abi, call->args);
	/* Its memory is not that of the task which runs this. */
	struct plan *plan = find_plan(state, abi, 0);
	if (!(plan->flags & (PLAN_WANTED | PLAN_NEEDED)))
		return;
	state->abi = abi;
	call->head.type = RECORD_CALL;
	call->head.flags = CALL_BEFORE | abi << ABI_SHIFT;
	call->head.tid = call->enter_tid = state->tid;
	call->enter_ts = ktime_ns();
	state->room = config.data_limit;
	state->retry = ~0u;
	state->flags &= ~TASK_FRESH;
	asm volatile("" ::: "memory");
	state->inside = call->enter_ts << 1;
}

/* Marks the tasks of `targets`, and tells which they are, and in which calls they wait. */
SEC("iter/task")
int mark_tasks(struct iter_task *context)
{
	struct task_struct *task = context->task;
	struct seq_file *seq = context->meta->seq;
	u32 task_flags = 0;
	if (!task)
		return 0;
	FIELD(task_flags, task, task_flags);
	if (task_flags & PF_EXITING)
		return 0;
	struct ids ids;
	ids_of(&ids, task);
	u32 *flags = map_lookup(&targets, &ids.pid);
	if (!flags)
		return 0;
	/* One whose record did not fit comes a second time. */
	struct state *state = storage_get(&tasks, task, 0, 0);
	if (!state) {
		state = mark(task, *flags | TASK_FRESH);
		if (!state)
			return 0;
		begin_before(task, state);
	} else if (state->flags & TASK_TOLD) {
		return 0;
	}
	struct {
		struct told told;
		struct task_seen seen;
	} record = {
		.told = { .size = sizeof(record.seen) },
		.seen = {
			.head = { .type = RECORD_TASK, .tid = ids.tid, .ts = ktime_ns() },
			.pid = ids.pid,
			.ns_pid = ids.ns_pid,
			.ns = ids.ns,
		},
	};
	if (!seq_write(seq, &record, sizeof(record)))
		state->flags |= TASK_TOLD;
	return 0;
}

/* Tells of the calls that recorded tasks are in, each once. */
SEC("iter/task")
int tell_calls(struct iter_task *context)
{
	struct task_struct *task = context->task;
	struct seq_file *seq = context->meta->seq;
	if (!task)
		return 0;
	struct state *state = storage_get(&tasks, task, 0, 0);
	if (!state)
		return 0;
	volatile u64 *inside = &state->inside;
	u64 since = *inside;
	if (!since || since & INSIDE_TOLD)
		return 0;
	u32 used = state->used;
	if (used > sizeof(state->call.memory))
		used = sizeof(state->call.memory);
	struct told told = { .size = CALL_HEAD + used };
	/* What does not fit comes a second time. */
	if (seq_write(seq, &told, sizeof(told)) || seq_write(seq, &state->call, CALL_HEAD + used))
		return 0;
	if (compare_exchange(&state->inside, since, since | INSIDE_TOLD) != since) {
		struct {
			struct told told;
			struct head head;
		} torn = { { .size = sizeof(struct head) }, { .type = RECORD_TORN } };
		seq_write(seq, &torn, sizeof(torn));
	}
	return 0;
}
