//! Performance counters (perf_event_open(2)).

use super::FlagSet;

/// Kind of an event.
pub static PERF_TYPE: FlagSet = FlagSet::values(
    "PERF_TYPE_???",
    &[
        (0, "PERF_TYPE_HARDWARE"),
        (1, "PERF_TYPE_SOFTWARE"),
        (2, "PERF_TYPE_TRACEPOINT"),
        (3, "PERF_TYPE_HW_CACHE"),
        (4, "PERF_TYPE_RAW"),
        (5, "PERF_TYPE_BREAKPOINT"),
    ],
);

/// Size of `struct perf_event_attr` in its versions.
pub static PERF_ATTR_SIZE: FlagSet = FlagSet::values(
    "PERF_ATTR_SIZE_???",
    &[
        (64, "PERF_ATTR_SIZE_VER0"),
        (72, "PERF_ATTR_SIZE_VER1"),
        (80, "PERF_ATTR_SIZE_VER2"),
        (96, "PERF_ATTR_SIZE_VER3"),
        (104, "PERF_ATTR_SIZE_VER4"),
        (112, "PERF_ATTR_SIZE_VER5"),
        (120, "PERF_ATTR_SIZE_VER6"),
        (128, "PERF_ATTR_SIZE_VER7"),
        (136, "PERF_ATTR_SIZE_VER8"),
    ],
);

/// Event of the hardware.
pub static PERF_HARDWARE: FlagSet = FlagSet::values(
    "PERF_COUNT_HW_???",
    &[
        (0, "PERF_COUNT_HW_CPU_CYCLES"),
        (1, "PERF_COUNT_HW_INSTRUCTIONS"),
        (2, "PERF_COUNT_HW_CACHE_REFERENCES"),
        (3, "PERF_COUNT_HW_CACHE_MISSES"),
        (4, "PERF_COUNT_HW_BRANCH_INSTRUCTIONS"),
        (5, "PERF_COUNT_HW_BRANCH_MISSES"),
        (6, "PERF_COUNT_HW_BUS_CYCLES"),
        (7, "PERF_COUNT_HW_STALLED_CYCLES_FRONTEND"),
        (8, "PERF_COUNT_HW_STALLED_CYCLES_BACKEND"),
        (9, "PERF_COUNT_HW_REF_CPU_CYCLES"),
    ],
);

/// Event of the kernel.
pub static PERF_SOFTWARE: FlagSet = FlagSet::values(
    "PERF_COUNT_SW_???",
    &[
        (0, "PERF_COUNT_SW_CPU_CLOCK"),
        (1, "PERF_COUNT_SW_TASK_CLOCK"),
        (2, "PERF_COUNT_SW_PAGE_FAULTS"),
        (3, "PERF_COUNT_SW_CONTEXT_SWITCHES"),
        (4, "PERF_COUNT_SW_CPU_MIGRATIONS"),
        (5, "PERF_COUNT_SW_PAGE_FAULTS_MIN"),
        (6, "PERF_COUNT_SW_PAGE_FAULTS_MAJ"),
        (7, "PERF_COUNT_SW_ALIGNMENT_FAULTS"),
        (8, "PERF_COUNT_SW_EMULATION_FAULTS"),
        (9, "PERF_COUNT_SW_DUMMY"),
        (10, "PERF_COUNT_SW_BPF_OUTPUT"),
        (11, "PERF_COUNT_SW_CGROUP_SWITCHES"),
    ],
)
.wide();

/// Cache of an event.
pub static PERF_CACHE: FlagSet = FlagSet::values(
    "PERF_COUNT_HW_CACHE_???",
    &[
        (0, "PERF_COUNT_HW_CACHE_L1D"),
        (1, "PERF_COUNT_HW_CACHE_L1I"),
        (2, "PERF_COUNT_HW_CACHE_LL"),
        (3, "PERF_COUNT_HW_CACHE_DTLB"),
        (4, "PERF_COUNT_HW_CACHE_ITLB"),
        (5, "PERF_COUNT_HW_CACHE_BPU"),
        (6, "PERF_COUNT_HW_CACHE_NODE"),
    ],
);

/// What happens to the cache.
pub static PERF_CACHE_OP: FlagSet = FlagSet::values(
    "PERF_COUNT_HW_CACHE_OP_???",
    &[(0, "PERF_COUNT_HW_CACHE_OP_READ"), (1, "PERF_COUNT_HW_CACHE_OP_WRITE"), (2, "PERF_COUNT_HW_CACHE_OP_PREFETCH")],
);

/// How that ends.
pub static PERF_CACHE_RESULT: FlagSet = FlagSet::values(
    "PERF_COUNT_HW_CACHE_RESULT_???",
    &[(0, "PERF_COUNT_HW_CACHE_RESULT_ACCESS"), (1, "PERF_COUNT_HW_CACHE_RESULT_MISS")],
);

