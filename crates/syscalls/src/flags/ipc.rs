//! System V and POSIX IPC.

use super::FlagSet;

/// Key of msgget(2), semget(2), shmget(2).
pub static IPC_KEY: FlagSet = FlagSet::values("", &[(0, "IPC_PRIVATE")]);

/// Flags and permissions of msgget(2), semget(2).
pub static IPC_GET: FlagSet =
    FlagSet::bits("", &[(0x200, "IPC_CREAT"), (0x400, "IPC_EXCL"), (0x800, "IPC_NOWAIT")]).octal(0o777);

/// Flags and permissions of shmget(2), with the size of huge pages.
pub static SHMGET: FlagSet = FlagSet::mixed(
    "",
    0xfc000000,
    &[
        (0x38000000, "14<<SHM_HUGE_SHIFT"),
        (0x40000000, "16<<SHM_HUGE_SHIFT"),
        (0x4c000000, "19<<SHM_HUGE_SHIFT"),
        (0x50000000, "20<<SHM_HUGE_SHIFT"),
        (0x54000000, "21<<SHM_HUGE_SHIFT"),
        (0x5c000000, "23<<SHM_HUGE_SHIFT"),
        (0x60000000, "24<<SHM_HUGE_SHIFT"),
        (0x64000000, "25<<SHM_HUGE_SHIFT"),
        (0x70000000, "28<<SHM_HUGE_SHIFT"),
        (0x74000000, "29<<SHM_HUGE_SHIFT"),
        (0x78000000, "30<<SHM_HUGE_SHIFT"),
        (0x7c000000, "31<<SHM_HUGE_SHIFT"),
        (0x88000000, "34<<SHM_HUGE_SHIFT"),
    ],
    &[(0x200, "IPC_CREAT"), (0x400, "IPC_EXCL"), (0x800, "SHM_HUGETLB"), (0x1000, "SHM_NORESERVE")],
)
.values_last()
.octal(0o777);

/// Flags of shmat(2).
pub static SHMAT: FlagSet = FlagSet::bits(
    "SHM_???",
    &[(0x1000, "SHM_RDONLY"), (0x2000, "SHM_RND"), (0x4000, "SHM_REMAP"), (0x8000, "SHM_EXEC")],
);

/// Command of shmctl(2).
pub static SHMCTL: FlagSet = FlagSet::mixed(
    "SHM_???",
    0xfffffeff,
    &[
        (0, "IPC_RMID"),
        (1, "IPC_SET"),
        (2, "IPC_STAT"),
        (3, "IPC_INFO"),
        (0xb, "SHM_LOCK"),
        (0xc, "SHM_UNLOCK"),
        (0xd, "SHM_STAT"),
        (0xe, "SHM_INFO"),
        (0xf, "SHM_STAT_ANY"),
    ],
    &[(0x100, "IPC_64")],
);

/// Command of msgctl(2).
pub static MSGCTL: FlagSet = FlagSet::mixed(
    "MSG_???",
    0xfffffeff,
    &[
        (0, "IPC_RMID"),
        (1, "IPC_SET"),
        (2, "IPC_STAT"),
        (3, "IPC_INFO"),
        (0xb, "MSG_STAT"),
        (0xc, "MSG_INFO"),
        (0xd, "MSG_STAT_ANY"),
    ],
    &[(0x100, "IPC_64")],
);

/// Command of semctl(2).
pub static SEMCTL: FlagSet = FlagSet::mixed(
    "SEM_???",
    0xfffffeff,
    &[
        (0, "IPC_RMID"),
        (1, "IPC_SET"),
        (2, "IPC_STAT"),
        (3, "IPC_INFO"),
        (0xb, "GETPID"),
        (0xc, "GETVAL"),
        (0xd, "GETALL"),
        (0xe, "GETNCNT"),
        (0xf, "GETZCNT"),
        (0x10, "SETVAL"),
        (0x11, "SETALL"),
        (0x12, "SEM_STAT"),
        (0x13, "SEM_INFO"),
        (0x14, "SEM_STAT_ANY"),
    ],
    &[(0x100, "IPC_64")],
);

/// Flags of msgsnd(2), msgrcv(2).
pub static MSGOP: FlagSet = FlagSet::bits(
    "MSG_???",
    &[(0x1000, "MSG_NOERROR"), (0x2000, "MSG_EXCEPT"), (0x4000, "MSG_COPY"), (0x800, "IPC_NOWAIT")],
);

/// Flags of `struct sembuf`.
pub static SEMOP: FlagSet = FlagSet::bits("SEM_???", &[(0x1000, "SEM_UNDO"), (0x800, "IPC_NOWAIT")]);

/// `mq_flags` of `struct mq_attr`.
pub static MQ_ATTR: FlagSet = FlagSet::bits("O_???", &[(0x800, "O_NONBLOCK")]).wide();
