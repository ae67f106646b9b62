/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Observes system calls, and the life of the tasks that make them.
 *
 * The programs know no system call: plans (layout.h) come from the loader. They use no relocations: where the kernel's
 * structures have to be read, the offsets come from the loader too, which finds them in the kernel's BTF. */
#include "calls.h"
#include "iterators.h"
#include "life.h"
#include "sched.h"
#include "signals.h"
#include "uring.h"

char _license[] SEC("license") = "Dual MIT/GPL";
