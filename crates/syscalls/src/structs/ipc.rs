//! System V IPC and POSIX message queues.

use super::{Change, Field, Show, StructDef, field};
use crate::flags;

/// `struct ipc_perm`, what a program may set of it.
static PERM_SET: StructDef = StructDef::new("ipc_perm", 48, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[Field::new("uid", 4, 4, Show::Id), Field::new("gid", 8, 4, Show::Id), Field::new("mode", 20, 4, Show::Octal)],
    );
});

/// `struct ipc_perm`, all of it.
static PERM: StructDef = StructDef::new("ipc_perm", 48, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("uid", 4, 4, Show::Id),
            Field::new("gid", 8, 4, Show::Id),
            Field::new("mode", 20, 4, Show::Octal),
            Field::new("key", 0, 4, Show::Uint),
            Field::new("cuid", 12, 4, Show::Id),
            Field::new("cgid", 16, 4, Show::Id),
        ],
    );
});

/// `struct shmid_ds` (shmctl(2)); a program sets its permissions only.
pub static SHMID_DS: StructDef = StructDef::new("shmid_ds", 112, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("shm_perm", 0, 48, Show::Struct(&PERM_SET))]);
})
.change(Change::As(|printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("shm_perm", 0, 48, Show::Struct(&PERM)),
            Field::new("shm_segsz", 48, 8, Show::Uint),
            Field::new("shm_cpid", 80, 4, Show::Int),
            Field::new("shm_lpid", 84, 4, Show::Int),
            Field::new("shm_nattch", 88, 8, Show::Uint),
            Field::new("shm_atime", 56, 8, Show::Uint),
            Field::new("shm_dtime", 64, 8, Show::Uint),
            Field::new("shm_ctime", 72, 8, Show::Uint),
        ],
    );
}));

/// `struct msqid_ds` (msgctl(2)); a program sets its permissions and size only.
pub static MSQID_DS: StructDef = StructDef::new("msqid_ds", 120, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[Field::new("msg_perm", 0, 48, Show::Struct(&PERM_SET)), Field::new("msg_qbytes", 88, 8, Show::Uint)],
    );
})
.change(Change::As(|printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("msg_perm", 0, 48, Show::Struct(&PERM)),
            Field::new("msg_stime", 48, 8, Show::Uint),
            Field::new("msg_rtime", 56, 8, Show::Uint),
            Field::new("msg_ctime", 64, 8, Show::Uint),
            Field::new("msg_qnum", 80, 8, Show::Uint),
            Field::new("msg_qbytes", 88, 8, Show::Uint),
            Field::new("msg_lspid", 96, 4, Show::Int),
            Field::new("msg_lrpid", 100, 4, Show::Int),
        ],
    );
}));

/// `struct sembuf` (semop(2)).
pub static SEMBUF: StructDef = StructDef::new("sembuf", 6, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("sem_num", 0, 2, Show::Uint),
            Field::new("sem_op", 2, 2, Show::Int),
            Field::new("sem_flg", 4, 2, Show::Flags(&flags::SEMOP)),
        ],
    );
})
.any_abi();

/// `struct mq_attr` (mq_getattr(2)).
pub static MQ_ATTR: StructDef = StructDef::new("mq_attr", 64, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("mq_flags", 0, 8, Show::Flags(&flags::MQ_ATTR)),
            Field::new("mq_maxmsg", 8, 8, Show::Int),
            Field::new("mq_msgsize", 16, 8, Show::Int),
            Field::new("mq_curmsgs", 24, 8, Show::Int),
        ],
    );
});

/// `struct semid_ds` (semctl(2)); a program sets its permissions only.
pub static SEMID_DS: StructDef = StructDef::new("semid_ds", 104, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("sem_perm", 0, 48, Show::Struct(&PERM_SET))]);
})
.change(Change::As(|printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("sem_perm", 0, 48, Show::Struct(&PERM)),
            Field::new("sem_otime", 48, 8, Show::Uint),
            Field::new("sem_ctime", 64, 8, Show::Uint),
            Field::new("sem_nsems", 80, 8, Show::Uint),
        ],
    );
}));

structures! {
    /// `struct seminfo` (semctl(2), `IPC_INFO`).
    SEMINFO "seminfo" 40 any_abi {
        semmap 0 4 Show::Int;
        semmni 4 4 Show::Int;
        semmns 8 4 Show::Int;
        semmnu 12 4 Show::Int;
        semmsl 16 4 Show::Int;
        semopm 20 4 Show::Int;
        semume 24 4 Show::Int;
        semusz 28 4 Show::Int;
        semvmx 32 4 Show::Int;
        semaem 36 4 Show::Int;
    }
    /// `struct msginfo` (msgctl(2), `IPC_INFO`).
    MSGINFO "msginfo" 32 any_abi {
        msgpool 0 4 Show::Int;
        msgmap 4 4 Show::Int;
        msgmax 8 4 Show::Int;
        msgmnb 12 4 Show::Int;
        msgmni 16 4 Show::Int;
        msgssz 20 4 Show::Int;
        msgtql 24 4 Show::Int;
        msgseg 28 2 Show::Uint;
    }
    /// `struct shminfo` (shmctl(2), `IPC_INFO`).
    SHMINFO "shminfo" 72 wide {
        shmmax 0 8 Show::Uint;
        shmmin 8 8 Show::Uint;
        shmmni 16 8 Show::Uint;
        shmseg 24 8 Show::Uint;
        shmall 32 8 Show::Uint;
    }
    /// `struct shm_info` (shmctl(2), `SHM_INFO`).
    SHM_INFO "shm_info" 48 wide {
        used_ids 0 4 Show::Int;
        shm_tot 8 8 Show::Uint;
        shm_rss 16 8 Show::Uint;
        shm_swp 24 8 Show::Uint;
        swap_attempts 32 8 Show::Uint;
        swap_successes 40 8 Show::Uint;
    }
    /// `struct kcmp_epoll_slot` (kcmp(2)).
    KCMP_EPOLL_SLOT "kcmp_epoll_slot" 12 any_abi {
        efd 0 4 Show::Int;
        tfd 4 4 Show::Int;
        toff 8 4 Show::Uint;
    }
}