/// What a sample holds.
pub static PERF_SAMPLE: FlagSet = FlagSet::bits(
    "PERF_SAMPLE_???",
    &[
        (0x1, "PERF_SAMPLE_IP"),
        (0x2, "PERF_SAMPLE_TID"),
        (0x4, "PERF_SAMPLE_TIME"),
        (0x8, "PERF_SAMPLE_ADDR"),
        (0x10, "PERF_SAMPLE_READ"),
        (0x20, "PERF_SAMPLE_CALLCHAIN"),
        (0x40, "PERF_SAMPLE_ID"),
        (0x80, "PERF_SAMPLE_CPU"),
        (0x100, "PERF_SAMPLE_PERIOD"),
        (0x200, "PERF_SAMPLE_STREAM_ID"),
        (0x400, "PERF_SAMPLE_RAW"),
        (0x800, "PERF_SAMPLE_BRANCH_STACK"),
        (0x1000, "PERF_SAMPLE_REGS_USER"),
        (0x2000, "PERF_SAMPLE_STACK_USER"),
        (0x4000, "PERF_SAMPLE_WEIGHT"),
        (0x8000, "PERF_SAMPLE_DATA_SRC"),
        (0x10000, "PERF_SAMPLE_IDENTIFIER"),
        (0x20000, "PERF_SAMPLE_TRANSACTION"),
        (0x40000, "PERF_SAMPLE_REGS_INTR"),
        (0x80000, "PERF_SAMPLE_PHYS_ADDR"),
        (0x100000, "PERF_SAMPLE_AUX"),
        (0x200000, "PERF_SAMPLE_CGROUP"),
        (0x400000, "PERF_SAMPLE_DATA_PAGE_SIZE"),
        (0x800000, "PERF_SAMPLE_CODE_PAGE_SIZE"),
        (0x1000000, "PERF_SAMPLE_WEIGHT_STRUCT"),
    ],
)
.wide();

/// What reading a counter gives.
pub static PERF_FORMAT: FlagSet = FlagSet::bits(
    "PERF_FORMAT_???",
    &[
        (0x1, "PERF_FORMAT_TOTAL_TIME_ENABLED"),
        (0x2, "PERF_FORMAT_TOTAL_TIME_RUNNING"),
        (0x4, "PERF_FORMAT_ID"),
        (0x8, "PERF_FORMAT_GROUP"),
        (0x10, "PERF_FORMAT_LOST"),
    ],
)
.wide();

/// Which branches are sampled.
pub static PERF_BRANCH: FlagSet = FlagSet::bits(
    "PERF_SAMPLE_BRANCH_???",
    &[
        (0x1, "PERF_SAMPLE_BRANCH_USER"),
        (0x2, "PERF_SAMPLE_BRANCH_KERNEL"),
        (0x4, "PERF_SAMPLE_BRANCH_HV"),
        (0x8, "PERF_SAMPLE_BRANCH_ANY"),
        (0x10, "PERF_SAMPLE_BRANCH_ANY_CALL"),
        (0x20, "PERF_SAMPLE_BRANCH_ANY_RETURN"),
        (0x40, "PERF_SAMPLE_BRANCH_IND_CALL"),
        (0x80, "PERF_SAMPLE_BRANCH_ABORT_TX"),
        (0x100, "PERF_SAMPLE_BRANCH_IN_TX"),
        (0x200, "PERF_SAMPLE_BRANCH_NO_TX"),
        (0x400, "PERF_SAMPLE_BRANCH_COND"),
        (0x800, "PERF_SAMPLE_BRANCH_CALL_STACK"),
        (0x1000, "PERF_SAMPLE_BRANCH_IND_JUMP"),
        (0x2000, "PERF_SAMPLE_BRANCH_CALL"),
        (0x4000, "PERF_SAMPLE_BRANCH_NO_FLAGS"),
        (0x8000, "PERF_SAMPLE_BRANCH_NO_CYCLES"),
        (0x10000, "PERF_SAMPLE_BRANCH_TYPE_SAVE"),
        (0x20000, "PERF_SAMPLE_BRANCH_HW_INDEX"),
        (0x40000, "PERF_SAMPLE_BRANCH_PRIV_SAVE"),
    ],
)
.wide();

/// What a breakpoint waits for.
pub static HW_BREAKPOINT: FlagSet = FlagSet::values(
    "HW_BREAKPOINT_???",
    &[
        (0, "HW_BREAKPOINT_EMPTY"),
        (1, "HW_BREAKPOINT_R"),
        (2, "HW_BREAKPOINT_W"),
        (3, "HW_BREAKPOINT_RW"),
        (4, "HW_BREAKPOINT_X"),
        (5, "HW_BREAKPOINT_INVALID"),
        (6, "HW_BREAKPOINT_INVALID"),
        (7, "HW_BREAKPOINT_INVALID"),
    ],
);
