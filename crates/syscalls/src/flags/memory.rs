//! Memory mappings and policies.

use super::FlagSet;

/// Protection of mmap(2), mprotect(2).
pub static MMAP_PROT: FlagSet = FlagSet::bits(
    "PROT_???",
    &[
        (0, "PROT_NONE"),
        (1, "PROT_READ"),
        (2, "PROT_WRITE"),
        (4, "PROT_EXEC"),
        (8, "PROT_SEM"),
        (0x1000000, "PROT_GROWSDOWN"),
        (0x2000000, "PROT_GROWSUP"),
    ],
)
.wide();

/// Flags of mmap(2), with the size of huge pages.
pub static MMAP_FLAGS: FlagSet = FlagSet::mixed(
    "",
    0xf,
    &[(0, "MAP_FILE"), (1, "MAP_SHARED"), (2, "MAP_PRIVATE"), (3, "MAP_SHARED_VALIDATE"), (8, "MAP_DROPPABLE")],
    &[
        (0x10, "MAP_FIXED"),
        (0x20, "MAP_ANONYMOUS"),
        (0x40, "MAP_32BIT"),
        (0x4000, "MAP_NORESERVE"),
        (0x8000, "MAP_POPULATE"),
        (0x10000, "MAP_NONBLOCK"),
        (0x100, "MAP_GROWSDOWN"),
        (0x800, "MAP_DENYWRITE"),
        (0x1000, "MAP_EXECUTABLE"),
        (0x2000, "MAP_LOCKED"),
        (0x20000, "MAP_STACK"),
        (0x40000, "MAP_HUGETLB"),
        (0x80000, "MAP_SYNC"),
        (0x4000000, "MAP_UNINITIALIZED"),
        (0x100000, "MAP_FIXED_NOREPLACE"),
    ],
)
.wide()
.apart("MAP_???")
.shifted(0xfc00_0000, 26, "MAP_HUGE_SHIFT");

/// Flags of mremap(2).
pub static MREMAP: FlagSet =
    FlagSet::bits("MREMAP_???", &[(1, "MREMAP_MAYMOVE"), (2, "MREMAP_FIXED"), (4, "MREMAP_DONTUNMAP")]).wide();

/// Advice of madvise(2).
pub static MADVISE: FlagSet = FlagSet::values(
    "MADV_???",
    &[
        (0, "MADV_NORMAL"),
        (1, "MADV_RANDOM"),
        (2, "MADV_SEQUENTIAL"),
        (3, "MADV_WILLNEED"),
        (4, "MADV_DONTNEED"),
        (8, "MADV_FREE"),
        (9, "MADV_REMOVE"),
        (10, "MADV_DONTFORK"),
        (11, "MADV_DOFORK"),
        (12, "MADV_MERGEABLE"),
        (13, "MADV_UNMERGEABLE"),
        (14, "MADV_HUGEPAGE"),
        (15, "MADV_NOHUGEPAGE"),
        (16, "MADV_DONTDUMP"),
        (17, "MADV_DODUMP"),
        (18, "MADV_WIPEONFORK"),
        (19, "MADV_KEEPONFORK"),
        (20, "MADV_COLD"),
        (21, "MADV_PAGEOUT"),
        (22, "MADV_POPULATE_READ"),
        (23, "MADV_POPULATE_WRITE"),
        (24, "MADV_DONTNEED_LOCKED"),
        (25, "MADV_COLLAPSE"),
        (100, "MADV_HWPOISON"),
        (101, "MADV_SOFT_OFFLINE"),
        (102, "MADV_GUARD_INSTALL"),
        (103, "MADV_GUARD_REMOVE"),
    ],
);

/// Flags of msync(2).
pub static MSYNC: FlagSet = FlagSet::bits("MS_???", &[(4, "MS_SYNC"), (1, "MS_ASYNC"), (2, "MS_INVALIDATE")]);

/// Flags of mlock2(2).
pub static MLOCK: FlagSet = FlagSet::bits("MLOCK_???", &[(1, "MLOCK_ONFAULT")]);

/// Flags of mlockall(2).
pub static MLOCKALL: FlagSet = FlagSet::bits("MCL_???", &[(1, "MCL_CURRENT"), (2, "MCL_FUTURE"), (4, "MCL_ONFAULT")]);

