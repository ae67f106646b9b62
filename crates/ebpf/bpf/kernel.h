/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What the programs use of the kernel's interface for BPF (include/uapi/linux/bpf.h): types, helpers, constants. */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef int s32;
typedef long long s64;

#define SEC(name) __attribute__((section(name), used))
#define INLINE static inline __attribute__((always_inline))
/* A function that the verifier checks once, by itself. Its pointers may be null for all it knows. */
#define APART __attribute__((noinline))

/* BTF-defined maps. */
#define UINT(name, value) int(*name)[value]
#define TYPE(name, value) typeof(value) *name

enum {
	MAP_HASH = 1,
	MAP_ARRAY = 2,
	MAP_RINGBUF = 27,
	MAP_TASK_STORAGE = 29,
};

enum {
	NO_PREALLOC = 1,
	STORAGE_CREATE = 1,
	RB_FORCE_WAKEUP = 2,
};

struct task_struct;
struct seq_file;

static void *(*const map_lookup)(void *map, const void *key) = (void *)1;
static long (*const map_update)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*const map_delete)(void *map, const void *key) = (void *)3;
static u64 (*const ktime_ns)(void) = (void *)5;
static u32 (*const this_cpu)(void) = (void *)8;
static long (*const read_user)(void *to, u32 size, const void *from) = (void *)112;
static long (*const read_kernel)(void *to, u32 size, const void *from) = (void *)113;
static long (*const read_user_str)(void *to, u32 size, const void *from) = (void *)114;
static long (*const read_kernel_str)(void *to, u32 size, const void *from) = (void *)115;
static u64 (*const ancestor_cgroup)(int level) = (void *)123;
static long (*const seq_write)(struct seq_file *seq, const void *data, u32 len) = (void *)127;
static long (*const ringbuf_output)(void *ring, void *data, u64 size, u64 flags) = (void *)130;
static void *(*const storage_get)(void *map, struct task_struct *task, void *value, u64 flags) = (void *)156;
static struct task_struct *(*const current_task)(void) = (void *)158;
static void *(*const task_pt_regs)(struct task_struct *task) = (void *)175;
static long (*const loop)(u32 times, void *callback, void *context, u64 flags) = (void *)181;

/* No helper: the loader puts bpf_rdonly_cast() in its place (kernel/bpf/helpers.c), by which an address becomes one to load from,
 * and of which nothing is left in the machine's code. What cannot be read there is zero. */
static void *(*const readable)(const void *address, u32 type) = (void *)0x7ead;

/* The same for bpf_preempt_disable() and bpf_preempt_enable(), on kernels that run programs with preemption on. */
static void (*const preempt_off)(void) = (void *)0x7eae;
static void (*const preempt_on)(void) = (void *)0x7eaf;

/* Each orders everything before and after it. */
#define exchange(pointer, value) __sync_lock_test_and_set(pointer, value)
#define compare_exchange(pointer, old, new) __sync_val_compare_and_swap(pointer, old, new)
#define atomic_add(pointer, value) __sync_fetch_and_add(pointer, value)

/* Stores a number after everything before. */
#if defined(__TARGET_ARCH_x86)
#define PUBLISH(pointer, value)                                                                                        \
	do {                                                                                                           \
		BARRIER();                                                                                             \
		*(volatile typeof(*(pointer)) *)(pointer) = (value);                                                   \
	} while (0)
#else
#define PUBLISH(pointer, value) exchange(pointer, value)
#endif

/* Keeps the compiler from moving memory accesses across. */
#define BARRIER() asm volatile("" ::: "memory")

/* Makes the compiler forget what it knows of a number, so that a check stays in for the verifier to see. */
#define FORGET(number) asm volatile("" : "+r"(number))
