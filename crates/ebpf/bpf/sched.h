/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* How long calls do not run: they wait, or others have the processor. */
#pragma once
#include "tasks.h"

/* One task follows another on this processor. What later kernels add to the arguments (prev_state, 5.18) stands behind. */
SEC("tp_btf/sched_switch")
int sched_switch(u64 *context)
{
	struct state *before = marked((struct task_struct *)context[1]);
	struct state *after = marked((struct task_struct *)context[2]);
	if (!before && !after)
		return 0;
	u64 now = ktime_ns();
	if (before && before->inside && before->call.off_cpu != UNKNOWN_TIME)
		before->off_since = now;
	if (after && after->off_since) {
		after->call.off_cpu += now - after->off_since;
		after->off_since = 0;
	}
	return 0;
}