/// Flags of memfd_create(2), with the size of huge pages.
pub static MEMFD: FlagSet = FlagSet::bits(
    "MFD_???",
    &[(1, "MFD_CLOEXEC"), (2, "MFD_ALLOW_SEALING"), (4, "MFD_HUGETLB"), (8, "MFD_NOEXEC_SEAL"), (0x10, "MFD_EXEC")],
)
.shifted(0xfc00_0000, 26, "MFD_HUGE_SHIFT");

/// Flags of memfd_secret(2).
pub static MEMFD_SECRET: FlagSet = FlagSet::bits("", &[(0x80000, "O_CLOEXEC")]);

/// Access rights of pkey_alloc(2).
pub static PKEY: FlagSet =
    FlagSet::bits("PKEY_???", &[(1, "PKEY_DISABLE_ACCESS"), (2, "PKEY_DISABLE_WRITE"), (4, "PKEY_DISABLE_EXECUTE")])
        .wide();

/// Memory policy of set_mempolicy(2), mbind(2).
pub static MPOL: FlagSet = FlagSet::mixed(
    "MPOL_???",
    0xffff_1fff,
    &[
        (0, "MPOL_DEFAULT"),
        (1, "MPOL_PREFERRED"),
        (2, "MPOL_BIND"),
        (3, "MPOL_INTERLEAVE"),
        (4, "MPOL_LOCAL"),
        (5, "MPOL_PREFERRED_MANY"),
        (6, "MPOL_WEIGHTED_INTERLEAVE"),
    ],
    &[(0x8000, "MPOL_F_STATIC_NODES"), (0x4000, "MPOL_F_RELATIVE_NODES"), (0x2000, "MPOL_F_NUMA_BALANCING")],
);

/// Flags of mbind(2).
pub static MBIND: FlagSet =
    FlagSet::bits("MPOL_???", &[(1, "MPOL_MF_STRICT"), (2, "MPOL_MF_MOVE"), (4, "MPOL_MF_MOVE_ALL")]);

/// Flags of get_mempolicy(2).
pub static GET_MEMPOLICY: FlagSet =
    FlagSet::bits("MPOL_???", &[(1, "MPOL_F_NODE"), (2, "MPOL_F_ADDR"), (4, "MPOL_F_MEMS_ALLOWED")]).wide();

/// Flags of move_pages(2).
pub static MOVE_PAGES: FlagSet = FlagSet::bits("MPOL_???", &[(2, "MPOL_MF_MOVE"), (4, "MPOL_MF_MOVE_ALL")]);

/// Command of membarrier(2).
pub static MEMBARRIER: FlagSet = FlagSet::bits(
    "MEMBARRIER_CMD_???",
    &[
        (0, "MEMBARRIER_CMD_QUERY"),
        (1, "MEMBARRIER_CMD_GLOBAL"),
        (2, "MEMBARRIER_CMD_GLOBAL_EXPEDITED"),
        (4, "MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED"),
        (8, "MEMBARRIER_CMD_PRIVATE_EXPEDITED"),
        (0x10, "MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED"),
        (0x20, "MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE"),
        (0x40, "MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE"),
        (0x80, "MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ"),
        (0x100, "MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ"),
        (0x200, "MEMBARRIER_CMD_GET_REGISTRATIONS"),
    ],
);

/// Flags of membarrier(2).
pub static MEMBARRIER_FLAGS: FlagSet = FlagSet::bits("MEMBARRIER_CMD_FLAG_???", &[(1, "MEMBARRIER_CMD_FLAG_CPU")]);

/// Flags of userfaultfd(2).
pub static USERFAULTFD: FlagSet =
    FlagSet::bits("UFFD_???", &[(1, "UFFD_USER_MODE_ONLY"), (0x800, "O_NONBLOCK"), (0x80000, "O_CLOEXEC")]);

/// Flags of map_shadow_stack(2).
pub static SHADOW_STACK: FlagSet = FlagSet::bits("SHADOW_STACK_???", &[(1, "SHADOW_STACK_SET_TOKEN")]);
